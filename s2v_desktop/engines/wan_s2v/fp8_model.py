"""The transformer in 8 bits: its blocks' matrices rounded to them, and whether they are multiplied as such."""

from __future__ import annotations

from collections.abc import Iterable

from torch import nn

from s2v_desktop.engines.wan_s2v.attention import WanS2VAttnProcessor
from s2v_desktop.engines.wan_s2v.fp8_linear import Fp8Linear
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel


def round_to_8_bits(model: nn.Module) -> None:
    """Round the matrices of all Linear layers in the blocks and audio injectors of ``model`` (or in a part of it).

    Where they lie they stay; what is in 8 bits already, or has an adapter, is left as it is.
    """
    parts: Iterable[nn.Module] = (model,)
    if isinstance(model, WanS2VTransformer3DModel):
        parts = (model.blocks, model.audio_injectors)
    for part in parts:
        for name, layer in list(part.named_modules()):
            if type(layer) is nn.Linear:
                part.set_submodule(name, Fp8Linear.of(layer))


def compute_in_8_bits(model: nn.Module, *, fast: bool = True) -> None:
    """Let layers of ``model`` that are in 8 bits be multiplied, and its tokens attend, in 8 bits, or no longer."""
    for layer in model.modules():
        if isinstance(layer, Fp8Linear):
            layer.fast = fast
        processor = getattr(layer, "processor", None)
        if isinstance(processor, WanS2VAttnProcessor):
            processor.fast = fast
