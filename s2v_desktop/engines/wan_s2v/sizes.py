"""Sizes of the text and audio encoders, read from the shapes of their tensors, for files without a ``config.json``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from s2v_desktop.engines.wan_s2v.tensor_file import unreadable

#: Channels of one attention head in every published wav2vec2.
_AUDIO_HEAD_DIM = 64
#: Samples between frames of each convolution in every published wav2vec2.
_AUDIO_STRIDES = (5, 2, 2, 2, 2, 2, 2)


def text_encoder_config(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    """Return the arguments of ``UMT5Config`` for tensors of these shapes, in transformers' names.

    Raises ``ModelError`` (about ``path``) where one that tells a size is missing.
    """
    try:
        vocab_size, dim = shapes["shared.weight"]
        buckets, heads = shapes["encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"]
        return {
            "vocab_size": vocab_size,
            "d_model": dim,
            "d_kv": shapes["encoder.block.0.layer.0.SelfAttention.q.weight"][0] // heads,
            "d_ff": shapes["encoder.block.0.layer.1.DenseReluDense.wi_0.weight"][0],
            "num_layers": _count(shapes, r"encoder\.block\.(\d+)\."),
            "num_heads": heads,
            "relative_attention_num_buckets": buckets,
            "feed_forward_proj": "gated-gelu",
            "dropout_rate": 0.0,
        }
    except (KeyError, ValueError, ZeroDivisionError) as error:
        raise unreadable(path, f"{error.args[0]}") from error


def audio_encoder_config(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    """Return the arguments of ``Wav2Vec2Config`` for tensors of these shapes, in transformers' names.

    Raises ``ModelError`` (about ``path``) where one that tells a size is missing.
    """
    try:
        convs = [shapes[f"feature_extractor.conv_layers.{i}.conv.weight"] for i in range(len(_AUDIO_STRIDES))]
        dim, group_dim, positions = shapes["encoder.pos_conv_embed.conv.parametrizations.weight.original1"]
        return {
            "hidden_size": dim,
            "num_hidden_layers": _count(shapes, r"encoder\.layers\.(\d+)\."),
            "num_attention_heads": max(1, dim // _AUDIO_HEAD_DIM),
            "intermediate_size": shapes["encoder.layers.0.feed_forward.intermediate_dense.weight"][0],
            "conv_dim": [conv[0] for conv in convs],
            "conv_kernel": [conv[2] for conv in convs],
            "conv_stride": list(_AUDIO_STRIDES),
            "conv_bias": "feature_extractor.conv_layers.0.conv.bias" in shapes,
            "feat_extract_norm": "layer" if "feature_extractor.conv_layers.1.layer_norm.weight" in shapes else "group",
            # Models with a norm in each convolution have it before each attention, too.
            "do_stable_layer_norm": "feature_extractor.conv_layers.1.layer_norm.weight" in shapes,
            "num_conv_pos_embeddings": positions,
            "num_conv_pos_embedding_groups": dim // group_dim,
        }
    except (KeyError, ValueError, ZeroDivisionError) as error:
        raise unreadable(path, f"{error.args[0]}") from error


def _count(names: Mapping[str, Any], pattern: str) -> int:
    numbers = {int(match[1]) for match in map(re.compile(pattern).match, names) if match}
    return len(numbers)
