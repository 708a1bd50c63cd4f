"""A unit's text with its placeholders, written from the tokens of a run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pipeline.model import Placeholder, sha256
from pipeline.segment.elements import TARGET_ATTRIBUTES
from pipeline.segment.inline import Token, has_target
from pipeline.segment.markup import escape_text, format_nodes
from pipeline.segment.plain import Composed
from pipeline.segment.plain_text import collapse, cut_edges
from pipeline.segment.tree import Node, is_element, walk_elements
from pipeline.text.placeholders import GENERIC_NAME, PROTECTED_NAME, TAG

_PLAIN_NAME = re.compile("[a-z]+(-[a-z]+)*")


def compose_unit(core: Sequence[Token], names: Sequence[str], *, asset_hashes: Mapping[str, str]) -> Composed:
    """Write a unit's text from its tokens and their names."""
    lead, trail = _find_edges(core)
    last = len(core) - 1
    parts: list[str] = []
    literals: list[str] = []
    placeholders: list[Placeholder] = []
    changed = False
    for number, ((kind, _, text, state), name) in enumerate(zip(core, names, strict=True)):
        if kind == "text":
            if lead and number == 0:
                text = text[len(lead) :]
            if trail and number == last:
                text = text[: len(text) - len(trail)]
            shown = text if state.preserve else collapse(text)
            changed |= shown is not text
            literals.append(text)
            parts.append(shown)
        elif kind == "close":
            parts.append(f"</{name}>")
        else:
            placeholder = _make_placeholder(core[number], name, asset_hashes)
            placeholders.append(placeholder)
            parts.append(_format_placeholder(placeholder))
    return Composed("".join(parts), tuple(placeholders), lead, trail, tuple(literals) if changed else ())


def _find_edges(core: Sequence[Token]) -> tuple[str, str]:
    """The white space that begins and ends the unit's literal text, which is blank at neither end."""
    first, last = core[0], core[-1]
    return (
        cut_edges(first.text)[0] if first.kind == "text" else "",
        cut_edges(last.text)[2] if last.kind == "text" else "",
    )


def name_tokens(tokens: Sequence[Token]) -> list[str]:
    """Each token's placeholder name: its element, numbered where that recurs, never a tag that the literal text has.

    Empty for literal text.
    """
    bases = [_find_base(token) for token in tokens]
    if len(tokens) == 1:
        return bases
    counts = Counter(bases)
    taken = {match[2] for token in tokens if "<" in token.text for match in TAG.finditer(token.text)}
    numbers: dict[str, int] = {}
    opened: list[str] = []
    names: list[str] = []
    for token, base in zip(tokens, bases, strict=True):
        name = base
        if token.kind == "close":
            name = opened.pop()
        elif base:
            while name in taken or (name == base and counts[base] > 1):
                numbers[base] = numbers.get(base, 0) + 1
                name = f"{base}{numbers[base]}"
            taken.add(name)
            if token.kind == "open":
                opened.append(name)
        names.append(name)
    return names


def _find_base(token: Token) -> str:
    if token.kind in ("text", "close"):
        return ""
    return PROTECTED_NAME if token.kind == "protected" else _base_name(token.node.name)


@lru_cache(maxsize=1000)
def _base_name(element: str) -> str:
    name = element.lstrip("#")
    if name == "processing-instruction":
        return "comment"
    return name if _PLAIN_NAME.fullmatch(name) else GENERIC_NAME


def _format_placeholder(placeholder: Placeholder) -> str:
    """Its tag in the unit's text; of a protected one, all of it."""
    name = placeholder.name
    if placeholder.form == "pair":
        return f"<{name}>"
    return f"<{name}/>" if placeholder.form == "void" else f"<{name}>{placeholder.text}</{name}>"


def _make_placeholder(token: Token, name: str, asset_hashes: Mapping[str, str]) -> Placeholder:
    kind, node, text, state = token
    if kind == "open":
        if not node.attrs:
            return _make_plain_pair(name, node.name)
        target = find_target((node,), asset_hashes)
        return Placeholder(name, "pair", node.name, target, "", tuple(node.attrs.items()))
    attributes = tuple(node.attrs.items())
    target = _find_target_within(node, asset_hashes) if is_element(node) else ""
    if kind == "void":
        markup = "".join(format_nodes((node,))) if node.children else ""
        return Placeholder(name, "void", node.name, target, "", attributes, markup)
    markup = "".join(format_nodes((node,))) if is_element(node) else escape_text(text)
    shown = text if state.preserve else collapse(text)
    return Placeholder(name, "protected", node.name, target, shown, attributes, markup)


@lru_cache(maxsize=1000)
def _make_plain_pair(name: str, element: str) -> Placeholder:
    return Placeholder(name, "pair", element)


def _find_target_within(element: Node, asset_hashes: Mapping[str, str]) -> str:
    target = find_target(walk_elements(element) if element.children else (element,), asset_hashes)
    if element.name == "svg":
        target = f"{target} sha256:{sha256(''.join(format_nodes((element,))).encode())}".strip()
    return target


def find_target(elements: Iterable[Node], asset_hashes: Mapping[str, str]) -> str:
    """Where elements lead and what they show, with the hash of each file that is known; empty for neither."""
    found: list[str] = []
    for element in elements:
        if not has_target(element):
            continue
        for name in TARGET_ATTRIBUTES:
            if url := element.attrs.get(name):
                found.append(url)
                if url in asset_hashes:
                    found.append(f"sha256:{asset_hashes[url]}")
    return " ".join(found)
