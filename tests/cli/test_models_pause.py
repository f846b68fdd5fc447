"""A pause by command: of what another program downloads, of what it does not, of nothing at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hub_server import HubServer
from models_command import FILES, files_in, printed, start, wait_for_bytes

from s2v_desktop.cli import downloads
from s2v_desktop.cli.main import run
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.pause_request import answer_pauses, request_pause, requested_pauses, take_answer


def test_pause__download_of_another_program__stops_it(
    manifests: Path, hub: HubServer, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.bytes_per_s = 300_000
    with start(manifests, "download", "one", "--source", hub.url, "--json") as process:
        wait_for_bytes(process)
        assert run(["models", "pause", "one"]) == 0
        rest = process.communicate()[0]
    assert process.returncode == 130
    assert json.loads(rest.splitlines()[-1])["code"] == "paused"
    assert capsys.readouterr().err == "Paused. Go on with “s2v-desktop models download one”.\n"
    assert requested_pauses(home / "models") == ()


def test_pause__nothing_is_downloaded__says_so(manifests: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "pause", "one"]) == 0
    assert capsys.readouterr().err == "Nothing is being downloaded.\n"


def test_pause__program_that_does_not_answer__is_told(
    manifests: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_PAUSE_TIMEOUT_S", 0.1)
    with StoreLock(home / "models"):
        assert run(["models", "pause", "one"]) == 5
    assert "Another S2V Desktop is at work" in capsys.readouterr().err
    assert requested_pauses(home / "models") == ()


def test_pause__nothing_is_downloaded__is_told_in_json_too(manifests: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "pause", "one", "--json"]) == 0
    assert printed(capsys) == [{"type": "finished", "model": "one", "paused": False}]


def test_pause__another_model_is_downloaded__names_it_and_lets_it_go_on(
    manifests: Path, hub: HubServer, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.bytes_per_s = 300_000
    with start(manifests, "download", "one", "--source", hub.url, "--json") as process:
        wait_for_bytes(process)
        assert run(["models", "pause", "two"]) == 2  # it shares a piece with the other
        said = capsys.readouterr().err
        assert run(["models", "pause", "two", "--json"]) == 2
        (told,) = printed(capsys)
        hub.bytes_per_s = 0
        process.communicate()
    assert process.returncode == 0
    assert said == "“two” is not being downloaded, so nothing was paused. Choose what is: one.\n"
    assert (told["type"], told["code"], told["hint"]) == ("failed", "model_not_moving", "one")
    assert files_in(home) == {name: FILES[name] for name in ("net-one.safetensors", "vae.safetensors")}


def test_pause_request__asked_again__has_nothing_of_a_former_answer(manifests: Path, home: Path) -> None:
    class Program:
        def pause(self, name: str) -> None:
            paused.append(name)

    root, paused = home / "models", []
    with StoreLock(root):
        asked = request_pause(root, "one")
        answer_pauses(root, Program(), ["two"])
        assert (asked.exists(), paused) == (False, [])
        asked = request_pause(root, "one")
        answer_pauses(root, Program(), ["one"])
        assert (asked.exists(), paused, take_answer(asked)) == (False, ["one"], None)
