"""Sentence boundaries, ours and the peers', on the same texts in one run: `python -m benchmarks.segment.sentences`.

Measures, for each language: how many of pragmatic_segmenter's rules and of our own tables come out exactly; how many
pairs of neighbouring segments of TICO-19 (professional translations, where `../shared/corpus` has them) come apart
again when they are put together, unless the second begins with a small letter; and how many texts of these are split
in a CPU-second. The peers are sentencex alone, and pysbd where it can be imported (it is no dependency of ours).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import sentencex

from pipeline.text.sentences import split_sentences

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "tests" / "data" / "sentences"
TICO = ROOT.parent / "shared" / "corpus" / "tico19"
TICO_LOCALES = {"pt": "pt_BR", "zh": "zh_Hans"}
LANGUAGES = ("en", "es", "fr", "de", "pt", "ru", "ar", "hi", "zh", "ja")

Splitter = Callable[[str, str], list[str]]


def split_ours(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


def split_by_sentencex(text: str, language: str) -> list[str]:
    return list(sentencex.segment(language, text))


def find_splitters() -> dict[str, Splitter]:
    """Ours first; a peer that cannot be imported is left out."""
    splitters: dict[str, Splitter] = {"dragoman": split_ours, "sentencex": split_by_sentencex}
    try:
        import pysbd
    except ImportError:
        return splitters

    def split_by_pysbd(text: str, language: str) -> list[str]:
        if language not in pysbd.languages.LANGUAGE_CODES:
            return [text]
        return list(pysbd.Segmenter(language=language, clean=False).segment(text))

    return {**splitters, "pysbd": split_by_pysbd}


def read_rules(path: Path) -> Iterator[list[str]]:
    """The sentences of each rule; tags are taken out, for no peer knows them."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    for line in lines:
        if line and not line.startswith("#"):
            sentences = line.partition("\t")[2].replace("\\n", "\n").split("‖")
            if "<" not in line:
                yield sentences


def count_right(rules: list[list[str]], split: Splitter, language: str) -> int:
    """Rules whose sentences come out, white space at their ends apart."""

    def strip(sentences: list[str]) -> list[str]:
        return [text for sentence in sentences if (text := sentence.strip())]

    return sum(strip(split("".join(rule), language)) == strip(rule) for rule in rules)


def read_pairs(language: str) -> list[tuple[str, str]]:
    locale = TICO_LOCALES.get(language, language)
    path = TICO / f"en-{'es' if language == 'en' else locale}.tsv"
    if not path.exists():
        return []
    column = 1 if language == "en" else 2
    rows = [line.split("\t")[column].strip() for line in path.read_text("utf-8").splitlines()[1:]]
    gap = "" if language == "zh" else " "
    ended = [(first + gap, second) for first, second in pairwise(rows) if first[-1] in ".!?。！？۔।؟"]
    return [(first, second) for first, second in ended if not second.lstrip("¿")[0].islower()]


def count_parted(pairs: list[tuple[str, str]], split: Splitter, language: str) -> int:
    """Pairs in which a sentence ends where the first text does."""
    parted = 0
    for first, second in pairs:
        length = 0
        for sentence in split(first + second, language):
            length += len(sentence.strip().replace(" ", ""))
            if length >= len(first.replace(" ", "")):
                break
        parted += length == len(first.strip().replace(" ", ""))
    return parted


def main() -> None:
    splitters = find_splitters()
    headings = (f"{name + ' golden':>20}{'own table':>12}{'TICO-19':>10}{'texts/s':>10}" for name in splitters)
    print("language  " + "".join(headings))
    speeds: dict[str, list[float]] = {name: [] for name in splitters}
    for language in LANGUAGES:
        golden, own = (list(read_rules(folder / f"{language}.tsv")) for folder in (TABLES / "golden", TABLES))
        pairs = read_pairs(language)
        print(f"{language:10}", end="")
        for name, split in splitters.items():
            split("Warm. Up.", language)
            right, known = (count_right(rules, split, language) for rules in (golden, own))
            print(f"{right:>16}/{len(golden):<3}{known:>8}/{len(own):<3}", end="")
            started = time.process_time()
            parted = count_parted(pairs, split, language)
            if pairs:
                speeds[name].append(len(pairs) / (time.process_time() - started))
                print(f"{parted / len(pairs):>10.1%}{speeds[name][-1]:>10.0f}", end="")
            else:
                print(f"{'–':>10}{'–':>10}", end="")
        print(flush=True)
    for name in list(splitters)[1:]:
        ratios = [ours / theirs for ours, theirs in zip(speeds["dragoman"], speeds[name], strict=True)]
        if ratios:
            print(f"texts a CPU-second, dragoman : {name} = {sum(ratios) / len(ratios):.2f} (mean over languages)")


if __name__ == "__main__":
    main()
