"""A termbase: which terms of a source have which approved forms in a locale, read from TBX (ISO 30042).

Both spellings of TBX-Basic are read: the 2008 one (`martif`, `termEntry`, `langSet`, `tig`) and the 2019 one (`tbx`,
`conceptEntry`, `langSec`, `termSec`). Document types and entities are refused. A term whose approved form is the
source's own is one that is not translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pipeline.errors import CatalogError
from pipeline.model import hash_of

Status = Literal["approved", "forbidden"]

_FORBIDDEN = ("deprecated", "superseded", "forbidden", "obsolete")
_ENTRIES = frozenset({"termEntry", "conceptEntry"})
_LANGUAGES = frozenset({"langSet", "langSec"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LARGEST = 20_000_000
_HINT = "Correct the file or write it anew from a spreadsheet of terms."


@dataclass(frozen=True, slots=True)
class Term:
    """One concept: how the source says it, how the translation shall and how it shall not."""

    id: str
    source: tuple[str, ...]
    approved: tuple[str, ...]
    """The accepted forms, the preferred first."""
    forbidden: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the term is not translated."""
        return bool(self.approved) and set(self.approved) <= set(self.source)


@dataclass(frozen=True, slots=True)
class Termbase:
    """The terms of one locale."""

    terms: tuple[Term, ...] = ()

    @property
    def digest(self) -> str:
        """A hash of all terms, empty where there are none; the file's layout does not matter."""
        rows = [[each.id, list(each.source), list(each.approved), list(each.forbidden)] for each in self.terms]
        return hash_of("dragoman.termbase/1", rows) if rows else ""


NO_TERMS = Termbase()


def read_termbase(data: bytes, *, source: str, target: str, where: str = "") -> Termbase:
    """The termbase in a TBX file; CatalogError says what is wrong with one that cannot be read."""
    if len(data) > _LARGEST:
        raise CatalogError(f"larger than {_LARGEST // 1_000_000} MB", where=where, hint="Split the termbase.")
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as exc:
        raise CatalogError("has a document type or entities", where=where, hint="Delete its DOCTYPE.") from exc
    except (ParseError, ValueError, LookupError) as exc:
        raise CatalogError(f"not well-formed XML: {exc}", where=where, hint=_HINT) from exc
    if _local(root) not in ("martif", "tbx"):
        raise CatalogError(f"not TBX: its root is <{_local(root)}>", where=where, hint=_HINT)
    entries = (element for element in root.iter() if _local(element) in _ENTRIES)
    terms = (_read_entry(entry, number, source, target) for number, entry in enumerate(entries, 1))
    return Termbase(tuple(term for term in terms if term.source and (term.approved or term.forbidden)))


def _read_entry(entry: Element, number: int, source: str, target: str) -> Term:
    words: dict[tuple[bool, Status], list[str]] = {}
    for section in entry:
        if _local(section) not in _LANGUAGES:
            continue
        code = section.get(_LANG, "")
        for text, status in _read_terms(section):
            for is_target, locale in ((False, source), (True, target)):
                if _speaks(code, locale):
                    words.setdefault((is_target, status), []).append(text)
    approved = words.get((True, "approved"), ())
    forbidden = words.get((True, "forbidden"), ())
    return Term(
        entry.get("id") or str(number), _once(words.get((False, "approved"), ())), _once(approved), _once(forbidden)
    )


def _read_terms(section: Element) -> Iterator[tuple[str, Status]]:
    """Each term of a language section with its status; the preferred first."""
    found: list[tuple[int, str, Status]] = []
    for group in section:
        texts = [text for child in group.iter() if _local(child) == "term" and (text := _text(child))]
        marks = {(child.text or "").strip() for child in group.iter() if _local(child) != "term"}
        refused = any(mark.startswith(_FORBIDDEN) for mark in marks)
        rank = 0 if any(mark.startswith("preferred") for mark in marks) else 1
        found.extend((rank, text, "forbidden" if refused else "approved") for text in texts)
    for _, text, status in sorted(found, key=lambda item: item[0]):
        yield text, status


def _speaks(code: str, locale: str) -> bool:
    """Whether a section's language is a locale's: `es` serves es_US, `zh-Hans` not zh_Hant."""
    parts, wanted = code.replace("_", "-").lower().split("-"), locale.replace("_", "-").lower().split("-")
    return bool(code) and parts == wanted[: len(parts)]


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
