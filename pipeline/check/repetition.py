"""A translation that says something again and again, as a machine does that does not find its end.

What the source repeats may be repeated. Words stand for themselves where they are parted, characters elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import eq

from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject, shorten
from pipeline.model import Severity, Span

_WORD = re.compile(r"\w+")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_TOKEN = re.compile(rf"{_SPACELESS.pattern}|[^\W{_SPACELESS.pattern[1:-1]}]+")

_LONGEST_PERIOD = 14
_OFTEN = 30
"""Times that a word stands in a text from which on its pairs are not counted one by one."""
_LEAST_LETTERS = 12
"""Of a stretch that stands twice and not in a row."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of tokens that is said again right after itself."""

    start: int
    period: int
    times: int

    @property
    def end(self) -> int:
        return self.start + self.period * self.times


@register("repetition", order=55)
def find_repetition(subject: Subject) -> Iterator[Problem]:
    """The same words three times and more in a row, or a sentence that stands twice; the source does neither."""
    tokens = list(_TOKEN.finditer(subject.target_free))
    words = [token[0].lower() for token in tokens]
    runs = find_runs(words)
    if runs:
        source = [token[0].lower() for token in _TOKEN.finditer(subject.source_free)]
        most = max((run.times for run in find_runs(source)), default=1)
        runs = [run for run in runs if run.times > most and _is_loop(run, words)]
    runs = [run for run in runs if run.times > 2 or run.period * 2 == len(words) or _is_unbroken(run, tokens, subject)]
    for run in runs[:3]:
        span = Span(tokens[run.start].start(), tokens[run.end - 1].end())
        said = subject.target[tokens[run.start].start() : tokens[run.start + run.period - 1].end()]
        yield Problem(
            Severity.CRITICAL,
            f"The translation says “{shorten(said)}” {run.times} times in a row.",
            "Keep it once, and see what is missing after it.",
            target_spans=(span,),
        )
    if not runs:
        yield from _find_sentence_twice(subject)


def find_runs(words: Sequence[str]) -> list[Run]:
    """The stretches that follow themselves, in the order of the text; of those that overlap the longest.

    Looked for are periods of up to fourteen words, and the whole text said twice.
    """
    runs: list[Run] = []
    half = len(words) // 2
    for period, pairs in sorted(_count_distances(words, half).items()):
        if pairs < period or (period > _LONGEST_PERIOD and period != half):
            continue
        same = 0
        for index in range(period, len(words) + 1):
            if index < len(words) and words[index] == words[index - period]:
                same += 1
                continue
            if same >= period:
                runs.append(Run(index - same - period, period, same // period + 1))
            same = 0
    runs.sort(key=lambda run: (-(run.end - run.start), run.period))
    kept: list[Run] = []
    for run in runs[:200]:
        if all(run.end <= other.start or run.start >= other.end for other in kept):
            kept.append(run)
    return sorted(kept, key=lambda run: run.start)


def _count_distances(words: Sequence[str], most: int) -> Mapping[int, int]:
    """How many pairs of the same word stand so many words apart, up to `most`."""
    if len(set(words)) == len(words):
        return {}
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    if max(map(len, places.values())) > _OFTEN:
        periods = {*range(1, min(_LONGEST_PERIOD, most) + 1), *([most] if most else ())}
        return {period: sum(map(eq, words, words[period:])) for period in periods}
    pairs = (second - first for at in places.values() for first, second in combinations(at, 2))
    return Counter(distance for distance in pairs if distance <= most)


def _is_loop(run: Run, words: Sequence[str]) -> bool:
    """Three times is a loop; twice only where it is long: "muy, muy" and "bye bye" are language."""
    said = words[run.start : run.start + run.period]
    letters = sum(map(len, said))
    if not any(char.isalpha() for word in said for char in word) and run.times < 4:
        return False  # 10 10 10: numbers are counted elsewhere
    spaceless = all(_SPACELESS.match(word) for word in said)
    if run.times >= 3:
        return run.period > 1 or letters > 1 or run.times > 3
    return letters >= (6 if spaceless else 15) and run.period >= (5 if spaceless else 3)


def _is_unbroken(run: Run, tokens: Sequence[re.Match[str]], subject: Subject) -> bool:
    """Whether nothing but space parts a stretch from itself: with a comma between, a name may end and begin clauses."""
    last, first = tokens[run.start + run.period - 1], tokens[run.start + run.period]
    return not subject.target_free[last.end() : first.start()].strip()


def _find_sentence_twice(subject: Subject) -> Iterator[Problem]:
    sentences = _sentences(subject.target, subject.target_sentences) if len(subject.target_sentences) > 1 else []
    if len(set(sentences)) == len(sentences):
        return
    said = Counter(_sentences(subject.source, subject.source_sentences))
    most = max(said.values(), default=1)
    first: dict[str, int] = {}
    again: Counter[str] = Counter()
    for sentence, span in zip(sentences, subject.target_sentences, strict=True):
        if sentence not in first:
            first[sentence] = span.start
            continue
        again[sentence] += 1
        least = _LEAST_LETTERS // 2 if _SPACELESS.match(sentence) else _LEAST_LETTERS
        if again[sentence] + 1 > most and len(sentence) >= least:
            said_twice = shorten(subject.target[span.start : span.end].strip())
            yield Problem(
                Severity.CRITICAL,
                f"The translation says this sentence twice: “{said_twice}”.",
                "Delete the second, and see whether another sentence is missing in its place.",
                target_spans=(span,),
            )
            return


def _sentences(text: str, spans: Sequence[Span]) -> list[str]:
    return ["".join(_WORD.findall(text[span.start : span.end])).lower() for span in spans]
