"""LoRA files on top of the transformer, in Wan's own names, kohya's or diffusers'."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from diffusers.loaders.lora_conversion_utils import _convert_non_diffusers_wan_lora_to_diffusers
from peft.tuners.tuners_utils import BaseTunerLayer
from torch import nn

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v.convert_transformer import convert_transformer_name
from s2v_desktop.engines.wan_s2v.folder import recognise_listing
from s2v_desktop.engines.wan_s2v.fp8_linear import Fp8Linear
from s2v_desktop.engines.wan_s2v.layouts import Naming, Part
from s2v_desktop.engines.wan_s2v.model_files import list_tensors, open_tensors
from s2v_desktop.engines.wan_s2v.tensor_file import unreadable

if TYPE_CHECKING:
    from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

_OFFICIAL = "diffusion_model."
_OURS = "transformer."
_ALPHA = ".alpha"
_KOHYA = re.compile(r"^lora_unet_blocks_(\d+)_(self_attn|cross_attn|ffn)_(\w+)(?=\.)")
_AFTER_LAYER = re.compile(r"\.(?:lora_|alpha|diff|dora_)")
#: What the S2V transformer has in common with the other Wan models.
_SHARED_WITH_WAN = ("blocks.", "time_projection.", "time_embedding.", "text_embedding.", "head.head.", "img_emb.")


@dataclass(frozen=True, slots=True)
class LoraReport:
    """What became of the file's tensors: ``matched`` layers have it now, tensors in ``unmatched`` have no place."""

    adapter_name: str
    matched: tuple[str, ...]
    unmatched: tuple[str, ...]
    fused: bool


def load_lora(
    transformer: WanS2VTransformer3DModel,
    path: Path,
    strength: float = 1.0,
    adapter_name: str = "default",
    fuse: bool = False,
) -> LoraReport:
    """Put the LoRA in ``path`` on ``transformer`` at ``strength``.

    With ``fuse`` its product is added to the weights, which costs no time later but cannot be undone; where
    weights are quantised or another adapter is loaded, it stays beside them and ``fused`` is False.

    Raises what ``list_tensors`` does, and ``ModelError`` where the file is no LoRA, fits no layer, or fits one of
    another size.
    """
    listing = list_tensors(path)
    layout = recognise_listing(listing)
    if layout.part is not Part.LORA:
        raise ModelError(ErrorCode.MODEL_WRONG_KIND, path.name, layout.part.value)
    converted, unmatched = _converted(path, layout.naming, open_tensors(listing))
    fitting = _fitting(path, transformer, converted)
    unmatched += sorted(converted.keys() - fitting.keys())
    if not fitting:
        raise ModelError(ErrorCode.MODEL_WRONG_KIND, path.name, min(unmatched))
    _add_adapter(transformer, fitting, strength, adapter_name)
    layers = tuple(sorted({_layer(name) for name in fitting}))
    alone = set(transformer.peft_config) == {adapter_name}
    fused = fuse and alone and all(_can_fuse(transformer, layer) for layer in layers)
    if fused:
        transformer.fuse_lora(adapter_names=[adapter_name])
        transformer.unload_lora()
    return LoraReport(adapter_name, layers, tuple(unmatched), fused)


def _converted(
    path: Path, naming: Naming, tensors: dict[str, torch.Tensor]
) -> tuple[dict[str, torch.Tensor], list[str]]:
    """Return the tensors by the transformer's names (``<layer>.lora_A.weight``), and the names that got lost."""
    if naming is Naming.DIFFUSERS:
        return {name.removeprefix(_OURS): tensor for name, tensor in tensors.items()}, []
    try:
        return _converted_official({_official_name(name): tensor for name, tensor in tensors.items()})
    except (ValueError, KeyError, RuntimeError) as error:
        raise unreadable(path, str(error)) from error


def _official_name(name: str) -> str:
    """Return Wan's own name for ``name``, which may have a prefix or kohya's underscores."""
    return _KOHYA.sub(r"blocks.\1.\2.\3", name.removeprefix(_OFFICIAL))


def _converted_official(tensors: dict[str, torch.Tensor]) -> tuple[dict[str, torch.Tensor], list[str]]:
    shared = {name: tensor for name, tensor in tensors.items() if name.startswith(_SHARED_WITH_WAN)}
    converted: dict[str, torch.Tensor] = {}
    if shared:
        renamed = _convert_non_diffusers_wan_lora_to_diffusers({_OFFICIAL + name: t for name, t in shared.items()})
        converted = {name.removeprefix(_OURS): tensor for name, tensor in renamed.items()}
    kept = {id(tensor) for tensor in converted.values()}
    scaled = {name.removesuffix(_ALPHA) for name in shared if name.endswith(_ALPHA)}
    lost = [
        name
        for name, tensor in shared.items()
        if id(tensor) not in kept and not name.endswith(_ALPHA) and not ("lora" in name and _layer(name) in scaled)
    ]
    own = {name: tensor for name, tensor in tensors.items() if name not in shared}
    return converted | _converted_own(own), lost


def _converted_own(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Convert what only the S2V transformer has, such as its audio injectors, which diffusers does not know."""
    converted: dict[str, torch.Tensor] = {}
    for name, tensor in tensors.items():
        ours = convert_transformer_name(name).replace(".lora_down.", ".lora_A.").replace(".lora_up.", ".lora_B.")
        alpha = tensors.get(_layer(name) + _ALPHA)
        if ".lora_A." in ours and alpha is not None:
            tensor = tensor * (alpha.item() / tensor.shape[0])
        if not name.endswith(_ALPHA):
            converted[ours] = tensor
    return converted


def _fitting(path: Path, transformer: nn.Module, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return the tensors that have a Linear layer and their counterpart; raise where one is of another size."""
    modules = dict(transformer.named_modules())
    fitting: dict[str, torch.Tensor] = {}
    for name, tensor in tensors.items():
        linear = _base(modules.get(_layer(name)))
        pair = (f"{_layer(name)}.lora_A.weight", f"{_layer(name)}.lora_B.weight")
        if not isinstance(linear, nn.Linear) or not all(half in tensors for half in pair):
            continue
        down, up = (tuple(tensors[half].shape) for half in pair)
        if down[1:] != (linear.in_features,) or up != (linear.out_features, down[0]):
            raise ModelError(ErrorCode.MODEL_WRONG_KIND, path.name, f"{_layer(name)} {list(down)}, {list(up)}")
        if name in (*pair, f"{_layer(name)}.lora_B.bias"):
            fitting[name] = tensor
    return fitting


def _add_adapter(
    transformer: WanS2VTransformer3DModel, tensors: dict[str, torch.Tensor], strength: float, adapter_name: str
) -> None:
    """Load ``tensors`` as a further adapter; those that are there stay active at their strengths."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Already found a `peft_config`", UserWarning)  # several adapters are meant
        transformer.load_lora_adapter({_OURS + name: t for name, t in tensors.items()}, adapter_name=adapter_name)
    transformer.set_adapters([adapter_name], [strength])
    for module in transformer.modules():
        if isinstance(module, BaseTunerLayer):
            module.set_adapter(list(transformer.peft_config))
    transformer.requires_grad_(False)


@torch.no_grad()
def fold_adapters(module: nn.Module) -> None:
    """Add what the LoRAs on layers of ``module`` add to the weights themselves, and take the LoRAs off.

    Weights in 8 bits are rounded anew, row by row. GGUF layers, and LoRAs with a bias, keep them beside.
    """
    for name, layer in list(module.named_modules()):
        if not isinstance(layer, BaseTunerLayer):
            continue
        tuner: Any = layer
        linear, adapters = _base(tuner), tuner.active_adapters
        if type(linear) not in (nn.Linear, Fp8Linear) or any(tuner.lora_bias.get(adapter) for adapter in adapters):
            continue
        added = sum(tuner.get_delta_weight(adapter).float() for adapter in adapters)
        if isinstance(linear, Fp8Linear):
            plain = nn.Linear(linear.in_features, linear.out_features, linear.bias is not None, device="meta")
            plain.weight = nn.Parameter(linear.expanded_weight(torch.float32) + added, requires_grad=False)
            plain.bias = linear.bias
            linear = Fp8Linear.of(plain)
        else:
            linear.weight = nn.Parameter((linear.weight.float() + added).to(linear.weight.dtype), requires_grad=False)
        module.set_submodule(name, linear)


def _can_fuse(transformer: nn.Module, layer: str) -> bool:
    linear = _base(transformer.get_submodule(layer))
    return type(linear) is nn.Linear


def _base(module: Any) -> Any:
    """Return the layer under an adapter, or ``module``."""
    return getattr(module, "base_layer", module)


def _layer(name: str) -> str:
    """Return the layer that the tensor ``name`` of an adapter belongs to."""
    return _AFTER_LAYER.split(name, maxsplit=1)[0]
