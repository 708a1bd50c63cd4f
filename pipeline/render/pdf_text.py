"""A PDF read back without the library that wrote it: structure, glyphs and what they stand for, by pikepdf.

Each leaf of the structure tree is a stretch of one line. It has up to two texts: what its glyphs map to (ToUnicode,
in the order drawn) and what the document says it is (ActualText, in the order read).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

LINE_JOIN = "\0"
"""Between two lines of one text: stands for a space or for nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of text as drawn on one line."""

    drawn: str
    """What the glyphs map to, from left to right as drawn."""
    actual: str | None = None
    """What the document says it is; None where glyphs speak for themselves."""
    unmapped: int = 0
    """Glyph codes without a Unicode mapping, or the empty glyph of a missing letter."""

    @property
    def text(self) -> str:
        return self.drawn if self.actual is None else self.actual


@dataclass(slots=True)
class Element:
    """A structure element that matters here: one that holds a unit, or the rest."""

    name: str
    """Its title: `<unit>.<occurrence>`; empty for text outside of any unit."""
    kind: str
    language: str
    alt: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its lines' text with joins between them."""
        return LINE_JOIN.join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class ReadPdf:
    """What was read from a PDF."""

    units: tuple[Element, ...]
    """In the order of the structure tree."""
    rest: tuple[Line, ...]
    """Tagged text outside of units, list labels left out."""
    alts: tuple[str, ...]
    """Alternative texts of figures that hold no unit."""
    artifacts: tuple[str, ...]
    """Text drawn as artifact, as drawn."""
    untagged: tuple[str, ...]
    """Text drawn neither as artifact nor in the structure: must be empty."""
    facts: dict[str, Any]


class PdfReader:
    """Reads one open PDF."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self._maps: dict[tuple[int, int], dict[int, str]] = {}
        self.lines: dict[tuple[int, int], Line] = {}
        """(page, marked-content id) → what is drawn."""
        self.artifacts: list[str] = []
        self.untagged: list[str] = []
        for number, page in enumerate(pdf.pages):
            self._read_page(number, page)

    def read(self) -> ReadPdf:
        units: dict[str, Element] = {}
        rest: list[Line] = []
        alts: list[str] = []
        used: set[tuple[int, int]] = set()
        root = self.pdf.Root.StructTreeRoot
        language = str(self.pdf.Root.get("/Lang", ""))
        for element in _kids(root):
            self._walk(element, None, language, 0, units, rest, alts, used)
        orphans = [line.drawn for key, line in self.lines.items() if key not in used and line.drawn.strip()]
        return ReadPdf(
            tuple(units.values()), tuple(rest), tuple(alts), tuple(self.artifacts),
            (*self.untagged, *orphans), {},
        )  # fmt: skip

    def _walk(
        self, node: Any, unit: Element | None, language: str, page: int, units: dict[str, Element],
        rest: list[Line], alts: list[str], used: set[tuple[int, int]],
    ) -> None:  # fmt: skip
        language = str(node.get("/Lang", language))
        kind = str(node.get("/S", ""))
        page = self.pages.get(node.Pg.objgen, page) if "/Pg" in node else page
        if "/T" in node:
            name = str(node.T)
            unit = units.setdefault(name, Element(name, kind, language))
        if "/Alt" in node:
            if unit is not None and "/T" in node:
                unit.alt = str(node.Alt)
            else:
                alts.append(str(node.Alt))
        marks = [int(kid) for kid in _kids(node) if isinstance(kid, int)]
        keys = [(page, mark) for mark in marks]
        used.update(keys)
        if keys and kind != "/Figure":
            drawn = [self.lines.get(key, Line("")) for key in keys]
            lines = drawn if "/ActualText" not in node else [_join(drawn, str(node.ActualText))]
            (rest if unit is None else unit.lines).extend(lines)
        if kind == "/Lbl":
            unit, rest = None, []
        for kid in _kids(node):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                self._walk(kid, unit, language, page, units, rest, alts, used)

    def _read_page(self, number: int, page: pikepdf.Page) -> None:
        fonts = {name: self._read_map(font) for name, font in page.Resources.get("/Font", {}).items()}
        current: dict[int, str] = {}
        open_marks: list[int | str] = []
        drawn: dict[int | str, list[str]] = defaultdict(list)
        unmapped: dict[int | str, int] = defaultdict(int)
        for instruction in pikepdf.parse_content_stream(page):
            operands: Any = instruction.operands
            match str(instruction.operator):
                case "Tf":
                    current = fonts.get(str(operands[0]), {})
                case "BDC":
                    properties = operands[1]
                    has_mark = isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
                    inner: int | str = int(properties.MCID) if has_mark else str(operands[0])
                    open_marks.append(inner if inner == "/Artifact" or has_mark else _innermost(open_marks))
                case "BMC":
                    open_marks.append("/Artifact" if str(operands[0]) == "/Artifact" else _innermost(open_marks))
                case "EMC":
                    open_marks.pop()
                case "Tj" | "TJ" | "'" | '"':
                    mark = _innermost(open_marks)
                    for code in _codes(operands[-1]):
                        text = current.get(code)
                        unmapped[mark] += text is None or code == 0
                        drawn[mark].append(text or "")
                case _:
                    pass
        for mark, texts in drawn.items():
            if isinstance(mark, int):
                self.lines[number, mark] = Line("".join(texts), unmapped=unmapped[mark])
            else:
                (self.artifacts if mark == "/Artifact" else self.untagged).append("".join(texts))

    def _read_map(self, font: Any) -> dict[int, str]:
        if font.objgen not in self._maps:
            self._maps[font.objgen] = read_unicode_map(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}
        return self._maps[font.objgen]


def read_unicode_map(data: bytes) -> dict[int, str]:
    """Glyph code → text, from a ToUnicode CMap with `bfchar` and `bfrange` entries (ISO 32000-1, 9.10.3)."""
    text = data.decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[int(code, 16)] = _decode(value)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = _decode(value)
            for offset in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = start[:-1] + chr(ord(start[-1]) + offset)
    return found


def _decode(value: str) -> str:
    return bytes.fromhex(value).decode("utf-16-be", "replace")


def _codes(operand: Any) -> Iterator[int]:
    for piece in operand if isinstance(operand, pikepdf.Array) else [operand]:
        if isinstance(piece, pikepdf.String):
            data = bytes(piece)
            yield from (int.from_bytes(data[start : start + 2], "big") for start in range(0, len(data), 2))


def _innermost(marks: list[int | str]) -> int | str:
    return marks[-1] if marks else ""


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _join(drawn: list[Line], actual: str) -> Line:
    return Line("".join(line.drawn for line in drawn), actual, sum(line.unmapped for line in drawn))
