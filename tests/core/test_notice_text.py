import pytest

from s2v_desktop.core.notice_text import describe_notice, describe_progress
from s2v_desktop.core.progress import Activity, Notice, NoticeCode, Phase, Progress, Task


@pytest.mark.parametrize("code", NoticeCode)
def test_notice__every_code__is_one_or_two_sentences(code):
    words = describe_notice(Notice(code, "2", "3"))
    assert words.endswith(".")
    assert "{" not in words


def test_notice__resumed__says_how_much_is_kept():
    assert "after part 2" in describe_notice(Notice(NoticeCode.RESUMED, "2"))


@pytest.mark.parametrize("task", Task)
def test_progress__every_task__has_words_without_gaps(task):
    words = describe_progress(Progress(Phase.FRAMES, 0.5, activity=Activity(task, 2, 3, 7, 20)))
    assert words
    assert "{" not in words


def test_progress__denoising__counts_parts_and_steps():
    progress = Progress(Phase.FRAMES, 0.5, activity=Activity(Task.DENOISING, 2, 3, 7, 20))
    assert describe_progress(progress) == "Part 2 of 3, step 7 of 20"


def test_progress__without_an_activity__is_its_phase():
    assert describe_progress(Progress(Phase.ENCODING, 0.9)) == "Encoding video"
