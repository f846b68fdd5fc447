"""Weights that come to the device just before they are used, through two slots of memory that are used in turn.

While one group of modules computes from one slot, the next group is copied into the other; on a card by a stream of
its own, so that copying hides behind computing. Between their turns the weights lie in the main memory, pinned for
speed, or stay in the file that they are mapped from.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

_log = logging.getLogger(__name__)

#: Tensors begin at multiples of this in a slot, as an allocator would place them.
_ALIGNMENT_BYTES = 256


@dataclass(frozen=True, slots=True)
class ModuleGroup:
    """Modules whose weights come and go together: when ``first`` is called, and after ``last`` has been."""

    members: tuple[nn.Module, ...]
    first: nn.Module
    last: nn.Module

    @classmethod
    def around(cls, module: nn.Module, *others: nn.Module) -> ModuleGroup:
        """Return the group of ``module`` and of ``others`` that it calls."""
        return cls((module, *others), module, module)


@dataclass(slots=True)
class _Place:
    """A tensor of a module: its home, and where it lies in a slot."""

    owner: nn.Module
    name: str
    home: Any
    is_parameter: bool
    start: int

    @property
    def size_bytes(self) -> int:
        return self.home.numel() * self.home.element_size()

    def put(self, tensor: torch.Tensor) -> None:
        """Let the module use ``tensor``."""
        if not self.is_parameter:
            self.owner._buffers[self.name] = tensor  # noqa: SLF001 (assigning would check and copy)
            return
        quant_type = getattr(self.home, "quant_type", None)
        if quant_type is not None and tensor is not self.home:
            tensor = type(self.home)(tensor, quant_type=quant_type)
        is_ready = isinstance(tensor, nn.Parameter) or quant_type is not None
        parameter: Any = tensor if is_ready else nn.Parameter(tensor, requires_grad=False)
        self.owner._parameters[self.name] = parameter  # noqa: SLF001

    def view_in(self, slot: torch.Tensor) -> torch.Tensor:
        """Return this tensor's part of ``slot``."""
        part = slot[self.start : self.start + self.size_bytes]
        return part.view(self.home.dtype).view(self.home.shape)


class _GroupHome:
    """Where a group's weights lie between their turns."""

    def __init__(self, group: ModuleGroup) -> None:
        self.group = group
        self.places: list[_Place] = []
        self.size_bytes = 0
        seen: set[int] = set()
        for member in group.members:
            for owner in member.modules():
                if id(owner) not in seen:
                    seen.add(id(owner))
                    self._add(owner, dict(owner._parameters), is_parameter=True)  # noqa: SLF001
                    self._add(owner, dict(owner._buffers), is_parameter=False)  # noqa: SLF001
        self.pinned: _PinnedMemory | None = None

    def _add(self, owner: nn.Module, tensors: dict[str, Any], *, is_parameter: bool) -> None:
        for name, tensor in tensors.items():
            if tensor is not None:
                self.places.append(_Place(owner, name, tensor, is_parameter, self.size_bytes))
                size = tensor.numel() * tensor.element_size()
                self.size_bytes += -(-size // _ALIGNMENT_BYTES) * _ALIGNMENT_BYTES

    def pin(self) -> None:
        """Take all tensors together into one piece of main memory that a card reads by itself."""
        self.pinned = _PinnedMemory(self.size_bytes)
        self.fill(self.pinned.tensor)
        for place in self.places:
            place.put(place.view_in(self.pinned.tensor))
            kept = place.owner._parameters if place.is_parameter else place.owner._buffers  # noqa: SLF001
            place.home = kept[place.name]

    def fill(self, slot: torch.Tensor) -> None:
        """Copy all tensors into ``slot``."""
        for place in self.places:
            place.view_in(slot).copy_(place.home.detach().as_subclass(torch.Tensor))

    def use(self, slot: torch.Tensor) -> None:
        """Let the modules use what is in ``slot``."""
        for place in self.places:
            place.put(place.view_in(slot))

    def go_home(self) -> None:
        """Let the modules have their tensors at home."""
        for place in self.places:
            place.put(place.home)


class WeightStream:
    """Brings the weights of ``groups``, called in this order again and again, to ``device``; one thread computes.

    Args:
        groups: In the order in which they are called; the modules' weights are in main memory.
        device: What computes.
        from_disk: Leave the weights where they are (mapped from a file) instead of taking them into pinned memory.
    """

    def __init__(self, groups: Sequence[ModuleGroup], device: torch.device, *, from_disk: bool = False) -> None:
        self._device = device
        self._homes = [_GroupHome(group) for group in groups]
        if not from_disk:
            self._pin_all()
        self._slot_bytes = max((home.size_bytes for home in self._homes), default=0)
        self._slots: list[torch.Tensor] = []
        self._staging: list[_PinnedMemory] = []
        self._coming: dict[int, Future[Any]] = {}
        on_card = device.type == "cuda"
        self._copying = torch.cuda.Stream(device) if on_card else None
        self._sent: list[torch.cuda.Event | None] = [None, None]
        self._free = [torch.cuda.Event() if on_card else None for _ in range(2)]
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="weights")
        self._hooks = []
        for number, home in enumerate(self._homes):
            self._hooks += [
                home.group.first.register_forward_pre_hook(lambda *_, number=number: self._enter(number)),
                home.group.last.register_forward_hook(lambda *_, number=number: self._leave(number)),
            ]

    @property
    def slot_bytes(self) -> int:
        """The size of one slot: the largest group."""
        return self._slot_bytes

    def free_device(self) -> None:
        """Give the slots back; the next call takes new ones."""
        self._forget_coming()
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        self._slots.clear()
        for piece in self._staging:
            piece.release()
        self._staging.clear()
        self._sent = [None, None]

    def close(self) -> None:
        """Let the modules have their weights in main memory again, and end the thread."""
        self.free_device()
        self._reader.shutdown()
        for hook in self._hooks:
            hook.remove()
        for home in self._homes:
            home.go_home()
        self._unpin_all()

    def _pin_all(self) -> None:
        try:
            for home in self._homes:
                home.pin()
        except BaseException:
            self._unpin_all()  # memory that is given back while it is registered could never be pinned again
            raise

    def _unpin_all(self) -> None:
        for home in self._homes:
            if home.pinned is not None:
                home.pinned.release()

    def _forget_coming(self) -> None:
        for arriving in self._coming.values():
            arriving.result()
        self._coming.clear()

    def _enter(self, number: int) -> None:
        if not self._slots:
            self._slots = [torch.empty(self._slot_bytes, dtype=torch.uint8, device=self._device) for _ in range(2)]
            for free in self._free:  # their memory may still be read by what was computed before
                if free is not None:
                    free.record(torch.cuda.current_stream(self._device))
        if number not in self._coming:  # the first call, or one after a call that was broken off
            self._forget_coming()
            self._fetch(number)
        arrived = self._coming.pop(number).result()
        if arrived is not None:
            torch.cuda.current_stream(self._device).wait_event(arrived)
        self._homes[number].use(self._slots[number % 2])
        following = (number + 1) % len(self._homes)
        if following % 2 != number % 2:  # else it must wait until this group has left
            self._fetch(following)

    def _leave(self, number: int) -> None:
        self._homes[number].go_home()
        left = self._free[number % 2]
        if left is not None:
            left.record(torch.cuda.current_stream(self._device))
        following = (number + 1) % len(self._homes)
        if following not in self._coming:
            self._fetch(following)

    def _fetch(self, number: int) -> None:
        """Begin to bring a group."""
        slot = number % 2
        free = self._free[slot]
        if free is None:
            arrived: Future[Any] = Future()
            self._homes[number].fill(self._slots[slot])
            arrived.set_result(None)
            self._coming[number] = arrived
        elif (pinned := self._homes[number].pinned) is None:
            self._coming[number] = self._reader.submit(self._copy_from_disk, number)
        else:
            arrived = Future()
            arrived.set_result(self._copy(number, pinned.tensor))
            self._coming[number] = arrived

    def _copy_from_disk(self, number: int) -> torch.cuda.Event:
        """Read a group into a pinned piece and send it on; in the reader's thread."""
        slot = number % 2
        if not self._staging:
            self._staging = [_PinnedMemory(self._slot_bytes) for _ in range(2)]
        if (sent := self._sent[slot]) is not None:
            sent.synchronize()  # what this piece held before is on the card
        home, piece = self._homes[number], self._staging[slot].tensor
        home.fill(piece)
        self._sent[slot] = sent = self._copy(number, piece[: home.size_bytes])
        return sent

    def _copy(self, number: int, source: torch.Tensor) -> torch.cuda.Event:
        slot, arrived = number % 2, torch.cuda.Event()
        free = self._free[slot]
        assert self._copying is not None
        assert free is not None
        with torch.cuda.stream(self._copying):
            self._copying.wait_event(free)
            self._slots[slot][: len(source)].copy_(source, non_blocking=True)
            arrived.record(self._copying)
        return arrived


class _PinnedMemory:
    """uint8 memory that a card reads by itself; ordinary memory where the system pins no more, which is slower.

    Registered by hand: PyTorch's own allocator rounds up to a power of two.
    """

    def __init__(self, size_bytes: int) -> None:
        self.tensor = torch.empty(size_bytes, dtype=torch.uint8)
        self._registered = False
        if torch.cuda.is_available() and size_bytes:
            runtime: Any = torch.cuda.cudart()
            failed = int(runtime.cudaHostRegister(self.tensor.data_ptr(), size_bytes, 0))
            self._registered = not failed
            if failed:
                _log.warning("%d bytes could not be pinned (CUDA error %d); copying is slower", size_bytes, failed)

    def release(self) -> None:
        """Make it ordinary memory; nothing may be on its way from it."""
        if self._registered:
            self._registered = False
            runtime: Any = torch.cuda.cudart()
            runtime.cudaHostUnregister(self.tensor.data_ptr())
