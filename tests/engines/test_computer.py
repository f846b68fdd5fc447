"""What the computer offers is asked of the system and of the card's driver."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pynvml
import pytest

from s2v_desktop.engines import computer as computer_module
from s2v_desktop.engines.computer import maker_of_card, measure_computer, nvidia_cards, nvidia_driver
from s2v_desktop.engines.fit import Card


def install_driver(monkeypatch: pytest.MonkeyPatch, cards: Sequence[Card], fault: Exception | None = None) -> None:
    """Put a driver with ``cards`` under the library that asks it; every question about a card raises ``fault``."""

    def memory(index: int) -> SimpleNamespace:
        if fault is not None:
            raise fault
        return SimpleNamespace(total=cards[index].total_bytes, free=cards[index].free_bytes)

    answers = {
        "nvmlInit": lambda: None,
        "nvmlShutdown": lambda: None,
        "nvmlSystemGetDriverVersion": lambda: "580.65.06",
        "nvmlDeviceGetCount": lambda: len(cards),
        "nvmlDeviceGetHandleByIndex": lambda index: index,
        "nvmlDeviceGetName": lambda index: cards[index].name,
        "nvmlDeviceGetMemoryInfo": memory,
    }
    for name, answer in answers.items():
        monkeypatch.setattr(pynvml, name, answer)


def take_away_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    def init() -> None:
        raise pynvml.NVMLError(pynvml.NVML_ERROR_LIBRARY_NOT_FOUND)

    monkeypatch.setattr(pynvml, "nvmlInit", init)


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="Linux tells it in a file, too")
def test_measure__memory__is_what_the_system_tells() -> None:
    told_kb = int(Path("/proc/meminfo").read_text().split(maxsplit=2)[1])
    computer = measure_computer()
    assert computer.ram_bytes == pytest.approx(told_kb * 1024, rel=0.01)
    assert computer.processor_threads == os.cpu_count()


def test_measure__two_cards__takes_the_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    large = Card("NVIDIA GeForce RTX 4070", 12282 << 20, 11000 << 20)
    install_driver(monkeypatch, [Card("NVIDIA T400", 2048 << 20, 1900 << 20), large])
    computer = measure_computer()
    assert (computer.card, computer.card_maker) == (large, "NVIDIA")
    assert nvidia_driver() == "580.65.06"


def test_measure__no_driver__finds_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    take_away_driver(monkeypatch)
    assert measure_computer().card is None
    assert nvidia_driver() == "not installed"


@pytest.mark.parametrize("code", [pynvml.NVML_ERROR_GPU_IS_LOST, pynvml.NVML_ERROR_UNKNOWN])
def test_cards__driver_that_fails__are_none_and_the_log_says_why(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    install_driver(monkeypatch, [Card("Card", 1, 1)], pynvml.NVMLError(code))
    assert nvidia_cards() == ()
    assert "does not answer" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="other systems tell it elsewhere")
@pytest.mark.parametrize(
    ("numbers", "maker"),
    [(("0x1002",), "AMD"), (("0x8086",), "Intel"), (("0x8086", "0x10de"), "NVIDIA"), (("0x1af4",), ""), ((), "")],
)
def test_maker__bus__tells_it_also_of_cards_that_cannot_compute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, numbers: tuple[str, ...], maker: str
) -> None:
    for index, number in enumerate(numbers):
        vendor = tmp_path / f"card{index}" / "device" / "vendor"
        vendor.parent.mkdir(parents=True)
        vendor.write_text(number + "\n")
    monkeypatch.setattr(computer_module, "_LINUX_CARDS", tmp_path)
    assert maker_of_card() == maker
