"""One transformer block: self-attention, text, feed-forward and, in some blocks, sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import torch
from diffusers.hooks._helpers import TransformerBlockMetadata, TransformerBlockRegistry
from diffusers.models.attention import FeedForward
from diffusers.models.normalization import FP32LayerNorm
from diffusers.models.transformers.transformer_wan import WanAttention
from torch import nn

from s2v_desktop.engines.wan_s2v.attention import TokenPieces, WanS2VAttnProcessor
from s2v_desktop.engines.wan_s2v.audio_modules import AudioInjector, AudioTokens
from s2v_desktop.engines.wan_s2v.fp8_linear import Fp8Rows, takes_rows
from s2v_desktop.engines.wan_s2v.fused import add_and_norm, add_gated_, quantise_rows


class _Modulation(NamedTuple):
    """What differs between the two kinds of tokens; each (B, 2, dim) float32, contiguous."""

    gain: torch.Tensor
    bias: torch.Tensor
    gate: torch.Tensor
    text_gain: torch.Tensor
    text_bias: torch.Tensor
    ffn_gain: torch.Tensor
    ffn_bias: torch.Tensor
    ffn_gate: torch.Tensor

    def of_kind(self, kind: int) -> _Modulation:
        """The modulation of one kind, for both: for a part of the tokens that are all alike."""
        return _Modulation(*(rows[:, kind : kind + 1].expand(-1, 2, -1).contiguous() for rows in self))


class WanS2VTransformerBlock(nn.Module):
    """Wan's block with two kinds of tokens (noise; reference and motion) and an optional audio injector.

    The injector's weights belong to the model, which hands it in: a block's position decides whether it injects, the
    weights' names do not. The work is done here, so that whatever skips the block skips its sound.

    ``chunk_tokens``: after self-attention so many tokens go through the rest at a time, which needs less memory; 0 is
    all at once.
    """

    def __init__(self, dim: int, ffn_dim: int, num_heads: int, eps: float) -> None:
        super().__init__()
        self.eps = eps
        self.chunk_tokens = 0
        head_dim = dim // num_heads
        self.attn1 = WanAttention(dim, num_heads, head_dim, eps, processor=WanS2VAttnProcessor())
        self.attn2 = WanAttention(
            dim, num_heads, head_dim, eps, cross_attention_dim_head=head_dim, processor=WanS2VAttnProcessor()
        )
        self.norm2 = FP32LayerNorm(dim, eps, elementwise_affine=True)
        self.ffn = FeedForward(dim, inner_dim=ffn_dim, activation_fn="gelu-approximate")
        self.scale_shift_table = nn.Parameter(torch.randn(1, 6, dim) / dim**0.5)

    def forward(
        self,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor,
        temb: torch.Tensor,
        rotary_emb: torch.Tensor,
        num_noise_tokens: int,
        audio_injector: AudioInjector | None = None,
        audio: AudioTokens | None = None,
        in_place: bool = False,
    ) -> torch.Tensor:
        """Run the block.

        Args:
            hidden_states: (B, S, dim) float32; left unchanged unless ``in_place``, because block caches keep it.
            encoder_hidden_states: (B, L, dim) text; its dtype is the one that matrices are multiplied in.
            temb: (B, 2, 6, dim) float32: modulation of noise tokens and of the others.
            rotary_emb: (1, S, 1, head_dim / 2) complex64.
            num_noise_tokens: The first tokens, which are the clip itself.
            audio_injector: Of this block, or None.
            audio: The clip's sound, needed with an injector.
            in_place: Whether the result may take the place of ``hidden_states``.

        Returns:
            (B, S, dim) float32.
        """
        modulation = self._modulation(temb)
        heard = self._hear(hidden_states, modulation, num_noise_tokens, rotary_emb, encoder_hidden_states.dtype)
        finish = self._read_and_think_in_chunks if self.chunk_tokens else self._read_and_think
        states = finish(hidden_states, heard, modulation, num_noise_tokens, encoder_hidden_states, in_place=in_place)
        del heard
        if audio_injector is not None and audio is not None:
            self._inject(states[:, :num_noise_tokens], audio_injector, audio)
        return states

    def _hear(
        self,
        states: torch.Tensor,
        rows: _Modulation,
        noise: int,
        rotary_emb: torch.Tensor,
        dtype: torch.dtype,
    ) -> torch.Tensor:
        """Return what the tokens gather from one another."""
        as_rows = takes_rows(self.attn1.to_q, self.attn1.to_k, self.attn1.to_v) and not self.attn1.fused_projections
        norm = _Norm(states, rows, noise, self.eps, dtype, as_rows=as_rows, chunk_tokens=self.chunk_tokens)
        if self.chunk_tokens and not self.attn1.fused_projections:
            return self.attn1(norm, None, None, rotary_emb)
        return self.attn1(norm.of(slice(None)), None, None, rotary_emb)

    def _modulation(self, temb: torch.Tensor) -> _Modulation:
        rows = self.scale_shift_table.float().unsqueeze(1) + temb
        shift, scale, gate, ffn_shift, ffn_scale, ffn_gate = (part.contiguous() for part in rows.unbind(dim=2))
        text_gain, text_bias = (
            part.float().expand(len(temb), 2, -1).contiguous() for part in (self.norm2.weight, self.norm2.bias)
        )
        return _Modulation(1 + scale, shift, gate, text_gain, text_bias, 1 + ffn_scale, ffn_shift, ffn_gate)

    def _read_and_think(
        self,
        states: torch.Tensor,
        heard: torch.Tensor,
        rows: _Modulation,
        noise: int,
        text: torch.Tensor,
        *,
        in_place: bool,
    ) -> torch.Tensor:
        """Add what attention gathered, then text and feed-forward; ``noise`` tokens are of the first kind."""
        eps, dtype = self.eps, text.dtype
        states, normed = add_and_norm(
            states, heard, rows.gate, rows.text_gain, rows.text_bias, noise, eps, dtype,
            in_place=in_place, as_rows=takes_rows(self.attn2.to_q),
        )  # fmt: skip
        read = self.attn2(normed, text)
        states, normed = add_and_norm(
            states, read, None, rows.ffn_gain, rows.ffn_bias, noise, eps, dtype,
            in_place=True, as_rows=_takes_rows(self.ffn),
        )  # fmt: skip
        add_gated_(states, _feed_forward(self.ffn, normed), rows.ffn_gate, noise)
        return states

    def _read_and_think_in_chunks(
        self,
        states: torch.Tensor,
        heard: torch.Tensor,
        rows: _Modulation,
        noise: int,
        text: torch.Tensor,
        *,
        in_place: bool,
    ) -> torch.Tensor:
        """Do the same for ``chunk_tokens`` at a time, all of one kind."""
        finished = states if in_place else torch.empty_like(states)
        kinds = rows.of_kind(0), rows.of_kind(1)
        for part, kind in _parts(states.shape[1], noise, self.chunk_tokens):
            chunk = self._read_and_think(
                states[:, part], heard[:, part], kinds[kind], part.stop - part.start, text, in_place=in_place
            )
            if not in_place or len(states) > 1:  # of several rows, the slice is no memory of its own to work in
                finished[:, part] = chunk
        return finished

    def _inject(self, noise_states: torch.Tensor, injector: AudioInjector, audio: AudioTokens) -> None:
        """Add the sound to the clip's tokens (B, T * patches, dim), a few frames at a time."""
        frames = audio.local.shape[1]
        patches = noise_states.shape[1] // frames
        at_once = max(1, self.chunk_tokens // patches) if self.chunk_tokens else frames
        for first in range(0, frames, at_once):
            heard = AudioTokens(*(tokens[:, first : first + at_once] for tokens in audio))
            part = noise_states[:, first * patches : (first + at_once) * patches]
            part += injector(part, heard)


class _Norm(TokenPieces):
    """The layer norm before self-attention, of all tokens or of some at a time."""

    def __init__(
        self,
        states: torch.Tensor,
        rows: _Modulation,
        noise: int,
        eps: float,
        dtype: torch.dtype,
        *,
        as_rows: bool,
        chunk_tokens: int,
    ) -> None:
        self._states = states
        self._rows = rows
        self._noise = noise
        self._chunk_tokens = chunk_tokens
        self._how = {"eps": eps, "dtype": dtype, "as_rows": as_rows}

    def of(self, part: slice, kind: int | None = None) -> torch.Tensor | Fp8Rows:
        """Return the norm of the tokens in ``part``, which are all of ``kind``, or of both kinds where it is None."""
        rows = self._rows if kind is None else self._rows.of_kind(kind)
        noise = self._noise if kind is None else part.stop - part.start
        return add_and_norm(self._states[:, part], None, None, rows.gain, rows.bias, noise, **self._how)[1]

    def projected(self, *layers: nn.Module) -> list[torch.Tensor]:
        """Return what each of ``layers`` makes of the norm, (B, S, channels)."""
        made: list[torch.Tensor] = []
        batch, tokens = self._states.shape[:2]
        for part, kind in _parts(tokens, self._noise, self._chunk_tokens):
            normed = self.of(part, kind)
            pieces = [layer(normed) for layer in layers]
            made = made or [piece.new_empty(batch, tokens, piece.shape[2]) for piece in pieces]
            for whole, piece in zip(made, pieces, strict=True):
                whole[:, part] = piece
        return made


def _parts(tokens: int, noise: int, chunk_tokens: int) -> Iterator[tuple[slice, int]]:
    """Yield parts of at most ``chunk_tokens`` that are all of one kind, and the kind."""
    for kind, (first, last) in enumerate(((0, noise), (noise, tokens))):
        for start in range(first, last, chunk_tokens):
            yield slice(start, min(start + chunk_tokens, last)), kind


def _takes_rows(ffn: FeedForward) -> bool:
    return takes_rows(ffn.get_submodule("net.0.proj"), ffn.get_submodule("net.2"))


def _feed_forward(ffn: FeedForward, normed: torch.Tensor | Fp8Rows) -> torch.Tensor:
    """Run ``ffn``; in 8 bits, the bend and the rounding between its products are one pass."""
    if isinstance(normed, Fp8Rows):
        first, last = ffn.get_submodule("net.0.proj"), ffn.get_submodule("net.2")
        return last(quantise_rows(first(normed), gelu=True))
    return ffn(normed)


TransformerBlockRegistry.register(
    model_class=WanS2VTransformerBlock,
    metadata=TransformerBlockMetadata(return_hidden_states_index=0),
)
