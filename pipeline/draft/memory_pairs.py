"""Approved pairs: what the memory keeps of each, how a pair is written down, how it falls into sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from pipeline.errors import DraftError
from pipeline.model import Placeholder, canonical_json
from pipeline.text.placeholders import PROTECTED_NAME, TAG, find_faults, plain_text
from pipeline.text.sentences import split_sentences

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class ApprovedPair:
    """A source and its approved target, as the ledger has them; or an imported one, which nobody approved here."""

    source: str
    target: str
    article: str = ""
    """The article's id."""
    locale: str = ""
    approved_at: str = ""
    approved_by: str = ""
    """The reviewer's id."""
    placeholders: tuple[Placeholder, ...] = ()
    """Of the source, where they are known; read from its tags otherwise."""
    context: str = ""
    """The entry's context in its article."""
    part: Literal["unit", "segment"] = "unit"
    """Whether it is a whole unit or a sentence of one."""
    origin: str = ""
    """The imported file that it comes from; empty for what was approved here."""
    machine: bool = False
    """The text is a machine's draft that was approved as it stood."""


_DEFAULTS = {each.name: each.default for each in fields(ApprovedPair)}
_PLACEHOLDER = ("name", "form", "element", "target", "text")


def write_pair(pair: ApprovedPair) -> bytes:
    """A pair as canonical JSON, without what is at its default."""
    table: dict[str, Any] = {name: getattr(pair, name) for name in _DEFAULTS if name != "placeholders"}
    table["placeholders"] = [[getattr(held, name) for name in _PLACEHOLDER] for held in pair.placeholders]
    return canonical_json({name: value for name, value in table.items() if value not in ([], _DEFAULTS[name])})


def read_pair(data: bytes) -> ApprovedPair:
    """What `write_pair` wrote; DraftError for anything else."""
    try:
        table = json.loads(data)
        held = tuple(Placeholder(*each) for each in table.pop("placeholders", ()))
        return ApprovedPair(**table, placeholders=held)
    except (ValueError, TypeError, AttributeError) as exc:
        raise DraftError("a pair of the memory is damaged", hint="Run `dragoman memory rebuild`.") from exc


def words_of(text: str, placeholders: Sequence[Placeholder]) -> str:
    """What is compared of a text: its words, without tags, white space made one."""
    return " ".join(plain_text(text, placeholders).split())


def split_pair(pair: ApprovedPair, source_locale: str) -> Iterator[ApprovedPair]:
    """The pair's sentences, where both sides have as many, in order, and more than one.

    One whose placeholders or digits are not those of the other side is left out: there the translator moved
    something from sentence to sentence.
    """
    sources, targets = _split(pair.source, source_locale), _split(pair.target, pair.locale or source_locale)
    if not 1 < len(sources) == len(targets):
        return
    known = {held.name: held for held in pair.placeholders or read_placeholders(pair.source)}
    for source, target in zip(sources, targets, strict=True):
        names = {match[2] for match in TAG.finditer(source)}
        held = tuple(known[name] for name in known if name in names)
        same_digits = sorted(_DIGITS.findall(source)) == sorted(_DIGITS.findall(target))
        strangers = any(match[2] in known and match[2] not in names for match in TAG.finditer(target))
        if same_digits and not strangers and not find_faults(target, held, source=source):
            kept = held if pair.placeholders else ()
            yield replace(pair, source=source, target=target, placeholders=kept, part="segment")


def _split(text: str, locale: str) -> list[str]:
    return [text[span.start : span.end].strip() for span in split_sentences(text, locale)]


def like_namesake(placeholder: Placeholder, others: Sequence[Placeholder]) -> Placeholder:
    """With the element that the unit's placeholder of that name has: `<x>` may be any element, and the tag hides it."""
    base = placeholder.name.rstrip("0123456789")
    for other in others:
        if other.form == placeholder.form and other.name.rstrip("0123456789") == base:
            return replace(placeholder, element=other.element)
    return placeholder


def read_placeholders(source: str) -> tuple[Placeholder, ...]:
    """The placeholders that a source's tags tell of, by name and form; what they stand for is not known here."""
    return tuple(_read_placeholders(source))


def _read_placeholders(source: str) -> Iterator[Placeholder]:
    seen: set[str] = set()
    for match in TAG.finditer(source):
        slash, name, void = match.groups()
        end = source.find(f"</{name}>", match.end())
        if slash or name in seen or (not void and end < 0):
            continue
        seen.add(name)
        element = name.rstrip("0123456789")
        if void:
            yield Placeholder(name, "void", element)
        elif element == PROTECTED_NAME:
            yield Placeholder(name, "protected", "", text=source[match.end() : end])
        else:
            yield Placeholder(name, "pair", element)
