import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from msgspec import structs

from s2v_desktop.audio.beats_file import read_beats
from s2v_desktop.cli.commands import engine_settings_from_arguments, parse_time
from s2v_desktop.cli.main import build_parser, run
from s2v_desktop.cli.output import JsonReporter, TerminalReporter
from s2v_desktop.core.bundle import save_bundle
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import InputError
from s2v_desktop.core.look import Look, Resolution
from s2v_desktop.core.progress import Activity, Notice, NoticeCode, Phase, Progress, Task
from s2v_desktop.core.project import Project, media_file, save_project
from s2v_desktop.core.request import MediaFile
from s2v_desktop.core.sample import sample_files
from s2v_desktop.engines.registry import ENGINES
from s2v_desktop.video.probe import probe_video

SAMPLE = sample_files()
MEDIA = [str(SAMPLE.picture), str(SAMPLE.song)]
QUICK = ["--duration", "3", "--resolution", "480p", "--fps", "24"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_demo__empty_folder__makes_a_video_and_prints_where(folder, capsys):
    assert run(["demo"]) == 0
    printed = capsys.readouterr().out.strip()
    assert printed == str(folder / "s2v-demo.mp4")
    assert abs(probe_video(folder / "s2v-demo.mp4").duration_s - 8.0) <= 1 / 30


def test_render__json__prints_progress_and_the_take(folder, capsys):
    assert run(["render", *MEDIA, "-o", "out.mp4", *QUICK, "--aspect", "9:16", "--json"]) == 0
    printed = lines(capsys)
    assert {line["type"] for line in printed} == {"progress", "finished"}
    assert printed[-1]["request"]["look"]["aspect"] == "9:16"
    facts = probe_video(folder / "out.mp4")
    assert (facts.width, facts.height, facts.frames) == (480, 854, 72)


def test_render__options_of_diffusion__are_in_the_request(folder, capsys):
    options = ["--quality", "best", "--skip-steps", "--no-steady-colours", "--negative-prompt", "text", "--json"]
    assert run(["render", *MEDIA, "-o", "out.mp4", *QUICK, *options]) == 0
    look = lines(capsys)[-1]["request"]["look"]
    assert (look["quality"], look["skips_steps"], look["steady_colours"]) == ("best", True, False)
    assert look["negative_prompt"] == "text"


def test_render__engine_settings__replace_those_of_the_window_one_by_one(folder, home):
    (home / "config").mkdir()
    (home / "config" / "settings.json").write_text('{"models_dir": "/models", "memory_plan": "disk"}')
    parse = build_parser().parse_args
    usual = engine_settings_from_arguments(parse(["render", *MEDIA, "-o", "out.mp4"]))
    assert (usual.models_path, usual.memory_plan) == (Path("/models"), "disk")
    planned = engine_settings_from_arguments(parse(["render", *MEDIA, "-o", "out.mp4", "--memory-plan", "resident"]))
    assert (planned.models_path, planned.memory_plan) == (Path("/models"), "resident")
    elsewhere = engine_settings_from_arguments(parse(["render-project", "a.s2v", "out.mp4", "--models", "weights"]))
    assert (elsewhere.models_path, elsewhere.memory_plan) == (folder / "weights", "disk")


def test_help__of_render__lists_the_engines(capsys):
    with pytest.raises(SystemExit):
        run(["render", "--help"])
    printed = capsys.readouterr().out
    for kind in ENGINES:
        assert kind.name in printed
    assert "motion (default)" in printed


def test_reporters__notice_and_activity__are_told_in_words_and_fields(capsys, monkeypatch):
    progress = Progress(Phase.FRAMES, 0.5, 60.0, Activity(Task.DENOISING, 2, 3, 7, 20))
    notice = Notice(NoticeCode.RESUMED, "1")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    terminal = TerminalReporter()
    terminal.progress(progress)
    terminal.notice(notice)
    drawn = capsys.readouterr().err
    assert "Part 2 of 3, step 7 of 20" in drawn
    assert drawn.splitlines()[-1].startswith("This video goes on after part 1")
    JsonReporter().progress(progress)
    JsonReporter().notice(notice)
    told, noticed = lines(capsys)
    assert told["activity"] == {"task": "denoising", "clip": 2, "clips": 3, "step": 7, "steps": 20}
    assert (noticed["type"], noticed["code"], noticed["detail"]) == ("notice", "resumed", "1")
    assert noticed["message"].startswith("This video goes on after part 1")


def test_render__beats_of_a_file__are_used(folder, capsys):
    (folder / "beats.csv").write_text("time_s,strength,downbeat\n1.0,1.0,1\n1.7,0.5,0\n")
    options = [*QUICK, "--start", "0:00.5", "--beats", "beats.csv", "--json"]
    assert run(["render", *MEDIA, "-o", "out.mp4", *options]) == 0
    request = lines(capsys)[-1]["request"]
    assert [beat["time_s"] for beat in request["beats"]["beats"]] == [1.0, 1.7]
    assert request["clip"]["start_s"] == 0.5


def test_render__fades_and_lead_in__are_in_the_request_and_the_video(folder, capsys):
    options = [*QUICK, "--fade-in", "0.25", "--fade-out", "1.5", "--lead-in", "0.5", "--json"]
    assert run(["render", *MEDIA, "-o", "out.mp4", *options]) == 0
    clip = lines(capsys)[-1]["request"]["clip"]
    assert (clip["duration_s"], clip["fade_in_s"], clip["fade_out_s"], clip["lead_in_s"]) == (3, 0.25, 1.5, 0.5)
    assert clip["start_s"] > 0, "the best part"
    assert probe_video(folder / "out.mp4").frames == 84


def test_render__no_start__takes_a_part_that_begins_on_a_beat(capsys):
    assert run(["render", *MEDIA, "-o", "out.mp4", *QUICK, "--json"]) == 0
    request = lines(capsys)[-1]["request"]
    starts = [abs(beat["time_s"] - request["clip"]["start_s"]) for beat in request["beats"]["beats"]]
    assert min(starts) < 0.001


def make_project(folder):
    """Save the sample as a project for a 3 s video, alone and in a bundle; return it."""
    look = Look(prompt="zoom in", resolution=Resolution.P480, fps=24)
    clip = Clip(4.0, 3.0, fade_out_s=0.5)
    project = Project(media_file(SAMPLE.picture), media_file(SAMPLE.song), clip, read_beats(SAMPLE.beats), look)
    save_project(project, folder / "mine.s2v")
    save_bundle(project, folder / "mine.s2v.zip")
    return project


@pytest.mark.parametrize("name", ["mine.s2v", "mine.s2v.zip"])
def test_render__project__makes_its_video_and_leaves_nothing_else(folder, name):
    project = make_project(folder)
    command = [sys.executable, "-m", "s2v_desktop", "render", name, "out.mp4", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    finished = json.loads(done.stdout.splitlines()[-1])
    assert finished["request_hash"] == project.to_request().hash
    facts = probe_video(folder / "out.mp4")
    assert (facts.width, facts.height, facts.frames) == (854, 480, 72)
    assert sorted(os.listdir(folder)) == ["mine.s2v", "mine.s2v.zip", "out.mp4", "out.s2v.json"]
    told = json.loads((folder / "out.s2v.json").read_text())["request"]
    for part, path in (("picture", SAMPLE.picture), ("song", SAMPLE.song)):
        there = folder / name / "media" / path.name if name.endswith(".zip") else path
        assert told[part]["path"] == str(there)


def test_render__project_that_cannot_be_rendered__says_why(folder, capsys):
    project = make_project(folder)
    save_project(structs.replace(project, song=MediaFile(str(folder / "gone.wav"), "0")), folder / "gone.s2v")
    (folder / "words.s2v").write_text("no project")
    (folder / "words.s2v.zip").write_text("no bundle")
    before = sorted(os.listdir(folder))
    for arguments, code, words in (
        (["none.s2v", "out.mp4"], 3, "none.s2v"),
        (["words.s2v", "out.mp4"], 3, "not a project"),
        (["words.s2v.zip", "out.mp4"], 3, "not a copy of a project"),
        (["gone.s2v", "out.mp4"], 3, "gone.wav"),
        (["mine.s2v", "out.mov"], 2, ".mp4"),
        (["mine.s2v", "none/out.mp4"], 4, "cannot be written"),
    ):
        assert run(["render", *arguments]) == code
        printed = capsys.readouterr().err
        assert words in printed
        assert printed.count("\n") == 1
    assert sorted(os.listdir(folder)) == before


def test_beats__json_and_csv__say_the_same(capsys):
    assert run(["beats", MEDIA[1], "--json"]) == 0
    grid = json.loads(capsys.readouterr().out)
    assert run(["beats", MEDIA[1], "--csv"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "time_s,strength,downbeat"
    assert len(rows) - 1 == len(grid["beats"]) > 20
    assert float(rows[1].split(",")[0]) == pytest.approx(grid["beats"][0]["time_s"], abs=1e-3)


def test_beats__noise__finds_none_and_says_so(folder, capsys):
    soundfile.write(folder / "noise.wav", np.random.default_rng(0).normal(0, 0.1, 44100 * 10), 44100)
    assert run(["beats", "noise.wav"]) == 0
    assert "No steady beat" in capsys.readouterr().err


def test_doctor__json__names_ffmpeg_and_folders(capsys):
    assert run(["doctor", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["ffmpeg"].startswith("ffmpeg version")
    assert "ready" in facts["Folders"]["videos"] or "made when needed" in facts["Folders"]["videos"]


def make_bad_files(folder):
    (folder / "empty.jpg").touch()
    (folder / "words.jpg").write_text("not a picture")
    (folder / "cut.jpg").write_bytes(SAMPLE.picture.read_bytes()[:5000])
    (folder / "words.mp3").write_text("not a song " * 100)
    soundfile.write(folder / "short.wav", np.zeros(44100 * 2), 44100)
    sound = np.zeros(44100 * 10, np.float32)
    sound[1000] = np.nan
    soundfile.write(folder / "nan.wav", sound, 44100, subtype="FLOAT")
    (folder / "dir.mp4").mkdir()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["none.jpg", MEDIA[1], "-o", "out.mp4"], 3, "none.jpg"),
        (["empty.jpg", MEDIA[1], "-o", "out.mp4"], 3, "empty"),
        (["words.jpg", MEDIA[1], "-o", "out.mp4"], 3, "not a picture"),
        (["cut.jpg", MEDIA[1], "-o", "out.mp4"], 3, "damaged"),
        ([MEDIA[0], "words.mp3", "-o", "out.mp4"], 3, "not a sound file"),
        ([MEDIA[0], "short.wav", "-o", "out.mp4"], 3, "does not fit"),
        ([MEDIA[0], "nan.wav", "-o", "out.mp4"], 3, "not numbers"),
        ([*MEDIA, "-o", "out.mp4", "--duration", "2"], 2, "3 to 15 s"),
        ([*MEDIA, "-o", "out.mp4", "--duration", "16"], 2, "3 to 15 s"),
        ([*MEDIA, "-o", "out.mp4", "--fade-in", "4"], 2, "fade-in"),
        ([*MEDIA, "-o", "out.mp4", "--fade-out", "-1"], 2, "0 to 3 s"),
        ([*MEDIA, "-o", "out.mp4", "--duration", "3", "--fade-in", "2", "--fade-out", "2"], 2, "no longer than"),
        ([*MEDIA, "-o", "out.mp4", "--lead-in", "2"], 2, "0 to 1 s"),
        ([*MEDIA, "-o", "out.mp4", "--aspect", "2:1"], 2, "16:9"),
        ([*MEDIA, "-o", "out.mp4", "--fps", "25"], 2, "24 or 30"),
        ([*MEDIA, "-o", "out.mp4", "--prompt-weight", "2"], 2, "0.5 to 1.5"),
        ([*MEDIA, "-o", "out.mp4", "--start", "soon"], 2, "1:23.5"),
        ([*MEDIA, "-o", "out.mp4", "--start", "25"], 3, "does not fit"),
        ([*MEDIA, "-o", "out.mp4", "--engine", "cloud"], 2, "cloud"),
        ([*MEDIA, "-o", "out.mp4", "--quality", "superb"], 2, "draft, standard, best"),
        ([*MEDIA, "-o", "out.mp4", "--memory-plan", "cloud"], 2, "resident-8bit"),
        ([*MEDIA, "-o", "out.mp4", "--beats", "words.mp3"], 3, "beats file"),
        ([*MEDIA, "-o", "out.mov"], 2, ".mp4"),
        ([*MEDIA, "-o", "dir.mp4"], 4, "cannot be written"),
        ([*MEDIA, "-o", "none/out.mp4"], 4, "cannot be written"),
    ],
)
def test_render__bad_input__one_sentence_an_exit_code_and_nothing_left(folder, capsys, arguments, code, words):
    make_bad_files(folder)
    before = sorted(os.listdir(folder))
    assert run(["render", *arguments]) == code
    printed = capsys.readouterr()
    assert words in printed.err
    assert len(printed.err.splitlines()) == 1
    assert "Traceback" not in printed.err
    assert sorted(os.listdir(folder)) == before


def test_beats__file_of_which_a_library_complains__prints_our_sentence_alone(folder):
    (folder / "noise.mp3").write_bytes(np.random.default_rng(1).bytes(300_000))
    command = [sys.executable, "-m", "s2v_desktop", "beats", "noise.mp3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "noise.mp3" in done.stderr


def test_render__song_refused_at_once__ends_in_order_though_kernels_are_compiled_meanwhile(folder):
    (folder / "words.mp3").write_text("not a song " * 100)
    command = [sys.executable, "-m", "s2v_desktop", "render", MEDIA[0], "words.mp3", "-o", "out.mp4"]
    cold = os.environ | {"NUMBA_CACHE_DIR": str(folder / "kernels")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=cold)
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1


def test_render__bad_input_with_json__prints_a_failed_line(capsys):
    assert run(["render", "none.jpg", MEDIA[1], "-o", "out.mp4", "--json"]) == 3
    failed = lines(capsys)[-1]
    assert (failed["type"], failed["code"]) == ("failed", "file_missing")
    assert "none.jpg" in failed["message"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_render__interrupted__exits_130_and_leaves_nothing(folder):
    command = [sys.executable, "-m", "s2v_desktop", "render", *MEDIA, "-o", "out.mp4", "--duration", "15", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if json.loads(line).get("phase") == "frames":
                process.send_signal(signal.SIGINT)
                break
        rest = process.stdout.read()
    assert process.returncode == 130
    assert json.loads(rest.splitlines()[-1])["code"] == "cancelled"
    assert os.listdir(folder) == []


@pytest.mark.parametrize(("text", "time_s"), [("83.5", 83.5), ("1:23.5", 83.5), ("0:00", 0.0)])
def test_parse_time__seconds_or_minutes__are_understood(text, time_s):
    assert parse_time(text) == time_s


@pytest.mark.parametrize("text", ["", "soon", "1:2:3", "::"])
def test_parse_time__anything_else__is_refused(text):
    with pytest.raises(InputError):
        parse_time(text)


@pytest.mark.parametrize(("name", "options"), [("b.mid", []), ("b.sv.csv", []), ("b.dat", ["--format", "audacity"])])
def test_beats__export__writes_a_file_that_render_can_follow(folder, capsys, name, options):
    assert run(["beats", MEDIA[1], "--export", name, *options]) == 0
    assert capsys.readouterr().out.strip() == name
    assert run(["beats", MEDIA[1], "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["beats"]
    written = read_beats(folder / name)
    assert written.times_s == pytest.approx([beat["time_s"] for beat in found], abs=1e-3)
    assert written.downbeats.tolist() == [beat["downbeat"] for beat in found]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--export", "b.wav"], 2),
        (["--export", "b.mid", "--format", "docx"], 2),
        (["--format", "midi"], 2),
        (["--export", MEDIA[1], "--format", "midi"], 4),
        (["--export", "none/b.mid"], 4),
    ],
)
def test_beats__export_that_cannot_be__says_so(folder, capsys, options, code):
    assert run(["beats", MEDIA[1], *options]) == code
    assert capsys.readouterr().err.count("\n") == 1
    assert not list(folder.iterdir())
