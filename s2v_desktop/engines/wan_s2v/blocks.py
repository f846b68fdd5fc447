"""One transformer block: self-attention, text, feed-forward and, in some blocks, sound."""

from __future__ import annotations

import torch
from diffusers.hooks._helpers import TransformerBlockMetadata, TransformerBlockRegistry
from diffusers.models.attention import FeedForward
from diffusers.models.normalization import FP32LayerNorm
from diffusers.models.transformers.transformer_wan import WanAttention
from torch import nn

from s2v_desktop.engines.wan_s2v.attention import WanS2VAttnProcessor
from s2v_desktop.engines.wan_s2v.audio_modules import AudioInjector, AudioTokens
from s2v_desktop.engines.wan_s2v.fused import add_and_norm, add_gated_


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
        shift, scale, gate, ffn_shift, ffn_scale, ffn_gate = (part.contiguous() for part in modulation.unbind(dim=2))
        text_gain, text_bias = (
            part.float().expand(len(temb), 2, -1).contiguous() for part in (self.norm2.weight, self.norm2.bias)
        )
        noise, eps = num_noise_tokens, self.eps

        states, normed = add_and_norm(hidden_states, None, None, 1 + scale, shift, noise, eps, dtype)
        heard = self.attn1(normed, None, None, rotary_emb)
        states, normed = add_and_norm(states, heard, gate, text_gain, text_bias, noise, eps, dtype)
        read = self.attn2(normed, encoder_hidden_states)
        states, normed = add_and_norm(states, read, None, 1 + ffn_scale, ffn_shift, noise, eps, dtype, in_place=True)
        add_gated_(states, self.ffn(normed), ffn_gate, noise)

        if audio_injector is not None and audio is not None:
            states[:, :noise] += audio_injector(states[:, :noise], audio)
        return states


TransformerBlockRegistry.register(
    model_class=WanS2VTransformerBlock,
    metadata=TransformerBlockMetadata(return_hidden_states_index=0),
)
