"""What this computer has to compute with, asked of the system and of the card's driver, without PyTorch."""

from __future__ import annotations

import logging
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from s2v_desktop.engines.fit import Card, Computer

_log = logging.getLogger(__name__)

#: Makers of cards by the number that the bus tells of them.
_MAKERS = {"0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel"}
_LINUX_CARDS = Path("/sys/class/drm")
#: Where Windows lists display adapters.
_WINDOWS_CARDS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"


def measure_computer() -> Computer:
    """Return what an engine may use here; takes up to some seconds, any thread."""
    import psutil  # only where it is asked for: the window imports this file as it starts

    card = max(nvidia_cards(), key=lambda card: card.total_bytes, default=None)
    maker = "NVIDIA" if card is not None else maker_of_card()
    return Computer(os.cpu_count() or 1, psutil.virtual_memory().total, card, maker)


def nvidia_cards() -> tuple[Card, ...]:
    """Return the cards that NVIDIA's driver tells of; none where there is no driver, or it does not answer."""
    import pynvml

    try:
        with _driver():
            handles = [pynvml.nvmlDeviceGetHandleByIndex(index) for index in range(pynvml.nvmlDeviceGetCount())]
            return tuple(_card(handle) for handle in handles)
    except pynvml.NVMLError as error:
        if getattr(error, "value", None) != pynvml.NVML_ERROR_LIBRARY_NOT_FOUND:
            _log.warning("the NVIDIA driver does not answer", exc_info=True)
        return ()


def nvidia_driver() -> str:
    """Return the version of NVIDIA's driver; else why there is none, in a few words."""
    import pynvml

    try:
        with _driver():
            return pynvml.nvmlSystemGetDriverVersion()
    except pynvml.NVMLError as error:
        missing = getattr(error, "value", None) == pynvml.NVML_ERROR_LIBRARY_NOT_FOUND
        return "not installed" if missing else f"does not answer ({error})"


def maker_of_card() -> str:
    """Return who made the graphics card: NVIDIA, AMD, Intel or Apple, the first where there are several; else empty."""
    if sys.platform == "darwin":
        return "Apple" if platform.machine() == "arm64" else ""
    found = _makers_on_windows() if sys.platform == "win32" else _makers_on_linux(_LINUX_CARDS)
    return next((maker for maker in _MAKERS.values() if maker in found), "")


@contextmanager
def _driver() -> Iterator[None]:
    import pynvml

    pynvml.nvmlInit()
    try:
        yield
    finally:
        pynvml.nvmlShutdown()


def _card(handle: object) -> Card:
    import pynvml

    memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
    return Card(pynvml.nvmlDeviceGetName(handle), int(memory.total), int(memory.free))


def _makers_on_linux(folder: Path) -> set[str]:
    numbers = [path.read_text(encoding="ascii").strip() for path in folder.glob("card*/device/vendor")]
    return {_MAKERS[number] for number in numbers if number in _MAKERS}


def _makers_on_windows() -> set[str]:
    if sys.platform != "win32":
        return set()
    import winreg

    found: set[str] = set()
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _WINDOWS_CARDS) as cards:
        for index in range(winreg.QueryInfoKey(cards)[0]):
            try:
                with winreg.OpenKey(cards, winreg.EnumKey(cards, index)) as card:
                    name = str(winreg.QueryValueEx(card, "DriverDesc")[0]).lower()
            except OSError:  # a key beside the adapters, which has no name or may not be read
                continue
            found |= {maker for maker in _MAKERS.values() if maker.lower() in name}
    return found
