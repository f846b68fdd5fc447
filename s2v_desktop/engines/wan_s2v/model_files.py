"""The files that make up one set of tensors, of any container, alone or in shards."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.core.files import require_readable_file
from s2v_desktop.engines.wan_s2v.gguf_loading import is_gguf, list_gguf, open_gguf
from s2v_desktop.engines.wan_s2v.pickle_listing import is_pickle, list_pickle
from s2v_desktop.engines.wan_s2v.pickle_loading import open_pickle
from s2v_desktop.engines.wan_s2v.safetensors_io import is_safetensors, list_safetensors, open_safetensors
from s2v_desktop.engines.wan_s2v.tensor_file import Container, TensorInfo, TensorListing, unreadable

if TYPE_CHECKING:
    import torch

INDEX_SUFFIX = ".safetensors.index.json"
_HEAD_BYTES = 16
#: The name of one of several files; the numbers count from 1.
SHARD = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})(?P<suffix>\.safetensors)")


def list_tensors(path: Path) -> TensorListing:
    """Return what ``path`` holds: a file, an index of shards, or one of the shards (all of them are then listed).

    Only headers are read. Raises ``InputError`` where there is no such file; ``ModelError`` where a shard is missing
    (``MODEL_MISSING``), a file is damaged or the shards are not of one model (``MODEL_UNREADABLE``), the file would
    run code (``MODEL_UNSAFE``) or is no model (``MODEL_WRONG_KIND``).
    """
    require_readable_file(path)
    if path.name.endswith(INDEX_SUFFIX):
        return _list_indexed(path)
    shard = SHARD.fullmatch(path.name)
    if shard is None:
        return _list_file(path)
    index = path.with_name(shard["stem"] + INDEX_SUFFIX)
    return _list_indexed(index) if index.exists() else _list_shards(path, _sibling_shards(path, shard))


def open_tensors(listing: TensorListing) -> dict[str, torch.Tensor]:
    """Return the tensors of ``listing`` by name, mapped from their files."""
    match listing.container:
        case Container.SAFETENSORS:
            return open_safetensors(listing.files)
        case Container.PICKLE:
            return open_pickle(listing.path)
        case Container.GGUF:
            return open_gguf(listing.path)


def read_json(path: Path) -> dict[str, Any]:
    """Return the JSON object in ``path``; raise ``InputError`` or ``ModelError`` where there is none."""
    require_readable_file(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise unreadable(path, "no JSON") from error
    if not isinstance(content, dict):
        raise unreadable(path, "no JSON object")
    return content


def _list_file(path: Path) -> TensorListing:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if is_gguf(head):
        return list_gguf(path)
    if is_pickle(head):
        return list_pickle(path)
    if is_safetensors(head):
        return list_safetensors(path)
    if path.suffix == ".safetensors":  # meant to be one: say what is wrong with its header
        raise unreadable(path, f"header {head[:9].hex()}")
    raise ModelError(ErrorCode.MODEL_WRONG_KIND, path.name, f"header {head[:4].hex()}")


def _sibling_shards(path: Path, shard: re.Match[str]) -> list[Path]:
    count = int(shard["count"])
    name = "{stem}-{number:05d}-of-{count:05d}{suffix}"
    fields = {"stem": shard["stem"], "count": count, "suffix": shard["suffix"]}
    return [path.with_name(name.format(number=number, **fields)) for number in range(1, count + 1)]


def _list_indexed(index: Path) -> TensorListing:
    content = read_json(index)
    weight_map = content.get("weight_map")
    if not isinstance(weight_map, dict) or not all(
        isinstance(name, str) and Path(name).name == name for name in weight_map.values()
    ):
        raise unreadable(index, "no weight_map")
    files = [index.with_name(name) for name in sorted(set(weight_map.values()))]
    listing = _list_shards(index, files)
    missing = weight_map.keys() - listing.tensors.keys()
    surplus = listing.tensors.keys() - weight_map.keys()
    if missing or surplus:
        tensor = min(missing or surplus)
        shard = index.with_name(weight_map.get(tensor, index.name))
        raise unreadable(shard, f"{tensor} {'missing' if missing else 'surplus'}")
    _check_total_size(index, content, listing)
    return listing


def _list_shards(path: Path, files: Iterable[Path]) -> TensorListing:
    tensors: dict[str, TensorInfo] = {}
    present: list[Path] = []
    for file in files:
        if not file.exists():
            raise ModelError(ErrorCode.MODEL_MISSING, file.name, str(file.parent))
        shard = list_safetensors(file)
        twice = tensors.keys() & shard.tensors.keys()
        if twice:
            raise unreadable(file, f"{min(twice)} twice")
        tensors.update(shard.tensors)
        present.append(file)
    return TensorListing(path, tuple(present), Container.SAFETENSORS, tensors)


def _check_total_size(index: Path, content: dict[str, Any], listing: TensorListing) -> None:
    """Raise where the shards are not those that the index was written for: of another precision, say."""
    metadata = content.get("metadata")
    expected = metadata.get("total_size") if isinstance(metadata, dict) else None
    found = sum(info.size_bytes for info in listing.tensors.values())
    if isinstance(expected, int) and expected != found:
        dtypes = Counter(info.dtype for info in listing.tensors.values())
        raise unreadable(index, f"{found} of {expected} bytes, {', '.join(sorted(dtypes))}")
