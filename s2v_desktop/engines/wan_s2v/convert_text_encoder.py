"""Names of the official UMT5 encoder, turned into those of transformers' ``UMT5EncoderModel``."""

from __future__ import annotations

import re

_BLOCK = re.compile(r"blocks\.(\d+)\.(.+)")
_IN_BLOCK = {
    "norm1.weight": "layer.0.layer_norm.weight",
    "attn.q.weight": "layer.0.SelfAttention.q.weight",
    "attn.k.weight": "layer.0.SelfAttention.k.weight",
    "attn.v.weight": "layer.0.SelfAttention.v.weight",
    "attn.o.weight": "layer.0.SelfAttention.o.weight",
    "pos_embedding.embedding.weight": "layer.0.SelfAttention.relative_attention_bias.weight",
    "norm2.weight": "layer.1.layer_norm.weight",
    "ffn.gate.0.weight": "layer.1.DenseReluDense.wi_0.weight",
    "ffn.fc1.weight": "layer.1.DenseReluDense.wi_1.weight",
    "ffn.fc2.weight": "layer.1.DenseReluDense.wo.weight",
}
_EMBEDDING = "shared.weight"
_TIED_EMBEDDING = "encoder.embed_tokens.weight"


def convert_text_encoder_state_dict(state_dict: dict) -> dict:
    """Return the tensors of ``models_t5_umt5-xxl-enc-bf16.pth`` under the names of ``UMT5EncoderModel``.

    The token embedding appears under both of its names (the same tensor), as in ``UMT5EncoderModel.state_dict()``.
    Names that are transformers' own stay, and so do unknown ones, for the loader to report. Tensors are not copied;
    the argument is not changed.
    """
    converted = {_converted_name(name): tensor for name, tensor in state_dict.items()}
    if _EMBEDDING in converted:
        converted.setdefault(_TIED_EMBEDDING, converted[_EMBEDDING])
    elif _TIED_EMBEDDING in converted:
        converted[_EMBEDDING] = converted[_TIED_EMBEDDING]
    return converted


def _converted_name(name: str) -> str:
    if name == "token_embedding.weight":
        return _EMBEDDING
    if name == "norm.weight":
        return "encoder.final_layer_norm.weight"
    in_block = _BLOCK.fullmatch(name)
    if in_block and in_block[2] in _IN_BLOCK:
        return f"encoder.block.{in_block[1]}.{_IN_BLOCK[in_block[2]]}"
    return name
