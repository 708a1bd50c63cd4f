"""A translation in another language than it should be, told by py3langid, whose model comes with it.

Looked at is what a person wrote: no names in capitals, numbers, addresses or protected text. Short texts and
languages that a model takes for each other say nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.check.language import languages_of_words
from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.languages import english_name
from pipeline.text.tokens import blank_contacts

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_CHARACTERS = 240
"""What is looked at of a long text: its beginning."""
_LEAST, _LEAST_SPACELESS = 18, 8
_SHORT = 40
_SURE, _SURE_OF_SHORT = 0.45, 0.6
"""The probability of another language from which a translation is held to be in it, where its own has next to none."""
_NEXT_TO_NONE = 0.1

_TOO_LIKE = tuple(
    frozenset(group.split())
    for group in (
        "es gl ast an ext ca", "pt gl", "id ms jv", "zh yue wuu", "no nn da", "hr sr bs sl", "cs sk",
        "fr wa oc gcf gcr br", "ht gcf gcr", "it vec lij co", "ru be uk bg", "ar ary arz", "hi mr ne sa", "de lb nl af",
        "tl bcl", "so om", "sw rw", "fa ps ku sdh",
    )
)  # fmt: skip
"""Between these no more than a look is asked for."""

_NOT_WORDS = re.compile(r"\w*\d[\w.,-]*|\b[A-Z]{2,}[\w-]*|[A-Z]\w*(?: [A-Z]\w*)+")
_NO_LANGUAGE = "zxx"
"""ISO 639-2: no linguistic content. The model says so of signs and of letters drawn as mathematics."""
_SPACELESS = frozenset({"zh", "ja", "th", "km", "lo", "my"})


@register("language", order=46)
def find_wrong_language(subject: Subject) -> Iterator[Problem]:
    """Text that is all but certainly in another language than the locale's."""
    wanted = subject.language.code
    if _is_plainly(subject):
        return
    words = words_of(subject.target_free)
    least = _LEAST_SPACELESS if wanted in _SPACELESS else _LEAST
    if len(words) < least or wanted not in _known_languages():
        return
    scores = _score(words)
    found = max(scores, key=lambda code: scores[code])
    if found in (_NO_LANGUAGE, wanted) or scores[found] < _SURE or scores.get(wanted, 0.0) > _NEXT_TO_NONE:
        return
    if _same_words(subject):
        return  # “untranslated” says so
    alike = any({found, wanted} <= group for group in _TOO_LIKE)
    sure = not alike and (len(words) >= _SHORT or scores[found] >= _SURE_OF_SHORT)
    yield Problem(
        Severity.CRITICAL if sure else Severity.MAJOR,
        f"The translation reads as {_name(found)}, not as {_name(subject.locale)}.",
        f"Translate it into {_name(subject.locale)}; if it is in that language, waive this.",
        target_spans=(Span(0, len(subject.target)),),
    )


def _is_plainly(subject: Subject) -> bool:
    """Whether the text's script or its small words show the language so clearly that no model need be asked."""
    wanted = subject.language.code
    if wanted in _SCRIPTS_OF_ONE:
        wrong, right = _SCRIPTS_OF_ONE[wanted]
        letters = len(subject.target_free) - subject.target_free.count(" ")
        return not wrong.search(subject.target_free) and 2 * len(right.findall(subject.target_free)) > letters
    languages = languages_of_words()
    words = [word.lower() for word, _ in subject.target_words]
    hits = Counter(chain.from_iterable(languages.get(word, ()) for word in words))
    distinct = {word for word in words if wanted in languages.get(word, ())}
    others = max((count for code, count in hits.items() if code != wanted), default=0)
    return len(distinct) >= 3 and hits[wanted] * 8 >= len(subject.target_words) and hits[wanted] >= 1.4 * others


_SCRIPTS_OF_ONE = {
    "zh": (re.compile(r"[\u3040-\u30ff\uac00-\ud7af]"), re.compile(r"[\u3400-\u9fff]")),
    "ko": (re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\uac00-\ud7af]")),
}
"""Letters that a language does not have, and those that among the languages here it alone has."""


def words_of(text: str) -> str:
    """The words of a text that belong to its language, shortened to what is looked at."""
    beginning = blank_contacts(text[: 2 * _CHARACTERS])
    return " ".join(_NOT_WORDS.sub(" ", beginning).split())[:_CHARACTERS]


def _same_words(subject: Subject) -> bool:
    return subject.source_free.casefold().split() == subject.target_free.casefold().split()


def _name(code: str) -> str:
    try:
        return english_name(code)
    except (ValueError, LookupError):
        return code


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The model, read when a text first leaves a doubt: with numpy that takes a second, which most commands save."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=1)
def _known_languages() -> frozenset[str]:
    return frozenset(map(str, _identifier().labels))


@lru_cache(maxsize=512)
def _score(text: str) -> dict[str, float]:
    return {str(code): float(score) for code, score in _identifier().rank(text)[:8]}
