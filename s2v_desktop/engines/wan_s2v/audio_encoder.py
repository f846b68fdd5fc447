"""Sound as the transformer hears it: every hidden state of wav2vec2, one column per video frame."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from numpy.typing import NDArray
from transformers import Wav2Vec2PreTrainedModel

SAMPLE_RATE_HZ = 16_000
#: Rate of the features that ``extract_features`` returns.
FEATURE_RATE_HZ = 30

_STATE_RATE_HZ = 50
_HOP_SAMPLES = SAMPLE_RATE_HZ // _STATE_RATE_HZ
_RECEPTIVE_FIELD_SAMPLES = 400
# Attention costs the square of the length: what is longer than a window is encoded in windows of this many states,
# each of which hears this much more on either side than it contributes.
_WINDOW_STATES = 60 * _STATE_RATE_HZ
_CONTEXT_STATES = 5 * _STATE_RATE_HZ


class AudioBuckets(NamedTuple):
    """Audio features laid out for whole clips: ``features`` is float, (frames, layers, dim); ``num_clips`` >= 1."""

    features: torch.Tensor
    num_clips: int


def extract_features(waveform_16k: torch.Tensor | NDArray[np.float32], model: Wav2Vec2PreTrainedModel) -> torch.Tensor:
    """Return the hidden states of ``model`` for a waveform, at 30 Hz.

    The waveform is brought to zero mean and unit variance, as wav2vec2's own feature extractor does. Where it is
    longer than 60 s, that is done over the whole of it, and the model hears it in overlapping windows.

    Args:
        waveform_16k: Mono samples at 16 kHz, shape ``(samples,)``; shorter than 25 ms counts as silence-padded.
        model: ``Wav2Vec2Model`` or a model around one (``Wav2Vec2ForCTC``), in evaluation mode.

    Returns:
        float32 on the CPU, shape ``(layers, T30, dim)``: the input of the first layer, then the output of every
        layer, the last after the encoder's final layer norm.
    """
    states = _encode_in_windows(_normalised(waveform_16k), model)
    # In this order in floating point: 205 states are 122 features, not 123, in the model's training.
    length = int(states.shape[1] / float(_STATE_RATE_HZ) * FEATURE_RATE_HZ)
    by_channel = states.transpose(1, 2)
    resampled = F.interpolate(by_channel, size=max(length, 1), mode="linear", align_corners=True)
    return resampled.transpose(1, 2)


def bucket_features(features: torch.Tensor, fps: float = 16, frames_per_clip: int = 80) -> AudioBuckets:
    """Pick the nearest feature for every video frame of as many whole clips as the sound reaches into.

    Args:
        features: Shape ``(layers, T30, dim)``, at 30 Hz.
        fps: Frame rate of the video in Hz.
        frames_per_clip: Frames in one clip.

    Returns:
        ``features`` of shape ``(num_clips * frames_per_clip, layers, dim)``, zeros past the end of the sound, and
        ``num_clips``.
    """
    num_clips = int(features.shape[1] / (frames_per_clip * FEATURE_RATE_HZ / fps)) + 1
    return AudioBuckets(frame_features(features, num_clips * frames_per_clip, fps), num_clips)


def frame_features(features: torch.Tensor, num_frames: int, fps: float = 16) -> torch.Tensor:
    """Return the nearest feature to each of ``num_frames`` frames, (num_frames, layers, dim); zeros past the end."""
    times_s = np.linspace(0, num_frames / fps, num_frames, endpoint=False)
    indices = torch.from_numpy(np.round(times_s * FEATURE_RATE_HZ).astype(np.int64))
    heard = indices[indices < features.shape[1]].to(features.device)
    picked = features.new_zeros(num_frames, features.shape[0], features.shape[2])
    picked[: len(heard)] = features[:, heard].transpose(0, 1)
    return picked


def _normalised(waveform_16k: torch.Tensor | NDArray[np.float32]) -> torch.Tensor:
    waveform = torch.as_tensor(waveform_16k).detach().to("cpu", torch.float32)
    if waveform.ndim != 1:
        raise ValueError(f"the waveform must be mono, shape (samples,), not {tuple(waveform.shape)}")
    if len(waveform) < _RECEPTIVE_FIELD_SAMPLES:
        waveform = F.pad(waveform, (0, _RECEPTIVE_FIELD_SAMPLES - len(waveform)))
    variance, mean = torch.var_mean(waveform.double(), correction=0)
    return ((waveform - mean) / torch.sqrt(variance + 1e-7)).float()


def _encode_in_windows(waveform: torch.Tensor, model: Wav2Vec2PreTrainedModel) -> torch.Tensor:
    """Return all states at 50 Hz, (layers, states, dim), float32 on the CPU."""
    num_states = (len(waveform) - _RECEPTIVE_FIELD_SAMPLES) // _HOP_SAMPLES + 1
    if num_states <= _WINDOW_STATES:
        return _encode(waveform, model)
    stride = _WINDOW_STATES - 2 * _CONTEXT_STATES
    num_windows = math.ceil((num_states - 2 * _CONTEXT_STATES) / stride)
    parts = []
    for window in range(num_windows):
        first = window * stride
        is_last = window == num_windows - 1
        if is_last:
            first = num_states - _WINDOW_STATES  # a full window: the model hears as much as everywhere else
        end_sample = (first + _WINDOW_STATES - 1) * _HOP_SAMPLES + _RECEPTIVE_FIELD_SAMPLES
        states = _encode(waveform[first * _HOP_SAMPLES : end_sample], model)
        keep_from = window * stride + _CONTEXT_STATES if window else 0
        keep_to = num_states if is_last else (window + 1) * stride + _CONTEXT_STATES
        parts.append(states[:, keep_from - first : keep_to - first])
    return torch.cat(parts, dim=1)


@torch.no_grad()
def _encode(waveform: torch.Tensor, model: Wav2Vec2PreTrainedModel) -> torch.Tensor:
    encoder = model.base_model
    output = encoder(waveform[None].to(model.device, model.dtype), output_hidden_states=True, return_dict=True)
    # The last of hidden_states lacks the final layer norm in some versions of transformers.
    states = [*output.hidden_states[:-1], output.last_hidden_state]
    return torch.cat(states).float().cpu()
