import json
import stat
import tempfile
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s2v_desktop.core import bundle
from s2v_desktop.core.beats import Beat, BeatGrid
from s2v_desktop.core.bundle import open_bundle, save_bundle
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.core.look import (
    FPS_CHOICES,
    MAX_CROP_ZOOM,
    MAX_SEED,
    Aspect,
    Look,
    MotionLevel,
    Point,
    Quality,
    Resolution,
)
from s2v_desktop.core.project import Project, load_project, media_file, save_project


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "桌面 🎸"
    folder.mkdir()
    (folder / "封面 🎨.png").write_bytes(b"picture")
    (folder / "歌曲 🎵.wav").write_bytes(b"song" * 1000)
    picture, song = media_file(folder / "封面 🎨.png"), media_file(folder / "歌曲 🎵.wav")
    return Project(picture, song, Clip(3, 5), look=Look("慢慢放大"))


def entry(name, mode=stat.S_IFREG | 0o644):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def write_bundle(path, entries, project=b'{"schema_version": 2, "picture": null, "song": null, "clip": {},'
                 b' "beats": {}, "look": {}}'):  # fmt: skip
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("project.s2v", project)
        for info, content in entries:
            file.writestr(info, content)
    return path


def refusal(path):
    before = {found for found in path.parent.rglob("*") if found != path}
    with pytest.raises(S2VError) as caught:
        open_bundle(path)
    assert {found for found in path.parent.rglob("*") if found != path} == before
    return caught.value.code


SHARES = st.floats(0, 1)
LOOK_VALUES = {
    "prompt": st.text(max_size=40),
    "prompt_weight": st.floats(0.5, 1.5),
    "motion": st.booleans(),
    "motion_level": st.sampled_from(MotionLevel),
    "resolution": st.sampled_from(Resolution),
    "aspect": st.sampled_from(Aspect),
    "fps": st.sampled_from(FPS_CHOICES),
    "seed": st.integers(0, MAX_SEED),
    "engine": st.sampled_from(["motion", "wan-s2v"]),
    "flash_limit": st.booleans(),
    "background": st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
    "crop_x": SHARES,
    "crop_y": SHARES,
    "crop_zoom": st.floats(1, MAX_CROP_ZOOM),
    "focus": st.none() | st.builds(Point, SHARES, SHARES),
    "negative_prompt": st.text(max_size=40),
    "quality": st.sampled_from(Quality),
    "skips_steps": st.booleans(),
    "steady_colours": st.booleans(),
}
CLIP_VALUES = {
    "start_s": st.floats(0, 3600),
    "duration_s": st.floats(3, 15),
    "fade_in_s": st.floats(0, 1.5),
    "fade_out_s": st.floats(0, 1.5),
    "lead_in_s": SHARES,
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(look=st.builds(Look, **LOOK_VALUES), clip=st.builds(Clip, **CLIP_VALUES))
def test_project__saved_opened_packed_and_unpacked__keeps_all_that_was_set(tmp_path, project, look, clip):
    beats = BeatGrid((Beat(0.5, 0.25, True), Beat(1.0, 0.75)), beats_per_bar=3, locked=True)
    made = msgspec.structs.replace(project, look=look, clip=clip, beats=beats)
    with tempfile.TemporaryDirectory(dir=tmp_path) as name:
        folder = Path(name)
        save_project(made, folder / "mine.s2v")
        saved = load_project(folder / "mine.s2v")
        assert saved == made
        save_bundle(saved, folder / "mine.s2v.zip")
        carried = load_project(open_bundle(folder / "mine.s2v.zip"))
    assert (carried.look, carried.clip, carried.beats) == (look, clip, beats)
    assert [carried.picture.sha256, carried.song.sha256] == [made.picture.sha256, made.song.sha256]


def test_values__of_look_and_clip__name_every_field():
    assert set(LOOK_VALUES) == set(Look.__struct_fields__)
    assert set(CLIP_VALUES) == set(Clip.__struct_fields__)


def test_bundle__carried_to_another_folder__opens_with_its_files(tmp_path, project):
    (tmp_path / "别处").mkdir()
    packed = tmp_path / "别处" / "我的 🎬.s2v.zip"
    save_bundle(project, packed)
    for media in (project.picture, project.song):
        Path(media.path).unlink()
    opened = open_bundle(packed)
    assert opened == tmp_path / "别处" / "我的 🎬" / "project.s2v"
    loaded = load_project(opened)
    assert Path(loaded.song.path).read_bytes() == b"song" * 1000
    assert Path(loaded.picture.path) == opened.parent / "media" / "封面 🎨.png"
    assert msgspec.structs.replace(loaded, picture=project.picture, song=project.song) == project


def test_bundle__names_as_long_as_the_system_allows__are_kept(tmp_path, project):
    long = tmp_path / f"{'很长的名字' * 16}.wav"  # 244 of 255 bytes
    long.write_bytes(b"song")
    project = msgspec.structs.replace(project, song=media_file(long))
    save_project(project, long.with_suffix(".s2v"))
    save_bundle(load_project(long.with_suffix(".s2v")), long.with_suffix(".s2v.zip"))
    assert Path(load_project(open_bundle(long.with_suffix(".s2v.zip"))).song.path).name == long.name


def test_bundle__saved__tells_nothing_of_the_computer(tmp_path, project):
    save_bundle(project, tmp_path / "a.s2v.zip")
    with zipfile.ZipFile(tmp_path / "a.s2v.zip") as file:
        assert str(tmp_path) not in file.read("project.s2v").decode()


def test_bundle__opened_twice__leaves_the_first_folder_alone(tmp_path, project):
    save_bundle(project, tmp_path / "a.s2v.zip")
    first = open_bundle(tmp_path / "a.s2v.zip")
    first.write_text("edited")
    assert open_bundle(tmp_path / "a.s2v.zip").parent.name == "a 2"
    assert first.read_text() == "edited"


def test_bundle__two_files_of_one_name__keeps_both(tmp_path, project):
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / "封面 🎨.png"
    twin.write_bytes(b"another")
    save_bundle(msgspec.structs.replace(project, song=media_file(twin)), tmp_path / "a.s2v.zip")
    loaded = load_project(open_bundle(tmp_path / "a.s2v.zip"))
    assert Path(loaded.picture.path).read_bytes() == b"picture"
    assert Path(loaded.song.path).read_bytes() == b"another"


@pytest.mark.parametrize("change", [lambda path: path.unlink(), lambda path: path.write_bytes(b"other content")])
def test_save_bundle__file_gone_or_changed__keeps_the_older_bundle(tmp_path, project, change):
    target = tmp_path / "a.s2v.zip"
    target.write_bytes(b"older")
    change(Path(project.song.path))
    with pytest.raises(S2VError) as caught:
        save_bundle(project, target)
    assert caught.value.code in (ErrorCode.FILE_MISSING, ErrorCode.FILE_CHANGED)
    assert target.read_bytes() == b"older"
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    "name",
    [
        "../evil.png", "media/../../evil.png", "/etc/evil.png", "C:/evil.png", "media/C:evil.png", "media\\evil.png",
        "..\\evil.png", "media/sub/evil.png", "evil.png", "media/..", "media/.", "media/con.png", "media/a\n.png",
    ],
)  # fmt: skip
def test_open_bundle__name_that_leads_elsewhere__is_refused_and_leaves_nothing(tmp_path, name):
    (tmp_path / "in").mkdir()
    packed = write_bundle(tmp_path / "in" / "a.s2v.zip", [(entry(name), b"evil")])
    assert refusal(packed) is ErrorCode.BUNDLE_INVALID
    assert not (tmp_path / "evil.png").exists()


def test_open_bundle__link__is_refused(tmp_path):
    packed = write_bundle(tmp_path / "a.s2v.zip", [(entry("media/cover.png", stat.S_IFLNK | 0o777), b"/etc/passwd")])
    assert refusal(packed) is ErrorCode.BUNDLE_INVALID


@pytest.mark.parametrize("path", ["../../secret.png", "/etc/passwd", "media/../../secret.png", "project.s2v"])
def test_open_bundle__project_that_names_files_outside__is_refused(tmp_path, path):
    (tmp_path / "secret.png").write_bytes(b"secret")
    media = {"path": path, "relative_path": path, "sha256": "0" * 64}
    fields = {"schema_version": 2, "picture": media, "song": None, "clip": {}, "beats": {}, "look": {}}
    packed = write_bundle(tmp_path / "a.s2v.zip", [], json.dumps(fields).encode())
    assert refusal(packed) is ErrorCode.BUNDLE_INVALID


def test_open_bundle__more_than_the_limit_inside__is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "MAX_UNPACKED_BYTES", 10_000_000)
    info = entry("media/song.wav")
    info.compress_type = zipfile.ZIP_DEFLATED
    packed = write_bundle(tmp_path / "a.s2v.zip", [(info, bytes(11_000_000))])
    assert packed.stat().st_size < 100_000
    assert refusal(packed) is ErrorCode.BUNDLE_INVALID


def test_open_bundle__cut_off_or_damaged__is_refused(tmp_path, project):
    save_bundle(project, tmp_path / "a.s2v.zip")
    whole = (tmp_path / "a.s2v.zip").read_bytes()
    (tmp_path / "cut.s2v.zip").write_bytes(whole[: len(whole) // 2])
    assert refusal(tmp_path / "cut.s2v.zip") is ErrorCode.BUNDLE_INVALID
    (tmp_path / "damaged.s2v.zip").write_bytes(whole.replace(b"songsong", b"sunkshop", 1))
    assert refusal(tmp_path / "damaged.s2v.zip") is ErrorCode.BUNDLE_INVALID


def test_open_bundle__of_a_newer_version__asks_for_an_update(tmp_path):
    packed = write_bundle(tmp_path / "a.s2v.zip", [], b'{"schema_version": 99}')
    assert refusal(packed) is ErrorCode.PROJECT_TOO_NEW
