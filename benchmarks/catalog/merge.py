"""Merge of many catalogs after an edit: ours beside msgmerge and pot2po, on the same files, in CPU seconds.

Each article has 120 entries, of which 5 % were edited; then the same with nothing edited, and with more, to show
that time follows what changed.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.catalog import (
    PoFile,
    Projected,
    make_template,
    merge_file,
    pair_entries,
    read_po,
    write_catalog,
    write_po,
)
from pipeline.catalog.merge import merge_catalog
from pipeline.model import EntryKey, Unit

WORDS = [
    "the",
    "drug",
    "may",
    "cause",
    "fever",
    "chills",
    "rash",
    "headache",
    "nausea",
    "and",
    "low",
    "blood",
    "counts",
    "in",
    "some",
    "people",
    "tell",
    "your",
    "doctor",
    "or",
    "nurse",
    "at",
    "once",
    "if",
    "you",
    "take",
    "any",
    "other",
    "medicine",
    "treatment",
    "immune",
    "cells",
    "cancer",
    "antibody",
    "vein",
    "infusion",
    "hours",
    "days",
    "weeks",
]
ENTRIES = 120


def make_article(
    random_: random.Random, slug: str, edited: int, entries: int = ENTRIES
) -> tuple[bytes, bytes, set[str]]:
    """An old PO, wholly translated, the new POT, and the msgids that were edited."""
    texts: dict[str, None] = {}
    while len(texts) < entries:
        texts[" ".join(random_.choices(WORDS, k=random_.randint(3, 40))).capitalize() + "."] = None
    old = list(texts)
    new = list(old)
    for index in random_.sample(range(entries), edited):
        words = old[index].split()
        words.insert(random_.randrange(1, len(words)), f"new{index}")
        new[index] = " ".join(words)
    projection = {EntryKey("", text): Projected(f"ES {text[::-1]}") for text in old}
    po = merge_catalog(_make_pot(slug, old), None, projection, locale="es")
    return write_catalog(po), write_catalog(_make_pot(slug, new)), set(new) - set(old)


def _make_pot(slug: str, texts: list[str]):  # type: ignore[no-untyped-def]
    units = [
        Unit(
            text,
            headings=("Treatment", f"Part {n // 10}"),
            references=(f"{slug}.html#part-{n // 10}/paragraph-{n % 10}",),
        )
        for n, text in enumerate(texts)
    ]
    return make_template(units, slug=slug, created="2026-01-01T00:00:00Z", publisher="Riverside Trust")


def merge_ours(pot: Path, po: Path, result: Path) -> None:
    """Read both files, pair what left with what came, merge, write what changed: what msgmerge --update does."""
    before = po.read_bytes()
    template, old = read_po(pot.read_bytes(), name=pot.name), read_po(before, name=po.name)
    after = write_po(merge_file(template, old, _project(template, old), locale="es"))
    if after != before:
        result.write_bytes(after)


def _project(template: PoFile, old: PoFile) -> dict[EntryKey, Projected]:
    wanted = {block.name for block in template.body}
    known = {block.name for block in old.body}
    gone = {block.key: block for block in old.body if block.name not in wanted}
    came = [block for block in template.body if block.name not in known]
    pairs = pair_entries(list(gone.values()), came)  # type: ignore[arg-type]
    return {p.new: Projected(gone[p.old].entry.target, True, p.old.source, p.old.context) for p in pairs}


def cpu_seconds(work: Callable[[], object]) -> float:
    """Of this process and the children that it waited for."""
    gc.collect()
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def check(folder: Path, edits: list[set[str]], suffix: str) -> str:
    """How many edited entries came out fuzzy with the old text and its source at hand."""
    found = 0
    for number, edited in enumerate(edits):
        path = folder / f"{number}.{suffix}"
        if not path.exists():
            continue
        entries = read_po(path.read_bytes(), name=path.name).catalog.entries
        found += sum(e.source in edited and e.fuzzy and bool(e.previous_source and e.target) for e in entries)
    return f"{found} edited entries fuzzy with their previous msgid"


_POT2PO = """
import sys, time
from translate.convert import pot2po
folder, count = sys.argv[1], int(sys.argv[2])
start = time.process_time()
for n in range(count):
    paths = (f"{folder}/{n}.pot", "rb"), (f"{folder}/{n}.pot2po", "wb"), (f"{folder}/{n}.po", "rb")
    with open(*paths[0]) as pot, open(*paths[1]) as out, open(*paths[2]) as po:
        pot2po.convertpot(pot, out, po)
print(time.process_time() - start)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--peer-articles", type=int, default=100)
    parser.add_argument("--toolkit", default="", help="a python that has translate-toolkit")
    parser.add_argument("--joined", type=int, default=0, help="also this many articles in one catalog")
    given = parser.parse_args()
    random_ = random.Random(4)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for share in (0.05, 0.0, 0.10, 0.20):
            edits = []
            for number in range(given.articles):
                po, pot, edited = make_article(random_, f"a{number}", round(ENTRIES * share))
                (folder / f"{number}.po").write_bytes(po)
                (folder / f"{number}.pot").write_bytes(pot)
                edits.append(edited)
            ours = run_ours(folder, given.articles)
            print(
                f"{share:4.0%} edited: ours {ours:6.2f} CPU s for {given.articles} articles, "
                f"{1000 * ours / given.articles:5.2f} ms each; {check(folder, edits, 'ours')}"
            )
            if share == 0.05:
                count = min(given.peer_articles, given.articles)
                compare_peers(folder, count, edits[:count], ours / given.articles, given.toolkit)
        if given.joined:
            compare_joined(folder, given.joined, given.toolkit)


def compare_joined(folder: Path, articles: int, toolkit: str) -> None:
    """The entries of many articles in one catalog, as projects that keep one have them."""
    entries = articles * ENTRIES
    po, pot, edited = make_article(random.Random(5), "all", entries // 20, entries)
    (folder / "0.po").write_bytes(po)
    (folder / "0.pot").write_bytes(pot)
    ours = run_ours(folder, 1)
    print(f"{articles} articles in one catalog, 5% edited: ours {ours:.2f} CPU s; {check(folder, [edited], 'ours')}")
    compare_peers(folder, 1, [edited], ours, toolkit, "a catalog")


def run_ours(folder: Path, count: int) -> float:
    def work() -> None:
        for n in range(count):
            merge_ours(folder / f"{n}.pot", folder / f"{n}.po", folder / f"{n}.ours")

    return cpu_seconds(work)


def compare_peers(
    folder: Path, count: int, edits: list[set[str]], ours: float, toolkit: str, what: str = "an article"
) -> None:
    if shutil.which("msgmerge"):

        def work() -> None:
            for n in range(count):
                command = ["msgmerge", "-q", "--previous", f"{n}.po", f"{n}.pot", "-o", f"{n}.msgmerge"]
                subprocess.run(command, cwd=folder, check=True)

        report("msgmerge --previous", cpu_seconds(work) / count, ours, what, check(folder, edits, "msgmerge"))
    else:
        print("      msgmerge is not installed")
    if toolkit:
        command = [toolkit, "-c", _POT2PO, str(folder), str(count)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        report("pot2po", float(done.stdout) / count, ours, what, check(folder, edits, "pot2po"))
    else:
        print("      pot2po is left out: no --toolkit")


def report(peer: str, theirs: float, ours: float, what: str, proof: str) -> None:
    print(f"      {peer}: {1000 * theirs:7.2f} ms {what}, {theirs / ours:6.1f} times ours; {proof}")


if __name__ == "__main__":
    main()
