"""The toy model and the numbers recorded from the published code."""

import functools
import json
from pathlib import Path

import torch
from diffusers import AutoencoderKLWan
from safetensors import safe_open
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast, Wav2Vec2Config, Wav2Vec2Model

from s2v_desktop.engines.wan_s2v.convert_transformer import config_from_state_dict, convert_transformer_state_dict
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

DATA = Path(__file__).parents[1] / "data"
TOY = DATA / "s2v_toy.safetensors"


def relative_error(actual: torch.Tensor, expected: torch.Tensor) -> float:
    assert actual.shape == expected.shape
    return float((actual - expected).norm() / expected.norm())


@functools.cache
def toy_meta() -> dict:
    with safe_open(TOY, "pt") as file:
        return json.loads(file.metadata()["meta"])


def toy_tensor(name: str) -> torch.Tensor:
    with safe_open(TOY, "pt") as file:
        return file.get_tensor(name)


def toy_weights(prefix: str) -> dict[str, torch.Tensor]:
    with safe_open(TOY, "pt") as file:
        names = [name for name in file.keys() if name.startswith(prefix)]  # noqa: SIM118
        return {name.removeprefix(prefix): file.get_tensor(name) for name in names}


def toy_audio_encoder() -> Wav2Vec2Model:
    model = Wav2Vec2Model(Wav2Vec2Config(**toy_meta()["config"]["wav2vec2"])).eval()
    model.load_state_dict(toy_weights("wav2vec2.wav2vec2."))
    return model


def toy_vae(kind: type[AutoencoderKLWan] = AutoencoderKLWan) -> AutoencoderKLWan:
    vae = kind(**toy_meta()["config"]["vae"]).eval()
    vae.load_state_dict(toy_weights("vae."))
    return vae


def toy_transformer() -> WanS2VTransformer3DModel:
    weights = toy_weights("transformer.")
    transformer = WanS2VTransformer3DModel(
        **config_from_state_dict(weights, toy_meta()["config"]["transformer"])
    ).eval()
    transformer.load_state_dict(convert_transformer_state_dict(weights))
    return transformer


def word_tokenizer(text: str) -> PreTrainedTokenizerFast:
    """A tokenizer that knows the words of ``text``."""
    words = ["<pad>", "</s>", "<unk>", *text.split()]
    inner = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    inner.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return PreTrainedTokenizerFast(tokenizer_object=inner, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")
