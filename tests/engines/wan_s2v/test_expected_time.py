"""The estimate agrees with what was measured, and claims nothing about cards that nobody measured or listed."""

from __future__ import annotations

import pytest

from s2v_desktop.engines.wan_s2v.expected_time import Video, card_rate_tflops, expected_s
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.memory import PLANS, Weights

OFFICIAL = Weights(32_600_000_000, in_16_bits=True)
SMALL, LARGE = FrameSize(480, 832), FrameSize(704, 1280)


@pytest.mark.parametrize(("size", "measured_s"), [(SMALL, 3.219), (LARGE, 12.32)])
def test_expected__calls_of_a_later_clip_on_the_h200__are_what_was_measured(size: FrameSize, measured_s: float) -> None:
    def of_calls(calls: int) -> float:
        return expected_s("NVIDIA H200", PLANS["resident"], size, OFFICIAL, Video((0, 80), calls)) or 0.0

    first = expected_s("NVIDIA H200", PLANS["resident"], size, OFFICIAL, Video((0,), 100)) or 0.0
    none = expected_s("NVIDIA H200", PLANS["resident"], size, OFFICIAL, Video((0,), 0)) or 0.0
    one_call_s = (of_calls(100) - of_calls(0) - (first - none)) / 100
    assert one_call_s == pytest.approx(measured_s, rel=0.03)


def test_expected__weights_from_a_disk__cost_more_than_computing_on_a_quick_card() -> None:
    resident_s, disk_s = (expected_s("NVIDIA H100 PCIe", PLANS[name], SMALL, OFFICIAL) for name in
                          ("resident", "disk-small"))  # fmt: skip
    assert resident_s is not None
    assert disk_s is not None
    assert disk_s > 3 * resident_s


@pytest.mark.parametrize(
    ("name", "rate_tflops"),
    [
        ("NVIDIA GeForce RTX 4090", 165.2),
        ("NVIDIA GeForce RTX 4070", 58.3),
        ("NVIDIA GeForce RTX 4070 Ti", 80.2),
        ("NVIDIA GeForce RTX 4070 Ti SUPER", 88.2),
        ("NVIDIA A100-SXM4-80GB", 312),
        ("NVIDIA H100 80GB HBM3", 989),
        ("NVIDIA H100 PCIe", 756),
        ("NVIDIA RTX 6000 Ada Generation", 364),
        ("NVIDIA GeForce RTX 4090 Laptop GPU", None),
        ("NVIDIA GeForce RTX 4090 D", None),
        ("NVIDIA GeForce GTX 1080 Ti", None),
        ("Some card", None),
    ],
)
def test_rate__name_as_the_driver_tells_it__is_of_that_card_and_no_sibling(
    name: str, rate_tflops: float | None
) -> None:
    assert card_rate_tflops(name) == rate_tflops
