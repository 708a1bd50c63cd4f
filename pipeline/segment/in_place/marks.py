"""Which piece of source each node of the parser's tree comes from, whatever the parser.

The source is parsed twice: as it is, and with marks in it, an attribute in each start tag and a few private-use
signs in each text behind its first visible sign. A mark changes nothing of how a document is parsed, with one
exception (13.2.4.3: of more than three equal formatting elements left open only three are opened again), so the
two trees are equal but for the marks. That is checked; where they are not, nothing is known and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.segment.in_place.hazards import find_closers, find_fostered
from pipeline.segment.in_place.signs import find_first_sign
from pipeline.segment.in_place.tokens import SourceToken, read_tokens
from pipeline.segment.tree import Document, Node, is_element, parse_document

_PRIVATE_USE = range(0xE000, 0xF900)
_TRIES = 50

FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)


@dataclass(frozen=True, slots=True)
class MarkedTree:
    """A document's tree, with the source tokens of its nodes."""

    root: Document
    text: str
    tokens: tuple[SourceToken, ...]
    elements: dict[int, int]
    """`id(element)` → its start tag's number; none for elements that the parser adds."""
    repeated: frozenset[int]
    """Start tags of which the parser made several elements."""
    texts: dict[int, tuple[int, ...]]
    """`id(text node)` → the numbers of the texts in it that are not blank, in its order."""
    closers: frozenset[int]
    """Start tags that also end an element before them."""
    fostered: frozenset[int]
    """`id(node)` of what stands loose in a table."""


def mark_tree(text: str) -> MarkedTree | None:
    """The tree of a document and where its nodes come from; None where that cannot be told."""
    tokens = tuple(read_tokens(text))
    sign = _find_free_sign(text)
    if not sign:
        return None
    root = parse_document(text)
    name = f"mark-{ord(sign):x}"
    for skipped in (frozenset(), FORMATTING):
        marked = parse_document("".join(_write_marks(text, tokens, name, sign, skipped)))
        found = _read_marks(root, marked, name, sign)
        if found:
            elements, texts = found
            return MarkedTree(
                root,
                text,
                tokens,
                elements,
                _find_repeated(elements),
                texts,
                find_closers(tokens),
                find_fostered(root, elements, texts),
            )
    return None


def _find_free_sign(text: str) -> str:
    """A private-use sign that the source has neither as itself nor as a reference; empty for none."""
    lowered = text.lower()
    for code in _PRIVATE_USE[:_TRIES]:
        if chr(code) not in text and f"{code:x}" not in lowered and str(code) not in text:
            return chr(code)
    return ""


def _write_marks(
    text: str, tokens: Sequence[SourceToken], name: str, sign: str, skipped: frozenset[str]
) -> Iterator[str]:
    for number, token in enumerate(tokens):
        at = token.start
        if token.kind == "start" and token.name not in skipped:
            at += 1 + len(token.name)
            yield f'{text[token.start : at]} {name}="{number}"'
        elif token.kind in ("text", "cdata"):
            first = find_first_sign(text, token.start, token.end, references=token.kind == "text")
            if first:
                at = first[1]
                yield f"{text[token.start : at]}{sign}{number}{sign}"
        yield text[at : token.end]


def _read_marks(
    root: Node, marked: Node, name: str, sign: str
) -> tuple[dict[int, int], dict[int, tuple[int, ...]]] | None:
    """The marks of each node of the unmarked tree; None where the trees differ otherwise."""
    mark = re.compile(f"{sign}([0-9]+){sign}")
    elements: dict[int, int] = {}
    texts: dict[int, tuple[int, ...]] = {}
    stack = [(root, marked)]
    while stack:
        plain, other = stack.pop()
        if plain.name != other.name:
            return None
        if is_element(plain):
            attributes = other.attrs
            number = attributes.pop(name, "")
            if attributes != plain.attrs or plain.namespace != other.namespace:
                return None
            if number:
                elements[id(plain)] = int(number)
        elif plain.name == "#text":
            if mark.sub("", other.data) != plain.data:
                return None
            texts[id(plain)] = tuple(map(int, mark.findall(other.data)))
        children, others = plain.children, other.children
        if len(children) != len(others):
            return None
        stack.extend(zip(children, others, strict=True))
    return elements, texts


def _find_repeated(elements: dict[int, int]) -> frozenset[int]:
    seen: set[int] = set()
    repeated: set[int] = set()
    for number in elements.values():
        (repeated if number in seen else seen).add(number)
    return frozenset(repeated)
