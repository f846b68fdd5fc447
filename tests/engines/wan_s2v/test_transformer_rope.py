import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from wan_toy_transformer import random_call, toy_transformer

from s2v_desktop.engines.wan_s2v import rope
from s2v_desktop.engines.wan_s2v.rope import TokenGrid, apply_rotary, clip_grids, motion_grids, rotary_table


def test_motion_grids__published_buckets__stand_at_the_published_times():
    grids = motion_grids(16, 24, (1, 2, 16))
    assert [grid.times for grid in grids] == [(-1,), (-3,), (-19, -14, -9, -4)]
    assert [len(grid.rows) * len(grid.columns) for grid in grids] == [8 * 12, 4 * 6, 2 * 3]
    assert grids[1].rows == (0, 2, 4, 7)  # 0, 2.33, 4.67, 7 truncated
    assert grids[2].columns == (0, 5, 11)


def test_clip_grids__reference_picture__stands_at_time_30():
    noise, reference = clip_grids(20, 30, 52)
    assert noise.times == tuple(range(20))
    assert reference == TokenGrid((30,), noise.rows, noise.columns)


@given(height=st.integers(8, 80), width=st.integers(8, 80))
def test_motion_grids__any_size__have_the_tokens_of_the_convolutions(height, width):
    grids = motion_grids(height, width, (1, 2, 16))
    assert [grid.num_tokens for grid in grids] == [
        (height // 2) * (width // 2),
        (height // 4) * (width // 4),
        4 * (height // 8) * (width // 8),
    ]


@settings(max_examples=30)
@given(
    time=st.integers(-19, 40),
    row=st.integers(0, 45),
    column=st.integers(0, 80),
    head_dim=st.sampled_from([12, 64, 128]),
)
def test_rotary_table__one_token__turns_by_time_row_and_column(time, row, column, head_dim):
    table = rotary_table((TokenGrid((time,), (row,), (column,)),), head_dim)
    third = head_dim // 6
    expected = []
    for position, pairs in ((time, head_dim // 2 - 2 * third), (row, third), (column, third)):
        expected += [position / 10000 ** (2 * pair / (2 * pairs)) for pair in range(pairs)]
    angles = torch.tensor(expected, dtype=torch.float64)
    assert table.shape == (1, 1, 1, head_dim // 2)
    torch.testing.assert_close(table[0, 0, 0], torch.polar(torch.ones_like(angles), angles).to(torch.complex64))


def test_rotary_table__several_grids__order_tokens_by_grid_time_row_column():
    grids = (TokenGrid((0, 1), (0, 1), (0, 1, 2)), TokenGrid((-3,), (0, 2), (5,)))
    table = rotary_table(grids, 24)
    singles = [
        rotary_table((TokenGrid((time,), (row,), (column,)),), 24)
        for grid in grids
        for time in grid.times
        for row in grid.rows
        for column in grid.columns
    ]
    torch.testing.assert_close(table, torch.cat(singles, dim=1))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_apply_rotary__any_dtype__keeps_dtype_and_length(dtype):
    states = torch.randn(2, 6, 3, 12, generator=torch.Generator().manual_seed(1)).to(dtype)
    turned = apply_rotary(states, rotary_table((TokenGrid((3,), (0, 1), (0, 1, 2)),), 12))
    assert turned.dtype == dtype
    torch.testing.assert_close(turned.float().norm(dim=-1), states.float().norm(dim=-1), rtol=1e-2, atol=1e-5)


def test_forward__same_shape_again__makes_no_table(monkeypatch):
    made = []

    def counted(grids, head_dim):
        made.append(grids)
        return rotary_table(grids, head_dim)

    monkeypatch.setattr(rope, "rotary_table", counted)
    model = toy_transformer()
    first, later = random_call().replace(drop_motion_frames=True), random_call()
    for call in (first, first, later, first, later):
        call(model)
    assert len(made) == 2
    random_call(height=10)(model)
    assert len(made) == 3
    assert len(model.rope._tables) == 2
