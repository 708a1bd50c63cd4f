"""Placeholders in the text of a unit: take apart, look for faults, rename.

A placeholder reads like HTML without attributes: `<a>…</a>` (pair), `<br/>` (void), `<x>20 mg</x>` (protected).
Only the names that the source unit has, in their own form, are markup; any other `<` is text. There is no escape:
`pipeline.segment` chooses names whose tags do not occur in the unit's literal text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.model import Placeholder, Span

PROTECTED_NAME = "x"
"""The name of a protected span; numbered where it recurs."""

GENERIC_NAME = "g"
"""For an element whose own name would not do as a placeholder's (XLIFF 1.2 names it so)."""

TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)(/?)>")
"""What can be a placeholder's tag at all."""

_ANY_TAG = re.compile(r"(</?[a-z][a-z0-9-]*/?>)")

# Also finds what a machine made of one: `< A1 >`, `</ a>`.
_LOOKALIKE = re.compile(r"<\s?/?\s?([A-Za-z][A-Za-z-]*)(\d*)\s?/?\s?>")

# Elements of which segment makes placeholders: `<b3>` is one of ours gone astray, `<k3>` is somebody's text.
_OURS = re.compile(
    "a|abbr|audio|b|bdi|bdo|br|button|canvas|cite|code|data|del|dfn|em|g|i|iframe|img|input|ins|kbd|label|mark|math|"
    "object|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup|svg|time|u|var|video|wbr"
)

# The parser closes the outer one when the inner one starts, so the tree would not be what the text says.
_NEVER_NESTED = frozenset({"a", "button", "nobr"})
_NEVER_NESTED_TAG = re.compile(r"<(a|button|nobr)[\s>]")
_RUBY_PARTS = frozenset({"rb", "rt", "rtc", "rp"})
_RUBY_PARENTS = frozenset({"ruby", "rtc"})


class Piece(NamedTuple):
    """A stretch of a text; the pieces' texts, joined, are the text."""

    kind: Literal["text", "open", "close", "void", "protected"]
    text: str
    """As it stands: `<a1>`, `</a1>`, `<br/>`, `<x>20 mg</x>`, or literal text."""
    name: str
    """The placeholder's name; empty for literal text."""
    span: Span

    @property
    def content(self) -> str:
        """What a reader reads of it: literal or protected text; empty for a tag."""
        if self.kind == "text":
            return self.text
        if self.kind == "protected":
            return self.text[len(self.name) + 2 : -len(self.name) - 3]
        return ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the placeholders of a text."""

    kind: Literal["lost", "doubled", "misnested", "unclosed", "altered", "invented"]
    name: str
    message: str
    """One sentence for a person."""
    span: Span
    """Where in the text; the end of the text for a lost one."""


def split_text(text: str, placeholders: Sequence[Placeholder]) -> tuple[Piece, ...]:
    """Flat pieces of a text: literal text, open and close tags, void and protected placeholders.

    A protected span reaches from its `<x>` to the next `</x>`, whatever stands between. One without an end
    comes as an open piece, so that `find_faults` can name it.
    """
    if not placeholders or "<" not in text:
        return (Piece("text", text, "", Span(0, len(text))),) if text else ()
    forms = {p.name: p.form for p in placeholders}
    pieces: list[Piece] = []
    done = 0  # everything before is in pieces
    position = 0
    while match := TAG.search(text, position):
        slash, name, void = match.groups()
        position = match.end()
        form = forms.get(name)
        if form is None or (slash and void) or bool(void) != (form == "void") or (slash and form == "void"):
            position = match.start() + 1
            continue
        kind: Literal["open", "close", "void", "protected"] = "void" if void else "close" if slash else "open"
        if kind == "open" and form == "protected":
            end = text.find(f"</{name}>", position)
            if end >= 0:
                kind = "protected"
                position = end + len(name) + 3
        if done < match.start():
            pieces.append(Piece("text", text[done : match.start()], "", Span(done, match.start())))
        pieces.append(Piece(kind, text[match.start() : position], name, Span(match.start(), position)))
        done = position
    if done < len(text):
        pieces.append(Piece("text", text[done:], "", Span(done, len(text))))
    return tuple(pieces)


def cut_alike(text: str, source: str, placeholders: Sequence[Placeholder]) -> list[str] | None:
    """A translation cut at its tags: literal text, tag, literal text …, where it has the source's tags in order.

    Such a one has no fault, and most have no other order. None where it has, where literal text has a `<`, and where
    protected text would have to be compared.
    """
    tags = 0
    for placeholder in placeholders:
        if placeholder.form == "protected":
            return None
        tags += 2 if placeholder.form == "pair" else 1
    pieces = _ANY_TAG.split(text)
    if len(pieces) != 2 * tags + 1 or (tags and pieces[1::2] != _ANY_TAG.split(source)[1::2]):
        return None
    return None if "<" in "".join(pieces[::2]) else pieces


def plain_text(text: str, placeholders: Sequence[Placeholder]) -> str:
    """What a reader reads: tags gone, protected text kept, `<br/>` a line break."""
    breaks = {p.name for p in placeholders if p.form == "void" and p.element == "br"}
    return "".join("\n" if p.name in breaks else p.content for p in split_text(text, placeholders))


def find_faults(text: str, placeholders: Sequence[Placeholder], *, source: str = "") -> tuple[Fault, ...]:
    """What is wrong with a text's placeholders, in the order of the text, lost ones last; empty when all is well.

    Each placeholder of the source must stand exactly once, pairs properly nested and as the HTML standard lets
    their elements nest, protected text unchanged. `invented` is what looks like a placeholder of ours (`<a3>`,
    `< A1 >`, `<br>` for `<br/>`) and is none; give the unit's `source` text, and what stands there literally, or is
    nested so there, is no fault. Any other `<` is text.
    """
    return find_piece_faults(split_text(text, placeholders), placeholders, source=source)


def find_piece_faults(
    pieces: Sequence[Piece], placeholders: Sequence[Placeholder], *, source: str = ""
) -> tuple[Fault, ...]:
    """As `find_faults`, of a text that is in pieces already."""
    faults: list[Fault] = []
    if placeholders:
        faults.extend(_find_misplaced(pieces, placeholders, source))
        faults.extend(_find_wrong_counts(pieces, placeholders))
    faults.extend(_find_invented(pieces, placeholders, source))
    faults.sort(key=lambda fault: fault.span)
    seen = {piece.name for piece in pieces}
    size = pieces[-1].span.end if pieces else 0
    end = Span(size, size)
    faults.extend(Fault("lost", p.name, f"{_sample(p)} is missing", end) for p in placeholders if p.name not in seen)
    return tuple(faults)


def _find_misplaced(pieces: Sequence[Piece], placeholders: Sequence[Placeholder], source: str) -> Iterator[Fault]:
    """What is misnested or unclosed, but for what is so in the source."""
    known = {p.name: p for p in placeholders}
    faults = list(_find_misnested(pieces, known))
    if faults:
        tolerated = {fault.name for fault in _find_misnested(split_text(source, placeholders), known)}
        yield from (fault for fault in faults if fault.name not in tolerated)


def _find_misnested(pieces: Sequence[Piece], known: dict[str, Placeholder]) -> Iterator[Fault]:
    stack: list[Piece] = []
    open_elements: Counter[str] = Counter()
    has_ruby = any(placeholder.element in _RUBY_PARENTS for placeholder in known.values())
    for piece in pieces:
        if piece.kind == "text":
            continue
        element = known[piece.name].element
        if piece.kind == "close":
            place = len(stack) - 1
            while place >= 0 and stack[place].name != piece.name:
                place -= 1
            if place < 0:
                yield Fault("unclosed", piece.name, f"{piece.text} has no <{piece.name}> before it", piece.span)
                continue
            if place != len(stack) - 1:
                message = f"{piece.text} closes before {stack[-1].text}, which was opened inside it"
                yield Fault("misnested", piece.name, message, piece.span)
            del stack[place]
            open_elements[element] -= 1
            continue
        for inner in _find_never_nested(known[piece.name]):
            if open_elements[inner]:
                message = f"{piece.text} may not stand inside another <{inner}>"
                yield Fault("misnested", piece.name, message, piece.span)
        parent = known[stack[-1].name].element if stack else ""
        if element in _RUBY_PARTS and has_ruby and parent not in _RUBY_PARENTS:
            yield Fault("misnested", piece.name, f"{piece.text} must stand directly inside <ruby>", piece.span)
        if piece.kind == "open":
            stack.append(piece)
            open_elements[element] += 1
    for piece in stack:
        yield Fault("unclosed", piece.name, f"{piece.text} is never closed by </{piece.name}>", piece.span)


def _find_never_nested(placeholder: Placeholder) -> set[str]:
    """The elements of a placeholder that may not stand in another of their kind."""
    inside = _NEVER_NESTED_TAG.findall(placeholder.markup) if placeholder.markup else []
    return {placeholder.element, *inside} & _NEVER_NESTED


def _find_wrong_counts(pieces: Sequence[Piece], placeholders: Sequence[Placeholder]) -> Iterator[Fault]:
    known = {p.name: p for p in placeholders}
    seen: set[str] = set()
    for piece in pieces:
        if piece.kind in ("text", "close"):
            continue
        if piece.name in seen:
            yield Fault("doubled", piece.name, f"{_sample(known[piece.name])} stands more than once", piece.span)
        seen.add(piece.name)
        if piece.kind == "protected" and piece.content != known[piece.name].text:
            message = f"{piece.text} must read {known[piece.name].text!r} as in the source"
            yield Fault("altered", piece.name, message, piece.span)


def _find_invented(pieces: Sequence[Piece], placeholders: Sequence[Placeholder], source: str) -> Iterator[Fault]:
    suspects = [piece for piece in pieces if piece.kind == "text" and "<" in piece.text]
    if not suspects:
        return
    names = {p.name: p for p in placeholders}
    own = {p.name.rstrip("0123456789") for p in placeholders}
    for piece in suspects:
        for match in _LOOKALIKE.finditer(piece.text):
            base, number = match[1].lower(), match[2]
            ours = base in own or base == PROTECTED_NAME or (number != "" and _OURS.fullmatch(base) is not None)
            if not ours or match[0] in source:
                continue
            name = base + number
            meant = f"; write {_sample(names[name])}" if name in names else ""
            span = Span(piece.span.start + match.start(), piece.span.start + match.end())
            yield Fault("invented", name, f"{match[0]} is not a placeholder of the source{meant}", span)


def rename_placeholders(text: str, old: Sequence[Placeholder], new: Sequence[Placeholder]) -> str | None:
    """An old translation with the placeholders of a new source; None if they do not fit.

    Each old placeholder becomes the new one that stands for the same (`Placeholder.identity`), else the next of
    the same element and form, in order; protected text becomes that of the new source, for it is always taken
    from there. What comes back has no fault against `new`.
    """
    names = _match_placeholders(old, new)
    if names is None:
        return None
    parts: list[str] = []
    for piece in split_text(text, old):
        if piece.kind == "text":
            parts.append(piece.text)
            continue
        placeholder = names[piece.name]
        name = placeholder.name
        tags = {"open": f"<{name}>", "close": f"</{name}>", "void": f"<{name}/>"}
        parts.append(tags.get(piece.kind) or f"<{name}>{placeholder.text}</{name}>")
    renamed = "".join(parts)
    return None if find_faults(renamed, new, source=text) else renamed


def _match_placeholders(old: Sequence[Placeholder], new: Sequence[Placeholder]) -> dict[str, Placeholder] | None:
    if len(old) != len(new):
        return None
    same: defaultdict[tuple[str, ...], list[Placeholder]] = defaultdict(list)
    for placeholder in new:
        same[(placeholder.form, *placeholder.identity)].append(placeholder)
    names: dict[str, Placeholder] = {}
    for placeholder in old:
        if candidates := same[(placeholder.form, *placeholder.identity)]:
            names[placeholder.name] = candidates.pop(0)
    taken = {p.name for p in names.values()}
    left: defaultdict[tuple[str, str], list[Placeholder]] = defaultdict(list)
    for placeholder in new:
        if placeholder.name not in taken:
            left[(placeholder.form, placeholder.element)].append(placeholder)
    for placeholder in old:
        if placeholder.name in names:
            continue
        if not left[(placeholder.form, placeholder.element)]:
            return None
        names[placeholder.name] = left[(placeholder.form, placeholder.element)].pop(0)
    return names


def _sample(placeholder: Placeholder) -> str:
    """The placeholder as it should stand in a text."""
    name = placeholder.name
    return {
        "pair": f"<{name}>…</{name}>",
        "void": f"<{name}/>",
        "protected": f"<{name}>{placeholder.text}</{name}>",
    }[placeholder.form]
