"""Health-like sentences by word statistics, the same on each run: what comes after a word in the demonstration page.

With TICO-19 at hand its English sources tell the statistics too. A share of the words is replaced by made-up names,
whose frequencies follow Zipf's law as those of drugs and places do, and a share of the sentences are edits of earlier
ones, as in a memory that grew with its articles.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICO = ROOT.parent / "shared" / "corpus" / "tico19" / "en-es.tsv"

_SYLLABLES = "ab al ba bu ca ci da ex fe ga i ka li lo mab ma mi na ne ni o pa pri ra ri sa ta ti tu va vi xi za zo"
_NAMES = 40_000


def read_sentences() -> tuple[list[str], str]:
    """Real sentences to learn from, and where they come from."""
    page = (ROOT / "source_html" / "immunotherapy-all.html").read_text("utf-8")
    text = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    parts = re.split(r"</(?:p|li|h\d|td)>", text)
    blocks = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>|&\w+;", " ", part)) for part in parts]
    sentences = [part for block in blocks for part in re.split(r"(?<=[.!?]) ", block.strip()) if " " in part]
    if not TICO.is_file():
        return sentences, "the demonstration page"
    rows = TICO.read_text("utf-8").splitlines()[1:]
    return sentences + [row.split("\t")[1] for row in rows], "the demonstration page and TICO-19"


class Writer:
    """Writes sentences; the same seed gives the same ones."""

    def __init__(self, sentences: list[str], seed: int) -> None:
        self.random = random.Random(seed)
        self._after: defaultdict[str, list[str]] = defaultdict(list)
        for sentence in sentences:
            words = sentence.split()
            for word, following in zip(["", *words], [*words, ""], strict=True):
                self._after[word].append(following)
        self._weights = list(accumulate(1 / rank for rank in range(1, _NAMES + 1)))
        naming = random.Random(seed + 1)
        syllables = _SYLLABLES.split()
        self._names = ["".join(naming.choices(syllables, k=naming.randint(2, 5))) for _ in range(_NAMES)]

    def write(self, count: int, *, edited: float = 0.2) -> Iterator[str]:
        """So many sentences, of which a share are edits of earlier ones."""
        written: list[str] = []
        for _ in range(count):
            if written and self.random.random() < edited:
                written.append(self.edit(self.random.choice(written)))
            else:
                written.append(self.make())
        return iter(written)

    def make(self) -> str:
        """A new sentence of 3 to 40 words."""
        words: list[str] = []
        while len(words) < 3:
            words, word = [], self.random.choice(self._after[""])
            while word and len(words) < 40:
                words.append(self.vary(word))
                word = self.random.choice(self._after[word])
        return " ".join(words)

    def vary(self, word: str) -> str:
        """The word, a made-up name instead, or another number."""
        if any(char.isdigit() for char in word):
            return re.sub(r"\d+", lambda match: str(self.random.randint(1, 10 ** len(match[0]))), word)
        return self.name() if len(word) > 5 and self.random.random() < 0.12 else word

    def name(self) -> str:
        """A made-up name, common ones often."""
        return self._names[bisect(self._weights, self.random.random() * self._weights[-1])]

    def edit(self, sentence: str, *, most: int = 6) -> str:
        """With words replaced, left out, added, swapped or misspelt."""
        words = sentence.split()
        for _ in range(self.random.randint(1, max(1, min(most, len(words) // 3)))):
            place, what = self.random.randrange(len(words)), self.random.randrange(5)
            if what == 0:
                words[place] = self.name()
            elif what == 1 and len(words) > 3:
                del words[place]
            elif what == 2:
                words.insert(place, self.random.choice(self._after.get(words[place], [""])) or self.name())
            elif what == 3 and place:
                words[place - 1 : place + 1] = words[place - 1 : place + 1][::-1]
            else:
                at = self.random.randrange(len(words[place]) or 1)
                words[place] = words[place][:at] + self.random.choice("aeinorst") + words[place][at + 1 :]
        return " ".join(word for word in words if word)
