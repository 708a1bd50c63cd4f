"""Whether the reading is inside a drawing or formula, where the tokeniser has other rules (HTML standard, 13.2.6.5)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

_ROOTS = frozenset({"svg", "math"})
_SVG_POINTS = frozenset({"foreignobject", "desc", "title"})
_MATH_TEXT_POINTS = frozenset({"mi", "mo", "mn", "ms", "mtext"})

_BREAKOUTS = frozenset(
    re.findall(
        r"\w+",
        """b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu
        meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var""",
    )
)
"""HTML tags that end a drawing or formula."""


class Nesting:
    """The open foreign elements, innermost last, each with whether HTML may stand in it."""

    def __init__(self) -> None:
        self._open: list[tuple[str, str, bool]] = []
        self._names: Counter[str] = Counter()

    @property
    def foreign(self) -> bool:
        """A CDATA section would be one."""
        return bool(self._open)

    def enter(self, name: str, attributes: Mapping[str, str], *, closed: bool) -> bool:
        """Take a start tag; True where it opens a foreign element."""
        if not self._open or self._takes_html(name):
            return name in _ROOTS and self._push(name, name, attributes, closed=closed)
        if name in _BREAKOUTS or (name == "font" and attributes.keys() & {"color", "face", "size"}):
            self._break_out()
            return False
        return self._push(name, self._open[-1][1], attributes, closed=closed)

    def leave(self, name: str) -> None:
        """Take an end tag."""
        if self._open and not self._open[-1][2] and name in ("p", "br"):
            self._break_out()
        elif self._names[name]:
            while self._pop() != name:
                pass

    def _break_out(self) -> None:
        while self._open and not self._open[-1][2]:
            self._pop()

    def _pop(self) -> str:
        name, _, _ = self._open.pop()
        self._names[name] -= 1
        return name

    def _takes_html(self, name: str) -> bool:
        inner, root, point = self._open[-1]
        if inner == "annotation-xml" and name == "svg":
            return True
        return point and not (root == "math" and inner in _MATH_TEXT_POINTS and name in ("mglyph", "malignmark"))

    def _push(self, name: str, root: str, attributes: Mapping[str, str], *, closed: bool) -> bool:
        if not closed:
            encoding = attributes.get("encoding", "").lower()
            points = _SVG_POINTS if root == "svg" else _MATH_TEXT_POINTS
            holds_html = name in points or (
                root == "math" and name == "annotation-xml" and encoding in ("text/html", "application/xhtml+xml")
            )
            self._open.append((name, root, holds_html))
            self._names[name] += 1
        return True
