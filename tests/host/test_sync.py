"""Picture against sound, judged as a viewer would: in the finished MP4, against its own decoded sound."""

import numpy as np
import pytest

from s2v_desktop.audio.beat_tracker import track_beats
from s2v_desktop.audio.beats_file import read_beats
from s2v_desktop.audio.decode import Song
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Aspect, Look, MotionLevel, Resolution
from s2v_desktop.core.progress import JobControl
from s2v_desktop.core.project import Project, media_file
from s2v_desktop.core.sample import sample_files
from s2v_desktop.host.render_job import RenderJob
from s2v_desktop.video.decode import read_frames, read_sound
from s2v_desktop.video.probe import probe_video

WINDOW_S = 0.2


def impulse_times_s(path, fps, heard_s):
    """The middle of the brightest frame, against its own second, near each beat that is heard."""
    light = np.array([frame.mean() for frame in read_frames(path, width=96)])
    window = int(0.5 * fps)
    padded = np.pad(light, window, mode="reflect")
    calm = np.array([np.median(padded[i : i + 2 * window + 1]) for i in range(len(light))])
    pulse = light - calm
    times_s = (np.arange(len(light)) + 0.5) / fps
    found = []
    for beat_s in heard_s:
        near = np.abs(times_s - beat_s) <= WINDOW_S
        found.append(times_s[near][np.argmax(pulse[near])])
    return np.array(found)


@pytest.mark.parametrize(
    ("fps", "level"),
    [(24, MotionLevel.LOW), (24, MotionLevel.MEDIUM), (30, MotionLevel.MEDIUM), (30, MotionLevel.HIGH)],
)
def test_video__of_the_sample__flashes_when_its_own_sound_beats(tmp_path, fps, level):
    files = sample_files()
    look = Look(resolution=Resolution.P480, aspect=Aspect.SQUARE, fps=fps, motion_level=level)
    # the start lies between two frames and two samples, as a musician's hand would put it
    clip = Clip(10.0137, 15.0)
    project = Project(media_file(files.picture), media_file(files.song), clip, read_beats(files.beats), look)
    take = RenderJob(project.to_request(), tmp_path / "out.mp4", JobControl(), lambda progress: None).run()

    heard = track_beats(Song(*read_sound(take.path))).times_s
    heard = heard[(heard > WINDOW_S) & (heard < clip.duration_s - WINDOW_S)]
    assert len(heard) >= 20
    offsets_frames = (impulse_times_s(take.path, fps, heard) - heard) * fps
    print(
        f"{fps} fps, {level}: median {np.median(offsets_frames):+.2f} frames, "
        f"95 % of |offset| <= {np.percentile(np.abs(offsets_frames), 95):.2f} frames"
    )
    assert abs(np.median(offsets_frames)) <= 0.5
    assert np.percentile(np.abs(offsets_frames), 95) <= 1.0


def test_video__with_lead_in_and_fades__is_calm_while_silent_and_then_as_much_in_time(tmp_path):
    files = sample_files()
    fps = 30
    look = Look(resolution=Resolution.P480, aspect=Aspect.SQUARE, fps=fps)
    clip = Clip(10.0137, 15.0, fade_in_s=0.3, fade_out_s=2.0, lead_in_s=0.5)
    project = Project(media_file(files.picture), media_file(files.song), clip, read_beats(files.beats), look)
    take = RenderJob(project.to_request(), tmp_path / "out.mp4", JobControl(), lambda progress: None).run()

    facts = probe_video(take.path)
    assert facts.frames == 465
    assert facts.duration_s == pytest.approx(15.5, abs=1e-3)
    assert facts.audio_duration_s == pytest.approx(15.5, abs=1e-3)
    sound = Song(*read_sound(take.path))
    loudest = np.abs(sound.samples).max()
    # what AAC spreads before the first sound stays within the last 25 ms of the lead-in
    assert np.abs(sound.between(0.0, clip.lead_in_s - 0.025).samples).max() < 0.001 * loudest
    assert np.abs(sound.between(15.48, 15.5).samples).max() < 0.01 * loudest

    steps = np.abs(np.diff([frame.mean() for frame in read_frames(take.path, width=96)]))
    assert steps[: fps // 2 - 1].max() < 0.1 * steps.max()

    heard = track_beats(sound).times_s
    heard = heard[(heard > clip.lead_in_s + WINDOW_S) & (heard < clip.video_duration_s - clip.fade_out_s)]
    assert len(heard) >= 20
    offsets_frames = (impulse_times_s(take.path, fps, heard) - heard) * fps
    print(f"lead-in: median {np.median(offsets_frames):+.2f} frames, 95 % {np.percentile(abs(offsets_frames), 95):.2f}")
    assert abs(np.median(offsets_frames)) <= 0.5
    assert np.percentile(np.abs(offsets_frames), 95) <= 1.0
