"""Brackets and quotation marks: each that opens is closed, in the form that the language has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.registry import register
from pipeline.check.style import read_style
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span

_PAIRS = {")": "(", "]": "[", "）": "（", "】": "【", "》": "《", "」": "「", "』": "『", "〉": "〈"}
_ONE_FORM = str.maketrans("（）", "()")
_LIST_MARK = re.compile(r"(?:^|[\s;:,.;：；，。、])(?:\w|\d{1,2}|[ivx]{1,4})$")
"""What stands before the bracket of an item, `a)` or `1)`, which has no partner."""
_BRACKET = re.compile(f"[{re.escape(''.join(_PAIRS))}{re.escape(''.join(_PAIRS.values()))}]")
_QUOTE = re.compile("[„“”«»‹›「」『』《》〝〞]")


@register("brackets", order=82, kinds=("brackets", "quotes"))
def find_unbalanced(subject: Subject) -> Iterator[Problem]:
    """Brackets left open, quotation marks left open, and marks that the language does not use."""
    place = _find_lone(subject.target_free)
    if place is not None and _find_lone(subject.source_free) is None:
        sign = subject.target_free[place]
        yield Problem(
            Severity.MINOR,
            f"The bracket “{sign}” has no partner in the translation.",
            "Write both, or neither.",
            target_spans=(Span(place, place + 1),),
        )
    yield from _find_strange_quotes(subject)


def _find_lone(text: str) -> int | None:
    """The place of the first bracket without its partner; half and full width are one."""
    if not _BRACKET.search(text):
        return None
    text = _LIST_MARK.sub(lambda mark: mark[0] if mark[0][0] in "(（" else " " * len(mark[0]), text).translate(
        _ONE_FORM
    )
    open_: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text):
        place, char = match.start(), match[0]
        if char not in _PAIRS:
            open_.append((char, place))
        else:
            if not open_ and char == ")" and _LIST_MARK.search(text[max(0, place - 6) : place]):
                continue
            if not open_ or open_[-1][0] != _PAIRS[char]:
                return place
            open_.pop()
    return open_[0][1] if open_ else None


def _find_strange_quotes(subject: Subject) -> Iterator[Problem]:
    style = read_style(subject.locale)
    text = subject.target_free
    if text.count('"') % 2 and not subject.source_free.count('"') % 2 and not re.search(r'\d\s?"', text):
        place = text.rfind('"')
        yield _quote_problem('The quotation mark “"” has no partner in the translation.', "Write both.", place)
    if not style.quotes:
        return
    allowed = set("".join(style.quotes))
    for match in _QUOTE.finditer(text):
        place, char = match.start(), match[0]
        if char not in allowed:
            forms = " or ".join(f"{pair[0]}…{pair[1]}" for pair in style.quotes)
            yield _quote_problem(f"This language does not use the quotation mark {char}.", f"Write {forms}.", place)
            return
    for opening, closing in ((pair[0], pair[1]) for pair in style.quotes):
        shared = opening == closing or sum(opening in pair or closing in pair for pair in style.quotes) > 1
        apostrophe = {opening, closing} & {"’", "‘"}
        if not shared and not apostrophe and text.count(opening) != text.count(closing):
            sign = opening if text.count(opening) > text.count(closing) else closing
            message = f"The quotation mark {sign} has no partner in the translation."
            yield _quote_problem(message, f"Write both {opening} and {closing}.", text.rfind(sign))
            return


def _quote_problem(message: str, hint: str, place: int) -> Problem:
    return Problem(Severity.MINOR, message, hint, target_spans=(Span(place, place + 1),), kind="quotes")
