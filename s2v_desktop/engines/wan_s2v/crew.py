"""The processes of the other cards of this computer: this program again, one a card, each with all weights.

The engine makes its video as on one card. Only the transformer's calls are shared: the pipeline's predictor tells the
other ranks of each clip and step (``ranks.py``), and all of them call together (``parallel.py``).

They end when their standard input does: when the video is made, and when the process that makes it dies. For Linux,
as NCCL is.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec
import torch
import torch.distributed as dist

from s2v_desktop.core.errors import EngineError, ErrorCode
from s2v_desktop.engines.wan_s2v.checkpoint import describe_folder
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.memory import MemoryPlan
from s2v_desktop.engines.wan_s2v.out_of_memory import is_out_of_memory
from s2v_desktop.engines.wan_s2v.parallel import BACKEND, split_call
from s2v_desktop.engines.wan_s2v.pipeline import WanS2VPipeline
from s2v_desktop.engines.wan_s2v.ranks import LeadingTransformer, follow
from s2v_desktop.engines.wan_s2v.workbench import Workbench

RANK_COMMAND = "engine-rank"
"""The program's word for such a process."""

_log = logging.getLogger(__name__)

_LONGEST_PAUSE = timedelta(days=30)
_LOADED = b"loaded\n"
_OUT_OF_MEMORY_EXIT = 3
_END_TIMEOUT_S = 10.0


class RankTask(msgspec.Struct, frozen=True):
    """What a rank is told; ``rank`` counts from 0, ``device_type`` is ``cuda`` (card number ``rank``) or ``cpu``."""

    rank: int
    num_ranks: int
    meeting_place: str
    device_type: str
    models_dir: str
    plan: MemoryPlan
    height: int
    width: int
    lora: str
    fast: bool
    preferred: tuple[str, ...] = ()

    @property
    def device(self) -> torch.device:
        """What computes."""
        return torch.device(self.device_type, self.rank) if self.device_type == "cuda" else torch.device("cpu")


class Crew:
    """The ranks from 1 on, which begin to load their weights at once; none where ``num_cards`` is 1. One thread.

    ``num_cards`` counts the caller's own; all else is as for ``Workbench``, and the same on every card.
    """

    def __init__(
        self,
        num_cards: int,
        models_dir: Path,
        plan: MemoryPlan,
        size: FrameSize,
        device: torch.device,
        lora: Path | None,
        *,
        fast: bool,
        preferred: tuple[str, ...] = (),
    ) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="s2v-ranks-")) if num_cards > 1 else Path()
        self._task = RankTask(
            rank=0,
            num_ranks=num_cards,
            meeting_place=f"file://{self._folder / 'meeting-place'}",
            device_type=device.type,
            models_dir=str(models_dir),
            plan=plan,
            height=size.height,
            width=size.width,
            lora=str(lora or ""),
            fast=fast,
            preferred=preferred,
        )
        self._processes = [_start(msgspec.structs.replace(self._task, rank=rank)) for rank in range(1, num_cards)]

    def join(self, pipeline: WanS2VPipeline) -> None:
        """Let all ranks share every later call of the transformer of ``pipeline``; waits until all have loaded.

        Raises:
            torch.OutOfMemoryError: Another card has not enough memory for the plan.
            EngineError: Another process has ended.
            InputError: So many cards cannot share the work.
        """
        if not self._processes:
            return
        for process in self._processes:
            _wait_until_loaded(process)
        messages = _enter(self._task)
        split_call(pipeline.transformer, self._task.device)
        pipeline.predictor = partial(LeadingTransformer, messages)

    def close(self) -> None:
        """End the other processes; safe to call twice."""
        if not self._processes:
            return
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        for process in self._processes:
            try:
                process.wait(_END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                _log.warning("the process of a card does not end; it is killed")
                process.kill()
                process.wait()
        self._processes = []
        if dist.is_initialized():
            dist.destroy_process_group()
        shutil.rmtree(self._folder, ignore_errors=True)


def serve_rank() -> int:
    """Be a rank of which standard input tells; return the exit code of the process, where it ends by itself."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=RankTask)
    threading.Thread(target=_end_with_input, name="end", daemon=True).start()
    # What a library prints goes to standard error.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        _take_part(task, answers)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        _log.warning("memory of card %d is not enough for the plan %s: %s", task.rank, task.plan.name, error)
        return _OUT_OF_MEMORY_EXIT
    return 0


def _take_part(task: RankTask, answers: BinaryIO) -> None:
    if task.device_type == "cuda":
        torch.cuda.set_device(task.device)  # kernels run on the current card, wherever their tensors are
    lora = Path(task.lora) if task.lora else None
    folder = describe_folder(Path(task.models_dir)).preferring(task.preferred)
    size = FrameSize(task.height, task.width)
    bench = Workbench(folder, task.plan, size, task.device, lora, fast=task.fast)
    transformer = bench.pipeline().transformer
    answers.write(_LOADED)
    answers.flush()
    messages = _enter(task)
    split_call(transformer, task.device)
    follow(messages, transformer, task.device)


def _end_with_input() -> None:
    """End at once, also in the middle of an exchange with ranks that are gone."""
    sys.stdin.buffer.read()
    os._exit(0)


def _enter(task: RankTask) -> dist.ProcessGroup:
    """Enter the group of all ranks; return the one in which they tell one another what to do."""
    backend = BACKEND if task.device_type == "cuda" else "gloo"
    dist.init_process_group(backend, task.meeting_place, rank=task.rank, world_size=task.num_ranks)
    group = dist.new_group(backend="gloo", timeout=_LONGEST_PAUSE)
    assert isinstance(group, dist.ProcessGroup)
    return group


def _start(task: RankTask) -> subprocess.Popen[bytes]:
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "s2v_desktop"]
    process = subprocess.Popen([*program, RANK_COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(msgspec.json.encode(task) + b"\n")
    process.stdin.flush()
    return process


def _wait_until_loaded(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    if process.stdout.readline() == _LOADED:
        return
    code = process.wait()
    if code == _OUT_OF_MEMORY_EXIT:
        raise torch.OutOfMemoryError("another card has not enough memory")
    raise EngineError(ErrorCode.ENGINE_CRASHED, f"{RANK_COMMAND}: {code}")
