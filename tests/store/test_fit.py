"""How well the shipped models suit computers, without downloading any and without PyTorch."""

from __future__ import annotations

import subprocess
import sys

import pytest

from s2v_desktop.core.look import Resolution
from s2v_desktop.engines.fit import Card, Computer, FitLevel, FitReason
from s2v_desktop.store.fit import fit_of_model, model_weights, recommended_model
from s2v_desktop.store.manifest import load_catalog

GIB = 1 << 30
CATALOG = load_catalog()
#: Judges every shipped model on this very computer and prints which heavy libraries that took.
JUDGE = """
import sys
from s2v_desktop.core.look import Resolution
from s2v_desktop.engines.computer import measure_computer
from s2v_desktop.store.fit import fit_of_model
from s2v_desktop.store.manifest import load_catalog
catalog, computer = load_catalog(), measure_computer()
for model in catalog.models:
    if not model.addition:
        fit_of_model(model, catalog, computer, Resolution.P720)
print([name for name in ("torch", "diffusers", "transformers", "PySide6", "numba", "librosa") if name in sys.modules])
"""


def computer(card: str, card_gb: float, ram_gb: float) -> Computer:
    return Computer(8, round(ram_gb * GIB), Card(card, round(card_gb * GIB), round((card_gb - 0.3) * GIB)), "NVIDIA")


@pytest.mark.parametrize(
    ("found", "recommended", "plan"),
    [
        (computer("NVIDIA H200", 140, 256), "wan2.2-s2v-14b-fp8-comfyui", "resident"),
        (computer("NVIDIA GeForce RTX 4090", 24, 64), "wan2.2-s2v-14b-fp8-comfyui", "resident"),
        (computer("NVIDIA GeForce RTX 3060", 12, 32), "wan2.2-s2v-14b-fp8-comfyui", "streamed"),
        (computer("NVIDIA GeForce RTX 4060", 8, 32), "wan2.2-s2v-14b-fp8-comfyui", "streamed"),
    ],
)
def test_recommended__usual_computers__have_one_with_a_plan(found: Computer, recommended: str, plan: str) -> None:
    model = recommended_model(CATALOG, found)
    assert model is not None
    assert (model.id, fit_of_model(model, CATALOG, found, Resolution.P480).plan) == (recommended, plan)


def test_recommended__of_those_that_are_installed__is_one_of_them() -> None:
    found = computer("NVIDIA GeForce RTX 4090", 24, 64)
    model = recommended_model(CATALOG, found, ["wan2.2-s2v-14b-bf16-official", "wan2.2-s2v-14b-q4-gguf"])
    assert model is not None
    assert model.id == "wan2.2-s2v-14b-q4-gguf"  # the other one would be streamed


@pytest.mark.parametrize("maker", ["AMD", "Intel", "Apple", ""])
def test_recommended__without_a_card_that_can_compute__is_none(maker: str) -> None:
    found = Computer(8, 64 * GIB, None, maker)
    assert recommended_model(CATALOG, found) is None
    fit = fit_of_model(CATALOG.models[0], CATALOG, found, Resolution.P480)
    assert (fit.level, fit.reason) == (
        FitLevel.WILL_NOT_FIT, FitReason.OTHER_CARD if maker else FitReason.NO_CARD
    )  # fmt: skip


def test_weights__shipped_models__know_which_have_16_bits() -> None:
    in_16_bits = [
        model.id for model in CATALOG.models if not model.addition and model_weights(model, CATALOG).in_16_bits
    ]
    assert sorted(in_16_bits) == ["wan2.2-s2v-14b-bf16-comfyui", "wan2.2-s2v-14b-bf16-official"]


def test_fit__addition__has_none() -> None:
    addition = next(model for model in CATALOG.models if model.addition)
    with pytest.raises(ValueError, match="lightx2v"):
        fit_of_model(addition, CATALOG, computer("NVIDIA H200", 140, 256), Resolution.P480)


def test_fit__whole_catalogue__takes_no_neural_network_library() -> None:
    done = subprocess.run([sys.executable, "-c", JUDGE], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
