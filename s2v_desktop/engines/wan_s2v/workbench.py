"""The models of one video on the device that computes: each is brought there when it is needed, and leaves after."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from s2v_desktop.engines.wan_s2v.audio_encoder import extract_features
from s2v_desktop.engines.wan_s2v.checkpoint import (
    FolderDescription,
    Part,
    load_audio_encoder,
    load_lora,
    load_text_encoder,
    load_tokenizer,
    load_transformer,
    load_vae,
)
from s2v_desktop.engines.wan_s2v.memory import MemoryPlan
from s2v_desktop.engines.wan_s2v.pipeline import WanS2VPipeline
from s2v_desktop.engines.wan_s2v.prompt_cache import PromptCache
from s2v_desktop.engines.wan_s2v.text_encoder import encode_prompt


class Workbench:
    """Loads the models in ``folder`` and places them as ``plan`` says; one thread.

    Args:
        folder: What the models' folder holds, complete.
        plan: How memory is used.
        device: What computes.
        lora: A LoRA for the transformer, or None.
        fast: Whether matrices may be multiplied, and attended to, in 8 bits where the device can.

    Raises ``ModelError`` where a file is damaged and ``torch.OutOfMemoryError`` where the plan asks for too much.
    """

    def __init__(
        self,
        folder: FolderDescription,
        plan: MemoryPlan,
        device: torch.device,
        lora: Path | None = None,
        *,
        fast: bool = False,
    ) -> None:
        self._folder = folder
        self._plan = plan
        self._device = device
        self._lora = lora
        self._fast = fast
        self._pipeline: WanS2VPipeline | None = None

    def encode_prompts(self, prompts: Sequence[str], cache: PromptCache | None = None) -> list[torch.Tensor]:
        """Return the embeddings of ``prompts``, (tokens, dim) each on the CPU; the text encoder comes and goes.

        It is not loaded where ``cache`` has all of them.
        """
        known = [cache.load(prompt) if cache else None for prompt in prompts]
        if any(embeds is None for embeds in known):
            tokenizer = load_tokenizer(self._folder.find(Part.TOKENIZER).path)
            encoder = load_text_encoder(self._folder.find(Part.TEXT_ENCODER).path).to(self._device)
            for number, prompt in enumerate(prompts):
                if known[number] is None:
                    known[number] = embeds = encode_prompt(prompt, tokenizer, encoder).cpu()
                    if cache:
                        cache.store(prompt, embeds)
            del encoder
            free_memory()
        return [embeds for embeds in known if embeds is not None]

    def encode_sound(self, waveform_16k: NDArray[np.float32]) -> torch.Tensor:
        """Return the features of a mono sound at 16 kHz, (layers, T30, dim) on the CPU; the encoder comes and goes."""
        encoder = load_audio_encoder(self._folder.find(Part.AUDIO_ENCODER).path).to(self._device)
        features = extract_features(waveform_16k, encoder)
        del encoder
        free_memory()
        return features

    def pipeline(self) -> WanS2VPipeline:
        """Return the pipeline with transformer and VAE on the device; loaded at the first call."""
        if self._pipeline is None:
            transformer = load_transformer(self._folder.find(Part.TRANSFORMER).path)
            if self._lora is not None:
                load_lora(transformer, self._lora, fuse=True)
            vae = load_vae(self._folder.find(Part.VAE).path)
            self._pipeline = WanS2VPipeline(transformer=transformer.to(self._device), vae=vae.to(self._device))
            self._pipeline.compute_device = self._device
        return self._pipeline

    def free_card(self) -> None:
        """Leave the device to others until ``take_card``; what is loaded stays known."""

    def take_card(self) -> None:
        """Bring back what ``free_card`` took away."""

    def close(self) -> None:
        """Let everything go; safe to call twice."""
        self._pipeline = None
        free_memory()


def free_memory() -> None:
    """Give back what nobody refers to any more, on the device too."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
