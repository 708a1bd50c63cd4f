"""ITS facts as a unit has them: what its translator is told, for which locales it is, which attributes are text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import LocaleFilter
from pipeline.segment.its.facts import ItsFacts, describe_filter, shorten
from pipeline.segment.tree import Node, is_element, read_text

_TEXT_ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        """abbr alt label placeholder prompt standby summary title value aria-braillelabel
        aria-brailleroledescription aria-description aria-label aria-placeholder aria-roledescription
        aria-valuetext""",
    )
)
"""Those that a rule may make a unit, and `data-…`: an address, id, class, style or script never is one."""

_SUBJECT_NODES = 50


def describe_run(its: ItsFacts, holder: Node | None, nodes: Iterable[Node]) -> tuple[str, ...]:
    """What the translator of a run is told: of the element that holds it, then of each inline element in it."""
    about_all = its.notes.get((id(holder), ""), ())
    lines = dict.fromkeys(about_all)
    for node in nodes:
        if is_element(node):
            lines.update(dict.fromkeys(_describe_inline(its, node)))
    return tuple(lines)


def _describe_inline(its: ItsFacts, node: Node) -> Iterator[str]:
    own = its.filters.get(id(node))
    lines: Sequence[str] = its.said.get(id(node), ())
    if own is not None and own != its.filters.get(id(node.parent)):
        lines = (*lines, describe_filter(own))
    if its.within_text.get(id(node)) == "nested":
        lines = (*lines, "A text of its own within this one")
    if not lines:
        return
    text = " ".join(read_text((node,), limit=_SUBJECT_NODES).split())
    subject = f"“{shorten(text)}”" if text else f"<{node.name}>"
    for line in lines:
        yield line if line.startswith("Term: ") else f"{subject}: {line}"


def describe_attribute(its: ItsFacts, node: Node, name: str) -> tuple[str, ...]:
    """What the translator of an attribute is told."""
    return its.notes.get((id(node), name), ())


def filters_of(its: ItsFacts, holder: Node | None) -> tuple[LocaleFilter, ...]:
    """For which locales what an element holds is; nothing for all."""
    found = its.filters.get(id(holder))
    return () if found is None else (found,)


def choose_attributes(its: ItsFacts, node: Node, usual: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """An element's attributes that are units, with their kinds: the usual ones and what rules add and take away."""
    kinds = dict(usual)
    for name in node.attrs:
        asked = its.translate.get((id(node), name))
        if asked is None and name in kinds:
            yield name, kinds[name]
        elif asked and (name in kinds or name in _TEXT_ATTRIBUTES or name.startswith("data-")):
            yield name, kinds.get(name, f"{name}-attribute")
