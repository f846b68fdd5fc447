"""English words for what a job tells while it goes on: its notices, and what its engine is at."""

from __future__ import annotations

from s2v_desktop.core.progress import Activity, Notice, NoticeCode, Phase, Progress, Task

#: Templates with ``{detail}`` and ``{hint}`` filled in from the notice; the source text of translations.
NOTICE_TEXT: dict[NoticeCode, str] = {
    NoticeCode.SMALLER_MEMORY_PLAN: (
        "The graphics card ran out of memory. The video goes on with less of it, which takes longer."
    ),
    NoticeCode.RESUMED: "This video goes on after part {detail}: what was finished before is kept.",
    NoticeCode.NETWORK_DRIVE: (
        "“{detail}” is on a network drive: models load slowly from there, and not at all while it is away."
    ),
    NoticeCode.NO_DRAFT_LORA: (
        "The models folder has no LoRA for Draft, so the video is made with more steps and takes longer."
    ),
    NoticeCode.IMPORTED_BEFORE: (
        "Everything of Wan2.2-S2V-14B that is in “{detail}” is in the models folder already: nothing to import."
    ),
}

#: What the phases of a job are called.
PHASE_TEXT: dict[Phase, str] = {
    Phase.AUDIO: "Processing audio features",
    Phase.FRAMES: "Generating frames",
    Phase.ENCODING: "Encoding video",
}

#: Templates with the fields of ``Activity`` filled in. An engine's clip is a *part* here: users know another clip.
ACTIVITY_TEXT: dict[Task, str] = {
    Task.LOADING: "Loading the model",
    Task.READING_PROMPT: "Reading the prompt",
    Task.DENOISING: "Part {clip} of {clips}, step {step} of {steps}",
    Task.DECODING: "Finishing part {clip} of {clips}",
}


def describe_notice(notice: Notice) -> str:
    """Return the English sentence for ``notice``."""
    return NOTICE_TEXT[notice.code].format(detail=notice.detail, hint=notice.hint)


def describe_progress(progress: Progress) -> str:
    """Return the English words for what a job is at: what its engine does, else its phase."""
    activity = progress.activity
    return PHASE_TEXT[progress.phase] if activity is None else describe_activity(activity)


def describe_activity(activity: Activity) -> str:
    """Return the English words for ``activity``."""
    counts = {"clip": activity.clip, "clips": activity.clips, "step": activity.step, "steps": activity.steps}
    return ACTIVITY_TEXT[activity.task].format(**counts)
