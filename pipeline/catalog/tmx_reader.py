"""Reads pairs of two languages from a TMX file of any tool. Nothing in it is trusted, and nothing is fetched.

Standard: TMX 1.4b (LISA OSCAR, 2005). A document type declaration is accepted without an internal subset, as many tools
write one; entities and everything else that it could bring are refused. Native codes (`<bpt>`, `<ph>` …) are left
out, for they are markup of another page; the text that they enclose stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from pipeline.errors import CatalogError
from pipeline.text.languages import is_same_locale

MAX_FILE = 64 * 1024 * 1024
_MAX_TEXT = 20_000
"""Letters of a segment; a longer one is no text of an article."""
_NATIVE = frozenset({"bpt", "ept", "it", "ph", "ut"})


@dataclass(slots=True)
class _Reading:
    source_locale: str
    locale: str
    pairs: dict[tuple[str, str], None] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    header: str = ""
    language: str = ""
    native: int = 0
    letters: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "header":
            self.header = attributes.get("srclang", "")
        elif name == "tu":
            self.texts = {}
        elif name == "tuv":
            self.language = attributes.get("xml:lang") or attributes.get("lang") or ""
        elif name == "seg":
            self.letters = []
        elif name in _NATIVE:
            self.native += 1

    def take(self, letters: str) -> None:
        if self.letters is not None and not self.native:
            self.letters.append(letters)

    def end(self, name: str) -> None:
        if name in _NATIVE:
            self.native -= 1
        elif name == "seg" and self.letters is not None:
            self.texts.setdefault(self.language, "".join(self.letters).strip())
            self.letters = None
        elif name == "tu":
            source, target = self._find(self.source_locale), self._find(self.locale)
            if source and target and max(len(source), len(target)) <= _MAX_TEXT:
                self.pairs[source, target] = None

    def _find(self, locale: str) -> str:
        """The text of a locale: its own, else that of its language or of a region of it."""
        tags = [tag for tag in self.texts if tag]
        exact = [tag for tag in tags if is_same_locale(tag, locale)]
        near = [tag for tag in tags if _language(tag) == _language(locale)]
        return self.texts[(exact or near)[0]] if exact or near else ""


def read_tmx(data: bytes, *, source_locale: str, locale: str, name: str) -> tuple[tuple[str, str], ...]:
    """Each distinct (source, target) of the two languages, in the file's order.

    CatalogError for what is no TMX, too large, or brings declarations of its own.
    """
    if len(data) > MAX_FILE:
        raise CatalogError(f"it is larger than {MAX_FILE >> 20} MB", where=name, hint="Split the file.")
    reading = _Reading(source_locale, locale)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = lambda *told: _refuse(name) if told[3] else None
    parser.EntityDeclHandler = lambda *_: _refuse(name)
    root: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if not root and element != "tmx":
            raise CatalogError("it is no TMX file", where=name, hint="Export it as TMX 1.4.")
        root.append(element)
        if len(root) > 64:
            raise CatalogError("its elements are nested too deeply", where=name, hint="Export it anew.")
        reading.start(element, attributes)

    def end(element: str) -> None:
        root.pop()
        reading.end(element)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = reading.take
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as exc:
        raise CatalogError(f"it cannot be read: {exc}", where=name, hint="Export it anew as TMX 1.4.") from exc
    return tuple(reading.pairs)


def _refuse(name: str) -> None:
    raise CatalogError(
        "it declares entities or elements of its own, which may do harm", where=name, hint="Export it without them."
    )


def _language(tag: str) -> str:
    """Language and script: another script is another text."""
    parts = tag.replace("_", "-").lower().split("-")
    return "-".join(part for place, part in enumerate(parts) if place == 0 or len(part) == 4)
