"""How the reader is addressed: tú or usted, du or Sie, as `register` of the locale's settings asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.check.registry import register
from pipeline.check.style import read_style
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.languages import english_name

_MOST = 5


@register("register", order=85)
def find_wrong_address(subject: Subject) -> Iterator[Problem]:
    """Words of the other register. Nothing where the settings ask for none, or the language's table has no words."""
    if subject.register not in ("formal", "informal"):
        return
    style = read_style(subject.locale)
    wrong = style.informal if subject.register == "formal" else style.formal
    right = style.formal if subject.register == "formal" else style.informal
    found = list(_compile(wrong).finditer(subject.target_free)) if wrong else []
    if not found:
        return
    words = ", ".join(dict.fromkeys(f"“{match[0]}”" for match in found[:_MOST]))
    yield Problem(
        Severity.MAJOR,
        f"The reader is to be addressed in the {subject.register} register of {english_name(subject.locale)}; "
        f"the translation says {words}.",
        f"Use the {subject.register} forms" + (f" ({', '.join(right[:3])})." if right else "."),
        target_spans=tuple(Span(*match.span()) for match in found[:_MOST]),
    )


@lru_cache(maxsize=64)
def _compile(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words; where no space parts words, the characters. As written, or with a capital at their start."""
    parts = []
    for word in words:
        core = re.escape(word.removesuffix("*"))
        spaceless = re.match(r"[\u3040-\u30ff\u3400-\u9fff]", word)
        first = f"[{word[0]}{word[0].upper()}]{re.escape(word.removesuffix('*')[1:])}" if word[0].islower() else core
        tail = r"\w*" if word.endswith("*") else ""
        parts.append(core if spaceless else rf"(?<![\w'’-]){first}{tail}(?![\w-])")
    return re.compile("|".join(parts))
