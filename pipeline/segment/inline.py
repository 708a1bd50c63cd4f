"""One block of text as a unit: inline elements become placeholders, edges and wrappers go to the skeleton."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.model import Placeholder, sha256
from pipeline.segment.elements import INVISIBLE, OPAQUE, TARGET_ATTRIBUTES, VOIDS
from pipeline.segment.markup import escape_text, format_nodes
from pipeline.segment.rules import START, Facts, State
from pipeline.segment.tree import Node, is_element, is_html, read_text, walk_elements
from pipeline.text.placeholders import GENERIC_NAME, PROTECTED_NAME, TAG

WHITE_SPACE = " \t\n\f\r"
"""What HTML collapses; a no-break space is text."""

_RUN = re.compile(f"[{WHITE_SPACE}]+")
_UNCOLLAPSED = ("  ", "\n", "\t", "\r", "\f")
_LETTER = re.compile(r"[^\W\d_]")
_PLAIN_NAME = re.compile("[a-z]+(-[a-z]+)*")


@dataclass(slots=True)
class Token:
    """A step through a run of inline nodes."""

    kind: Literal["text", "open", "close", "void", "protected"]
    node: Node
    text: str = ""
    """Literal or protected text, as it stands in the source."""
    state: State = START
    partner: int = -1
    """Of an open token, the number of its close token in the run, and the reverse."""
    visible: bool = True
    target: str = ""
    name: str = ""


def find_tokens(nodes: Sequence[Node], state: State, facts: Facts, *, asset_hashes: Mapping[str, str]) -> list[Token]:
    """A run of inline nodes as a flat list; without recursion, linear in the nodes."""
    tokens: list[Token] = []
    stack: list[tuple[Node, State] | int] = [(node, state) for node in reversed(nodes)]
    while stack:
        item = stack.pop()
        if isinstance(item, int):
            opened = tokens[item]
            opened.partner = len(tokens)
            tokens.append(Token("close", opened.node, "", opened.state, item, False))
            continue
        node, outer = item
        if node.name == "#text":
            _add_text(tokens, node, outer)
        elif not is_element(node):
            tokens.append(Token("void", node, visible=False))
        else:
            inner = facts.enter(node, outer)
            whole = facts.is_kept_whole(node, inner)
            if whole or _is_one_thing(node) or facts.is_nested(node):
                tokens.append(_find_atom(node, inner, whole, asset_hashes))
                continue
            target = find_target((node,), asset_hashes) if node.attrs else ""
            stack.append(len(tokens))
            tokens.append(Token("open", node, "", inner, -1, False, target))
            stack.extend([(child, inner) for child in reversed(node.children)])
    return tokens


def _add_text(tokens: list[Token], node: Node, state: State) -> None:
    """A text; one that is not translated among text that is: protected, the white space around it left outside."""
    if state.translatable:
        _join_text(tokens, node, node.data, state)
        return
    core = node.data.strip(WHITE_SPACE)
    start = node.data.find(core)
    for part in (node.data[:start], core, node.data[start + len(core) :]):
        if part and is_blank(part):
            _join_text(tokens, node, part, state)
        elif part:
            tokens.append(Token("protected", node, part, state))


def _join_text(tokens: list[Token], node: Node, text: str, state: State) -> None:
    """Add literal text; neighbours are one."""
    visible = not is_blank(text)
    if tokens and tokens[-1].kind == "text":
        tokens[-1].text += text
        tokens[-1].visible |= visible
    else:
        tokens.append(Token("text", node, text, state, -1, visible))


def _is_one_thing(element: Node) -> bool:
    return not element.children or element.namespace != "html" or element.name in OPAQUE or element.name in VOIDS


def _find_atom(element: Node, state: State, kept: bool, asset_hashes: Mapping[str, str]) -> Token:
    """A void placeholder, or a protected one where it has text that must be read and compared."""
    empty = is_html(element) and not element.children and element.name not in VOIDS and element.name not in OPAQUE
    hidden = element.name == "input" and element.attrs.get("type", "").lower() == "hidden"
    visible = not (empty or hidden or element.name in INVISIBLE)
    text = ""
    if (kept and element.name not in OPAQUE) or element.name == "math":
        text = read_text((element,))
    target = find_target(walk_elements(element), asset_hashes)
    if element.name == "svg":
        target = f"{target} sha256:{sha256(''.join(format_nodes((element,))).encode())}".strip()
    kind: Literal["void", "protected"] = "void" if is_blank(text) else "protected"
    return Token(kind, element, text, state, visible=visible, target=target)


def find_target(elements: Iterable[Node], asset_hashes: Mapping[str, str]) -> str:
    """Where elements lead and what they show, with the hash of each file that is known; empty for neither."""
    found: list[str] = []
    for element in elements:
        attributes = element.attrs
        if not attributes:
            continue
        for name in TARGET_ATTRIBUTES:
            if url := attributes.get(name):
                found.append(url)
                if url in asset_hashes:
                    found.append(f"sha256:{asset_hashes[url]}")
    return " ".join(found)


def is_blank(text: str) -> bool:
    return not text.strip(WHITE_SPACE)


def collapse(text: str) -> str:
    """White space as HTML shows it: each run one space."""
    for sign in _UNCOLLAPSED:
        if sign in text:
            return _RUN.sub(" ", text)
    return text


def find_core(tokens: Sequence[Token]) -> tuple[int, int]:
    """Where the unit begins and ends in a run: without invisible edges and without wrappers of the whole.

    A wrapper with a target stays: an approval binds where a link leads (a changed `tel:` alone must be seen). So
    does a `ruby`, without which its parts are nothing.
    """
    low, high = 0, len(tokens)
    if tokens and tokens[0].visible and tokens[-1].visible:
        return low, high
    seen = [0]
    for token in tokens:
        seen.append(seen[-1] + token.visible)
    while low < high:
        first, last = tokens[low], tokens[high - 1]
        if first.kind == "open" and first.partner == high - 1 and not (first.target or first.node.name == "ruby"):
            low, high = low + 1, high - 1
        elif first.kind == "open" and seen[first.partner] == seen[low] and first.partner < high:
            low = first.partner + 1
        elif last.kind == "close" and seen[high] == seen[last.partner] and last.partner >= low:
            high = last.partner
        elif first.kind not in ("open", "close") and not first.visible:
            low += 1
        elif last.kind not in ("open", "close") and not last.visible:
            high -= 1
        else:
            break
    return low, high


def needs_translation(text: str) -> bool:
    """False only for a bare integer, or nothing but symbols.

    A separator, a currency, a per cent or degree sign makes it a unit: "1,500" is 1.5 to a Spanish eye.

    >>> [needs_translation(text) for text in ("42", "–", "★ ✓", "1,500", "24/7", "$", "5 %", "no")]
    [False, False, False, True, True, True, True, True]
    """
    if _LETTER.search(text):
        return True
    text = text.strip()
    if all(unicodedata.category(sign) == "Nd" for sign in text):
        return False
    return not all(_is_symbol(sign) for sign in text)


def _is_symbol(sign: str) -> bool:
    category = unicodedata.category(sign)
    # Pictures may be in private use (icon fonts) or carry a variation selector (Mn).
    return (category[0] in "PSZC" and category != "Sc" and sign not in "%‰°٪") or category == "Mn"


def _name_tokens(tokens: Sequence[Token]) -> None:
    """Name each placeholder: its element, numbered where that recurs, never a tag that the literal text has."""
    taken = {match[2] for token in tokens if "<" in token.text for match in TAG.finditer(token.text)}
    counts: dict[str, int] = {}
    for token in tokens:
        if token.kind not in ("text", "close"):
            base = PROTECTED_NAME if token.kind == "protected" else _base_name(token.node.name)
            token.name = base
            counts[base] = counts.get(base, 0) + 1
    numbers: dict[str, int] = {}
    opened: list[str] = []
    for token in tokens:
        if token.kind == "text":
            continue
        if token.kind == "close":
            token.name = opened.pop()
            continue
        base = name = token.name
        while name in taken or (name == base and counts[base] > 1):
            numbers[base] = numbers.get(base, 0) + 1
            name = f"{base}{numbers[base]}"
        taken.add(name)
        token.name = name
        if token.kind == "open":
            opened.append(name)


@lru_cache(maxsize=1000)
def _base_name(element: str) -> str:
    name = element.lstrip("#")
    if name == "processing-instruction":
        return "comment"
    return name if _PLAIN_NAME.fullmatch(name) else GENERIC_NAME


class Composed(NamedTuple):
    """A unit's text and placeholders, and the white space around it, which belongs to the skeleton."""

    text: str
    placeholders: tuple[Placeholder, ...]
    lead: str
    trail: str
    white_space: tuple[str, ...]
    """The literal pieces before white space was collapsed; empty where that changed nothing."""


def compose_unit(core: Sequence[Token]) -> Composed:
    """Write a unit's text from its tokens, which get their names by it."""
    _name_tokens(core)
    lead, trail = _find_edges(core)
    parts: list[str] = []
    literals: list[str] = []
    placeholders: list[Placeholder] = []
    changed = False
    last = len(core) - 1
    for number, token in enumerate(core):
        if token.kind == "text":
            literal = token.text[len(lead) :] if number == 0 else token.text
            literal = literal[: len(literal) - len(trail)] if number == last else literal
            shown = literal if token.state.preserve else collapse(literal)
            changed |= shown != literal
            literals.append(literal)
            parts.append(shown)
        elif token.kind == "close":
            parts.append(f"</{token.name}>")
        else:
            placeholders.append(_make_placeholder(token))
            parts.append(_format_token(token))
    return Composed("".join(parts), tuple(placeholders), lead, trail, tuple(literals) if changed else ())


def _find_edges(core: Sequence[Token]) -> tuple[str, str]:
    """The white space that begins and ends the unit's literal text."""
    lead = trail = ""
    if core and core[0].kind == "text":
        text = core[0].text
        lead = text[: len(text) - len(text.lstrip(WHITE_SPACE))]
    if core and core[-1].kind == "text":
        text = core[-1].text
        trail = text[len(text.rstrip(WHITE_SPACE)) :]
    return lead, trail


def _format_token(token: Token) -> str:
    if token.kind == "open":
        return f"<{token.name}>"
    if token.kind == "void":
        return f"<{token.name}/>"
    return f"<{token.name}>{_protected_text(token)}</{token.name}>"


def _make_placeholder(token: Token) -> Placeholder:
    node = token.node
    attributes = tuple(node.attrs.items())
    if token.kind == "open":
        return Placeholder(token.name, "pair", node.name, token.target, "", attributes)
    if token.kind == "void":
        markup = "".join(format_nodes((node,))) if node.children else ""
        return Placeholder(token.name, "void", node.name, token.target, "", attributes, markup)
    markup = "".join(format_nodes((node,))) if is_element(node) else escape_text(token.text)
    return Placeholder(token.name, "protected", node.name, token.target, _protected_text(token), attributes, markup)


def _protected_text(token: Token) -> str:
    """As it stands in the unit: white space collapsed unless it counts."""
    return token.text if token.state.preserve else collapse(token.text)
