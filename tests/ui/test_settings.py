"""Settings survive a restart, and a damaged file does no harm."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from s2v_desktop.core.settings_file import change_settings
from s2v_desktop.ui.settings import Settings, SettingsStore


def test_change__read_again__is_there(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.json"
    SettingsStore(path).change(language="zh_CN", window_geometry=b"\x00\x01", window_splitters=(b"\x02",))
    again = SettingsStore(path).settings
    assert again == Settings(language="zh_CN", window_geometry=b"\x00\x01", window_splitters=(b"\x02",))


def test_change__another_program_changed_others_meanwhile__keeps_both(home: Path) -> None:
    settings = SettingsStore()
    settings.change(volume=0.5)
    change_settings(chosen_model="wan2.2-s2v-14b-q4")
    settings.change(theme="light")
    assert settings.settings == SettingsStore().settings
    assert settings.settings == Settings(volume=0.5, theme="light", chosen_model="wan2.2-s2v-14b-q4")


def test_change__file_damaged_meanwhile__writes_all_that_is_known(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = SettingsStore(path)
    settings.change(volume=0.5)
    path.write_bytes(b"{")
    settings.change(theme="light")
    assert SettingsStore(path).settings == Settings(volume=0.5, theme="light")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'{"volume": "loud"}'])
def test_read__damaged_file__gives_defaults(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert SettingsStore(path).settings == Settings()


def test_read__settings_of_a_newer_version__keeps_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "light", "hologram": true}')
    assert SettingsStore(path).settings == Settings(theme="light")


def test_read__look_out_of_its_range__gives_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"default_look": {"fps": 25}}')
    assert SettingsStore(path).settings == Settings()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system says where these folders are")
def test_folders__none_chosen_yet__are_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "Music").mkdir()
    assert Settings().song_dir == str(tmp_path / "Music")
    assert Settings().picture_dir == str(tmp_path)
    assert Settings(picture_folder="/mine").picture_dir == "/mine"
