"""Names of wav2vec2's tensors, turned into those of transformers' ``Wav2Vec2Model``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PREFIX = "wav2vec2."
#: What only training and transcription need.
_NOT_NEEDED = ("lm_head.", "quantizer.", "project_q.", "project_hid.", "dropout_features.")
#: How weight normalisation was stored before PyTorch 2.1.
_RENAMED = {
    "conv.weight_g": "conv.parametrizations.weight.original0",
    "conv.weight_v": "conv.parametrizations.weight.original1",
}


def convert_audio_encoder_state_dict(state_dict: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tensors of a ``Wav2Vec2ForCTC``, or of ComfyUI's file, under the names of ``Wav2Vec2Model``.

    Leaves out the head that transcribes. Tensors are not copied; the argument is not changed.
    """
    converted: dict[str, Any] = {}
    for name, tensor in state_dict.items():
        short = name.removeprefix(_PREFIX)
        if not short.startswith(_NOT_NEEDED):
            for old, new in _RENAMED.items():
                short = short.replace(old, new)
            converted[short] = tensor
    return converted
