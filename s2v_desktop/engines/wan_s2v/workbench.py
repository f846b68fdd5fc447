"""The models of one video on the device that computes: each is brought there when it is needed, and leaves after."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import UMT5EncoderModel

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
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.memory import MemoryPlan, needed
from s2v_desktop.engines.wan_s2v.memory_plans import measure_memory, stored_weights
from s2v_desktop.engines.wan_s2v.pipeline import WanS2VPipeline
from s2v_desktop.engines.wan_s2v.placement import Placement
from s2v_desktop.engines.wan_s2v.prompt_cache import PromptCache
from s2v_desktop.engines.wan_s2v.streaming import ModuleGroup, WeightStream
from s2v_desktop.engines.wan_s2v.text_encoder import encode_prompt
from s2v_desktop.engines.wan_s2v.vae_tiles import use_tiles

#: What stays free beside the VAE's tiles.
_VAE_RESERVE_BYTES = 300 << 20

#: What encoding a prompt needs on the card beside the encoder.
_PROMPT_BYTES = 1 << 30


class Workbench:
    """Loads the models in ``folder`` and places them as ``plan`` says; one thread.

    Args:
        folder: What the models' folder holds, complete.
        plan: How memory is used.
        size: Of the video's frames.
        device: What computes.
        lora: A LoRA for the transformer, or None.
        skips_steps: Whether a step cache will take memory, too.
        fast: Whether matrices may be multiplied, and attended to, in 8 bits where the device can.

    Raises ``ModelError`` where a file is damaged and ``torch.OutOfMemoryError`` where the plan asks for too much.
    """

    def __init__(
        self,
        folder: FolderDescription,
        plan: MemoryPlan,
        size: FrameSize,
        device: torch.device,
        lora: Path | None = None,
        *,
        fast: bool = False,
        skips_steps: bool = False,
    ) -> None:
        self._folder = folder
        self._plan = plan
        self._size = size
        self._device = device
        self._lora = lora
        self._fast = fast
        self._skips_steps = skips_steps
        self._pipeline: WanS2VPipeline | None = None
        self._placement: Placement | None = None

    def encode_prompts(self, prompts: Sequence[str], cache: PromptCache | None = None) -> list[torch.Tensor]:
        """Return the embeddings of ``prompts``, (tokens, dim) each on the CPU; the text encoder comes and goes.

        It is not loaded where ``cache`` has all of them, and goes through the device in parts where it is too large.
        """
        known = [cache.load(prompt) if cache else None for prompt in prompts]
        if any(embeds is None for embeds in known):
            with self._text_encoder() as encoder:
                tokenizer = load_tokenizer(self._folder.find(Part.TOKENIZER).path)
                for number, prompt in enumerate(prompts):
                    if known[number] is None:
                        known[number] = embeds = encode_prompt(prompt, tokenizer, encoder, self._device).cpu()
                        if cache:
                            cache.store(prompt, embeds)
                del encoder
            free_memory()
        return [embeds for embeds in known if embeds is not None]

    def encode_sound(self, waveform_16k: NDArray[np.float32]) -> torch.Tensor:
        """Return the features of a mono sound at 16 kHz, (layers, T30, dim) on the CPU; the encoder comes and goes."""
        encoder = load_audio_encoder(self._folder.find(Part.AUDIO_ENCODER).path)
        move(encoder, self._device)
        features = extract_features(waveform_16k, encoder)
        del encoder
        free_memory()
        return features

    def pipeline(self) -> WanS2VPipeline:
        """Return the pipeline with transformer and VAE placed; loaded at the first call."""
        if self._pipeline is None:
            on_card = self._device.type == "cuda"
            spare_bytes = self._spare_bytes() if on_card else 0
            vae = load_vae(self._folder.find(Part.VAE).path, torch.bfloat16 if on_card else None)
            move(vae, self._device)
            transformer = load_transformer(self._folder.find(Part.TRANSFORMER).path)
            if self._lora is not None:
                load_lora(transformer, self._lora)
            self._placement = Placement(transformer, self._plan, self._device, spare_bytes, fast=self._fast)
            if on_card:
                free_bytes = measure_memory(self._device).card_bytes - self._placement.slots_bytes
                use_tiles(vae, self._size, free_bytes - _VAE_RESERVE_BYTES)
            self._pipeline = WanS2VPipeline(transformer=transformer, vae=vae)
            self._pipeline.compute_device = self._device
        return self._pipeline

    def free_card(self) -> None:
        """Leave the device to others until ``take_card``; what is loaded stays known."""
        if self._pipeline is not None and self._placement is not None:
            self._placement.free_device()
            self._pipeline.vae.to("cpu")
        free_memory()

    def take_card(self) -> None:
        """Bring back what ``free_card`` took away."""
        if self._pipeline is not None and self._placement is not None:
            self._placement.take_device()
            self._pipeline.vae.to(self._device)

    def close(self) -> None:
        """Let everything go; safe to call twice."""
        if self._placement is not None:
            self._placement.close()
        self._pipeline = self._placement = None
        free_memory()

    @contextmanager
    def _text_encoder(self) -> Iterator[UMT5EncoderModel]:
        """Load the text encoder: onto the device as a whole, or its table in main memory and its blocks in turn."""
        part = self._folder.find(Part.TEXT_ENCODER)
        encoder = load_text_encoder(part.path)
        on_card = self._device.type == "cuda"
        if not on_card or part.size_bytes + _PROMPT_BYTES <= measure_memory(self._device).card_bytes:
            move(encoder, self._device)
            yield encoder
            return
        move(encoder.encoder.final_layer_norm, self._device)
        blocks = [ModuleGroup.around(block) for block in encoder.encoder.block]
        stream = WeightStream(blocks, self._device, from_disk=True)
        try:
            yield encoder
        finally:
            stream.close()

    def _spare_bytes(self) -> int:
        """Return how much of the card would stay empty: room for blocks that need not be streamed then."""
        weights = stored_weights(self._folder)
        wanted = needed(self._plan, self._size, weights, skips_steps=self._skips_steps)
        return max(0, measure_memory(self._device).card_bytes - wanted.card_bytes)


def move(model: nn.Module, device: torch.device) -> None:
    """Bring the weights of ``model`` to ``device``."""
    model.to(device)  # said here once: the models' own ``to`` have other signatures


def free_memory() -> None:
    """Give back what nobody refers to any more, on the device too."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
