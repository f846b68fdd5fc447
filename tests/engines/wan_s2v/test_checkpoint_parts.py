"""VAE, text encoder, tokenizer and audio encoder in each layout that people have."""

import io
import json

import pytest
import sentencepiece
import torch
from checkpoint_layouts import FP8_MAX, from_fp8_scaled
from safetensors.torch import load_file, save_file
from wan_toy import DATA, relative_error, toy_audio_encoder, toy_meta, toy_vae, toy_weights

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v import checkpoint
from s2v_desktop.engines.wan_s2v.fp8_linear import Fp8Linear

VAE_NAMES = json.loads((DATA / "wan22_s2v_14b_tensors.json").read_text())["vae"]
PROMPT = "slow pan right, 画面 warm color"


@pytest.fixture(scope="module")
def spiece() -> bytes:
    """A real, small SentencePiece model with T5's special tokens."""
    phrase = "slow pan right zoom in slowly warm color grading film grain subtle glow stable 画面 模糊 ,"
    words = phrase.split(" ")
    lines = [" ".join(words[i:] + words[:i]) for i in range(len(words))] * 20
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, vocab_size=120, hard_vocab_limit=False,
        pad_id=0, eos_id=1, unk_id=2, bos_id=-1, minloglevel=2,
    )  # fmt: skip
    return model.getvalue()


def small_official_vae() -> dict[str, torch.Tensor]:
    """Random weights under the published names, an eighth as wide."""
    torch.manual_seed(0)
    narrow = {16: 16, 32: 32, 3: 3, 1: 1}

    def side(name: str, index: int, size: int) -> int:
        return size if index > 1 or size in narrow else size // 8

    return {
        name: torch.randn([side(name, index, size) for index, size in enumerate(shape)]) * 0.05
        for name, shape in VAE_NAMES.items()
    }


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_load_vae__official_names__decodes_as_the_same_weights_elsewhere(tmp_path, suffix):
    weights, path = small_official_vae(), tmp_path / f"vae{suffix}"
    (torch.save if suffix == ".pth" else save_file)(weights, path)
    config = {"base_dim": 12}
    vae = checkpoint.load_vae(path, config=config)
    renamed = checkpoint.convert_vae_state_dict(weights)
    save_file(renamed, tmp_path / "diffusers.safetensors")
    again = checkpoint.load_vae(tmp_path / "diffusers.safetensors", config=config)
    latents = torch.randn(1, 16, 2, 4, 4)
    assert torch.equal(vae.decode(latents).sample, again.decode(latents).sample)
    assert torch.equal(vae.state_dict()["decoder.conv_out.bias"], weights["decoder.head.2.bias"])


def test_load_vae__diffusers_folder__decodes_as_the_toy(tmp_path):
    (tmp_path / "vae").mkdir()
    save_file(toy_weights("vae."), tmp_path / "vae" / "diffusion_pytorch_model.safetensors")
    (tmp_path / "vae" / "config.json").write_text(json.dumps(toy_meta()["config"]["vae"] | {"z_dim": 16}))
    vae = checkpoint.load_vae(tmp_path)
    latents = torch.randn(1, 16, 3, 4, 4)
    with torch.no_grad():
        assert torch.equal(vae.decode(latents).sample, toy_vae().decode(latents).sample)


def official_text_encoder() -> dict[str, torch.Tensor]:
    return t5("text_encoder.")


def t5(prefix: str) -> dict[str, torch.Tensor]:
    tensors = load_file(DATA / "t5_toy.safetensors")
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def encode(model) -> torch.Tensor:
    ids, mask = (t5("")[name].long() for name in ("ids", "mask"))
    with torch.no_grad():
        return model(ids, attention_mask=mask).last_hidden_state[mask.bool()]


def text_error(model) -> float:
    expected = t5("")
    return relative_error(encode(model), expected["out"][expected["mask"].bool()])


def comfy_text_encoder() -> dict[str, torch.Tensor]:
    converted = checkpoint.convert_text_encoder_state_dict(official_text_encoder())
    del converted["encoder.embed_tokens.weight"]  # the same tensor twice, which files do not hold
    return converted


@pytest.mark.parametrize("layout", ["pth", "safetensors", "comfyui"])
def test_load_text_encoder__each_layout__equals_the_published_encoder(tmp_path, layout):
    path = tmp_path / "text encoder"
    if layout == "pth":
        torch.save(official_text_encoder(), path)
    else:
        save_file(comfy_text_encoder() if layout == "comfyui" else official_text_encoder(), path)
    assert text_error(checkpoint.load_text_encoder(path)) < 1e-5


def test_load_text_encoder__comfyui_in_8_bits__equals_the_weights_that_the_file_stands_for(tmp_path, spiece):
    scaled = {"scaled_fp8": torch.zeros(0, dtype=torch.float8_e4m3fn)}
    for name, tensor in comfy_text_encoder().items():
        scaled[name] = tensor
        if (".SelfAttention." in name and tensor.shape[0] == tensor.shape[1]) or "DenseReluDense" in name:
            scale = tensor.abs().max() / FP8_MAX
            scaled[name] = (tensor / scale).to(torch.float8_e4m3fn)
            scaled[name.replace(".weight", ".scale_weight")] = scale
    scaled["spiece_model"] = torch.frombuffer(bytearray(spiece), dtype=torch.uint8)
    path = tmp_path / "umt5_xxl_fp8.safetensors"
    save_file(scaled, path)
    model = checkpoint.load_text_encoder(path, torch.float32)
    assert isinstance(model.encoder.block[0].layer[1].DenseReluDense.wi_0, Fp8Linear)
    plain = tmp_path / "plain.safetensors"
    save_file(from_fp8_scaled({name: tensor for name, tensor in scaled.items() if name != "spiece_model"}), plain)
    assert torch.equal(encode(model), encode(checkpoint.load_text_encoder(plain, torch.float32)))
    assert len(checkpoint.load_tokenizer(path)) > 20


def test_load_tokenizer__each_layout__gives_the_ids_of_sentencepiece(tmp_path, spiece):
    (tmp_path / "google" / "umt5-xxl").mkdir(parents=True)
    (tmp_path / "google" / "umt5-xxl" / "spiece.model").write_bytes(spiece)
    file = tmp_path / "encoder.safetensors"
    save_file(comfy_text_encoder() | {"spiece_model": torch.frombuffer(bytearray(spiece), dtype=torch.uint8)}, file)
    expected = [*sentencepiece.SentencePieceProcessor(model_proto=spiece).encode(PROMPT), 1]
    for path in (tmp_path, tmp_path / "google" / "umt5-xxl", file):
        assert checkpoint.load_tokenizer(path)(PROMPT)["input_ids"] == expected


def test_load_tokenizer__file_without_or_with_a_damaged_one__is_refused(tmp_path):
    save_file(comfy_text_encoder(), tmp_path / "without.safetensors")
    with pytest.raises(ModelError) as caught:
        checkpoint.load_tokenizer(tmp_path / "without.safetensors")
    assert caught.value.code is ErrorCode.MODEL_MISSING
    junk = torch.arange(200, dtype=torch.uint8)
    save_file(comfy_text_encoder() | {"spiece_model": junk}, tmp_path / "damaged.safetensors")
    with pytest.raises(ModelError) as caught:
        checkpoint.load_tokenizer(tmp_path / "damaged.safetensors")
    assert caught.value.code is ErrorCode.MODEL_UNREADABLE


def hear(model) -> torch.Tensor:
    torch.manual_seed(1)
    with torch.no_grad():
        return model(torch.randn(1, 4000)).last_hidden_state


def test_load_audio_encoder__transformers_folder__equals_the_toy(tmp_path):
    folder = tmp_path / "wav2vec2-large-xlsr-53-english"
    folder.mkdir()
    save_file(toy_weights("wav2vec2."), folder / "model.safetensors")  # with the head that transcribes
    (folder / "config.json").write_text(json.dumps(toy_meta()["config"]["wav2vec2"]))
    (folder / "vocab.json").write_text("{}")
    assert torch.equal(hear(checkpoint.load_audio_encoder(tmp_path)), hear(toy_audio_encoder()))


def test_load_audio_encoder__old_names_in_a_pickle__equal_the_toy(tmp_path):
    old = {"original0": "weight_g", "original1": "weight_v"}
    weights = {
        name.replace("parametrizations.weight.original0", old["original0"]).replace(
            "parametrizations.weight.original1", old["original1"]
        ): tensor
        for name, tensor in toy_weights("wav2vec2.").items()
    }
    assert any(name.endswith("conv.weight_g") for name in weights)
    torch.save(weights, tmp_path / "pytorch_model.bin")
    model = checkpoint.load_audio_encoder(tmp_path / "pytorch_model.bin", config=toy_meta()["config"]["wav2vec2"])
    assert torch.equal(hear(model), hear(toy_audio_encoder()))


@pytest.mark.parametrize("prefix", ["", "wav2vec2."])
def test_load_audio_encoder__comfyui_half_precision__is_close_to_the_toy(tmp_path, prefix):
    weights = {prefix + name: tensor.half() for name, tensor in toy_weights("wav2vec2.wav2vec2.").items()}
    save_file(weights, tmp_path / "wav2vec2_large_english_fp16.safetensors")
    model = checkpoint.load_audio_encoder(tmp_path / "wav2vec2_large_english_fp16.safetensors", torch.float32)
    told = {name: getattr(model.config, name) for name in toy_meta()["config"]["wav2vec2"]}
    # shapes do not tell the heads (64 channels each in the real model) nor the vocabulary, which is not used
    ignored = ("num_attention_heads", "vocab_size")
    expected = toy_meta()["config"]["wav2vec2"]
    assert {k: v for k, v in told.items() if k not in ignored} == {
        k: v for k, v in expected.items() if k not in ignored
    }
    again = checkpoint.load_audio_encoder(tmp_path / "wav2vec2_large_english_fp16.safetensors", torch.float32, expected)
    assert relative_error(hear(again), hear(toy_audio_encoder())) < 2e-3  # 11 bits of mantissa
