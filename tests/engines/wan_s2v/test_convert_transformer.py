import json
import re

import pytest
import torch
from diffusers.quantizers.gguf.utils import GGUFParameter
from wan_toy import DATA, toy_meta, toy_weights
from wan_toy_transformer import TOY_CONFIG, toy_transformer

from s2v_desktop.engines.wan_s2v.convert_transformer import config_from_state_dict, convert_transformer_state_dict
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

#: How a renamed copy of the published weights calls them; the first rule that changes a name wins within its group.
_DIFFUSERS_RULES = (
    (r"^time_embedding\.0", "condition_embedder.time_embedder.linear_1"),
    (r"^time_embedding\.2", "condition_embedder.time_embedder.linear_2"),
    (r"^text_embedding\.0", "condition_embedder.text_embedder.linear_1"),
    (r"^text_embedding\.2", "condition_embedder.text_embedder.linear_2"),
    (r"^time_projection\.1", "condition_embedder.time_proj"),
    (r"^head\.modulation", "scale_shift_table"),
    (r"^head\.head", "proj_out"),
    (r"\.modulation$", ".scale_shift_table"),
    (r"\.ffn\.0\.", ".ffn.net.0.proj."),
    (r"\.ffn\.2\.", ".ffn.net.2."),
    (r"\.norm3\.", ".norm2."),
    (r"\.self_attn\.", ".attn1."),
    (r"\.cross_attn\.", ".attn2."),
    (r"\.([qkv])\.(weight|bias)$", r".to_\1.\2"),
    (r"\.o\.(weight|bias)$", r".to_out.0.\1"),
    (r"^cond_encoder", "condition_embedder.pose_embedder"),
    (r"^trainable_cond_mask", "trainable_condition_mask"),
)


@pytest.fixture(scope="module")
def published() -> dict:
    return json.loads((DATA / "wan22_s2v_14b_tensors.json").read_text())


@pytest.fixture(scope="module")
def published_shapes(published) -> dict[str, torch.Tensor]:
    return {name: torch.empty(shape, device="meta") for name, shape in published["transformer"].items()}


def shapes(tensors: dict[str, torch.Tensor]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


def as_diffusers(name: str, audio_encoder: str) -> str:
    for pattern, replacement in (*_DIFFUSERS_RULES, (r"^casual_audio_encoder", audio_encoder)):
        name = re.sub(pattern, replacement, name)
    return name


def test_convert__published_tensors__fit_the_published_model_one_to_one(published, published_shapes):
    with torch.device("meta"):
        model = WanS2VTransformer3DModel(**config_from_state_dict(published_shapes, published["transformer_config"]))
    converted = convert_transformer_state_dict(published_shapes)
    assert len(converted) == 1260
    assert shapes(converted) == shapes(model.state_dict())


def test_config__published_shapes_alone__are_the_published_config_and_our_defaults(published, published_shapes):
    from_shapes = config_from_state_dict(published_shapes)
    assert from_shapes == config_from_state_dict(published_shapes, published["transformer_config"])
    with torch.device("meta"):
        defaults = dict(WanS2VTransformer3DModel().config)
    assert {name: defaults[name] for name in from_shapes} == from_shapes


@pytest.mark.parametrize("prefix", ["", "model.diffusion_model."])
def test_convert__own_names_of_wan__keep_values_and_order(prefix):
    weights = toy_weights("transformer.")
    converted = convert_transformer_state_dict({prefix + name: value for name, value in weights.items()})
    assert [value.data_ptr() for value in converted.values()] == [value.data_ptr() for value in weights.values()]
    assert converted.keys() == toy_transformer().state_dict().keys()


@pytest.mark.parametrize(
    "audio_encoder",
    [
        "casual_audio_encoder",
        "condition_embedder.casual_audio_encoder",
        "condition_embedder.causal_audio_encoder",
    ],
)
def test_convert__renamed_copy__equals_the_original(published_shapes, audio_encoder):
    renamed = {as_diffusers(name, audio_encoder): tensor for name, tensor in published_shapes.items()}
    assert "blocks.3.attn1.to_out.0.weight" in renamed
    assert shapes(convert_transformer_state_dict(renamed)) == shapes(convert_transformer_state_dict(published_shapes))


def test_convert__our_names__stay(published_shapes):
    converted = convert_transformer_state_dict(published_shapes)
    assert list(convert_transformer_state_dict(converted)) == list(converted)


@pytest.mark.parametrize(
    ("official", "ours"),
    [
        ("blocks.7.self_attn.q.scale_weight", "blocks.7.attn1.to_q.scale_weight"),
        ("blocks.7.cross_attn.o.scale_input", "blocks.7.attn2.to_out.0.scale_input"),
        ("blocks.39.ffn.2.scale_weight", "blocks.39.ffn.net.2.scale_weight"),
        ("audio_injector.injector.11.v.scale_weight", "audio_injectors.11.attn.to_v.scale_weight"),
        ("audio_injector.injector_adain_layers.4.linear.scale_weight", "audio_injectors.4.modulation.scale_weight"),
        ("casual_audio_encoder.encoder.final_linear.scale_weight", "audio_encoder.global_proj.scale_weight"),
        ("head.head.scale_weight", "proj_out.scale_weight"),
        ("scaled_fp8", "scaled_fp8"),
    ],
)
def test_convert__what_a_quantised_layer_carries__goes_with_its_weight(official, ours):
    value = object()
    assert convert_transformer_state_dict({f"model.diffusion_model.{official}": value}) == {ours: value}


def test_convert__two_names_of_one_tensor__is_refused():
    both = {"blocks.0.self_attn.q.weight": 1, "blocks.0.attn1.to_q.weight": 2}
    with pytest.raises(ValueError, match=r"two tensors for blocks\.0\.attn1\.to_q\.weight"):
        convert_transformer_state_dict(both)


def test_config__toy_with_its_config__is_the_toy():
    weights = toy_weights("transformer.")
    assert config_from_state_dict(weights, toy_meta()["config"]["transformer"]) == TOY_CONFIG
    assert config_from_state_dict(convert_transformer_state_dict(weights), TOY_CONFIG) == TOY_CONFIG


def test_config__our_saved_config__gives_the_same_model():
    model = toy_transformer()
    assert config_from_state_dict(model.state_dict(), dict(model.config)) == {
        **TOY_CONFIG,
        "text_len": 512,
        "eps": 1e-6,
    }


def test_config__quantised_weights__count_by_the_shape_that_they_unpack_to(published_shapes):
    packed = GGUFParameter(torch.empty(13824, 5120 // 32 * 34, dtype=torch.uint8, device="meta"), quant_type=8)
    mixed = published_shapes | {
        "blocks.0.ffn.0.weight": packed,
        "text_embedding.0.weight": GGUFParameter(
            torch.empty(5120, 4096 // 32 * 34, dtype=torch.uint8, device="meta"), quant_type=8
        ),
    }
    assert config_from_state_dict(mixed) == config_from_state_dict(published_shapes)


def test_from_config__published_config__makes_the_model_that_it_describes():
    model = WanS2VTransformer3DModel.from_config(toy_meta()["config"]["transformer"])
    assert shapes(model.state_dict()) == shapes(toy_transformer().state_dict())
    assert {name: model.config[name] for name in TOY_CONFIG} == TOY_CONFIG


def test_from_config__our_config__makes_the_same_model():
    model = WanS2VTransformer3DModel.from_config(toy_transformer().config)
    assert dict(model.config) == dict(toy_transformer().config)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("enable_motioner", True), ("enable_framepack", False), ("adain_mode", "attn"), ("zero_timestep", False)],
)
def test_config__variant_never_published__is_refused(published_shapes, setting, value):
    with pytest.raises(ValueError, match=setting):
        config_from_state_dict(published_shapes, {setting: value})


def test_config__another_model__is_refused():
    with pytest.raises(KeyError, match="audio_encoder"):
        config_from_state_dict({"patch_embedding.weight": torch.empty(48, 16, 1, 2, 2)})
