"""Professional pairs from `en-<locale>.tsv` files, split into two halves, with those that are known to be wrong."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent
DEFAULT_FOLDERS = (Path(__file__).parents[3] / "shared" / "corpus" / "tico19", HERE / "labels")
"""Health articles, where they are at hand, and medicine labels of our own."""

Half = Literal["tune", "held", "all"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A source with the translation that a professional gave it."""

    id: str
    locale: str
    source: str
    target: str

    @property
    def document(self) -> str:
        return self.id.rsplit(":", 1)[0]

    @property
    def half(self) -> Literal["tune", "held"]:
        """By the id alone, so that a pair is in the same half in every language."""
        return "tune" if hashlib.sha256(self.id.encode()).digest()[0] < 128 else "held"

    def random(self, purpose: str) -> random.Random:
        """Dice that fall the same way in every run."""
        return random.Random(f"{self.id}/{self.locale}/{purpose}")


def read_pairs(folders: Sequence[Path], locales: Sequence[str] = ()) -> dict[str, list[Pair]]:
    """The pairs of each locale, in the files' order; rows without a translation are left out."""
    pairs: dict[str, list[Pair]] = {}
    for folder in folders:
        for file in sorted(folder.glob("en-*.tsv")):
            locale = file.stem.removeprefix("en-")
            if locales and locale not in locales:
                continue
            pairs.setdefault(locale, []).extend(_read_file(file, locale))
    return pairs


def _read_file(file: Path, locale: str) -> Iterable[Pair]:
    for line in file.read_text("utf-8").splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) == 3 and cells[1].strip() and cells[2].strip():
            yield Pair(cells[0], locale, cells[1].strip(), cells[2].strip())


def read_wrong() -> dict[tuple[str, str], str]:
    """(id, locale) → why the corpus itself is wrong there. Such pairs are counted apart."""
    rows = [line.split("\t") for line in (HERE / "wrong.tsv").read_text("utf-8").splitlines()[1:]]
    return {(row[0], row[1]): row[2] for row in rows if len(row) == 3}
