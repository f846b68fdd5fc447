"""What models need and what suits a computer, by command."""

from __future__ import annotations

import pytest
from models_command import printed

from s2v_desktop.cli import models_fit
from s2v_desktop.cli.main import run
from s2v_desktop.engines.fit import Card, Computer
from s2v_desktop.store.manifest import load_catalog

GIB = 1 << 30
FP8 = "wan2.2-s2v-14b-fp8-comfyui"


def be_a_computer(monkeypatch: pytest.MonkeyPatch, *, has_card: bool) -> None:
    card = Card("NVIDIA GeForce RTX 4090", 24 * GIB, 23 * GIB) if has_card else None
    computer = Computer(8, 64 * GIB, card, "NVIDIA" if has_card else "Apple")
    monkeypatch.setattr(models_fit, "measure_computer", lambda: computer)


def test_fit__computer_with_a_card__has_a_row_for_each_model_and_size(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    be_a_computer(monkeypatch, has_card=True)
    assert run(["models", "fit", "--json"]) == 0
    (told,) = printed(capsys)
    assert told["recommended"] == FP8
    row = next(row for row in told["fits"] if row["model"] == FP8 and row["resolution"] == "480p")
    assert (row["level"], row["plan"]) == ("fits", "resident")
    assert 600 < row["expected_s"] < 3600
    assert row["message"].startswith("The whole model fits")
    assert run(["models", "fit"]) == 0
    assert "(resident; 8 s take about 20 min)" in capsys.readouterr().out


def test_fit__needs__stand_beside_the_verdict_and_agree_with_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    be_a_computer(monkeypatch, has_card=True)
    assert run(["models", "fit"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith(FP8))
    assert row.split()[1:] == ["8", "GB", "16", "GB", "24", "GB", "24.0", "GB", "fits", "slow"]
    assert run(["models", "fit", "--json"]) == 0
    needs = {row["model"]: row for row in printed(capsys)[0]["needs"]}
    assert set(needs) == {model.id for model in load_catalog().models if not model.addition}
    assert needs[FP8]["plans"][0] == {"plan": "resident", "card_gb": 19.6, "ram_gb": 4.0}
    assert needs["wan2.2-s2v-14b-q8-gguf"]["better_ram_gb"] == 32


def test_fit__computer_without_a_card__says_why_once_and_what_is_needed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    be_a_computer(monkeypatch, has_card=False)
    assert run(["models", "fit"]) == 0
    first, *table, last = capsys.readouterr().out.splitlines()
    assert first.startswith("This computer has a card by Apple; an NVIDIA card with 8 GB or more is needed.")
    assert len([line for line in table if "won't fit" in line]) == 8
    assert last == "Recommended: the motion engine, which needs no model"
    assert run(["models", "fit", "--json"]) == 0
    told = capsys.readouterr().out
    assert told.count("This computer has a card by Apple") == 1
