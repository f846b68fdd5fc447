from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.memory import (
    PLANS,
    Memory,
    Weights,
    fitting_plans,
    needed,
    num_tokens,
    plans_from,
)

GIB = 1 << 30
P480, P720 = FrameSize(480, 832), FrameSize(704, 1280)
BF16, FP8 = Weights(32_600_000_000, in_16_bits=True), Weights(16_400_000_000, in_16_bits=False)
SIZES, WEIGHTS = st.sampled_from([P480, P720]), st.sampled_from([BF16, FP8])
MEMORIES = st.builds(Memory, st.integers(0, 150 * GIB), st.integers(0, 150 * GIB))


def first(card_gib, ram_gib, size=P480, weights=BF16, *, fast=False):
    return fitting_plans(Memory(card_gib * GIB, ram_gib * GIB), size, weights, fast=fast)[0].name


def test_num_tokens__published_sizes__are_those_of_the_transformer():
    assert num_tokens(P480) == pytest.approx(35_074, rel=2e-3)
    assert num_tokens(P720) == pytest.approx(79_200, rel=2e-3)


@given(MEMORIES, SIZES, WEIGHTS, st.booleans())
def test_plans__any_memory__fit_and_need_less_and_less_of_the_card(memory, size, weights, fast):
    *plans, last = fitting_plans(memory, size, weights, fast=fast)
    needs = [needed(plan, size, weights) for plan in plans]
    assert all(need.card_bytes <= memory.card_bytes and need.ram_bytes <= memory.ram_bytes for need in needs)
    assert all(later.card_bytes < earlier.card_bytes for earlier, later in pairwise(needs))
    assert len({*plans, last}) == len(plans) + 1


@given(st.sampled_from(list(PLANS.values())), SIZES, WEIGHTS)
def test_needed__larger_videos__need_more_of_the_card(plan, size, weights):
    assert needed(plan, P720, weights).card_bytes > needed(plan, P480, weights).card_bytes


def test_plans__card_that_holds_the_model__keep_it_there():
    assert first(80, 64) == "resident"
    assert first(24, 64, weights=FP8) == "resident"
    assert first(80, 64, fast=True) == "resident-8bit"


def test_plans__card_of_24_gb__stream_16_bits_where_main_memory_holds_them():
    assert first(23, 64) == "streamed"
    assert first(23, 24) == "resident-8bit"


def test_plans__card_of_8_gb__make_720p_too():
    for size in (P480, P720):
        for weights in (BF16, FP8):
            plan = PLANS[first(8, 64, size, weights)]
            assert plan.name.startswith("streamed")
            assert needed(plan, size, weights).card_bytes <= 8 * GIB


def test_plans__card_of_6_gb__make_480p():
    assert first(6, 64) == "streamed-small"
    assert first(6, 64, weights=FP8) == "streamed-small"


def test_plans__little_main_memory__leave_the_weights_on_disk():
    assert first(8, 10) == "disk-small"


def test_plans_from__a_plan_that_was_asked_for__goes_on_with_smaller_ones_alone():
    plans = fitting_plans(Memory(80 * GIB, 64 * GIB), P480, BF16, fast=False)
    names = [plan.name for plan in plans_from(PLANS["streamed-8bit"], plans)]
    assert names[0] == "streamed-8bit"
    assert names[-1] == "disk-small"
    assert "resident" not in names
