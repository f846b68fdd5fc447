"""Prompt embeddings kept on disk, so that a known prompt needs no text encoder (6 to 11 GB of it)."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from s2v_desktop.core.files import output_error, write_atomically
from s2v_desktop.engines.wan_s2v.text_encoder import clean_prompt

_log = logging.getLogger(__name__)
_TENSOR_NAME = "prompt_embeds"


class PromptCache:
    """Embeddings by cleaned prompt and encoder, one small safetensors file each.

    Args:
        folder: Where the files lie; made when the first is stored.
        encoder_id: Names the encoder's weights and precision (a hash of the file, say): other weights, other entries.
    """

    def __init__(self, folder: Path, encoder_id: str) -> None:
        self._folder = folder
        self._encoder_id = encoder_id

    def path(self, prompt: str) -> Path:
        """Return the file of ``prompt``, which need not exist; the same for prompts that clean to the same text."""
        key = f"{self._encoder_id}\0{clean_prompt(prompt)}"
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}.safetensors"

    def load(self, prompt: str) -> torch.Tensor | None:
        """Return the stored embeddings, shape ``(tokens, dim)``, or None; a damaged file counts as none."""
        path = self.path(prompt)
        try:
            return load(path.read_bytes())[_TENSOR_NAME]
        except FileNotFoundError:
            return None
        except (OSError, SafetensorError, KeyError) as error:
            _log.warning("The stored prompt %s cannot be read (%s); it is encoded again.", path.name, error)
            return None

    def store(self, prompt: str, embeds: torch.Tensor) -> None:
        """Keep ``embeds``, shape ``(tokens, dim)``; raise ``OutputError`` where they cannot be written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(error, self._folder) from error
        content = save({_TENSOR_NAME: embeds.detach().cpu().contiguous()})
        write_atomically(self.path(prompt), content)
