from pathlib import Path

from s2v_desktop.library.takes import new_take_path, sidecar_path


def test_new_take_path__names_taken_by_files_sidecars_and_waiting_jobs__takes_the_next(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    sidecar_path(tmp_path / "a 2.mp4").touch()
    reserved = [tmp_path / "A 3.mp4", tmp_path / "other" / "a 4.mp4"]
    assert new_take_path(tmp_path, "a") == tmp_path / "a 3.mp4"
    assert new_take_path(tmp_path, "a", reserved) == tmp_path / "a 4.mp4"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a 2.s2v.json", "a.mp4"]
