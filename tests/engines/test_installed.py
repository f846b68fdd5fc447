"""What an engine lacks, told in a process that never loads a neural network's library."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from checkpoint_layouts import wide_official, write_gguf
from wan_toy_folder import write_toy_folder

from s2v_desktop.engines.installed import missing_parts

ALL_PARTS = ("transformer", "vae", "text encoder", "tokenizer", "audio encoder")
#: Prints what is missing and which of the heavy libraries were imported for it.
ASK = """
import json, sys
from pathlib import Path
from s2v_desktop.engines.installed import missing_parts
missing = missing_parts("wan-s2v", Path(sys.argv[1]))
heavy = [name for name in ("torch", "diffusers", "transformers", "numba", "librosa") if name in sys.modules]
print(json.dumps([missing, heavy]))
"""


def test_missing_parts__motion__is_never_anything(tmp_path: Path) -> None:
    assert missing_parts("motion", tmp_path / "none") == ()


def test_missing_parts__no_folder_or_an_empty_one__is_everything(tmp_path: Path) -> None:
    assert missing_parts("wan-s2v", tmp_path / "none") == ALL_PARTS
    assert missing_parts("wan-s2v", tmp_path) == ALL_PARTS


def test_missing_parts__damaged_file__counts_as_missing(tmp_path: Path) -> None:
    text_encoder = write_toy_folder(tmp_path) / "models_t5_umt5-xxl-enc-bf16.pth"
    assert missing_parts("wan-s2v", tmp_path) == ()
    text_encoder.write_bytes(text_encoder.read_bytes()[:-500])
    assert missing_parts("wan-s2v", tmp_path) == ("text encoder",)


@pytest.mark.parametrize("old_format", [False, True])
def test_missing_parts__pickles_safetensors_and_gguf__are_known_without_torch(tmp_path: Path, old_format: bool) -> None:
    text_encoder = write_toy_folder(tmp_path) / "models_t5_umt5-xxl-enc-bf16.pth"
    if old_format:
        torch.save(torch.load(text_encoder), text_encoder, _use_new_zipfile_serialization=False)
    for shard in tmp_path.glob("diffusion_pytorch_model*"):
        shard.unlink()
    (tmp_path / "config.json").unlink()
    write_gguf(tmp_path / "model-Q4_K_M.gguf", wide_official(), "Q4_K")
    (tmp_path / "wav2vec2-large-xlsr-53-english" / "model.safetensors").unlink()
    done = subprocess.run([sys.executable, "-c", ASK, str(tmp_path)], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == [["audio encoder"], []]
