"""What is left in the workshop of pieces that are complete: it counts nowhere, and goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_server import HubServer
from installed_models import install_piece
from other_volume import other_volume
from store_scenes import MB, REPOSITORY, Told, content, downloaded, downloads, on_disk, piece, unfinished

from s2v_desktop.core.errors import ErrorCode
from s2v_desktop.core.progress import JobControl
from s2v_desktop.core.settings_file import change_settings
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.inspection import unfinished_pieces
from s2v_desktop.store.layout import PieceRecord, workshop_folder, write_plan
from s2v_desktop.store.move import move_models

NET, SHARED = piece("net", ("net.bin",)), piece("shared", ("shared.bin",))
FILES = {"net.bin": content(4 * MB), "shared.bin": content(3 * MB, 1)}


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer({REPOSITORY: dict(FILES)}) as own:
        yield own


def write_leftover(root: Path, piece_id: str) -> None:
    """A plan with data and marks of an unfinished file."""
    workshop_folder(root, piece_id).mkdir(parents=True, exist_ok=True)
    write_plan(root, PieceRecord(piece_id, "custom", REPOSITORY, "0" * 40, ()))
    for name in ("model.bin.part", "model.bin.state"):
        (workshop_folder(root, piece_id) / name).write_bytes(b"half")


def move(source: Path, target: Path) -> None:
    move_models(source, target, lambda folder: change_settings(models_dir=str(folder)), JobControl(), lambda _: None)


def test_move__failed_download_to_where_a_part_is_complete__leaves_only_the_plan_of_the_other(
    hub: HubServer, tmp_path: Path
) -> None:
    big = tmp_path / "big"
    downloaded(big, hub, SHARED)
    with other_volume(tmp_path / "small", 64) as small:
        told, _ = downloaded(small / "models", hub, NET, SHARED)
        assert {event.error.code for event in told.events if event.error} == {ErrorCode.STORE_TOO_SMALL}
        assert unfinished(small / "models") == [".plan.json", ".plan.json"]
        move(small / "models", big)
    assert list(unfinished_pieces(big)) == ["net"]
    assert unfinished(big) == [".plan.json"]
    assert downloaded(big, hub, NET, SHARED)[1].state is PieceState.READY
    assert unfinished(big) == []
    assert on_disk(big, "shared") == {"shared.bin": FILES["shared.bin"]}


def test_downloads__leftovers_of_a_complete_piece__are_cleared_away_and_unfinished_ones_stay(
    hub: HubServer, tmp_path: Path
) -> None:
    downloaded(tmp_path, hub, SHARED)
    write_leftover(tmp_path, "shared")
    write_leftover(tmp_path, "net")
    assert list(unfinished_pieces(tmp_path)) == ["net"]
    with downloads(tmp_path, hub, Told(), NET, SHARED) as own:
        assert [event.state for event in own.statuses()] == [PieceState.PAUSED, PieceState.READY]
    assert not workshop_folder(tmp_path, "shared").exists()
    assert unfinished(tmp_path) == [".plan.json", "model.bin.part", "model.bin.state"]


def test_downloads__leftovers_of_a_damaged_piece__stay_until_it_is_whole(hub: HubServer, tmp_path: Path) -> None:
    (install_piece(tmp_path, "net", {"net.bin": FILES["net.bin"]}) / "net.bin").unlink()
    write_leftover(tmp_path, "net")
    with downloads(tmp_path, hub, Told(), NET):
        assert list(unfinished_pieces(tmp_path)) == ["net"]
