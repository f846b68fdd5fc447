import os
import signal
import subprocess
import sys
import threading

import pytest

from s2v_desktop.core.errors import EngineError, ErrorCode, JobCancelledError, S2VError
from s2v_desktop.core.progress import Phase
from s2v_desktop.host.client import HostClient
from s2v_desktop.host.messages import SCRATCH_VARIABLE, FinishedEvent, PreviewEvent, ProgressEvent, decode_event
from s2v_desktop.host.process import host_command
from s2v_desktop.video.probe import probe_video


@pytest.fixture
def client():
    client = HostClient()
    yield client
    client.close()
    assert client.pid is None


def follow(client, request, target, on_frames):
    """Render, calling ``on_frames`` at the first progress of the phase that makes frames."""
    told = False
    for event in client.render(request, target):
        if not told and isinstance(event, ProgressEvent) and event.progress.phase is Phase.FRAMES:
            told = True
            on_frames()
    return event


def test_client__render__yields_progress_previews_and_the_take(tmp_path, client, make_request):
    request = make_request()
    events = list(client.render(request, tmp_path / "out.mp4"))
    assert isinstance(events[-1], FinishedEvent)
    assert {ProgressEvent, PreviewEvent} <= {type(event) for event in events}
    assert events[-1].take.request == request
    assert probe_video(tmp_path / "out.mp4").frames == 72


def test_client__started_ahead__renders_in_that_process(tmp_path, client, make_request):
    client.start()
    pid = client.pid
    list(client.render(make_request(), tmp_path / "out.mp4"))
    assert client.pid == pid


def test_client__second_render__uses_the_same_process(tmp_path, client, make_request):
    list(client.render(make_request(), tmp_path / "one.mp4"))
    pid = client.pid
    list(client.render(make_request(), tmp_path / "two.mp4"))
    assert client.pid == pid


def test_client__cancelled__raises_and_leaves_nothing(tmp_path, client, make_request):
    folder = tmp_path / "videos"
    folder.mkdir()
    with pytest.raises(JobCancelledError):
        follow(client, make_request(duration_s=15.0), folder / "out.mp4", client.cancel)
    assert os.listdir(folder) == []
    assert isinstance(list(client.render(make_request(), folder / "out.mp4"))[-1], FinishedEvent)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs a process that can be held")
def test_client__host_killed_before_it_could_refuse_a_name__tells_of_the_crash(tmp_path, client, make_request):
    client.start()
    os.kill(client.pid, signal.SIGSTOP)  # it reads nothing any more
    killer = threading.Timer(0.5, os.kill, (client.pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(EngineError) as caught:
        list(client.render(make_request(), tmp_path / ("x" * 300 + ".mp4")))
    killer.join()
    assert caught.value.code is ErrorCode.ENGINE_CRASHED


def test_client__host_killed__says_so_clears_up_and_renders_again(tmp_path, client, make_request):
    folder = tmp_path / "videos"
    folder.mkdir()
    with pytest.raises(EngineError) as caught:
        follow(client, make_request(duration_s=15.0), folder / "out.mp4", lambda: os.kill(client.pid, signal.SIGKILL))
    assert caught.value.code is ErrorCode.ENGINE_CRASHED
    assert os.listdir(folder) == []
    assert isinstance(list(client.render(make_request(), folder / "out.mp4"))[-1], FinishedEvent)


def test_client__paused_and_resumed__finishes(tmp_path, client, make_request):
    def pause_then_resume():
        client.pause()
        client.resume()

    event = follow(client, make_request(), tmp_path / "out.mp4", pause_then_resume)
    assert isinstance(event, FinishedEvent)


def test_client__paused_before_it_began__makes_no_frame_until_resumed(tmp_path, client, make_request):
    job = client.announce()
    client.pause()
    target, events = tmp_path / "out.mp4", []
    listening = threading.Thread(target=lambda: events.extend(client.render(make_request(), target, job)))
    listening.start()
    listening.join(4.0)
    assert listening.is_alive()
    assert not any(isinstance(event, PreviewEvent | FinishedEvent) for event in events)
    client.resume()
    listening.join(60.0)
    assert isinstance(events[-1], FinishedEvent)


def test_client__cancelled_before_it_began__starts_no_host(tmp_path, client, make_request):
    job = client.announce()
    client.cancel()
    with pytest.raises(JobCancelledError):
        list(client.render(make_request(), tmp_path / "out.mp4", job))
    assert client.pid is None
    assert isinstance(list(client.render(make_request(), tmp_path / "out.mp4"))[-1], FinishedEvent)


def test_client__bad_input__raises_what_the_host_met(tmp_path, client, make_request, picture):
    request = make_request()
    picture.unlink()
    with pytest.raises(S2VError) as caught:
        list(client.render(request, tmp_path / "out.mp4"))
    assert caught.value.code is ErrorCode.FILE_MISSING


def test_client__consumer_stops_listening__cancels_the_job(tmp_path, client, make_request):
    folder = tmp_path / "videos"
    folder.mkdir()
    events = client.render(make_request(duration_s=15.0), folder / "out.mp4")
    next(events)
    events.close()
    list(client.render(make_request(), folder / "next.mp4"))
    assert sorted(os.listdir(folder)) == ["next.mp4", "next.s2v.json"]


def test_client__closed_during_a_render__raises_cancelled(tmp_path, make_request):
    client = HostClient()
    with pytest.raises(JobCancelledError):
        follow(client, make_request(duration_s=15.0), tmp_path / "out.mp4", client.close)
    assert not (tmp_path / "out.mp4").exists()
    assert not (tmp_path / "out.mp4.part").exists()


def test_host__standard_input_ends__exits_by_itself():
    process = subprocess.run(host_command(), stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True)
    assert decode_event(process.stdout.splitlines()[0]).protocol_version >= 1
    assert len(process.stdout.splitlines()) == 1


def test_host__parent_dies__clears_up_after_itself(tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "sound.f32").touch()
    environment = os.environ | {SCRATCH_VARIABLE: str(scratch)}
    subprocess.run(
        host_command(), stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=60, check=True
    )
    assert not scratch.exists()


def test_host__any_time__leaves_qt_out():
    code = (
        "import sys; from s2v_desktop.host import server, render_job; import s2v_desktop.engines.motion;"
        "sys.exit(any(name.split('.')[0] in ('PySide6', 'pyqtgraph') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
