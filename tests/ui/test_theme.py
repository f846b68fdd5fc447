"""Both themes are complete and readable."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from s2v_desktop.ui.theme import THEME_NAMES, Theme, load_theme


def luminance(colour: str) -> float:
    channels = QColor(colour).getRgbF()[:3]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=THEME_NAMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(request.param)


#: Every text of window.qss with the grounds that it lies on; what is disabled need not be readable (WCAG 1.4.3).
PAIRS = {
    "text": ("window", "panel", "raised", "hover", "field", "canvas", "selection", "error_panel"),
    "text_dim": ("window", "panel", "raised", "field", "canvas"),
    "text_faint": ("field", "panel"),  # placeholders, and steps that were undone
    "link": ("window", "panel", "raised", "hover", "field", "error_panel"),
    "accent_text": ("accent", "accent_hover", "accent_pressed"),
    "downbeat": ("panel",),  # warnings
}


def test_text__on_every_ground__has_the_contrast_of_wcag_aa(theme: Theme) -> None:
    pairs = [(text, ground) for text, grounds in PAIRS.items() for ground in grounds]
    unreadable = {
        (text, ground): round(ratio, 2)
        for text, ground in pairs
        if (ratio := contrast(getattr(theme, text), getattr(theme, ground))) < 4.5
    }
    assert unreadable == {}


def test_focus__around_a_control__has_the_contrast_of_wcag_graphics(theme: Theme) -> None:
    for ground in (theme.window, theme.panel, theme.raised, theme.field):
        assert contrast(theme.accent, ground) >= 3.0


def test_markers__on_the_waveform__have_the_contrast_of_wcag_graphics(theme: Theme) -> None:
    for marker in (theme.wave, theme.beat, theme.downbeat, theme.clip, theme.playhead, theme.beat_selected):
        assert contrast(marker, theme.panel) >= 3.0


def test_unknown_name__gives_the_dark_theme() -> None:
    assert load_theme("plaid") == load_theme("dark")
