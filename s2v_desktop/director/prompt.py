"""Words to instructions: what a prompt asks of camera and light, and which of its words say nothing to either."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from s2v_desktop.director.vocabulary import (
    ACTION_PHRASES,
    CONJUNCTIONS,
    FILLERS,
    MODIFIER_PHRASES,
    NEGATIONS,
    SEPARATORS,
    TRAILING_NEGATIONS,
    Action,
    Modifier,
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One recognised wish.

    ``start`` and ``end`` are where its words stand in the prompt (as for slicing), so that a window can mark them.
    ``strength`` and ``speed`` are 1 unless a word beside it changed them (about 0.25-3). ``negated`` means that the
    prompt forbids the action.
    """

    action: Action
    start: int
    end: int
    strength: float = 1.0
    speed: float = 1.0
    negated: bool = False


class Words(NamedTuple):
    """Where words stand in a prompt, as for slicing."""

    start: int
    end: int


class Wish(NamedTuple):
    """How much of an action is asked for: ``strength`` 0 when it is not, else about 0.25-3; ``speed`` the same."""

    strength: float = 0.0
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class PromptPlan:
    """What a prompt asks for; ``unknown`` are the phrases that only a diffusion model can follow.

    ``helping`` are the words that say how an instruction is meant ("slow", "no"); ``avoided`` is what the negative
    prompt beside it names.
    """

    instructions: tuple[Instruction, ...] = ()
    unknown: tuple[str, ...] = ()
    helping: tuple[Words, ...] = ()
    avoided: frozenset[Action] = frozenset()

    def avoiding(self, negative: PromptPlan) -> PromptPlan:
        """Return this plan with all that the prompt ``negative`` names turned off; "no zoom" in it means nothing."""
        return replace(self, avoided=frozenset(item.action for item in negative.instructions if not item.negated))

    def forbids(self, action: Action) -> bool:
        """Tell whether ``action`` is turned off, here or by the negative prompt; that wins over asking for it."""
        return action in self.avoided or any(item.negated for item in self.instructions if item.action is action)

    def wish(self, action: Action) -> Wish:
        """Return how much of ``action`` is asked for; where it is asked for twice, the stronger one counts."""
        asked = [item for item in self.instructions if item.action is action]
        if not asked or self.forbids(action):
            return Wish()
        strongest = max(asked, key=lambda item: item.strength)
        return Wish(strongest.strength, strongest.speed)

    def asks(self, *actions: Action) -> bool:
        """Tell whether any of ``actions`` is asked for and not forbidden."""
        return any(self.wish(action).strength > 0 for action in actions)


def parse_prompt(text: str) -> PromptPlan:
    """Read ``text`` (English, Simplified Chinese or both, any case and width) and return what it asks for.

    Nothing is an error: what is not understood is listed in ``unknown``.
    """
    folded = _fold(text)
    clauses = _with_lone_modifiers_attached(_clauses(folded.text))
    instructions: list[Instruction] = []
    unknown: list[str] = []
    helping: list[Words] = []
    for clause in clauses:
        if clause.of_kind(_Kind.ACTION):
            beside = clause.of_kind(_Kind.MODIFIER, _Kind.NEGATION, _Kind.TRAILING_NEGATION)
            helping += (Words(*folded.span(token.start, token.end)) for token in beside)
        instructions += (_instruction(token, clause, folded) for token in clause.of_kind(_Kind.ACTION))
        unknown += (folded.original(start, end) for start, end in _unknown_spans(clause, folded.text))
    return PromptPlan(tuple(instructions), tuple(dict.fromkeys(unknown)), tuple(helping))


class _Kind(Enum):
    ACTION = auto()
    MODIFIER = auto()
    NEGATION = auto()
    TRAILING_NEGATION = auto()
    SEPARATOR = auto()
    CONJUNCTION = auto()
    FILLER = auto()


class _Token(NamedTuple):
    kind: _Kind
    start: int
    end: int
    meaning: Action | Modifier | None


@dataclass(frozen=True, slots=True)
class _Clause:
    """The tokens between two separators; ``negated`` where a negation reaches in from the clause before."""

    start: int
    end: int
    negated: bool = False
    tokens: list[_Token] = field(default_factory=list)

    def of_kind(self, *kinds: _Kind) -> list[_Token]:
        return [token for token in self.tokens if token.kind in kinds]


@dataclass(frozen=True, slots=True)
class _Folded:
    """``text`` in one case and width; ``origins[i]`` is where its character ``i`` stands in ``source``."""

    text: str
    source: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.origins[start], self.origins[end - 1] + 1

    def original(self, start: int, end: int) -> str:
        first, last = self.span(start, end)
        return self.source[first:last].strip()


def _fold(source: str) -> _Folded:
    characters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(source):
        for folded in unicodedata.normalize("NFKC", character).casefold():
            characters.append({"’": "'", "-": " ", "_": " ", "‑": " ", "–": " "}.get(folded, folded))
            origins.append(index)
    return _Folded("".join(characters), source, tuple(origins))


class _Lexicon(NamedTuple):
    pattern: re.Pattern[str]
    entries: dict[str, tuple[_Kind, Action | Modifier | None]]


@cache
def _lexicon() -> _Lexicon:
    entries: dict[str, tuple[_Kind, Action | Modifier | None]] = {}
    plain = {
        _Kind.FILLER: FILLERS.split("|"),
        _Kind.CONJUNCTION: CONJUNCTIONS.split("|"),
        _Kind.SEPARATOR: SEPARATORS,
        _Kind.TRAILING_NEGATION: TRAILING_NEGATIONS.split("|"),
        _Kind.NEGATION: NEGATIONS.split("|"),
    }
    for kind, phrases in plain.items():  # later entries win where a word has two meanings
        entries.update((phrase, (kind, None)) for phrase in phrases)
    for modifier, phrases in MODIFIER_PHRASES.items():
        entries.update((phrase, (_Kind.MODIFIER, modifier)) for phrase in phrases.split("|"))
    for action, phrases in ACTION_PHRASES.items():
        entries.update((phrase, (_Kind.ACTION, action)) for phrase in phrases.split("|"))
    longest_first = sorted(entries, key=len, reverse=True)
    return _Lexicon(re.compile("|".join(map(_phrase_pattern, longest_first))), entries)


def _phrase_pattern(phrase: str) -> str:
    """Match whole words in alphabets with spaces (any amount of space within), bare characters elsewhere."""
    pattern = r"[^\S\n]+".join(map(re.escape, phrase.split(" "))) if phrase.strip() else re.escape(phrase)
    before = r"(?<![a-z0-9'])" if re.match(r"[a-z0-9]", phrase) else ""
    after = r"(?![a-z0-9'])" if re.search(r"[a-z0-9]$", phrase) else ""
    if phrase == ".":
        after = r"(?!\d)"  # a decimal point ends nothing
    return before + pattern + after


def _tokens(text: str) -> Iterator[_Token]:
    lexicon = _lexicon()
    for match in lexicon.pattern.finditer(text):
        phrase = match.group()
        kind, meaning = lexicon.entries[phrase if phrase in lexicon.entries else " ".join(phrase.split())]
        yield _Token(kind, match.start(), match.end(), meaning)


def _clauses(text: str) -> Iterator[_Clause]:
    start, negated = 0, False
    tokens: list[_Token] = []
    for token in _tokens(text):
        if token.kind not in (_Kind.SEPARATOR, _Kind.CONJUNCTION):
            tokens.append(token)
            continue
        clause = _Clause(start, token.start, negated, tokens)
        yield clause
        negated = token.kind is _Kind.CONJUNCTION and (negated or bool(clause.of_kind(_Kind.NEGATION)))
        start, tokens = token.end, []
    yield _Clause(start, len(text), negated, tokens)


def _with_lone_modifiers_attached(clauses: Iterable[_Clause]) -> list[_Clause]:
    """In "zoom in, slowly" the second clause is about the first."""
    attached: list[_Clause] = []
    for clause in clauses:
        kinds = {token.kind for token in clause.tokens}
        only_modifiers = bool(clause.tokens) and kinds <= {_Kind.MODIFIER, _Kind.FILLER} and _Kind.MODIFIER in kinds
        if only_modifiers and attached and attached[-1].of_kind(_Kind.ACTION):
            before = attached[-1]
            attached[-1] = replace(before, tokens=[*before.tokens, *clause.of_kind(_Kind.MODIFIER)])
        else:
            attached.append(clause)
    return attached


def _instruction(token: _Token, clause: _Clause, folded: _Folded) -> Instruction:
    assert isinstance(token.meaning, Action)
    strength = speed = 1.0
    for modifier in clause.of_kind(_Kind.MODIFIER):
        assert isinstance(modifier.meaning, Modifier)
        strength *= modifier.meaning.strength
        speed *= modifier.meaning.speed
    turned_off = (
        clause.negated
        or any(other.start < token.start for other in clause.of_kind(_Kind.NEGATION))
        or any(other.start > token.start for other in clause.of_kind(_Kind.TRAILING_NEGATION))
    )
    start, end = folded.span(token.start, token.end)
    return Instruction(token.meaning, start, end, min(max(strength, 0.25), 3.0), min(max(speed, 0.25), 3.0), turned_off)


def _unknown_spans(clause: _Clause, text: str) -> Iterator[tuple[int, int]]:
    """Yield what is left of ``clause`` besides its recognised words, or all of it when it holds no action."""
    understood = clause.of_kind(_Kind.ACTION, _Kind.MODIFIER, _Kind.NEGATION, _Kind.TRAILING_NEGATION)
    inside = [token for token in understood if token.end <= clause.end]
    if not clause.of_kind(_Kind.ACTION):
        inside = []
    edges = [clause.start, *(edge for token in inside for edge in (token.start, token.end)), clause.end]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        says_something = _without_fillers(clause, text, start, end)
        if says_something:
            yield says_something


def _without_fillers(clause: _Clause, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the part of ``start``-``end`` between the first and last words that are no fillers, or None."""
    fillers = clause.of_kind(_Kind.FILLER)
    meaningful = [
        at
        for at in range(start, end)
        if text[at].isalnum() and not any(filler.start <= at < filler.end for filler in fillers)
    ]
    return (meaningful[0], meaningful[-1] + 1) if meaningful else None
