"""Look-ups in a memory of many segments: recall against comparing all, speed beside peers, opening, memory used.

The memory is opened in a process of its own, as a run opens it. Times are CPU seconds. Every match that is counted is
compared with what brute force (rapidfuzz over all) found for the same text in the same run.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from array import array
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from memory_texts import Writer, read_sentences
from rapidfuzz import fuzz, process

from pipeline.draft import ApprovedPair, Memory, build_file
from pipeline.model import Unit

NEAR = 75
_WORD = re.compile(r"\w+")

_TOOLKIT = """
import json, sys, time
from translate.search import match
from translate.storage import po
told = json.load(open(sys.argv[1]))
store = po.pofile()
for text in told["texts"]:
    unit = store.addsourceunit(text)
    unit.target = "x"
matcher = match.matcher(store, max_candidates=5, min_similarity=75, max_length=1000)
start = time.process_time()
found = sum(bool(matcher.matches(text)) for text in told["wanted"])
print(json.dumps({"seconds": time.process_time() - start, "found": found}))
"""


def main() -> None:
    """Build, look up, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--lookups", type=int, default=300)
    parser.add_argument("--toolkit", help="Python of an environment with translate-toolkit.")
    parser.add_argument("--peer-lookups", type=int, default=10, help="How many the toolkit answers.")
    parser.add_argument("--no-words", action="store_true", help="Leave the plain word index out.")
    options = parser.parse_args()
    sentences, origin = read_sentences()
    writer = Writer(sentences, 7)
    texts = list(dict.fromkeys(writer.write(options.segments)))
    wanted = make_lookups(writer, texts, options.lookups)
    print(f"{len(texts):,} segments, {len(wanted)} look-ups, word statistics of {origin}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "es.memory"
        start = time.process_time()
        path.write_bytes(
            build_file([ApprovedPair(t, f"es: {t}", locale="es", part="segment") for t in texts], source_locale="en")
        )
        print(f"built in {time.process_time() - start:.1f} CPU s, {path.stat().st_size >> 20} MB")
        own = ask_memory(path, wanted)
    speed = len(wanted) / own["seconds"]
    print(f"opened in {own['opening']:.3f} s; {own['rss']} MB resident after it all, {own['before']} MB before")
    print(f"look-ups: {speed:,.0f} a second; index alone {len(wanted) / own['index_seconds']:,.0f}")
    start = time.process_time()
    scores = process.cdist(wanted, texts, scorer=fuzz.ratio, score_cutoff=NEAR, dtype=np.float32, workers=1)
    print_ratio("brute force (rapidfuzz)", len(wanted) / (time.process_time() - start), speed)
    print_recall(texts, scores, own)
    if not options.no_words:
        print_ratio("word index with rapidfuzz", *ask_words(texts, wanted, scores), speed)
    if options.toolkit:
        few = wanted[: options.peer_lookups]
        print_ratio("translate-toolkit", len(few) / ask_toolkit(options.toolkit, texts, few), speed)


def make_lookups(writer: Writer, texts: Sequence[str], count: int) -> list[str]:
    """Edits of known texts, and one in four a new text."""
    writer.random = random.Random(3)
    return [writer.make() if number % 4 == 3 else writer.edit(writer.random.choice(texts)) for number in range(count)]


def ask_memory(path: Path, wanted: Sequence[str]) -> dict:
    """What a process of its own found and needed."""
    ran = subprocess.run(
        [sys.executable, __file__, "--answer", str(path)],
        input=json.dumps(wanted), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(ran.stdout)


def answer(path: Path) -> None:
    """Open the memory and look up what standard input names."""
    wanted = json.load(sys.stdin)
    before = _most_resident()
    start = time.perf_counter()
    memory = Memory.open(path)
    memory.look_up(Unit(wanted[0]))
    opening = time.perf_counter() - start
    start = time.process_time()
    best = [[match.likeness for match in memory.look_up(Unit(text))] for text in wanted]
    seconds = time.process_time() - start
    index = memory._file.index
    start = time.process_time()
    near = [[index.text(number) for number, _ in index.find_near(text)] for text in wanted]
    index_seconds = time.process_time() - start
    rss = _most_resident()
    told = {"opening": opening, "seconds": seconds, "index_seconds": index_seconds, "rss": rss, "before": before}
    print(json.dumps({**told, "best": best, "near": near}))


def _most_resident() -> int:
    """The most MB that the process ever held, mapped files included; unlike ru_maxrss, not what its parent held."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) >> 10


def print_recall(texts: Sequence[str], scores: np.ndarray, own: dict) -> None:
    """Of all that brute force found, and of its best, the share that the memory found."""
    all_found = all_there = best_found = best_there = 0
    for row, near, best in zip(scores, own["near"], own["best"], strict=True):
        there = {texts[number] for number in np.flatnonzero(row >= NEAR)}
        all_there += len(there)
        all_found += len(there & set(near))
        if there:
            best_there += 1
            best_found += bool(best) and best[0] >= int(row.max()) - (row.max() == 100)
    print(f"recall: {all_found:,} of {all_there:,} near matches ({all_found / max(1, all_there):.2%}); ", end="")
    print(f"the best one for {best_found} of {best_there} look-ups ({best_found / max(1, best_there):.2%})")


def ask_words(texts: Sequence[str], wanted: Sequence[str], scores: np.ndarray) -> tuple[float, float]:
    """A plain word index: all texts that have one of the five rarest words, compared."""
    index: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, text in enumerate(texts):
        for word in set(_WORD.findall(text)):
            index[word].append(number)
    start = time.process_time()
    found = 0
    for text in wanted:
        lists = sorted((index[word] for word in set(_WORD.findall(text)) if word in index), key=len)[:5]
        numbers = sorted(set().union(*lists))
        candidates = [texts[number] for number in numbers]
        found += len(process.extract(text, candidates, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None))
    speed = len(wanted) / (time.process_time() - start)
    return speed, found / max(1, int((scores >= NEAR).sum()))


def ask_toolkit(python: str, texts: Sequence[str], wanted: Sequence[str]) -> float:
    """CPU seconds of translate-toolkit's matcher, in its own environment."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as told:
        json.dump({"texts": texts, "wanted": wanted}, told)
        told.flush()
        ran = subprocess.run([python, "-c", _TOOLKIT, told.name], capture_output=True, text=True, check=True)
    return float(json.loads(ran.stdout)["seconds"])


def print_ratio(peer: str, speed: float, *rest: float) -> None:
    """A peer's speed, and how many times as fast the memory is."""
    *recall, own = rest
    found = f", recall {recall[0]:.2%}" if recall else ""
    print(f"{peer}: {speed:,.1f} a second{found}; ours is {own / speed:,.1f} times as fast")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--answer"]:
        answer(Path(sys.argv[2]))
    else:
        main()
