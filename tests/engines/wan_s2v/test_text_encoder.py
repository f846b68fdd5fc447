import json
from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderKLWan
from safetensors import safe_open
from transformers import PreTrainedTokenizerFast, UMT5Config, UMT5EncoderModel
from wan_toy import DATA, relative_error, word_tokenizer

from s2v_desktop.core.errors import OutputError
from s2v_desktop.engines.wan_s2v.convert_text_encoder import convert_text_encoder_state_dict
from s2v_desktop.engines.wan_s2v.convert_vae import convert_vae_state_dict
from s2v_desktop.engines.wan_s2v.prompt_cache import PromptCache
from s2v_desktop.engines.wan_s2v.text_encoder import MAX_TOKENS, clean_prompt, encode_prompt, fill_slots


def toy_file() -> tuple[dict, dict[str, torch.Tensor]]:
    with safe_open(DATA / "t5_toy.safetensors", "pt") as file:
        return json.loads(file.metadata()["meta"]), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


@pytest.fixture(scope="module")
def model() -> UMT5EncoderModel:
    meta, tensors = toy_file()
    config = UMT5Config(
        vocab_size=meta["vocab_size"],
        d_model=meta["dim"],
        d_kv=meta["dim_attn"] // meta["num_heads"],
        d_ff=meta["dim_ffn"],
        num_layers=meta["encoder_layers"],
        num_heads=meta["num_heads"],
        relative_attention_num_buckets=meta["num_buckets"],
    )
    model = UMT5EncoderModel(config).eval()
    prefix = "text_encoder."
    official = {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}
    model.load_state_dict(convert_text_encoder_state_dict(official))
    return model


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return word_tokenizer("a singer on stage")


def real_shapes(part: str) -> dict[str, tuple[int, ...]]:
    shapes = json.loads((DATA / "wan22_s2v_14b_tensors.json").read_text())[part]
    return {name: tuple(shape) for name, shape in shapes.items()}


def model_shapes(model: torch.nn.Module) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}


def test_encoder__published_tokens__gives_the_published_embeddings(model):
    _, tensors = toy_file()
    with torch.no_grad():
        actual = model(tensors["ids"], attention_mask=tensors["mask"]).last_hidden_state
    read = tensors["mask"].bool()
    assert relative_error(actual[read], tensors["out"][read]) < 1e-4


def test_umt5_names__all_of_the_real_file__fill_the_real_model():
    with torch.device("meta"):
        real = UMT5EncoderModel(
            UMT5Config(vocab_size=256384, d_model=4096, d_kv=64, d_ff=10240, num_layers=24, num_heads=64)
        )
    official = real_shapes("text_encoder")
    converted = convert_text_encoder_state_dict(official)
    assert converted == model_shapes(real)
    assert len(converted) == len(official) + 1  # the embedding has two names


def test_vae_names__all_of_the_real_file__fill_the_real_model():
    with torch.device("meta"):
        real = AutoencoderKLWan()
    official = real_shapes("vae")
    converted = convert_vae_state_dict(official)
    assert converted == model_shapes(real)
    assert len(converted) == len(official)


@pytest.mark.parametrize("convert", [convert_text_encoder_state_dict, convert_vae_state_dict])
def test_names__already_those_of_the_model__stay(convert, model):
    with torch.device("meta"):
        target = model if convert is convert_text_encoder_state_dict else AutoencoderKLWan()
    assert convert(model_shapes(target)) == model_shapes(target)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a singer\n\ton   stage ", "a singer on stage"),
        ("rock &amp;amp; roll", "rock & roll"),
        ("cafÃ© lights", "café lights"),
        ("a\u3000b", "a b"),
        ("", ""),
    ],
)
def test_clean_prompt__untidy_text__is_cleaned_as_published(raw, cleaned):
    assert clean_prompt(raw) == cleaned


def test_encode_prompt__untidy_prompt__is_that_of_the_clean_one(model, tokenizer):
    embeds = encode_prompt(" a  singer on &lt;stage", tokenizer, model)
    assert embeds.shape == (5, 32)
    assert torch.equal(embeds, encode_prompt("a singer on <stage", tokenizer, model))


def test_encode_prompt__longer_than_the_slots__is_cut(model, tokenizer):
    assert encode_prompt("singer " * 600, tokenizer, model).shape == (MAX_TOKENS, 32)


def test_fill_slots__short_prompt__is_padded_with_zeros(model, tokenizer):
    embeds = encode_prompt("a singer", tokenizer, model)
    slots = fill_slots(embeds)
    assert slots.shape == (1, MAX_TOKENS, 32)
    assert torch.equal(slots[0, :3], embeds)
    assert not slots[0, 3:].any()


def test_fill_slots__too_many_tokens__are_refused():
    with pytest.raises(ValueError, match="512"):
        fill_slots(torch.zeros(513, 4))


def test_prompt_cache__prompt_stored__is_found_again_whatever_its_white_space(tmp_path: Path):
    cache = PromptCache(tmp_path / "new", "umt5-bf16")
    embeds = torch.randn(4, 6).bfloat16()
    assert cache.load("a singer") is None
    cache.store("a singer", embeds)
    loaded = PromptCache(tmp_path / "new", "umt5-bf16").load(" a   singer")
    assert loaded is not None
    assert loaded.dtype == torch.bfloat16
    assert torch.equal(loaded, embeds)


def test_prompt_cache__other_prompt_or_other_encoder__is_not_found(tmp_path: Path):
    PromptCache(tmp_path, "umt5-bf16").store("a singer", torch.ones(1, 2))
    assert PromptCache(tmp_path, "umt5-fp8").load("a singer") is None
    assert PromptCache(tmp_path, "umt5-bf16").load("a dancer") is None


def test_prompt_cache__damaged_file__counts_as_none_and_is_replaced(tmp_path: Path):
    cache = PromptCache(tmp_path, "umt5")
    cache.store("a singer", torch.ones(3, 2))
    cache.path("a singer").write_bytes(cache.path("a singer").read_bytes()[:-5])
    assert cache.load("a singer") is None
    cache.store("a singer", torch.ones(3, 2))
    assert cache.load("a singer") is not None
    assert [path.name for path in tmp_path.iterdir()] == [cache.path("a singer").name]


def test_prompt_cache__folder_is_a_file__says_so(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError):
        PromptCache(tmp_path / "file", "umt5").store("a singer", torch.ones(1, 1))
