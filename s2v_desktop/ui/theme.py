"""The colours of the window and the style sheet made from them."""

from __future__ import annotations

import re
import tomllib

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from s2v_desktop.core.paths import resource_path

_CHINESE_FONTS = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC")
THEME_NAMES = ("dark", "light")
SYSTEM_THEME = "system"


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Colours as ``#rrggbb``, named by what they are for."""

    window: str
    panel: str
    raised: str
    hover: str
    field: str
    border: str
    text: str
    text_dim: str
    text_faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    link: str
    selection: str
    wave: str
    wave_bass: str
    wave_mid: str
    wave_high: str
    clip: str
    beat: str
    downbeat: str
    beat_selected: str
    playhead: str
    error: str
    error_panel: str
    canvas: str


def choose_theme(setting: str) -> str:
    """Return the name of the theme for ``setting``: itself, or for ``system`` what the system's colours are."""
    if setting != SYSTEM_THEME:
        return setting
    light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
    return "light" if light else "dark"


def load_theme(name: str) -> Theme:
    """Return the theme called ``name``, or the dark one if there is none of that name."""
    known = name if name in THEME_NAMES else THEME_NAMES[0]
    content = resource_path("themes", f"{known}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(content), Theme)


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Give ``application`` the Fusion style in the colours of ``theme``."""
    application.setStyleSheet("")  # with the former sheet in place, the next lines take four times as long
    application.setStyle("Fusion")
    application.setPalette(_palette(theme))
    application.setStyleSheet(_style_sheet(theme))


def apply_fonts(application: QApplication, language: str) -> None:
    """Name the Chinese fonts of each system: left alone, Qt takes a heavy weight or Japanese forms."""
    font = application.font()
    own = [family for family in font.families() if family not in _CHINESE_FONTS]
    font.setFamilies([*_CHINESE_FONTS, *own] if language == "zh_CN" else own)
    application.setFont(font)


def _palette(theme: Theme) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, colour in {
        roles.Window: theme.window,
        roles.WindowText: theme.text,
        roles.Base: theme.field,
        roles.AlternateBase: theme.panel,
        roles.Text: theme.text,
        roles.PlaceholderText: theme.text_faint,
        roles.Button: theme.raised,
        roles.ButtonText: theme.text,
        roles.ToolTipBase: theme.raised,
        roles.ToolTipText: theme.text,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.accent_text,
        roles.Link: theme.link,
    }.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.text_faint))
    return palette


def _style_sheet(theme: Theme) -> str:
    sheet = resource_path("themes", "window.qss").read_text(encoding="utf-8")
    body = sheet.split("*/", 1)[1].replace("@icons", resource_path("icons").as_posix())
    return re.sub(r"@(\w+)", lambda match: getattr(theme, match[1]), body)
