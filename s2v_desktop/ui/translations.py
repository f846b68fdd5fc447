"""Which language the window speaks."""

from __future__ import annotations

import os

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from s2v_desktop.core.paths import resource_path


def choose_language(setting: str) -> str:
    """Return ``en`` or ``zh_CN``: from ``S2V_DESKTOP_LANGUAGE``, else ``setting``, else the system's languages."""
    wanted = [os.environ.get("S2V_DESKTOP_LANGUAGE", ""), setting, *QLocale.system().uiLanguages()]
    for name in filter(None, wanted):
        if name.lower().startswith("zh"):
            return "zh_CN"
        if name.lower().startswith("en"):
            return "en"
    return "en"


def install_translators(application: QCoreApplication, language: str) -> list[QTranslator]:
    """Let ``application`` speak ``language`` and no other; return the translators, which live as long as it does."""
    for former in application.findChildren(QTranslator):
        application.removeTranslator(former)
        former.deleteLater()
    if language == "en":
        return []
    translators = []
    for name, folder in (
        (f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"s2v_desktop_{language}", str(resource_path("translations"))),
    ):
        translator = QTranslator(application)
        if translator.load(name, folder):
            application.installTranslator(translator)
            translators.append(translator)
    return translators
