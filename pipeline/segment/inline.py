"""A run of inline nodes as a flat list of tokens, and where in it the unit is; the edges are the skeleton's."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Literal, NamedTuple, TypeAlias

from pipeline.segment.elements import INVISIBLE, NO_TRAITS, TARGET_ATTRIBUTES
from pipeline.segment.plain_text import cut_edges, is_blank
from pipeline.segment.rules import Facts, State
from pipeline.segment.tree import Node, is_html, read_text

Kind: TypeAlias = Literal["text", "open", "close", "void", "protected"]

_TARGETS = frozenset(TARGET_ATTRIBUTES)


class Token(NamedTuple):
    """A step through a run of inline nodes."""

    kind: Kind
    node: Node
    text: str
    """Literal or protected text, as it stands in the source; empty for the others."""
    state: State
    """Of a tag, that inside the element."""


def find_tokens(nodes: Sequence[Node], state: State, facts: Facts) -> list[Token]:
    """A run of inline nodes as a flat list; without recursion, linear in the nodes."""
    tokens: list[Token] = []
    stack: list[Node | Token] = [*reversed(nodes)]
    around = [state]
    while stack:
        node = stack.pop()
        state = around[-1]
        if isinstance(node, Token):
            tokens.append(node)
            around.pop()
        elif node.name == "#text":
            if state.translatable:
                tokens.append(Token("text", node, node.data, state))
            else:
                _add_protected(tokens, node, state)
        elif node.traits is NO_TRAITS:
            tokens.append(Token("void", node, "", state))
        else:
            inner = facts.enter(node, state)
            whole = facts.is_kept_whole(node, inner)
            if whole or not node.children or node.traits.one_thing or facts.is_nested(node):
                tokens.append(_find_atom(node, inner, whole))
            else:
                tokens.append(Token("open", node, "", inner))
                stack.append(Token("close", node, "", inner))
                stack.extend(reversed(node.children))
                around.append(inner)
    return tokens


def _add_protected(tokens: list[Token], node: Node, state: State) -> None:
    """A text that is not translated among text that is: protected, the white space around it left outside."""
    for part in cut_edges(node.data):
        if not part:
            continue
        if not is_blank(part):
            tokens.append(Token("protected", node, part, state))
        elif tokens and tokens[-1].kind == "text":  # neighbours are one
            tokens[-1] = tokens[-1]._replace(text=tokens[-1].text + part)
        else:
            tokens.append(Token("text", node, part, state))


def _find_atom(element: Node, state: State, kept: bool) -> Token:
    """A void placeholder, or a protected one where it has text that must be read and compared."""
    text = ""
    if (kept and not element.traits.opaque) or element.name == "math":
        text = read_text((element,))
    return Token("void" if is_blank(text) else "protected", element, text, state)


def has_target(element: Node) -> bool:
    """Whether it leads somewhere or shows a file."""
    attributes = element.attrs
    return not _TARGETS.isdisjoint(attributes) and any(attributes.get(name) for name in TARGET_ATTRIBUTES)


def find_core(tokens: Sequence[Token]) -> tuple[int, int]:
    """Where the unit begins and ends in a run: without invisible edges and without wrappers of the whole.

    A wrapper with a target stays: an approval binds where a link leads (a changed `tel:` alone must be seen). So
    does a `ruby`, without which its parts are nothing.
    """
    low, high = 0, len(tokens)
    if not tokens or (_is_visible(tokens[0]) and _is_visible(tokens[-1])):
        return low, high
    partners = _pair_tags(tokens)
    seen = [0, *accumulate(map(_is_visible, tokens))]
    while low < high:
        first, last = tokens[low], tokens[high - 1]
        if (
            first.kind == "open"
            and partners[low] == high - 1
            and not (has_target(first.node) or first.node.name == "ruby")
        ):
            low, high = low + 1, high - 1
        elif first.kind == "open" and seen[partners[low]] == seen[low] and partners[low] < high:
            low = partners[low] + 1
        elif last.kind == "close" and seen[high] == seen[partners[high - 1]] and partners[high - 1] >= low:
            high = partners[high - 1]
        elif first.kind not in ("open", "close") and not _is_visible(first):
            low += 1
        elif last.kind not in ("open", "close") and not _is_visible(last):
            high -= 1
        else:
            break
    return low, high


def _is_visible(token: Token) -> bool:
    """Whether a reader sees something of it."""
    kind, element, text, _ = token
    if kind == "text":
        return not is_blank(text)
    if kind in ("open", "close"):
        return False
    traits = element.traits
    if traits is NO_TRAITS:
        return kind == "protected"
    empty = is_html(element) and not (element.children or traits.void or traits.opaque)
    hidden = element.name == "input" and element.attrs.get("type", "").lower() == "hidden"
    return not (empty or hidden or element.name in INVISIBLE)


def _pair_tags(tokens: Sequence[Token]) -> dict[int, int]:
    """For the number of each open token that of its close token, and the reverse."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for number, token in enumerate(tokens):
        if token.kind == "open":
            opened.append(number)
        elif token.kind == "close":
            partners[number] = opened[-1]
            partners[opened.pop()] = number
    return partners
