"""An old translation with the placeholders of a changed source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Placeholder, Unit
from pipeline.text.placeholders import rename_placeholders, split_text

STYLING = frozenset({"abbr", "b", "big", "cite", "em", "font", "i", "mark", "small", "span", "strong", "tt", "u"})
"""Elements that only say how their text looks: one may take another's place, and go with the markup that it was for."""


def refit_target(target: str, old: Unit, new: Unit) -> str | None:
    """The old translation with each placeholder as the new source has it; None where they do not fit.

    Placeholders are compared by what they stand for. Bold may become italic, and goes where the source has it no more;
    what the source has anew has no place in an old translation, and is for a person to set.
    """
    if (renamed := rename_placeholders(target, old.placeholders, new.placeholders)) is not None:
        return renamed
    gone, come = (
        _find_unmatched(old.placeholders, new.placeholders),
        _find_unmatched(new.placeholders, old.placeholders),
    )
    if any(each.element not in STYLING or each.form != "pair" for each in (*gone, *come)) or len(come) > len(gone):
        return None
    turned = {
        was.name: replace(was, element=now.element, target=now.target) for was, now in zip(gone, come, strict=False)
    }
    dropped = {each.name for each in gone[len(come) :]}
    pieces = split_text(target, old.placeholders)
    text = "".join(piece.text for piece in pieces if piece.name not in dropped)
    kept = [turned.get(each.name, each) for each in old.placeholders if each.name not in dropped]
    return rename_placeholders(text, kept, new.placeholders)


def _find_unmatched(ours: Sequence[Placeholder], theirs: Sequence[Placeholder]) -> list[Placeholder]:
    """Those of `ours` for which `theirs` have none of the same form and element, each counted once."""
    free = [(each.form, each.element) for each in theirs]
    unmatched = []
    for each in ours:
        if (each.form, each.element) in free:
            free.remove((each.form, each.element))
        else:
            unmatched.append(each)
    return unmatched
