"""Downloads from a hub that behaves: files, records, pausing, going on, verifying, repairing."""

import hashlib

import pytest
from hub_server import LFS_BYTES, REVISION, HubServer, Reply
from store_scenes import (
    MB,
    QUICK,
    REPOSITORY,
    Told,
    content,
    downloaded,
    downloads,
    kept_of,
    on_disk,
    piece,
    unfinished,
)

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store.checksum import BLOCK_BYTES
from s2v_desktop.store.downloads import Downloads
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.inspection import piece_now
from s2v_desktop.store.layout import read_record
from s2v_desktop.store.manifest import Catalog, Piece, Repositories
from s2v_desktop.store.settings import SourceKind, StoreSettings
from s2v_desktop.store.sources import ModelScopeSource

BIG = "folder/big.bin"
FILES = {
    BIG: content(10 * MB),
    "small.json": b'{"a": 1}',
    "empty.txt": b"",
    "folder/音乐 1.bin": content(2 * LFS_BYTES),
}


@pytest.fixture
def hub():
    with HubServer({REPOSITORY: dict(FILES)}) as own:
        yield own


@pytest.fixture
def root(tmp_path):
    return tmp_path / "models"


def test_add__a_model__its_files_are_there_and_recorded(hub, root):
    told, event = downloaded(root, hub)
    assert event.state is PieceState.READY
    assert event.bytes_done == event.bytes_total == sum(map(len, FILES.values()))
    assert on_disk(root) == FILES
    assert unfinished(root) == []
    record = read_record(root, "piece")
    assert record is not None
    assert (record.source, record.repository, record.revision) == ("custom", REPOSITORY, REVISION)
    by_path = {file.path: file for file in record.files}
    assert by_path[BIG].sha256 == hashlib.sha256(FILES[BIG]).hexdigest()
    assert by_path["small.json"].git_sha1
    assert len(by_path[BIG].marks) == 5 * 32
    assert told.states() == [PieceState.QUEUED, PieceState.VERIFYING, PieceState.DOWNLOADING, PieceState.READY]
    assert hub.served == {path: len(data) for path, data in FILES.items() if data}


def test_add__again__asks_nobody(hub, root):
    downloaded(root, hub)
    hub.seen.clear()
    told, event = downloaded(root, hub)
    assert event.state is PieceState.READY
    assert told.events == []
    assert hub.seen == []


def test_add__patterns__choose_the_files(hub, root):
    downloaded(root, hub, piece(patterns=("*.json", "folder/b*")))
    assert set(on_disk(root)) == {"small.json", BIG}


def test_add__two_models_share_a_piece__it_is_fetched_once(hub, root):
    shared, other = piece("shared", ("*.json",)), piece("other", ("empty.txt",))
    told = Told()
    with downloads(root, hub, told, shared, other) as own:
        own.add("model")
        own.add("shared")
        assert own.wait(20)
        assert [event.state for event in own.statuses()] == [PieceState.READY] * 2
    assert len(hub.requests_for("small.json")) == 1


def test_add__files_come_side_by_side(root):
    """Each file stalls until all four were asked for."""
    names = [f"{number}.bin" for number in range(4)]
    with HubServer({REPOSITORY: {name: content(5000) for name in names}}) as hub:
        for name in names:
            hub.always[name] = Reply(stalls_after=10)
        with downloads(root, hub, Told()) as own:
            own.add("model")
            own.wait(0.4)
            assert {seen.path for seen in hub.seen} >= set(names)


def test_modelscope__its_listing_and_its_file_route__are_understood(hub, root):
    source = ModelScopeSource(SourceKind.MODELSCOPE, hub.url, timing=QUICK)
    own_piece = Piece("piece", Part.VAE, Repositories("", REPOSITORY), ("*",), 1)
    with Downloads(root, Catalog((), (own_piece,)), StoreSettings(), Told(), sources=[source], timing=QUICK) as own:
        own.add("piece")
        assert own.wait(20)
        assert own.status("piece").state is PieceState.READY
    assert on_disk(root) == FILES
    record = read_record(root, "piece")
    assert record is not None
    assert all(file.sha256 and not file.git_sha1 for file in record.files)


class TestPause:
    @pytest.fixture
    def half(self, hub, root):
        """A piece paused when 6 MB of its large file had come and the server said nothing more."""
        hub.once[BIG] = [Reply(stalls_after=6 * MB)]
        told = Told()
        with downloads(root, hub, told, timing=QUICK.__class__(tell_every_s=0)) as own:
            own.add("model")
            told.wait_for(lambda event: event.bytes_done > 6 * MB)
            own.pause("model")
            assert own.status("piece").state is PieceState.PAUSED
            assert own.wait(5)  # though a server is silent for 30 s before it is given up
        assert told.events[-1].state is PieceState.PAUSED
        return told

    def test_pause__what_is_there__is_kept_and_shown(self, half, hub, root):
        assert {".plan.json", "big.bin.part", "big.bin.state"} <= set(unfinished(root))
        with downloads(root, hub, Told()) as own:
            event = own.status("piece")
            assert event.state is PieceState.PAUSED
            assert kept_of(6 * MB) <= event.bytes_done < event.bytes_total

    def test_resume__after_a_restart__fetches_the_rest_from_the_last_block(self, half, hub, root):
        hub.seen.clear()
        told = Told()
        with downloads(root, hub, told) as own:
            own.resume("model")
            assert own.wait(20)
        assert on_disk(root) == FILES
        assert [seen.range for seen in hub.requests_for(BIG)] == [f"bytes={kept_of(6 * MB)}-{len(FILES[BIG]) - 1}"]
        assert not hub.requests_for(f"list {REPOSITORY}")  # not even the list is asked for again
        assert told.states()[-1] is PieceState.READY

    def test_resume__block_lost_in_a_power_failure__fetches_that_block_too(self, half, hub, root):
        part = next((root / ".store").rglob("big.bin.part"))
        with part.open("r+b") as file:
            file.seek(BLOCK_BYTES // 2)
            file.write(bytes(4096))
        hub.seen.clear()
        downloaded(root, hub)
        assert on_disk(root) == FILES
        assert [seen.range for seen in hub.requests_for(BIG)] == [
            f"bytes=0-{BLOCK_BYTES - 1}",
            f"bytes={kept_of(6 * MB)}-{len(FILES[BIG]) - 1}",
        ]

    @pytest.mark.parametrize("damage", [b"", b"{", b"x" * 500, b"\0" * 3])
    def test_resume__state_file_damaged__begins_anew_and_is_right(self, half, hub, root, damage):
        next((root / ".store").rglob("big.bin.state")).write_bytes(damage)
        downloaded(root, hub)
        assert on_disk(root) == FILES

    def test_resume__the_file_has_changed_at_the_hub__the_pinned_revision_is_what_is_fetched(self, half, hub, root):
        hub.repositories[REPOSITORY][BIG] = content(10 * MB, seed=1)
        _, event = downloaded(root, hub)
        assert event.state is PieceState.FAILED
        assert event.error is not None
        assert event.error.code is ErrorCode.DOWNLOAD_DAMAGED
        assert BIG not in on_disk(root)

    def test_resume__from_another_source__what_is_there_is_not_fetched_again(self, half, hub, root):
        hub.served.clear()
        source = ModelScopeSource(SourceKind.MODELSCOPE, hub.url, timing=QUICK)
        with Downloads(root, Catalog((), (piece(),)), StoreSettings(), Told(), sources=[source], timing=QUICK) as own:
            own.resume("piece")
            assert own.wait(20)
        assert on_disk(root) == FILES
        assert hub.served[BIG] == len(FILES[BIG]) - kept_of(6 * MB)

    def test_cancel__deletes_what_is_unfinished(self, half, hub, root):
        told = Told()
        with downloads(root, hub, told) as own:
            own.cancel("model")
            assert own.wait(5)
        assert told.states()[-1] is PieceState.ABSENT
        assert on_disk(root) == {}
        assert unfinished(root) == []


def test_cancel__while_it_downloads__leaves_nothing(hub, root):
    hub.always[BIG] = Reply(stalls_after=5 * MB)
    told = Told()
    with downloads(root, hub, told) as own:
        own.add("model")
        told.wait_for(lambda event: event.bytes_done > 5 * MB)
        own.cancel("model")
        assert own.wait(5)
        assert own.status("piece").state is PieceState.ABSENT
    assert on_disk(root) == {}
    assert unfinished(root) == []


def test_pause__and_resume_at_once__ends_ready(hub, root):
    hub.once[BIG] = [Reply(stalls_after=5 * MB)]
    told = Told()
    with downloads(root, hub, told) as own:
        own.add("model")
        told.wait_for(lambda event: event.bytes_done > 5 * MB)
        own.pause("model")
        own.resume("model")
        assert own.wait(20)
        assert own.status("piece").state is PieceState.READY
    assert on_disk(root) == FILES


def test_close__while_it_downloads__ends_soon_and_the_folder_is_free(hub, root):
    hub.always[BIG] = Reply(stalls_after=5 * MB)
    told = Told()
    own = downloads(root, hub, told)
    own.add("model")
    told.wait_for(lambda event: event.bytes_done > 5 * MB)
    own.close()
    assert told.events[-1].state is PieceState.PAUSED
    downloads(root, hub, Told()).close()


class TestDamage:
    @pytest.fixture
    def ready(self, hub, root):
        downloaded(root, hub)
        hub.served.clear()
        return root

    def damage(self, root, *places):
        path = root / "piece" / BIG
        changed = bytearray(path.read_bytes())
        for place in places:
            changed[place] ^= 1
        path.write_bytes(changed)

    def test_verify__all_well__is_ready_and_asks_nobody(self, ready, hub):
        told = Told()
        with downloads(ready, hub, told) as own:
            own.verify("model")
            assert own.wait(20)
        assert told.states() == [PieceState.QUEUED, PieceState.VERIFYING, PieceState.READY]
        assert hub.served == {}

    def test_verify__a_flipped_bit__names_the_file(self, ready, hub):
        self.damage(ready, 9 * MB)
        with downloads(ready, hub, Told()) as own:
            own.verify("piece")
            assert own.wait(20)
            event = own.status("piece")
        assert event.state is PieceState.FAILED
        assert event.error is not None
        assert (event.error.code, event.error.detail) == (ErrorCode.MODEL_UNREADABLE, BIG)

    @pytest.mark.parametrize("then", ["opened again", "refreshed", "cancelled"])
    def test_damage__found_once__is_known_until_it_is_repaired(self, ready, hub, then):
        self.damage(ready, 9 * MB)
        with downloads(ready, hub, Told()) as own:
            own.verify("piece")
            assert own.wait(20)
            if then == "refreshed":
                own.refresh()
            if then == "cancelled":
                own.cancel("piece")
                assert own.wait(20)
            assert own.status("piece").state is PieceState.FAILED
        with downloads(ready, hub, Told()) as own:
            error = own.status("piece").error
            assert error is not None
            assert (error.code, error.detail) == (ErrorCode.MODEL_UNREADABLE, BIG)
            own.repair("piece")
            assert own.wait(20)
            assert own.status("piece").state is PieceState.READY
        with downloads(ready, hub, Told()) as own:
            assert own.status("piece").state is PieceState.READY
        assert on_disk(ready) == FILES

    def test_damage__put_right_by_hand__is_forgotten_at_the_next_look(self, ready, hub):
        self.damage(ready, 9 * MB)
        with downloads(ready, hub, Told()) as own:
            own.verify("piece")
            assert own.wait(20)
            self.damage(ready, 9 * MB)  # the same bit once more
            own.verify("piece")
            assert own.wait(20)
            assert own.status("piece").state is PieceState.READY

    def test_add__piece_that_was_found_damaged__fetches_the_file_anew(self, ready, hub):
        self.damage(ready, 9 * MB)
        with downloads(ready, hub, Told()) as own:
            own.verify("piece")
            assert own.wait(20)
            own.add("piece")
            assert own.wait(20)
            assert own.status("piece").state is PieceState.READY
        assert on_disk(ready) == FILES
        assert set(hub.served) == {BIG}

    def test_repair__two_flipped_bits__fetches_their_blocks_alone(self, ready, hub):
        self.damage(ready, 5, 9 * MB)
        with downloads(ready, hub, Told()) as own:
            own.repair("piece")
            assert own.wait(20)
            assert own.status("piece").state is PieceState.READY
        assert on_disk(ready) == FILES
        assert hub.served == {BIG: BLOCK_BYTES + len(FILES[BIG]) % BLOCK_BYTES}  # the first and the last

    def test_repair__a_file_is_gone_and_one_is_short__fetches_those(self, ready, hub):
        (ready / "piece" / "small.json").unlink()
        (ready / "piece" / "folder" / "音乐 1.bin").write_bytes(b"short")
        with downloads(ready, hub, Told()) as own:
            assert own.status("piece").state is PieceState.FAILED
            own.repair("piece")
            assert own.wait(20)
        assert on_disk(ready) == FILES
        assert set(hub.served) == {"small.json", "folder/音乐 1.bin"}

    def test_resume__a_file_is_gone__fetches_it(self, ready, hub):
        (ready / "piece" / "small.json").unlink()
        with downloads(ready, hub, Told()) as own:
            own.resume("piece")
            assert own.wait(20)
            assert own.status("piece").state is PieceState.READY
        assert set(hub.served) == {"small.json"}

    def test_refresh__after_a_file_went__tells_it(self, ready, hub):
        told = Told()
        with downloads(ready, hub, told) as own:
            (ready / "piece" / "small.json").unlink()
            own.refresh()
            assert own.status("piece").state is PieceState.FAILED
        assert told.events[-1].state is PieceState.FAILED


def test_add__the_right_file_lies_there_already__is_taken_and_a_wrong_one_replaced(hub, root):
    folder = root / "piece"
    (folder / "folder").mkdir(parents=True)
    (folder / BIG).write_bytes(FILES[BIG])
    (folder / "small.json").write_bytes(b'{"a": 2}')
    downloaded(root, hub)
    assert on_disk(root) == FILES
    assert BIG not in hub.served


def test_unknown_name__is_told(hub, root):
    with downloads(root, hub, Told()) as own, pytest.raises(ModelError):
        own.add("wan3")


def test_piece_now__nothing_there__is_absent_with_its_about_size(root):
    event = piece_now(root, piece())
    assert (event.state, event.bytes_done, event.bytes_total) == (PieceState.ABSENT, 0, 1000)
