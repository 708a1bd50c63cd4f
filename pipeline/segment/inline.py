"""One block of text as a unit: inline elements become placeholders, edges and wrappers go to the skeleton."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.model import Placeholder, sha256
from pipeline.segment.elements import INVISIBLE, OPAQUE, TARGET_ATTRIBUTES, VOIDS
from pipeline.segment.markup import escape_text, format_nodes
from pipeline.segment.rules import Facts, State
from pipeline.segment.tree import Node, is_element, is_html, read_text, walk_elements
from pipeline.text.placeholders import GENERIC_NAME, PROTECTED_NAME, TAG

WHITE_SPACE = " \t\n\f\r"
"""What HTML collapses; a no-break space is text."""

_RUN = re.compile(f"[{WHITE_SPACE}]+")
_PLAIN_NAME = re.compile("[a-z]+(-[a-z]+)*")


@dataclass(slots=True)
class Token:
    """A step through a run of inline nodes."""

    kind: Literal["text", "open", "close", "void", "protected"]
    node: Node
    text: str = ""
    """Literal or protected text, as it stands in the source."""
    state: State = field(default_factory=State)
    partner: int = -1
    """Of an open token, the number of its close token in the run, and the reverse."""
    visible: bool = True
    target: str = ""
    name: str = ""


def find_tokens(nodes: Iterable[Node], state: State, facts: Facts, *, asset_hashes: Mapping[str, str]) -> list[Token]:
    """A run of inline nodes as a flat list; without recursion, linear in the nodes."""
    tokens: list[Token] = []
    stack: list[tuple[Node, State] | int] = [(node, state) for node in list(nodes)[::-1]]
    while stack:
        item = stack.pop()
        if isinstance(item, int):
            opened = tokens[item]
            opened.partner = len(tokens)
            tokens.append(Token("close", opened.node, partner=item, visible=False))
            continue
        node, outer = item
        if node.name == "#text":
            for token in _text_tokens(node, outer):
                if token.kind == "text" and tokens and tokens[-1].kind == "text":
                    tokens[-1].text += token.text
                    tokens[-1].visible |= token.visible
                else:
                    tokens.append(token)
        elif not is_element(node):
            tokens.append(Token("void", node, visible=False))
        else:
            inner = facts.enter(node, outer)
            whole = facts.is_kept_whole(node, inner)
            if whole or _is_one_thing(node):
                tokens.append(_find_atom(node, inner, whole, asset_hashes))
                continue
            target = find_target((node,), asset_hashes)
            stack.append(len(tokens))
            tokens.append(Token("open", node, state=inner, visible=False, target=target))
            stack.extend((child, inner) for child in reversed(node.children))
    return tokens


def _text_tokens(node: Node, state: State) -> Iterable[Token]:
    text = node.data or ""
    if state.translatable:
        yield Token("text", node, text, state, visible=not is_blank(text))
        return
    # Text that is not translated among text that is: protected, the white space around it left outside.
    core = text.strip(WHITE_SPACE)
    start = text.find(core)
    for part in (text[:start], core, text[start + len(core) :]):
        if part:
            yield Token("text" if is_blank(part) else "protected", node, part, state, visible=not is_blank(part))


def _is_one_thing(element: Node) -> bool:
    return not is_html(element) or element.name in OPAQUE or element.name in VOIDS or not element.children


def _find_atom(element: Node, state: State, kept: bool, asset_hashes: Mapping[str, str]) -> Token:
    """A void placeholder, or a protected one where it has text that must be read and compared."""
    empty = is_html(element) and not element.children and element.name not in (*VOIDS, *OPAQUE)
    hidden = element.name == "input" and (element.attrs.get("type") or "").lower() == "hidden"
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
        if not element.attrs:
            continue
        for name in TARGET_ATTRIBUTES:
            if url := element.attrs.get(name):
                found.append(url)
                if url in asset_hashes:
                    found.append(f"sha256:{asset_hashes[url]}")
    return " ".join(found)


def is_blank(text: str) -> bool:
    return not text.strip(WHITE_SPACE)


def collapse(text: str) -> str:
    """White space as HTML shows it: each run one space."""
    return _RUN.sub(" ", text)


def find_core(tokens: Sequence[Token]) -> tuple[int, int]:
    """Where the unit begins and ends in a run: without invisible edges and without wrappers of the whole.

    A wrapper with a target stays: an approval binds where a link leads (a changed `tel:` alone must be seen). So
    does a `ruby`, without which its parts are nothing.
    """
    low, high = 0, len(tokens)
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
    taken = {match[2] for t in tokens for match in TAG.finditer(t.text)}
    bases = [(token, _base_name(token)) for token in tokens if token.kind not in ("text", "close")]
    counts = Counter(base for _, base in bases)
    numbers: Counter[str] = Counter()
    for token, base in bases:
        name = base
        while name in taken or (name == base and counts[base] > 1):
            numbers[base] += 1
            name = f"{base}{numbers[base]}"
        taken.add(name)
        token.name = name
    opened: list[str] = []
    for token in tokens:
        if token.kind == "open":
            opened.append(token.name)
        elif token.kind == "close":
            token.name = opened.pop()


def _base_name(token: Token) -> str:
    if token.kind == "protected":
        return PROTECTED_NAME
    name: str = token.node.name.lstrip("#")
    if name == "processing-instruction":
        return "comment"
    return name if _PLAIN_NAME.fullmatch(name) else GENERIC_NAME


@dataclass(frozen=True, slots=True)
class Composed:
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
    literal = {number: token.text for number, token in enumerate(core) if token.kind == "text"}
    lead = trail = ""
    if 0 in literal:
        stripped = literal[0].lstrip(WHITE_SPACE)
        lead, literal[0] = literal[0][: len(literal[0]) - len(stripped)], stripped
    if len(core) - 1 in literal:
        whole = literal[len(core) - 1]
        literal[len(core) - 1] = whole.rstrip(WHITE_SPACE)
        trail = whole[len(literal[len(core) - 1]) :]
    parts: list[str] = []
    for number, token in enumerate(core):
        if token.kind == "text":
            parts.append(literal[number] if token.state.preserve else collapse(literal[number]))
        elif token.kind == "protected":
            parts.append(f"<{token.name}>{_protected_text(token)}</{token.name}>")
        else:
            parts.append({"open": f"<{token.name}>", "close": f"</{token.name}>"}.get(token.kind, f"<{token.name}/>"))
    changed = any(parts[number] != text for number, text in literal.items())
    return Composed(
        "".join(parts),
        tuple(_make_placeholder(token) for token in core if token.kind not in ("text", "close")),
        lead,
        trail,
        tuple(literal.values()) if changed else (),
    )


def _make_placeholder(token: Token) -> Placeholder:
    node, element = token.node, is_element(token.node)
    form: Literal["pair", "void", "protected"] = "pair"
    markup = ""
    if token.kind == "protected":
        form = "protected"
        markup = "".join(format_nodes((node,))) if element else escape_text(token.text)
    elif token.kind == "void":
        form = "void"
        markup = "".join(format_nodes((node,))) if node.children else ""
    return Placeholder(
        name=token.name,
        form=form,
        element=node.name,
        target=token.target,
        text=_protected_text(token) if form == "protected" else "",
        attributes=tuple(node.attrs.items()) if element else (),
        markup=markup,
    )


def _protected_text(token: Token) -> str:
    """As it stands in the unit: white space collapsed unless it counts."""
    return token.text if token.state.preserve else collapse(token.text)
