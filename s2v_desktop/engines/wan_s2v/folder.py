"""What is in a folder of models, told from headers alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from s2v_desktop.core.errors import ErrorCode, InputError, ModelError, S2VError
from s2v_desktop.engines.wan_s2v.layouts import Layout, Naming, Part, name_of_other_model, recognise
from s2v_desktop.engines.wan_s2v.model_files import INDEX_SUFFIX, SHARD, list_tensors
from s2v_desktop.engines.wan_s2v.tensor_file import Container, TensorListing, main_dtype

#: What a render cannot do without.
REQUIRED_PARTS = (Part.TRANSFORMER, Part.VAE, Part.TEXT_ENCODER, Part.TOKENIZER, Part.AUDIO_ENCODER)
#: The tensor in which single-file text encoders carry the tokenizer.
EMBEDDED_TOKENIZER = "spiece_model"
TOKENIZER_FILES = ("spiece.model", "tokenizer.json")

_MODEL_SUFFIXES = (".safetensors", ".gguf", ".pth", ".pt", ".bin", ".ckpt")
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class PartDescription:
    """One part as it lies on disk.

    ``path`` is what the loader takes; ``files`` what belongs to it; ``dtype`` what most bytes are (``bf16``,
    ``f8_e4m3``, ``q4_k``); ``parameters`` the number of weights. A tokenizer has no dtype and no parameters.
    """

    part: Part
    path: Path
    files: tuple[Path, ...]
    naming: Naming
    container: Container | None
    dtype: str
    size_bytes: int
    parameters: int


@dataclass(frozen=True, slots=True)
class UnusableFile:
    """A model file that is no part of this model, or is damaged; ``error`` says why."""

    path: Path
    error: S2VError


@dataclass(frozen=True, slots=True)
class FolderDescription:
    """The parts in a folder, in the order of ``Part``; several of one part where there are several copies.

    ``preferred`` are names of folders inside, whose copies stand before others.
    """

    path: Path
    parts: tuple[PartDescription, ...]
    missing: tuple[Part, ...]
    unusable: tuple[UnusableFile, ...]
    preferred: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether a render needs nothing more."""
        return not self.missing

    def preferring(self, names: tuple[str, ...]) -> FolderDescription:
        """Return the same with the copies in the folders ``names`` first."""
        inside = tuple(self.path / name for name in names)
        order = list(Part)

        def rank(description: PartDescription) -> tuple[int, bool]:
            return order.index(description.part), not any(description.path.is_relative_to(place) for place in inside)

        return replace(self, parts=tuple(sorted(self.parts, key=rank)), preferred=names)

    def find(self, part: Part) -> PartDescription:
        """Return the first copy of ``part``.

        Raises ``ModelError`` where there is none: what is wrong with a damaged file, or else ``MODEL_MISSING``.
        """
        for description in self.parts:
            if description.part is part:
                return description
        for file in self.unusable:
            if file.error.code is not ErrorCode.MODEL_WRONG_KIND:
                raise file.error
        raise ModelError(ErrorCode.MODEL_MISSING, part.value, str(self.path))


def describe_folder(path: Path) -> FolderDescription:
    """Say which parts of the model are in ``path`` and its folders, in which layouts, and what is missing.

    Reads headers, never weights. Damaged and foreign files are listed, not raised. Raises ``InputError`` where
    ``path`` is no folder.
    """
    if not path.is_dir():
        raise InputError(ErrorCode.FILE_MISSING, str(path))
    parts: list[PartDescription] = []
    unusable: list[UnusableFile] = []
    for candidate in _candidates(path):
        try:
            parts.extend(describe_model(candidate))
        except S2VError as error:
            unusable.append(UnusableFile(candidate, error))
    parts.extend(_tokenizers(path))
    order = list(Part)
    parts.sort(key=lambda found: (order.index(found.part), found.container is Container.PICKLE, found.path))
    found = {description.part for description in parts}
    missing = tuple(part for part in REQUIRED_PARTS if part not in found)
    return FolderDescription(path, tuple(parts), missing, tuple(unusable))


def describe_model(path: Path) -> tuple[PartDescription, ...]:
    """Return the part in ``path`` (a file or an index), and the tokenizer where the file carries one.

    Raises what ``list_tensors`` does, and ``ModelError`` where the file belongs to another model.
    """
    listing = list_tensors(path)
    layout = recognise_listing(listing)
    described = _described(listing, layout)
    embedded = listing.tensors.get(layout.prefix + EMBEDDED_TOKENIZER)
    if layout.part is not Part.TEXT_ENCODER or embedded is None:
        return (described,)
    return described, PartDescription(
        Part.TOKENIZER, path, listing.files, layout.naming, listing.container, "", embedded.size_bytes, 0
    )


def recognise_listing(listing: TensorListing) -> Layout:
    """Return the layout of ``listing``; raise ``ModelError`` where it is of another model."""
    layout = recognise(listing.tensors.keys())
    if layout is None:
        other = name_of_other_model(listing.tensors.keys())
        raise ModelError(ErrorCode.MODEL_WRONG_KIND, listing.path.name, other)
    return layout


def _described(listing: TensorListing, layout: Layout) -> PartDescription:
    own = [info for name, info in listing.tensors.items() if name.startswith(layout.prefix)]
    return PartDescription(
        layout.part,
        listing.path,
        listing.files,
        layout.naming,
        listing.container,
        main_dtype(own),
        listing.size_bytes,
        sum(info.parameters for info in own),
    )


def _walk(root: Path) -> Iterator[tuple[Path, list[str]]]:
    for folder, folders, names in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and depth < _MAX_DEPTH)
        yield Path(folder), sorted(names)


def _candidates(root: Path) -> list[Path]:
    """Return one path for each model: of shards, the index or else the first shard."""
    candidates: list[Path] = []
    for folder, names in _walk(root):
        indexed = {name.removesuffix(INDEX_SUFFIX) for name in names if name.endswith(INDEX_SUFFIX)}
        shards = [shard for name in names if (shard := SHARD.fullmatch(name))]
        first = {shard["stem"]: shard["number"] for shard in reversed(shards)}
        for name in names:
            shard = SHARD.fullmatch(name)
            stands_for_others = shard is None or (
                shard["stem"] not in indexed and shard["number"] == first[shard["stem"]]
            )
            if name.endswith(INDEX_SUFFIX) or (name.endswith(_MODEL_SUFFIXES) and stands_for_others):
                candidates.append(folder / name)
    return candidates


def _tokenizers(root: Path) -> list[PartDescription]:
    found: list[PartDescription] = []
    for folder, names in _walk(root):
        own = tuple(folder / name for name in names if name in TOKENIZER_FILES and (folder / name).is_file())
        if own:
            size_bytes = sum(file.stat().st_size for file in own)
            found.append(PartDescription(Part.TOKENIZER, folder, own, Naming.TRANSFORMERS, None, "", size_bytes, 0))
    return found
