"""Word by word difference of two texts, as the desk and the change notices show it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

# A placeholder's tag, a number or word with what joins its parts ("2.5", "T-cell"), a run of white space, else one
# sign. Scripts that do not part words by spaces are compared letter by letter.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(
    rf"</?[a-z][a-z0-9-]*/?>|[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:[.,:'’‑-][^\W{_UNSPACED}]+)*|\s+|.", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch that two texts share, or that only one of them has."""

    op: Literal["same", "added", "removed"]
    text: str


def diff_words(old: str, new: str) -> tuple[Change, ...]:
    """What changed from one text to the other, by words; what is removed stands before what is added.

    The texts of `same` and `removed`, joined, are the old text; those of `same` and `added` the new one. White
    space alone between two changes counts with them, so that a reader sees phrases and not a ladder of words.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    blocks: list[tuple[str, str, str]] = []
    for step in Indel.opcodes(before, after):
        removed = "".join(before[step.src_start : step.src_end])
        added = "".join(after[step.dest_start : step.dest_end])
        blocks.append((removed, "", "") if step.tag == "equal" else ("", removed, added))
    return tuple(_merge(blocks))


def _merge(blocks: list[tuple[str, str, str]]) -> Iterable[Change]:
    """Changes from (same, removed, added) blocks, neighbours of one kind as one."""
    removed = added = ""
    last = len(blocks) - 1
    for number, (same, gone, new) in enumerate(blocks):
        if same and not (same.isspace() and (removed or added) and number < last):
            yield from _pair(removed, added)
            removed = added = ""
            yield Change("same", same)
        else:
            removed += same + gone
            added += same + new
    yield from _pair(removed, added)


def _pair(removed: str, added: str) -> Iterable[Change]:
    if removed:
        yield Change("removed", removed)
    if added:
        yield Change("added", added)
