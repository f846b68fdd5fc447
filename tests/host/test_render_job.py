import json
import os
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from s2v_desktop.core.errors import ErrorCode, JobCancelledError, S2VError
from s2v_desktop.core.look import Aspect
from s2v_desktop.core.progress import JobControl, Phase
from s2v_desktop.host.render_job import RenderJob
from s2v_desktop.library.takes import Take, sidecar_path
from s2v_desktop.video.probe import probe_video


def ignore(*_):
    pass


def render(request, target, control=None, on_progress=ignore, on_preview=None):
    return RenderJob(request, target, control or JobControl(), on_progress, on_preview).run()


@pytest.mark.parametrize("aspect", Aspect)
def test_render__every_aspect__makes_the_promised_video(tmp_path, make_request, aspect):
    request = make_request(aspect=aspect, fps=24)
    take = render(request, tmp_path / "out.mp4")
    facts = probe_video(take.path)
    assert (facts.width, facts.height) == request.look.size
    assert (facts.fps, facts.frames) == (Fraction(24), 72)
    assert abs(facts.duration_s - 3.0) <= 1 / 24


def test_render__finished__tells_every_phase_and_ends_at_one(tmp_path, make_request):
    seen, previews = [], []
    render(make_request(), tmp_path / "out.mp4", None, seen.append, lambda frame, jpeg: previews.append(jpeg))
    assert [phase for phase in Phase if phase in {progress.phase for progress in seen}] == list(Phase)
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert any(progress.remaining_s is not None for progress in seen)
    assert previews
    assert all(jpeg[:2] == b"\xff\xd8" for jpeg in previews)


def test_render__finished__leaves_the_request_beside_the_video(tmp_path, make_request):
    request = make_request()
    take = render(request, tmp_path / "out.mp4")
    stored = msgspec.json.decode(sidecar_path(take.path).read_bytes(), type=Take)
    assert stored == take
    assert stored.request.hash == request.hash


def test_render__same_request_twice__gives_the_same_video(tmp_path, make_request):
    one = render(make_request(seed=5), tmp_path / "one.mp4").path.read_bytes()
    two = render(make_request(seed=5), tmp_path / "two.mp4").path.read_bytes()
    other = render(make_request(seed=6), tmp_path / "other.mp4").path.read_bytes()
    assert one == two
    assert one != other


def test_render__cancelled_half_way__leaves_the_old_video_and_nothing_else(tmp_path, make_request):
    folder = tmp_path / "videos"
    folder.mkdir()
    (folder / "out.mp4").write_bytes(b"the old take")
    control = JobControl()

    def cancel_half_way(progress):
        if progress.fraction > 0.5:
            control.cancel()

    with pytest.raises(JobCancelledError):
        render(make_request(), folder / "out.mp4", control, cancel_half_way)
    assert os.listdir(folder) == ["out.mp4"]
    assert (folder / "out.mp4").read_bytes() == b"the old take"


def code_of(request, target):
    with pytest.raises(S2VError) as caught:
        render(request, target)
    return caught.value.code


def test_render__target_is_the_picture__is_refused(tmp_path, make_request, picture):
    disguised = tmp_path / "cover.mp4"
    picture.rename(disguised)
    picture.symlink_to(disguised)
    before = disguised.read_bytes()
    assert code_of(make_request(), disguised) is ErrorCode.TARGET_IS_INPUT
    assert disguised.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("out.avi", ErrorCode.TARGET_NOT_MP4),
        ("none/out.mp4", ErrorCode.TARGET_NOT_WRITABLE),
        ("folder.mp4", ErrorCode.TARGET_NOT_WRITABLE),
    ],
)
def test_render__impossible_target__is_refused_before_any_work(tmp_path, make_request, name, code):
    (tmp_path / "folder.mp4").mkdir()
    assert code_of(make_request(), tmp_path / name) is code


def test_render__clip_after_the_song__is_refused(tmp_path, make_request):
    assert code_of(make_request(start_s=18.0), tmp_path / "out.mp4") is ErrorCode.CLIP_OUTSIDE_SONG


def test_render__song_changed_since_it_was_opened__is_refused(tmp_path, make_request, song):
    request = make_request()
    content = bytearray(song.read_bytes())
    content[-1] ^= 1
    song.write_bytes(content)
    assert code_of(request, tmp_path / "out.mp4") is ErrorCode.FILE_CHANGED


def test_render__unknown_engine__names_the_engines_there_are(tmp_path, make_request):
    assert code_of(make_request(engine="cloud"), tmp_path / "out.mp4") is ErrorCode.ENGINE_UNKNOWN
    assert not (tmp_path / "out.mp4").exists()


def test_sidecar__of_a_take__is_plain_json(tmp_path, make_request):
    take = render(make_request(), tmp_path / "out.mp4")
    fields = json.loads(sidecar_path(take.path).read_text())
    assert Path(fields["video_path"]) == take.path
    assert fields["request"]["look"]["resolution"] == "480p"
