"""What the computer offers is asked of the system and of the card's driver."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from s2v_desktop.engines.fit import Card
from s2v_desktop.host.computer import measure_computer

needs_programs = pytest.mark.skipif(sys.platform == "win32", reason="the driver's stand-in is a shell script")


def install_driver(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="Linux tells it in a file, too")
def test_measure__memory__is_what_the_system_tells() -> None:
    told_kb = int(Path("/proc/meminfo").read_text().split(maxsplit=2)[1])
    computer = measure_computer()
    assert computer.ram_bytes == pytest.approx(told_kb * 1024, rel=0.01)
    assert computer.processor_threads == os.cpu_count()


@needs_programs
def test_measure__two_cards__takes_the_larger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "echo 'NVIDIA T400, 2048, 1900'; echo 'NVIDIA GeForce RTX 4070, 12282, 11000'"
    install_driver(tmp_path, monkeypatch, lines)
    assert measure_computer().card == Card("NVIDIA GeForce RTX 4070", 12282 << 20, 11000 << 20)


@needs_programs
@pytest.mark.parametrize("script", ["exit 9", "echo 'NVIDIA-SMI has failed'", "echo 'Card, [N/A], [N/A]'", ""])
def test_measure__driver_does_not_answer__finds_no_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    install_driver(tmp_path, monkeypatch, script)
    assert measure_computer().card is None
