"""Presets are kept one file each, handed on, and refused where they are damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.look import Aspect, Look, MotionLevel
from s2v_desktop.library.presets import Preset, PresetLibrary, read_preset, write_preset

LOOK = Look(prompt="film grain", motion_level=MotionLevel.HIGH, aspect=Aspect.TALL, fps=24, seed=7, crop_x=0.2)


@pytest.fixture
def library(tmp_path: Path) -> PresetLibrary:
    return PresetLibrary(tmp_path / "looks")


def test_save__read_again__is_there_in_the_order_of_names(library: PresetLibrary) -> None:
    for name in ("zebra", "  Ålesund  by night ", "夜"):
        library.save(Preset(name, LOOK))
    assert [preset.name for preset in library.presets()] == ["zebra", "Ålesund by night", "夜"]
    assert library.presets()[0].look == LOOK


def test_save__same_name_in_another_case__replaces(library: PresetLibrary) -> None:
    library.save(Preset("Club", LOOK))
    library.save(Preset("club", Look()))
    assert library.presets() == [Preset("club", Look())]


def test_save__names_that_give_the_same_file_name__are_both_kept(library: PresetLibrary, tmp_path: Path) -> None:
    library.save(Preset("a/b", LOOK))
    library.save(Preset("a:b", Look()))
    assert {preset.name for preset in library.presets()} == {"a/b", "a:b"}
    assert len(list((tmp_path / "looks").iterdir())) == 2


@pytest.mark.parametrize("name", ["", "  \n", "x" * 61])
def test_save__bad_name__is_refused(library: PresetLibrary, name: str) -> None:
    with pytest.raises(InputError) as refused:
        library.save(Preset(name, LOOK))
    assert refused.value.code is ErrorCode.VALUE_OUT_OF_RANGE


def test_rename_and_delete__leave_one_file_and_none(library: PresetLibrary, tmp_path: Path) -> None:
    library.save(Preset("one", LOOK))
    library.rename("one", "ONE")
    library.rename("ONE", "two")
    assert library.presets() == [Preset("two", LOOK)]
    library.delete("two")
    assert list((tmp_path / "looks").iterdir()) == []


def test_changes__of_a_preset__leave_crop_engine_and_flash_limit_alone() -> None:
    changes = Preset("mine", LOOK).changes()
    assert changes["seed"] == 7
    assert not {"crop_x", "crop_y", "background", "engine", "flash_limit"} & set(changes)
    assert "seed" not in Preset("mine", LOOK).changes(keep_seed=True)
    assert "aspect" not in Preset("mine", LOOK, style_only=True).changes()


def good() -> dict[str, object]:
    return {"schema_version": 1, "name": "mine", "look": {"fps": 24}}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        json.dumps(good() | {"schema_version": 2}).encode(),
        json.dumps(good() | {"name": ""}).encode(),
        json.dumps(good() | {"look": {"fps": 25}}).encode(),
        json.dumps(good() | {"look": {"prompt": "x" * 3000}}).encode(),
        json.dumps(good() | {"look": {"motion_level": "wild"}}).encode(),
        json.dumps(good() | {"command": "rm"}).encode(),
        json.dumps(good()).encode() + b" " * 200_000,
    ],
)
def test_read__bad_file__is_refused_and_left_out_of_the_list(
    library: PresetLibrary, tmp_path: Path, content: bytes
) -> None:
    library.save(Preset("good", LOOK))
    path = tmp_path / "looks" / "bad.s2vlook"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_preset(path)
    assert refused.value.code in (ErrorCode.PRESET_INVALID, ErrorCode.FILE_EMPTY)
    assert [preset.name for preset in library.presets()] == ["good"]


def test_write__read_elsewhere__is_the_same(tmp_path: Path) -> None:
    write_preset(Preset("mine", LOOK), tmp_path / "given.s2vlook")
    assert read_preset(tmp_path / "given.s2vlook") == Preset("mine", LOOK)
