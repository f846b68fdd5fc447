import pytest
import torch
from checkpoint_layouts import as_fp8_scaled, toy_config, toy_official, wide_config, wide_official, write_gguf
from safetensors.torch import save_file
from wan_toy import relative_error
from wan_toy_transformer import random_call, recorded_call

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v import checkpoint

Weights = dict[str, torch.Tensor]
LAYERS = [f"blocks.{b}.{layer}" for b in range(4) for layer in ("self_attn.q", "self_attn.o", "cross_attn.v", "ffn.0")]
RANK, ALPHA = 4, 2.0


def products(weights: Weights, layers=LAYERS, seed=0) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """A pair of random matrices for each layer."""
    generator = torch.Generator().manual_seed(seed)

    def pair(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        down = torch.randn(RANK, weight.shape[1], generator=generator) * 0.1
        return down, torch.randn(weight.shape[0], RANK, generator=generator) * 0.1

    return {layer: pair(weights[f"{layer}.weight"]) for layer in layers}


def as_lightx2v(pairs) -> Weights:
    """As the 4-step LoRA in use with the model is stored."""
    file: Weights = {}
    for layer, (down, up) in pairs.items():
        file[f"diffusion_model.{layer}.lora_down.weight"] = down
        file[f"diffusion_model.{layer}.lora_up.weight"] = up
        file[f"diffusion_model.{layer}.alpha"] = torch.tensor(ALPHA)
    return file


def with_products(weights: Weights, pairs, strength: float) -> Weights:
    added = {f"{layer}.weight": strength * up @ down for layer, (down, up) in pairs.items()}
    return {name: tensor + added.get(name, 0) for name, tensor in weights.items()}


def load(tmp_path, weights: Weights, config=None):
    path = tmp_path / "model.safetensors"
    save_file(weights, path)
    return checkpoint.load_transformer(path, torch.float32, config or toy_config())


def saved(tmp_path, file: Weights):
    save_file({name: tensor.contiguous() for name, tensor in file.items()}, tmp_path / "lora.safetensors")
    return tmp_path / "lora.safetensors"


@pytest.mark.parametrize("fuse", [False, True])
@pytest.mark.parametrize("strength", [1.0, 0.5])
def test_load_lora__lightx2v__adds_its_products_to_the_weights(tmp_path, fuse, strength):
    pairs = products(toy_official())
    model = load(tmp_path, toy_official())
    report = checkpoint.load_lora(model, saved(tmp_path, as_lightx2v(pairs)), strength, fuse=fuse)
    expected = load(tmp_path, with_products(toy_official(), pairs, strength * ALPHA / RANK))
    call = recorded_call("keep")
    assert relative_error(call(model), call(expected)) < 1e-5
    assert relative_error(call(model), call(load(tmp_path, toy_official()))) > 3e-3
    assert len(report.matched) == len(LAYERS)
    assert report.unmatched == ()
    assert report.fused is fuse


def spelled(pairs, how: str) -> Weights:
    if how == "no prefix":
        return {n.removeprefix("diffusion_model."): t for n, t in as_lightx2v(pairs).items()}
    if how == "kohya":
        return {
            f"lora_unet_{layer.replace('.', '_')}.{end}": tensor
            for layer, (down, up) in pairs.items()
            for end, tensor in (
                ("lora_down.weight", down), ("lora_up.weight", up), ("alpha", torch.tensor(ALPHA)),
            )
        }  # fmt: skip
    names = {"self_attn.q": "attn1.to_q", "self_attn.o": "attn1.to_out.0", "cross_attn.v": "attn2.to_v"}
    names["ffn.0"] = "ffn.net.0.proj"
    file: Weights = {}
    for layer, (down, up) in pairs.items():
        block, short = layer.rsplit(".", 2)[0], ".".join(layer.rsplit(".", 2)[1:])
        file[f"transformer.{block}.{names[short]}.lora_A.weight"] = down * (ALPHA / RANK)
        file[f"transformer.{block}.{names[short]}.lora_B.weight"] = up
    return file


@pytest.mark.parametrize("how", ["no prefix", "kohya", "diffusers"])
def test_load_lora__other_spellings__add_the_same(tmp_path, how):
    pairs = products(toy_official())
    model = load(tmp_path, toy_official())
    report = checkpoint.load_lora(model, saved(tmp_path, spelled(pairs, how)))
    expected = load(tmp_path, with_products(toy_official(), pairs, ALPHA / RANK))
    call = recorded_call("keep")
    assert relative_error(call(model), call(expected)) < 1e-5
    assert (len(report.matched), report.unmatched) == (len(LAYERS), ())


def test_load_lora__layers_that_only_this_model_has__are_matched(tmp_path):
    pairs = products(toy_official(), ["audio_injector.injector.1.k", "audio_injector.injector_adain_layers.0.linear"])
    model = load(tmp_path, toy_official())
    report = checkpoint.load_lora(model, saved(tmp_path, as_lightx2v(pairs)))
    expected = load(tmp_path, with_products(toy_official(), pairs, ALPHA / RANK))
    call = recorded_call("keep")
    assert relative_error(call(model), call(expected)) < 1e-5
    assert report.matched == ("audio_injectors.0.modulation", "audio_injectors.1.attn.to_k")


def test_load_lora__tensors_without_a_place__are_all_reported(tmp_path):
    pairs = products(toy_official())
    lost = {
        "diffusion_model.blocks.9.self_attn.q.lora_down.weight": torch.zeros(4, 48),
        "diffusion_model.blocks.9.self_attn.q.lora_up.weight": torch.zeros(48, 4),
        "diffusion_model.blocks.0.norm3.diff": torch.zeros(48),
        "diffusion_model.blocks.0.norm3.diff_b": torch.zeros(48),
        "diffusion_model.img_emb.proj.1.lora_down.weight": torch.zeros(4, 48),
        "diffusion_model.img_emb.proj.1.lora_up.weight": torch.zeros(48, 4),
        "diffusion_model.face_adapter.x.lora_down.weight": torch.zeros(4, 48),
    }
    model = load(tmp_path, toy_official())
    report = checkpoint.load_lora(model, saved(tmp_path, as_lightx2v(pairs) | lost))
    assert len(report.matched) == len(LAYERS)
    assert len(report.unmatched) == len(lost)
    for part in ("blocks.9.attn1.to_q.lora_A", "norm3.diff", "image_embedder", "face_adapter"):
        assert any(part in name for name in report.unmatched)


@pytest.mark.parametrize("fuse", [False, True])
def test_load_lora__on_8_bits__stays_beside_the_weights_in_its_own_precision(tmp_path, fuse):
    pairs = products(toy_official())
    model = load(tmp_path, as_fp8_scaled(toy_official()))
    before = load(tmp_path, as_fp8_scaled(toy_official()))
    report = checkpoint.load_lora(model, saved(tmp_path, as_lightx2v(pairs)), fuse=fuse)
    assert not report.fused
    expanded = {
        name: linear.expanded_weight(torch.float32)
        for name, linear in before.named_modules()
        if hasattr(linear, "expanded_weight")
    }
    plain = load(tmp_path, toy_official())
    for name, weight in expanded.items():
        plain.get_submodule(name).weight.copy_(weight)
    checkpoint.load_lora(plain, saved(tmp_path, as_lightx2v(pairs)))
    call = recorded_call("keep")
    assert relative_error(call(model), call(plain)) < 1e-6


def test_load_lora__on_gguf__stays_beside_the_weights(tmp_path):
    pairs = products(wide_official())
    plain_weights = write_gguf(tmp_path / "model.gguf", wide_official(), "Q8_0")
    model = checkpoint.load_transformer(tmp_path / "model.gguf", torch.float32, wide_config())
    report = checkpoint.load_lora(model, saved(tmp_path, as_lightx2v(pairs)), fuse=True)
    assert not report.fused
    expected = load(tmp_path, with_products(plain_weights, pairs, ALPHA / RANK), wide_config())
    call = random_call()
    assert relative_error(call(model), call(expected)) < 2e-3  # diffusers expands blocks in float16


def test_load_lora__second_adapter__is_not_fused_over_the_first(tmp_path):
    model = load(tmp_path, toy_official())
    checkpoint.load_lora(model, saved(tmp_path, as_lightx2v(products(toy_official()))), adapter_name="a")
    second = saved(tmp_path, as_lightx2v(products(toy_official(), seed=1)))
    assert not checkpoint.load_lora(model, second, adapter_name="b", fuse=True).fused
    both = with_products(toy_official(), products(toy_official()), ALPHA / RANK)
    both = with_products(both, products(toy_official(), seed=1), ALPHA / RANK)
    call = recorded_call("keep")
    assert relative_error(call(model), call(load(tmp_path, both))) < 1e-5


def test_load_lora__of_a_model_of_another_size__is_refused_and_changes_nothing(tmp_path):
    model = load(tmp_path, toy_official())
    before = recorded_call("keep")(model)
    with pytest.raises(ModelError) as caught:
        checkpoint.load_lora(model, saved(tmp_path, as_lightx2v(products(wide_official()))))
    assert caught.value.code is ErrorCode.MODEL_WRONG_KIND
    assert torch.equal(recorded_call("keep")(model), before)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ({"diffusion_model.other.x.lora_down.weight": torch.zeros(4, 4)}, ErrorCode.MODEL_WRONG_KIND),
        ({"diffusion_model.blocks.0.self_attn.q.alpha": torch.ones(()),
          "diffusion_model.blocks.0.self_attn.k.lora_up.weight": torch.ones(4, 4)}, ErrorCode.MODEL_UNREADABLE),
    ],
)  # fmt: skip
def test_load_lora__file_that_fits_nowhere__is_refused(tmp_path, file, code):
    model = load(tmp_path, toy_official())
    with pytest.raises(ModelError) as caught:
        checkpoint.load_lora(model, saved(tmp_path, file))
    assert caught.value.code is code


def test_load_lora__a_model_given_as_one__is_refused(tmp_path):
    model = load(tmp_path, toy_official())
    with pytest.raises(ModelError) as caught:
        checkpoint.load_lora(model, tmp_path / "model.safetensors")
    assert (caught.value.code, caught.value.hint) == (ErrorCode.MODEL_WRONG_KIND, "transformer")
