import json
import shutil
from pathlib import Path

import msgspec
import pytest

from s2v_desktop.core.beats import Beat, BeatGrid, BeatSource
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.look import Aspect, Look, MotionLevel, Point, Quality, Resolution
from s2v_desktop.core.project import SCHEMA_VERSION, Project, load_project, media_file, save_project

DATA = Path(__file__).parent / "data"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "cover.png").write_bytes(b"picture")
    (tmp_path / "media" / "song.wav").write_bytes(b"song")
    return Project(
        media_file(tmp_path / "media" / "cover.png"),
        media_file(tmp_path / "media" / "song.wav"),
        Clip(12.5, 9.75, 0.5, 2.0, 0.5),
        BeatGrid((Beat(12.6, 0.5, True), Beat(13.1, 0.25)), 3, 0.7, 0.4, BeatSource.EDITED),
        Look(
            "slow pan right", 1.2, False, MotionLevel.HIGH, Resolution.P480, Aspect.TALL, 24, 99, focus=Point(0.3, 0.4)
        ),
    )


def test_project__saved_and_loaded__is_the_same_value(tmp_path, project):
    save_project(project, tmp_path / "a.s2v")
    assert load_project(tmp_path / "a.s2v") == project


def test_project__moved_with_its_media__finds_them_beside_it(tmp_path, project):
    save_project(project, tmp_path / "a.s2v")
    shutil.move(tmp_path / "media", tmp_path / "elsewhere" / "media")
    shutil.move(tmp_path / "a.s2v", tmp_path / "elsewhere" / "a.s2v")
    loaded = load_project(tmp_path / "elsewhere" / "a.s2v")
    assert loaded.picture.path == str(tmp_path / "elsewhere" / "media" / "cover.png")


def test_project__moved_alone__finds_its_media_where_they_were(tmp_path, project):
    (tmp_path / "moved").mkdir()
    save_project(project, tmp_path / "a.s2v")
    shutil.move(tmp_path / "a.s2v", tmp_path / "moved" / "a.s2v")
    assert load_project(tmp_path / "moved" / "a.s2v") == project


def test_project__of_version_1__is_read_for_ever():
    project = load_project(DATA / "project_v1.s2v")
    assert project.clip == Clip(16.25, 8.0, fade_in_s=0, fade_out_s=0, lead_in_s=0)
    assert project.look.prompt == "slow zoom in, 暖色"
    assert project.look.aspect is Aspect.SQUARE
    assert project.beats.beats[1] == Beat(16.75, 0.6, downbeat=False)
    assert project.song.sha256 == "b" * 64
    assert Path(project.picture.path).name == "cover.jpg"


def test_project__of_version_2__is_read_for_ever():
    project = load_project(DATA / "project_v2.s2v")
    assert project.clip == Clip(16.25, 8.0, fade_in_s=0.25, fade_out_s=1.5, lead_in_s=0.5)
    assert project.look == load_project(DATA / "project_v1.s2v").look
    assert project.beats.beats[1] == Beat(16.75, 0.6, downbeat=False)


def test_project__of_version_3__is_read_for_ever():
    look = load_project(DATA / "project_v3.s2v").look
    older = load_project(DATA / "project_v2.s2v").look
    new = {"crop_zoom": 1.5, "focus": Point(0.6, 0.2), "negative_prompt": "text"}
    assert look == msgspec.structs.replace(older, **new)
    assert (look.crop_x, look.crop_y) == (older.crop_x, older.crop_y) == (0.5, 0.25)


def test_project__of_version_4__is_read_for_ever():
    look = load_project(DATA / "project_v4.s2v").look
    new = {"engine": "wan-s2v", "quality": Quality.BEST, "skips_steps": True, "steady_colours": False}
    assert look == msgspec.structs.replace(load_project(DATA / "project_v3.s2v").look, **new)


def test_project__of_version_1_saved_again__is_of_the_newest_version(tmp_path):
    old = load_project(DATA / "project_v1.s2v")
    save_project(old, tmp_path / "a.s2v")
    assert json.loads((tmp_path / "a.s2v").read_text())["schema_version"] == SCHEMA_VERSION
    assert load_project(tmp_path / "a.s2v").clip == old.clip


def test_project__of_a_newer_version__asks_for_an_update(tmp_path):
    (tmp_path / "a.s2v").write_text('{"schema_version": 99, "hologram": {}}')
    with pytest.raises(InputError) as caught:
        load_project(tmp_path / "a.s2v")
    assert caught.value.code is ErrorCode.PROJECT_TOO_NEW


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"[]",
        b"{}",
        b'{"schema_version": 1}',
        b"\xff\xfe\x00",
        b'{"schema_version": 1, "picture": null, "song": null, "clip": {"start_s": 0, "duration_s": 400},'
        b' "beats": {}, "look": {}}',
        b'{"schema_version": 2, "picture": null, "song": null, "clip": {"duration_s": 4, "fade_in_s": 9},'
        b' "beats": {}, "look": {}}',
    ],
)
def test_project__damaged__is_refused_with_one_code(tmp_path, content):
    (tmp_path / "a.s2v").write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_project(tmp_path / "a.s2v")
    assert caught.value.code is ErrorCode.PROJECT_INVALID


def test_to_request__picture_missing__says_so(project):
    with pytest.raises(InputError) as caught:
        msgspec.structs.replace(project, picture=None).to_request()
    assert caught.value.code is ErrorCode.FILE_MISSING
