"""Downloads onto disks that are full, read-only or gone, and two programs at one folder."""

import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest
from hub_server import HubServer, Reply
from other_volume import make_read_only, other_volume, unmount
from store_scenes import MB, PATIENCE_S, QUICK, REPOSITORY, Told, content, downloaded, downloads, kept_of, on_disk

from s2v_desktop.core.errors import ErrorCode, ModelError, OutputError
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.space import can_reserve, lacking_bytes, require_space, size_words

BIG = "big.bin"
FILES = {BIG: content(12 * MB), "small.json": b"{}"}


@pytest.fixture
def hub():
    with HubServer({REPOSITORY: dict(FILES)}) as own:
        yield own


def failure(event):
    assert event.state is PieceState.FAILED
    assert event.error is not None
    return event.error


def test_drive_too_small__is_told_before_anything_is_fetched(hub, tmp_path):
    with other_volume(tmp_path / "drive", 64) as drive:
        error = failure(downloaded(drive / "models", hub)[1])
        assert error.code is ErrorCode.STORE_TOO_SMALL
        assert error.hint == "13 MB"  # 12 MB and the 64 MiB that are left free, of 64 MiB
    assert hub.requests_for(BIG) == []


def test_drive_fills_up_meanwhile__is_told_and_once_there_is_space_it_goes_on(hub, tmp_path, monkeypatch):
    monkeypatch.setattr("s2v_desktop.store.space._RESERVING", set())  # as on exFAT
    with other_volume(tmp_path / "drive", 100) as drive:
        hub.once[BIG] = [Reply(stalls_after=5 * MB)]
        told = Told()
        timing = replace(QUICK, silence_s=3, give_up_after_s=20)  # time to fill the drive while nothing comes
        with downloads(drive / "models", hub, told, timing=timing) as own:
            own.add("model")
            told.wait_for(lambda event: event.bytes_done >= 5 * MB)
            filler = drive / "filler"
            with pytest.raises(OSError, match="space"):
                filler.write_bytes(bytes(100 * MB))
            assert own.wait(PATIENCE_S)
            assert failure(own.status("piece")).code is ErrorCode.DISK_FULL
            filler.unlink()
            own.resume("model")
            assert own.wait(PATIENCE_S)
            assert own.status("piece").state is PieceState.READY
        assert on_disk(drive / "models") == FILES


def test_space__is_set_aside_at_once_where_it_can_be(hub, tmp_path):
    if not can_reserve(tmp_path):
        pytest.skip("this file system cannot set space aside")
    hub.once[BIG] = [Reply(stalls_after=MB)]
    told = Told()
    with downloads(tmp_path / "models", hub, told) as own:
        own.add("model")
        told.wait_for(lambda event: event.bytes_done > MB // 2)
        part = next((tmp_path / "models" / ".store").rglob("big.bin.part"))
        assert part.stat().st_blocks * 512 >= len(FILES[BIG])
        assert lacking_bytes(part, len(FILES[BIG])) == 0


def test_read_only_drive__is_told(hub, tmp_path):
    with other_volume(tmp_path / "drive") as drive:
        make_read_only(drive)
        with pytest.raises(OutputError) as caught:
            downloads(drive / "models", hub, Told())
    assert caught.value.code is ErrorCode.TARGET_NOT_WRITABLE


def test_drive_is_read_only_the_next_time__is_told_and_what_is_there_stays(hub, tmp_path):
    hub.once[BIG] = [Reply(stalls_after=6 * MB)]
    with other_volume(tmp_path / "drive", 100) as drive:
        told = Told()
        with downloads(drive / "models", hub, told) as own:
            own.add("model")
            told.wait_for(lambda event: event.bytes_done > 6 * MB)
        make_read_only(drive)
        with pytest.raises(OutputError):
            downloads(drive / "models", hub, Told())
        subprocess.run(["mount", "-o", "remount,rw", str(drive)], check=True)
        hub.seen.clear()
        with downloads(drive / "models", hub, Told()) as own:
            own.resume("model")
            assert own.wait(PATIENCE_S)
        assert [seen.range for seen in hub.requests_for(BIG)] == [f"bytes={kept_of(6 * MB)}-{len(FILES[BIG]) - 1}"]
        assert on_disk(drive / "models") == FILES


def test_a_file_where_the_folder_should_be__is_told(hub, tmp_path):
    (tmp_path / "models").write_bytes(b"")
    with pytest.raises(OutputError) as caught:
        downloads(tmp_path / "models", hub, Told())
    assert caught.value.code is ErrorCode.TARGET_NOT_WRITABLE


def test_drive_is_not_connected__is_told(hub, tmp_path):
    with pytest.raises(ModelError) as caught:
        downloads(tmp_path / "drive" / "models", hub, Told())
    assert caught.value.code is ErrorCode.STORE_GONE
    assert not (tmp_path / "drive").exists()


def test_usual_folder__is_made_with_all_above_it(hub, home):
    downloads(home / "models", hub, Told()).close()
    assert (home / "models" / ".store").is_dir()


def test_drive_pulled_out__is_told_and_nothing_is_written_where_it_was(hub, tmp_path):
    hub.once[BIG] = [Reply(drops_after=5 * MB), Reply(status=503)]
    hub.once["small.json"] = [Reply(status=503)] * 3
    with other_volume(tmp_path / "drive", 100) as drive:
        told = Told()
        with downloads(drive / "models", hub, told) as own:
            own.add("model")
            told.wait_for(lambda event: event.bytes_done > 4 * MB)
            own.pause("model")
            assert own.wait(PATIENCE_S)
            unmount(drive)
            own.resume("model")
            assert own.wait(PATIENCE_S)
            assert failure(own.status("piece")).code is ErrorCode.STORE_GONE
        assert list(drive.iterdir()) == []


def test_folder_deleted_while_it_downloads__is_told(hub, tmp_path):
    root = tmp_path / "models"
    hub.once["small.json"] = [Reply(status=503, headers=(("Retry-After", "0.2"),))] * 2
    hub.once[BIG] = [Reply(status=503)] * 2
    told = Told()
    with downloads(root, hub, told) as own:
        own.add("model")
        told.wait_for(lambda event: event.state is PieceState.RETRYING)
        root.rename(tmp_path / "renamed")
        assert own.wait(PATIENCE_S)
        assert failure(own.status("piece")).code is ErrorCode.STORE_GONE


def test_two_downloads_at_one_folder__the_second_is_told(hub, tmp_path):
    with downloads(tmp_path / "models", hub, Told()):
        with pytest.raises(ModelError) as caught:
            downloads(tmp_path / "models", hub, Told())
        assert caught.value.code is ErrorCode.STORE_IN_USE
    downloads(tmp_path / "models", hub, Told()).close()


def test_two_programs__the_second_is_told_and_a_dead_one_leaves_no_lock(tmp_path):
    program = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from s2v_desktop.store.lock import StoreLock
        lock = StoreLock(Path(sys.argv[1]))
        print("held", flush=True)
        time.sleep(60)
    """)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "models")], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ModelError) as caught:
            StoreLock(tmp_path / "models")
        assert caught.value.code is ErrorCode.STORE_IN_USE
        other.kill()
    StoreLock(tmp_path / "models").close()


def test_require_space__says_how_much_is_lacking(tmp_path):
    require_space(tmp_path, 0)
    with pytest.raises(ModelError) as caught:
        require_space(tmp_path, 10**15)
    assert caught.value.code is ErrorCode.STORE_TOO_SMALL
    assert caught.value.hint.endswith(" GB")


@pytest.mark.parametrize(
    ("size_bytes", "words"), [(1, "1 MB"), (35_000_000, "35 MB"), (10**9, "1.0 GB"), (12_340_000_000, "12.4 GB")]
)
def test_size_words__are_rounded_up(size_bytes, words):
    assert size_words(size_bytes) == words
