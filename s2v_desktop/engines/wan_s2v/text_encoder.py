"""What the transformer reads: the prompt, cleaned and encoded by UMT5."""

from __future__ import annotations

import html
import re
from typing import Any

import ftfy
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from transformers import PreTrainedTokenizerBase, UMT5EncoderModel

#: Slots of text in the cross attention; empty ones are zero and are attended to like the others.
MAX_TOKENS = 512

#: The negative prompt that the model was published with (``sample_neg_prompt``).
NEGATIVE_PROMPT = (
    "画面模糊，最差质量，画面模糊，细节模糊不清，情绪激动剧烈，手快速抖动，字幕，丑陋的，残缺的，多余的手指，"
    "画得不好的手部，画得不好的脸部，畸形的，毁容的，形态畸形的肢体，手指融合，静止不动的画面，杂乱的背景，三条腿，"
    "背景人很多，倒着走"
)


def clean_prompt(prompt: str) -> str:
    """Return ``prompt`` as the model's training text was cleaned: encoding, HTML entities (twice), white space."""
    repaired = html.unescape(html.unescape(ftfy.fix_text(prompt)))
    return re.sub(r"\s+", " ", repaired).strip()


@torch.no_grad()
def encode_prompt(
    prompt: str,
    tokenizer: PreTrainedTokenizerBase,
    model: UMT5EncoderModel | Any,
    device: torch.device | None = None,
) -> torch.Tensor:
    """Return the embeddings of the tokens of ``prompt``, shape ``(tokens, dim)``, at most 512 of them.

    The result is on ``device`` (by default the model's; the table of tokens, 2 GB of it, may lie elsewhere) and of the
    model's dtype. An empty prompt has one token, the end of the text.
    """
    inputs = tokenizer(
        clean_prompt(prompt),
        max_length=MAX_TOKENS,
        truncation=True,
        add_special_tokens=True,
        return_attention_mask=True,
        return_tensors="pt",
    )
    device = device or model.device
    table = model.get_input_embeddings()
    embeds = table(inputs["input_ids"].to(table.weight.device)).to(device)
    output = model(inputs_embeds=embeds, attention_mask=inputs["attention_mask"].to(device))
    return output.last_hidden_state[0]


def fill_slots(embeds: torch.Tensor) -> torch.Tensor:
    """Return prompt embeddings as ``(batch, 512, dim)``, padded with zeros.

    Args:
        embeds: Shape ``(tokens, dim)`` or ``(batch, tokens, dim)``, at most 512 tokens.
    """
    batched = embeds if embeds.ndim == 3 else embeds[None]
    if batched.shape[1] > MAX_TOKENS:
        raise ValueError(f"a prompt has at most {MAX_TOKENS} tokens, not {batched.shape[1]}")
    return F.pad(batched, (0, 0, 0, MAX_TOKENS - batched.shape[1]))
