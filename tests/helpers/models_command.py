"""The command line at work on two small models that share a piece, by a hub on this computer."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = "toys/small"
FILES = {
    "net-one.safetensors": random.Random(1).randbytes(900_000),
    "net-two.safetensors": random.Random(2).randbytes(500_000),
    "vae.safetensors": random.Random(3).randbytes(300_000),
}
PIECES = {"net-one": "transformer", "net-two": "transformer", "vae": "vae"}
MODELS = {"one": ["net-one", "vae"], "two": ["net-two", "vae"]}
#: The command line with other manifests than the shipped ones.
# Whoever runs the tests in the background has taken Ctrl+C from them, and so from their processes.
COMMAND = """
import signal
import sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)
from s2v_desktop.store import manifest
manifest.model_manifest_dir = lambda: Path(sys.argv[1])
from s2v_desktop.cli.main import run
sys.exit(run(sys.argv[2:]))
"""


def write_manifests(folder: Path) -> None:
    """Write the manifests of ``MODELS`` into ``folder``."""
    (folder / "pieces.toml").write_text(
        "".join(
            f'[[piece]]\nid = "{name}"\npart = "{part}"\nabout_bytes = {len(FILES[f"{name}.safetensors"])}\n'
            f'patterns = ["{name}.safetensors"]\n[piece.repository]\nhuggingface = "{REPOSITORY}"\n'
            for name, part in PIECES.items()
        )
    )
    for rank, (name, pieces) in enumerate(MODELS.items(), 1):
        words = f'en = "Model {name}"\nzh_CN = "模型 {name}"\n'
        (folder / f"{name}.toml").write_text(
            f'id = "{name}"\nlicence = "Apache-2.0"\nlayout = "comfyui"\nrank = {rank}\npieces = {pieces!r}\n'
            f"[title]\n{words}[purpose]\n{words}"
        )


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def files_in(home: Path) -> dict[str, bytes]:
    root = home / "models"
    return {path.name: path.read_bytes() for path in root.glob("[!.]*/[!.]*") if path.is_file()}


def start(manifests: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", COMMAND, str(manifests), "models", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_bytes(process: subprocess.Popen[str]) -> None:
    """Read lines of progress until some bytes have come."""
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("done_bytes", 0) > 0:
            return
    pytest.fail(f"the download ended too soon: {process.stderr.read() if process.stderr else ''}")
