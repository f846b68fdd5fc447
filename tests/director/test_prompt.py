"""What a prompt is understood to ask for, in English and Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.director.prompt import parse_prompt
from s2v_desktop.director.vocabulary import ACTION_PHRASES, MODIFIER_PHRASES, Action


def asked(text: str) -> set[Action]:
    plan = parse_prompt(text)
    return {action for action in Action if plan.asks(action)}


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("zoom in slowly", {Action.ZOOM_IN}),
        ("slow push-in", {Action.ZOOM_IN}),
        ("Dolly", {Action.ZOOM_IN}),
        ("pull back", {Action.ZOOM_OUT}),
        ("slow pan right", {Action.PAN_RIGHT}),
        ("pan left, tilt up", {Action.PAN_LEFT, Action.TILT_UP}),
        ("rotate", {Action.ROTATE}),
        ("parallax", {Action.ORBIT}),
        ("floating", {Action.DRIFT}),
        ("hand-held camera", {Action.HANDHELD}),
        ("camera shake", {Action.SHAKE}),
        ("bounce to the beat", {Action.PULSE}),
        ("stable", {Action.STABLE}),
        ("no camera movement", {Action.STABLE}),
        ("warm color grading", {Action.WARM}),
        ("cool colour grading; muted", {Action.COOL, Action.MUTED}),
        ("black and white", {Action.MONOCHROME}),
        ("high contrast\nfilm grain", {Action.HIGH_CONTRAST, Action.GRAIN}),
        ("low-contrast vintage look", {Action.LOW_CONTRAST, Action.VINTAGE}),
        ("subtle glow and vignette", {Action.GLOW, Action.VIGNETTE}),
        ("dreamy, bright", {Action.DREAMY, Action.BRIGHT}),
        ("dark. strobe!", {Action.DARK, Action.STROBE}),
        ("flowing water", {Action.FLOW}),
        ("sparkle & flash", {Action.SPARKLE, Action.FLASH}),
        ("推近", {Action.ZOOM_IN}),
        ("镜头慢慢拉远", {Action.ZOOM_OUT}),
        ("向左平移、上移", {Action.PAN_LEFT, Action.TILT_UP}),
        ("缓慢向右平移；下移", {Action.PAN_RIGHT, Action.TILT_DOWN}),
        ("旋转，视差", {Action.ROTATE, Action.ORBIT}),
        ("手持镜头和漂浮", {Action.HANDHELD, Action.DRIFT}),
        ("跟随节拍", {Action.PULSE}),
        ("固定镜头，暖色调", {Action.STABLE, Action.WARM}),
        ("冷色调，低饱和", {Action.COOL, Action.MUTED}),
        ("鲜艳，黑白", {Action.VIVID, Action.MONOCHROME}),
        ("胶片颗粒，复古", {Action.GRAIN, Action.VINTAGE}),
        ("辉光，梦幻，暗角", {Action.GLOW, Action.DREAMY, Action.VIGNETTE}),
        ("明亮，频闪，水波", {Action.BRIGHT, Action.STROBE, Action.FLOW}),
    ],
)
def test_parse_prompt__known_words__are_understood(text: str, actions: set[Action]):
    assert asked(text) == actions
    assert parse_prompt(text).unknown == ()


@pytest.mark.parametrize("action", list(Action))
def test_parse_prompt__every_phrase_of_the_vocabulary__means_its_action(action: Action):
    for phrase in ACTION_PHRASES[action].split("|"):
        plan = parse_prompt(phrase)
        assert [item.action for item in plan.instructions] == [action], phrase
        assert plan.unknown == ()


@pytest.mark.parametrize("phrases", MODIFIER_PHRASES.values())
def test_parse_prompt__every_modifier__changes_its_action(phrases: str):
    for phrase in phrases.split("|"):
        wish = parse_prompt(f"{phrase} 辉光").wish(Action.GLOW)
        assert wish.strength > 0, phrase
        assert (wish.strength, wish.speed) != (1.0, 1.0), phrase


def test_parse_prompt__every_phrase__belongs_to_one_action():
    phrases = [phrase for group in ACTION_PHRASES.values() for phrase in group.split("|")]
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("no zoom", {Action.ZOOM_IN}),
        ("without grain", {Action.GRAIN}),
        ("without grain and vignette", {Action.GRAIN, Action.VIGNETTE}),
        ("no flash or strobe", {Action.FLASH, Action.STROBE}),
        ("Don’t shake", {Action.SHAKE}),
        ("grain off", {Action.GRAIN}),
        ("flicker-free", {Action.STROBE}),
        ("不要闪光", {Action.FLASH}),
        ("无颗粒", {Action.GRAIN}),
        ("不要旋转和摇晃", {Action.ROTATE, Action.HANDHELD}),
        ("关闭辉光", {Action.GLOW}),
    ],
)
def test_parse_prompt__negated__turns_it_off(text: str, off: set[Action]):
    plan = parse_prompt(text)
    assert asked(text) == set()
    assert {action for action in Action if plan.forbids(action)} == off


def test_parse_prompt__negation_before_a_comma__does_not_reach_over_it():
    assert asked("no zoom, pan left") == {Action.PAN_LEFT}
    assert asked("不要闪光，慢慢拉远") == {Action.ZOOM_OUT}


def test_parse_prompt__asked_for_and_forbidden__is_forbidden():
    assert asked("grain, no grain") == set()


@pytest.mark.parametrize("negative", ["zoom, grain", "strong zoom in, film grain", "推近、颗粒"])
def test_avoiding__words_of_the_negative_prompt__are_turned_off(negative: str):
    plan = parse_prompt("slow zoom in, film grain, glow").avoiding(parse_prompt(negative))
    assert plan.forbids(Action.ZOOM_IN)
    assert plan.forbids(Action.GRAIN)
    assert not plan.asks(Action.ZOOM_IN, Action.GRAIN)
    assert plan.asks(Action.GLOW)


def test_avoiding__negated_or_unknown_words__turn_nothing_off():
    plan = parse_prompt("zoom in").avoiding(parse_prompt("no zoom, six fingers, blurry"))
    assert plan.asks(Action.ZOOM_IN)


def test_parse_prompt__slow_and_strong__are_told_apart():
    slow, strong = (
        parse_prompt("slow zoom in").wish(Action.ZOOM_IN),
        parse_prompt("strong zoom in").wish(Action.ZOOM_IN),
    )
    assert slow.speed < 1 == slow.strength
    assert strong.strength > 1 == strong.speed
    assert parse_prompt("轻微的辉光").wish(Action.GLOW) == parse_prompt("subtle glow").wish(Action.GLOW)
    assert parse_prompt("快速推近").wish(Action.ZOOM_IN).speed > 1


def test_parse_prompt__modifier_alone_after_a_comma__is_about_what_came_before():
    assert parse_prompt("zoom in, slowly") != parse_prompt("zoom in")
    assert parse_prompt("zoom in, slowly").wish(Action.ZOOM_IN).speed < 1


def test_parse_prompt__not_too_strong__is_weak_and_not_off():
    assert 0 < parse_prompt("not too strong glow").wish(Action.GLOW).strength < 1
    assert 0 < parse_prompt("辉光不要太强").wish(Action.GLOW).strength < 1


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("a cat playing the piano", ("cat playing the piano",)),
        ("fast car, slow zoom in, 城市夜景", ("fast car", "城市夜景")),
        ("a girl dancing in the rain with warm colors", ("girl dancing in the rain",)),
        ("1.5x speed ramp", ("1.5x speed ramp",)),
        ("zoological pandemonium", ("zoological pandemonium",)),
        ("cat, cat", ("cat",)),
    ],
)
def test_parse_prompt__unknown_phrases__are_listed_as_written(text: str, unknown: tuple[str, ...]):
    assert parse_prompt(text).unknown == unknown


@pytest.mark.parametrize("text", ["", "   ", ",，、;；\n", "the camera", "!!!"])
def test_parse_prompt__nothing_said__asks_for_nothing(text: str):
    plan = parse_prompt(text)
    assert plan.instructions == ()
    assert plan.unknown == ()


def test_parse_prompt__case_width_hyphens_and_spaces__do_not_matter():
    for text in ("ZOOM IN", "ｚｏｏｍ　ｉｎ", "Zoom-In", "zoom   \t in", "zoom_in"):
        assert asked(text) == {Action.ZOOM_IN}, text


def test_parse_prompt__span__marks_the_words_in_the_text_as_written():
    text = "ﬁlm; Ｗａｒｍ  ＣＯＬＯＲＳ，慢慢推近!"
    spans = {item.action: text[item.start : item.end] for item in parse_prompt(text).instructions}
    assert spans == {Action.WARM: "Ｗａｒｍ  ＣＯＬＯＲＳ", Action.ZOOM_IN: "推近"}


@settings(deadline=None)
@given(st.text(max_size=200))
def test_parse_prompt__any_text__never_fails_and_spans_stay_inside(text: str):
    plan = parse_prompt(text)
    for item in plan.instructions:
        assert 0 <= item.start < item.end <= len(text)
    assert all(phrase and phrase in text for phrase in plan.unknown)


words = [phrase for group in ACTION_PHRASES.values() for phrase in group.split("|")]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*words, "no", "不要", "slowly", "轻微", ",", "，", "and", "cat", " "]), max_size=30))
def test_parse_prompt__any_order_of_words__never_fails(pieces: list[str]):
    text = " ".join(pieces)
    plan = parse_prompt(text)
    starts = [item.start for item in plan.instructions]
    assert starts == sorted(starts)


def test_parse_prompt__words_beside_an_action__are_told_too():
    text = "castle, very slow zoom in, no film grain"
    assert [text[words.start : words.end] for words in parse_prompt(text).helping] == ["very slow", "no"]
