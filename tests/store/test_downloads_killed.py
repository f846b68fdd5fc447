"""A program that downloads is killed at random moments and started again."""

from killed_downloads import BOUND_BYTES, kill_again_and_again
from store_scenes import MB


def test_killed_at_random_moments__the_bytes_are_right_and_little_comes_twice(tmp_path):
    """The same with 200 MB and 20 kills is in tests/bench/bench_downloads.py."""
    outcome = kill_again_and_again(tmp_path / "models", 30 * MB, kills=6, bytes_per_s=30e6, seed=7)
    assert outcome.is_right
    assert outcome.requests > outcome.kills  # the kills fell into the download
    assert outcome.most_repeated_bytes <= BOUND_BYTES
