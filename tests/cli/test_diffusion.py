"""A video by diffusion through the command line, killed between clips and begun again."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from wan_toy_folder import write_toy_folder

from s2v_desktop.cli.main import run
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.engine_settings import DEVICE_VARIABLE, MAX_AREA_VARIABLE
from s2v_desktop.core.look import Aspect, Look, Quality, Resolution
from s2v_desktop.core.progress import JobControl
from s2v_desktop.core.project import Project, load_project, media_file, save_project
from s2v_desktop.core.sample import sample_files
from s2v_desktop.host.render_job import RenderJob
from s2v_desktop.video.probe import probe_video

SAMPLE = sample_files()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sample for 5 s, which are two clips, as quickly as diffusion goes."""
    look = Look(
        prompt="a singer, slow pan right",
        resolution=Resolution.P480,
        aspect=Aspect.SQUARE,
        fps=24,
        engine="wan-s2v",
        quality=Quality.DRAFT,
    )
    clip = Clip(4.0, 5.0)
    path = tmp_path / "mine.s2v"
    save_project(Project(media_file(SAMPLE.picture), media_file(SAMPLE.song), clip, look=look), path)
    return path


@pytest.fixture
def toy_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with toy models where the program looks for them, and the processor to compute on."""
    (home / "models").mkdir()
    write_toy_folder(home / "models", lora=True)
    monkeypatch.setenv(DEVICE_VARIABLE, "cpu")
    monkeypatch.setenv(MAX_AREA_VARIABLE, "4096")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return home


@pytest.fixture
def one_thread():
    """As many as the commands have: sums are the same to the last bit."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def command(project: Path, target: Path) -> list[str]:
    return [sys.executable, "-m", "s2v_desktop", "render", str(project), str(target), "--json"]


def kept_clips(home: Path) -> list[Path]:
    return sorted((home / "cache" / "jobs").glob("*/clip-*.safetensors"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_render__killed_between_clips_and_begun_again__is_the_video_of_an_uninterrupted_run(
    project, toy_home, monkeypatch, one_thread
):
    target = project.with_name("out.mp4")
    with subprocess.Popen(command(project, target), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if (json.loads(line).get("activity") or {}).get("clip") == 2 and kept_clips(toy_home):
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    assert [path.name for path in kept_clips(toy_home)] == ["clip-000.safetensors"]
    assert not target.exists()

    done = subprocess.run(command(project, target), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    steps = [activity for line in told if (activity := line.get("activity")) and activity["step"]]
    assert {activity["clip"] for activity in steps} == {2}
    assert [line["code"] for line in told if line["type"] == "notice"] == ["resumed"]
    assert told[-1]["type"] == "finished"
    assert kept_clips(toy_home) == []

    another = project.parent / "another home"
    another.mkdir()
    (another / "models").symlink_to(toy_home / "models")
    monkeypatch.setenv("S2V_DESKTOP_HOME", str(another))
    whole = project.with_name("whole.mp4")
    RenderJob(load_project(project).to_request(), whole, JobControl(), lambda _: None).run()
    assert probe_video(target).frames == 120
    assert whole.read_bytes() == target.read_bytes()


@pytest.mark.parametrize(
    ("device", "words"), [("cuda", "No NVIDIA graphics card"), ("cpu", "A part of the model is missing")]
)
def test_render__without_card_or_model__is_one_sentence_and_exit_code_5(tmp_path, monkeypatch, capsys, device, words):
    if device == "cuda" and torch.cuda.is_available():
        pytest.skip("there is a card")
    monkeypatch.setenv(DEVICE_VARIABLE, device)
    target = tmp_path / "out.mp4"
    arguments = [str(SAMPLE.picture), str(SAMPLE.song), "-o", str(target), "--engine", "wan-s2v", "--duration", "3"]
    beats = ["--beats", str(SAMPLE.beats), "--start", "8", "--models", str(tmp_path)]
    assert run(["render", *arguments, *beats]) == 5
    printed = capsys.readouterr()
    assert words in printed.err
    assert len(printed.err.splitlines()) == 1
    assert not target.exists()
