"""One transformer block: self-attention, text, feed-forward and, in some blocks, sound."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name)
from diffusers.hooks._helpers import TransformerBlockMetadata, TransformerBlockRegistry
from diffusers.models.attention import FeedForward
from diffusers.models.normalization import FP32LayerNorm
from diffusers.models.transformers.transformer_wan import WanAttention
from torch import nn

from s2v_desktop.engines.wan_s2v.attention import WanS2VAttnProcessor
from s2v_desktop.engines.wan_s2v.audio_modules import AudioInjector, AudioTokens


def modulated_norm(
    states: torch.Tensor, scale: torch.Tensor, shift: torch.Tensor, num_noise: int, eps: float, dtype: torch.dtype
) -> torch.Tensor:
    """Layer norm, then scale and shift: one pair for the first ``num_noise`` tokens, another one for the rest.

    Args:
        states: (B, S, dim) float32.
        scale: (B, 2, dim) float32, added to 1.
        shift: (B, 2, dim) float32.
        num_noise: Tokens that take ``[:, 0]``.
        eps: Added to the variance.
        dtype: Of the result.

    Returns:
        (B, S, dim) in ``dtype``.
    """
    normed = torch.empty_like(states, dtype=dtype)
    for row, gain, bias in zip(range(len(states)), 1 + scale, shift, strict=True):
        for kind, tokens in enumerate((slice(0, num_noise), slice(num_noise, None))):
            # The norm's own gain and bias: no pass over the tokens for the modulation.
            normed[row, tokens] = F.layer_norm(states[row, tokens], bias[kind].shape, gain[kind], bias[kind], eps)
    return normed


def add_gated_(states: torch.Tensor, update: torch.Tensor, gate: torch.Tensor, num_noise: int) -> None:
    """Add ``update * gate`` to ``states`` in place, with ``gate[:, 0]`` for the first ``num_noise`` tokens.

    Args:
        states: (B, S, dim) float32.
        update: (B, S, dim).
        gate: (B, 2, dim) float32.
        num_noise: Tokens that take ``gate[:, 0]``.
    """
    states[:, :num_noise].addcmul_(update[:, :num_noise], gate[:, :1])
    states[:, num_noise:].addcmul_(update[:, num_noise:], gate[:, 1:])


class WanS2VTransformerBlock(nn.Module):
    """Wan's block with two kinds of tokens (noise; reference and motion) and an optional audio injector.

    The injector's weights belong to the model, which hands it in: a block's position decides whether it injects, the
    weights' names do not. The work is done here, so that whatever skips the block skips its sound.
    """

    def __init__(self, dim: int, ffn_dim: int, num_heads: int, eps: float) -> None:
        super().__init__()
        self.eps = eps
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
    ) -> torch.Tensor:
        """Run the block.

        Args:
            hidden_states: (B, S, dim) float32; left unchanged, because block caches keep it.
            encoder_hidden_states: (B, L, dim) text; its dtype is the one that matrices are multiplied in.
            temb: (B, 2, 6, dim) float32: modulation of noise tokens and of the others.
            rotary_emb: (1, S, 1, head_dim / 2) complex64.
            num_noise_tokens: The first tokens, which are the clip itself.
            audio_injector: Of this block, or None.
            audio: The clip's sound, needed with an injector.

        Returns:
            (B, S, dim) float32.
        """
        dtype = encoder_hidden_states.dtype
        modulation = self.scale_shift_table.float().unsqueeze(1) + temb
        shift, scale, gate, ffn_shift, ffn_scale, ffn_gate = modulation.unbind(dim=2)
        noise = num_noise_tokens

        normed = modulated_norm(hidden_states, scale, shift, noise, self.eps, dtype)
        hidden_states = hidden_states.clone()
        add_gated_(hidden_states, self.attn1(normed, None, None, rotary_emb), gate, noise)

        hidden_states += self.attn2(self.norm2(hidden_states).to(dtype), encoder_hidden_states)

        normed = modulated_norm(hidden_states, ffn_scale, ffn_shift, noise, self.eps, dtype)
        add_gated_(hidden_states, self.ffn(normed), ffn_gate, noise)

        if audio_injector is not None and audio is not None:
            hidden_states[:, :noise] += audio_injector(hidden_states[:, :noise], audio)
        return hidden_states


TransformerBlockRegistry.register(
    model_class=WanS2VTransformerBlock,
    metadata=TransformerBlockMetadata(return_hidden_states_index=0),
)
