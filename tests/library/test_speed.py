from pathlib import Path

import msgspec
import pytest

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import OutputError
from s2v_desktop.core.look import Aspect, Look, Quality, Resolution
from s2v_desktop.library.speed import SpeedBook

LOOK = Look(resolution=Resolution.P480, fps=24)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "speed.json"


@pytest.mark.parametrize(
    "other",
    [
        Look(resolution=Resolution.P720, fps=24),
        Look(resolution=Resolution.P480, fps=30),
        Look(resolution=Resolution.P480, fps=24, aspect=Aspect.SQUARE),
        Look(resolution=Resolution.P480, fps=24, engine="wan-s2v"),
    ],
)
def test_expected_s__kind_never_made__is_unknown(path: Path, other: Look) -> None:
    book = SpeedBook(path)
    assert book.expected_s(LOOK, Clip()) is None
    book.learn(LOOK, Clip(0, 8), 4.0)
    assert book.expected_s(other, Clip()) is None
    assert book.expected_s(LOOK, Clip(3, 8)) == pytest.approx(4.0)
    assert book.expected_s(LOOK, Clip(3, 4)) == pytest.approx(2.0)


def test_expected_s__runs_of_several_lengths__believes_those_of_about_the_same(path: Path) -> None:
    book = SpeedBook(path)
    for duration_s in (15, 15, 15, 4, 4, 4):
        book.learn(LOOK, Clip(0, duration_s), 2.0 + duration_s)  # two seconds besides the frames
    assert book.expected_s(LOOK, Clip(0, 4)) == pytest.approx(6.0)
    assert book.expected_s(LOOK, Clip(0, 15)) == pytest.approx(17.0)


def test_expected_s__one_run_far_slower__is_not_led_astray(path: Path) -> None:
    book = SpeedBook(path)
    for seconds in (4.0, 60.0, 4.2):
        book.learn(LOOK, Clip(0, 8), seconds)
    assert book.expected_s(LOOK, Clip(0, 8)) == pytest.approx(4.2)


def test_learn__a_faster_card_was_put_in__is_believed_after_a_few_runs(path: Path) -> None:
    book = SpeedBook(path)
    for _ in range(30):
        book.learn(LOOK, Clip(0, 8), 10.0)
    for _ in range(3):
        book.learn(LOOK, Clip(0, 8), 2.0)
    assert SpeedBook(path).expected_s(LOOK, Clip(0, 8)) == pytest.approx(2.0)
    assert path.stat().st_size < 4000


@pytest.mark.parametrize("content", [b"", b"{", b'[{"engine": 3}]', b"\xff\xfe"])
def test_read__damaged_file__learns_anew(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    book = SpeedBook(path)
    assert book.expected_s(LOOK, Clip()) is None
    book.learn(LOOK, Clip(), 4.0)
    assert SpeedBook(path).expected_s(LOOK, Clip()) == pytest.approx(4.0)


def test_learn__folder_cannot_be_made__is_told_and_counts_all_the_same(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    book = SpeedBook(path)
    with pytest.raises(OutputError):
        book.learn(LOOK, Clip(), 4.0)
    assert book.expected_s(LOOK, Clip()) == pytest.approx(4.0)


def test_expected_s__retimed__is_learned_apart_and_whichever_engine_made_the_frames(path: Path) -> None:
    book = SpeedBook(path)
    diffusion = msgspec.structs.replace(LOOK, engine="wan-s2v")
    book.learn(LOOK, Clip(0, 8), 5.0)
    book.learn(diffusion, Clip(0, 8), 600.0)
    assert book.expected_s(diffusion, Clip(0, 8), retimed=True) == pytest.approx(5.0)  # as the motion engine draws
    book.learn(diffusion, Clip(0, 8), 6.0, retimed=True)
    again = SpeedBook(path)
    assert again.expected_s(diffusion, Clip(0, 8), retimed=True) == pytest.approx(6.0)
    assert again.expected_s(LOOK, Clip(0, 8), retimed=True) == pytest.approx(6.0)
    assert again.expected_s(diffusion, Clip(0, 8)) == pytest.approx(600.0)
    assert again.expected_s(LOOK, Clip(0, 8)) == pytest.approx(5.0)


def test_expected_s__of_a_diffusion_engine__tells_quality_and_skipped_steps_apart(path: Path) -> None:
    book = SpeedBook(path)
    standard = msgspec.structs.replace(LOOK, engine="wan-s2v")
    best, quick = (
        msgspec.structs.replace(standard, **change) for change in ({"quality": Quality.BEST}, {"skips_steps": True})
    )
    book.learn(standard, Clip(0, 8), 300.0)
    assert book.expected_s(best, Clip(0, 8)) is None
    assert book.expected_s(quick, Clip(0, 8)) is None
    book.learn(best, Clip(0, 8), 600.0)
    again = SpeedBook(path)
    assert again.expected_s(best, Clip(0, 8)) == pytest.approx(600.0)
    assert again.expected_s(standard, Clip(0, 8)) == pytest.approx(300.0)


def test_expected_s__of_the_motion_engine__is_the_same_at_any_quality(path: Path) -> None:
    book = SpeedBook(path)
    book.learn(LOOK, Clip(0, 8), 4.0)
    best = msgspec.structs.replace(LOOK, quality=Quality.BEST, skips_steps=True)
    assert book.expected_s(best, Clip(0, 8)) == pytest.approx(4.0)


def test_expected_s__retimed_at_another_quality__is_the_same(path: Path) -> None:
    book = SpeedBook(path)
    diffusion = msgspec.structs.replace(LOOK, engine="wan-s2v")
    book.learn(diffusion, Clip(0, 8), 6.0, retimed=True)
    best = msgspec.structs.replace(diffusion, quality=Quality.BEST)
    assert book.expected_s(best, Clip(0, 8), retimed=True) == pytest.approx(6.0)
