"""Local markup: what an element says of itself (sections 5.2.2, 6.1 and 8 of ITS)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from pipeline.segment.its.tree import ITS, XHTML, XML, Node

Values: TypeAlias = Mapping[str, str]
"""What a data category says of a node, by the names that the standard gives; empty for nothing."""

NOTHING: Values = {}

YES_NO = ("yes", "no")
DIRECTIONS = ("ltr", "rtl", "lro", "rlo")
WITHIN_TEXT = ("yes", "no", "nested")
NOTE_TYPES = ("description", "alert")
FILTER_TYPES = ("include", "exclude")
SPACES = ("default", "preserve")


def read_local(element: Node, name: str) -> str | None:
    """An ITS local attribute: `its:locNote` in XML, `its-loc-note` in HTML, `locNote` on `its:span`."""
    if not element.attributes:
        return None
    value = element.get(name, ITS)
    if value is None and element.uri == XHTML:
        value = element.get(hyphenate(name))
    if value is None and element.is_its("span"):
        value = element.get(name)
    return value


@lru_cache(maxsize=64)
def hyphenate(name: str) -> str:
    """The name of a local attribute in HTML (6.1).

    >>> hyphenate("locNoteType")
    'its-loc-note-type'
    """
    return "its-" + re.sub("[A-Z]", lambda match: f"-{match[0].lower()}", name)


def _choose(element: Node, name: str, values: tuple[str, ...]) -> str | None:
    """A local attribute that has one of these values; HTML's are compared without case."""
    return _match(read_local(element, name), values, element)


def _match(value: str | None, values: tuple[str, ...], element: Node) -> str | None:
    if value is not None and element.uri == XHTML:
        value = value.strip().lower()
    return value if value in values else None


def read_translate(element: Node) -> Values:
    """HTML's `translate` is yes, no, or empty, which is yes; anything else is as if it were not there."""
    value = _choose(element, "translate", YES_NO)
    if value is None and element.uri == XHTML:
        written = element.get("translate")
        value = "yes" if written == "" else _match(written, YES_NO, element)
    return {"translate": value} if value else NOTHING


def read_note(element: Node) -> Values:
    kind = _choose(element, "locNoteType", NOTE_TYPES) or "description"
    if (note := read_local(element, "locNote")) is not None:
        return {"locNote": tidy(note), "locNoteType": kind}
    if (reference := read_local(element, "locNoteRef")) is not None:
        return {"locNoteRef": reference.strip(), "locNoteType": kind}
    return NOTHING


def read_term(element: Node) -> Values:
    term = _choose(element, "term", YES_NO)
    if term is None:
        return NOTHING
    rest = {name: read_local(element, name) for name in ("termInfoRef", "termConfidence")}
    return {"term": term, **{name: value.strip() for name, value in rest.items() if value is not None}}


def read_direction(element: Node) -> Values:
    """HTML has no override but its `bdo` element."""
    value = _choose(element, "dir", DIRECTIONS)
    if value is None and element.uri == XHTML:
        value = _match(element.get("dir"), ("ltr", "rtl"), element)
        if value and element.local == "bdo":
            value = {"ltr": "lro", "rtl": "rlo"}[value]
    return {"dir": value} if value else NOTHING


def read_language(element: Node) -> Values:
    """HTML's `lang` before `xml:lang`, as the HTML standard has it for documents of today."""
    value = element.get("lang") if element.uri == XHTML else None
    if value is None:
        value = element.get("lang", XML)
    return NOTHING if value is None else {"lang": value.strip()}


def read_within_text(element: Node) -> Values:
    value = _choose(element, "withinText", WITHIN_TEXT)
    return {"withinText": value} if value else NOTHING


def read_filter(element: Node) -> Values:
    ranges = read_local(element, "localeFilterList")
    if ranges is None:
        return NOTHING
    kind = _choose(element, "localeFilterType", FILTER_TYPES) or "include"
    return {"localeFilterList": ranges.strip(), "localeFilterType": kind}


def read_space(element: Node) -> Values:
    value = element.get("space", XML)
    return {"space": value} if value in SPACES else NOTHING


def read_id(element: Node) -> Values:
    """XML's own id; HTML's counts only where a rule asks for one."""
    value = element.get("id", XML)
    return {"idValue": value} if value else NOTHING


def read_nothing(_element: Node) -> Values:
    """Of a data category without local markup."""
    return NOTHING


def read_annotators(element: Node) -> Mapping[str, str]:
    """The tools that an element names, by data category (5.7)."""
    pairs = (each.partition("|") for each in (read_local(element, "annotatorsRef") or "").split())
    return {category: iri for category, bar, iri in pairs if bar}


def tidy(text: str) -> str:
    """White space as one space: notes are written over several lines."""
    return " ".join(text.split())
