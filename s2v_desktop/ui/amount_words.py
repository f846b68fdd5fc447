"""Sizes, speeds and times in the user's language, rounded as a person would."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def size_words(size_bytes: float) -> str:
    """Return a size in kB, MB or GB of the decimal kind, as hubs and makers of disks count; it breaks nowhere."""
    if size_bytes < 999_500:
        words = QCoreApplication.translate("amounts", "{size} kB").format(size=f"{max(0.0, size_bytes) / 1e3:.0f}")
    elif size_bytes < 999.5e6:
        words = QCoreApplication.translate("amounts", "{size} MB").format(size=f"{size_bytes / 1e6:.0f}")
    else:
        words = QCoreApplication.translate("amounts", "{size} GB").format(size=f"{size_bytes / 1e9:.1f}")
    return words.replace(" ", _NO_BREAK_SPACE)


def speed_words(bytes_per_s: float) -> str:
    """Return a speed."""
    return QCoreApplication.translate("amounts", "{size}/s").format(size=size_words(bytes_per_s))


def time_words(seconds: float) -> str:
    """Return a time in seconds, minutes or hours."""
    if seconds < 90:
        return QCoreApplication.translate("amounts", "{count} s").format(count=max(1, round(seconds)))
    if seconds < 90 * 60:
        return QCoreApplication.translate("amounts", "{count} min").format(count=round(seconds / 60))
    return QCoreApplication.translate("amounts", "{count} h").format(count=f"{seconds / 3600:.1f}")
