"""The text encoder's tokenizer: from its folder, or from the file of a text encoder that carries it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v.folder import EMBEDDED_TOKENIZER, TOKENIZER_FILES, describe_folder
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.engines.wan_s2v.model_files import list_tensors
from s2v_desktop.engines.wan_s2v.safetensors_io import open_one_tensor
from s2v_desktop.engines.wan_s2v.tensor_file import Container, unreadable

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


def load_tokenizer(path: Path) -> PreTrainedTokenizerBase:
    """Load the tokenizer from ``path``: its folder, a folder above it, or a text encoder that carries it.

    Never looks online. Raises ``InputError`` where there is no such file, ``ModelError`` where it has no tokenizer
    (``MODEL_MISSING``) or a damaged one.
    """
    if path.is_dir():
        if any((path / name).exists() for name in TOKENIZER_FILES):
            return _load_folder(path, path)
        return load_tokenizer(describe_folder(path).find(Part.TOKENIZER).path)
    listing = list_tensors(path)
    if listing.container is not Container.SAFETENSORS or EMBEDDED_TOKENIZER not in listing.tensors:
        raise ModelError(ErrorCode.MODEL_MISSING, f"{Part.TOKENIZER} ({path.name})", str(path.parent))
    spiece = open_one_tensor(path, EMBEDDED_TOKENIZER).numpy().tobytes()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "spiece.model").write_bytes(spiece)
        return _load_folder(Path(folder), path)


def _load_folder(folder: Path, named: Path) -> PreTrainedTokenizerBase:
    """Load the tokenizer in ``folder``; errors speak of ``named``."""
    from transformers import AutoTokenizer, T5Tokenizer

    configured = (folder / "tokenizer_config.json").exists() or (folder / "tokenizer.json").exists()
    try:
        if configured:
            return AutoTokenizer.from_pretrained(folder, local_files_only=True)
        return T5Tokenizer.from_pretrained(folder, extra_ids=0, local_files_only=True)
    except Exception as error:  # tokenizers raise plain Exception for damaged files
        raise unreadable(named, str(error).splitlines()[0] if str(error) else type(error).__name__) from error
