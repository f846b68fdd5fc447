"""What the commands say of sizes, of speeds and of what they only would do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hub_server import HubServer
from models_command import printed
from other_volume import other_volume

from s2v_desktop.cli.byte_progress import ByteProgress, ByteStep
from s2v_desktop.cli.main import run


@pytest.mark.parametrize(("bytes_per_s", "words"), [(400_000, "400 kB/s"), (21_000_000, "21 MB/s")])
def test_progress__speed__is_told_in_a_unit_that_suits_it(
    capsys: pytest.CaptureFixture[str], bytes_per_s: float, words: str
) -> None:
    ByteProgress(as_json=False).tell(ByteStep("downloading", "one", 1_000_000, 4_000_000, bytes_per_s, 7.5))
    assert capsys.readouterr().err == f"Downloading one 25% (1 MB of 4 MB)  {words}  8 s left\n"


def test_delete__nothing_there__says_so_without_a_size(manifests: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for options in (["--dry-run"], []):
        assert run(["models", "delete", "one", *options]) == 0
        assert capsys.readouterr().out == "Nothing of one is here.\n"


def test_delete__json__tells_a_dry_run_from_a_real_one(
    manifests: Path, hub: HubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "download", "one", "--source", hub.url, "--json"]) == 0
    capsys.readouterr()
    for options, is_dry in ((["--dry-run"], True), ([], False)):
        assert run(["models", "delete", "one", "--json", *options]) == 0
        (told,) = printed(capsys)
        assert (told["dry_run"], told["removed"]) == (is_dry, ["net-one", "vae"])


def test_download__too_little_space__is_a_folder_that_cannot_be_written(
    manifests: Path, hub: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with other_volume(tmp_path / "drive", size_mb=32) as drive:
        assert run(["models", "path", str(drive / "models")]) == 0
        assert run(["models", "download", "one", "--source", hub.url]) == 4
    assert "has too little space for this model. Free " in capsys.readouterr().err
