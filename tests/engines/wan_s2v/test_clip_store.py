"""Finished clips on disk: whole or not at all, and only those that still count."""

import sys

import msgspec
import numpy as np
import pytest
import torch

from s2v_desktop.core.errors import ErrorCode, OutputError
from s2v_desktop.engines.wan_s2v.clip_store import ClipStore, ClipWriter, JobFacts, ModelFile, StoredFrames
from s2v_desktop.engines.wan_s2v.eight_bits import from_eight_bits, to_eight_bits

MODEL = ModelFile("transformer", "a.safetensors", 100, 5)
FACTS = JobFacts(1, 4, 6, 20, 3, "recipe", "", (MODEL,))
LATENTS = np.ones((1, 16, 2, 1, 1), np.float32)


def clip(number: int, frames: int = 8) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 256, (frames, 4, 6, 3), np.uint8)


@pytest.fixture
def folder(tmp_path):
    """A job with two of its three clips."""
    store = ClipStore(tmp_path / "job", FACTS)
    store.save(0, clip(0, 7), LATENTS)
    store.save(1, clip(1), LATENTS)
    return tmp_path / "job"


def test_store__opened_again__has_the_clips_and_their_frames(folder):
    store = ClipStore(folder, FACTS)
    assert (store.num_finished, store.num_frames) == (2, 15)
    everything = np.concatenate([clip(0, 7), clip(1)])
    assert np.array_equal(np.stack([store.frame(index) for index in range(15)]), everything)
    for count in (1, 8, 9, 15, 73):
        assert np.array_equal(store.frames_before(2, count), everything[-count:])
    with pytest.raises(IndexError):
        store.frame(15)


@pytest.mark.parametrize(
    "change",
    [
        {"revision": 2},
        {"num_frames": 21},
        {"recipe": "another"},
        {"step_cache": "first block"},
        {"models": (msgspec.structs.replace(MODEL, modified_ns=6),)},
    ],
)
def test_store__other_facts__begins_anew(folder, change):
    assert ClipStore(folder, msgspec.structs.replace(FACTS, **change)).num_finished == 0
    assert [path.name for path in folder.iterdir()] == ["job.json"]


@pytest.mark.parametrize("place", [20, -20])
def test_store__one_wrong_bit__drops_that_clip_and_those_after_it(folder, place):
    path = folder / "clip-000.safetensors"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert ClipStore(folder, FACTS).num_finished == 0
    assert [path.name for path in folder.iterdir()] == ["job.json"]


@pytest.mark.parametrize("kept", [0, 5, 200])
def test_store__clip_cut_short__is_dropped(folder, kept):
    path = folder / "clip-001.safetensors"
    path.write_bytes(path.read_bytes()[:kept])
    assert ClipStore(folder, FACTS).num_finished == 1
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
def test_store__facts_that_cannot_be_read__count_as_others(folder, content):
    (folder / "job.json").write_bytes(content)
    assert ClipStore(folder, FACTS).num_finished == 0
    assert ClipStore(folder, FACTS).num_finished == 0


def test_store__what_a_killed_process_left__is_removed(folder):
    (folder / ".1234.part").write_bytes(b"half a clip")
    assert ClipStore(folder, FACTS).num_finished == 2
    assert not (folder / ".1234.part").exists()


@pytest.fixture
def little_room():
    """Files larger than a kilobyte cannot be written, as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of files")
def test_writer__full_disk__tells_it_at_the_next_call_and_leaves_nothing(folder, little_room):
    store = ClipStore(folder, FACTS)
    with pytest.raises(OutputError) as caught, ClipWriter(store) as writer:  # noqa: PT012 (whenever it is noticed)
        writer.write(2, clip(2, 100), LATENTS)
        while True:
            writer.check()
    assert caught.value.code is ErrorCode.DISK_FULL
    assert sorted(path.name for path in folder.iterdir()) == [
        "clip-000.safetensors",
        "clip-001.safetensors",
        "job.json",
    ]
    assert ClipStore(folder, FACTS).num_finished == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of files")
def test_writer__full_disk_and_another_fault__tells_the_other_fault(folder, little_room):
    with pytest.raises(KeyError), ClipWriter(ClipStore(folder, FACTS)) as writer:  # noqa: PT012 (while it writes)
        writer.write(2, clip(2, 100), LATENTS)
        raise KeyError


def test_writer__left__has_written_everything(folder):
    store = ClipStore(folder, FACTS)
    with ClipWriter(store) as writer:
        writer.write(2, clip(2), LATENTS)
    assert ClipStore(folder, FACTS).num_finished == 3


def test_folder__that_cannot_be_made__is_an_output_error(tmp_path):
    (tmp_path / "jobs").write_text("a file")
    with pytest.raises(OutputError):
        ClipStore(tmp_path / "jobs" / "job", FACTS)


def test_stored_frames__by_index_and_slice__are_read_from_disk_over_one_depth(folder):
    depth = np.zeros((2, 3), np.float32)
    frames = StoredFrames(ClipStore(folder, FACTS), depth)
    assert len(frames) == 15
    assert np.array_equal(frames[-1].picture, clip(1)[-1])
    assert all(frame.depth is depth for frame in frames[5:9])
    assert np.array_equal(np.stack([frame.picture for frame in frames[5:9]]), np.stack([*clip(0, 7)[5:], *clip(1)[:2]]))
    with pytest.raises(IndexError):
        frames[15]


def test_eight_bits__there_and_back__lose_nothing():
    frames = np.arange(256, dtype=np.uint8).repeat(3).reshape(2, 8, 16, 3)
    assert np.array_equal(to_eight_bits(from_eight_bits(frames)), frames)
    beyond = torch.tensor([-1.5, -1.0, 0.0, 1.0, 1.5]).reshape(1, 1, 1, 1, 5).expand(1, 3, 1, 1, 5)
    assert to_eight_bits(beyond)[0, 0, :, 0].tolist() == [0, 0, 128, 255, 255]
