"""Time and memory of extraction and rebuilding as pages grow, and in memory beside the bare parser.

    python -m benchmarks.segment.scaling

Each size runs in a process of its own. Linear means that the seconds a megabyte do not grow with the page; the
last lines are pages made to be hard: nested, full of attributes, of formatting that is never closed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import turbohtml

from benchmarks.segment.articles import make_article
from pipeline.segment import extract_units, rebuild_page

HARD: dict[str, Callable[[], str]] = {
    "100,000 div": lambda: "<div>" * 100_000 + "x y",
    "100,000 b": lambda: "<b>" * 100_000 + "x y",
    "100,000 p b": lambda: "<p><b>" * 100_000 + "x y",
    "100,000 cells": lambda: "<table>" + "<tr><td>x y" * 100_000,
    "100,000 links in one p": lambda: "<p>" + "<a href=x>x y</a> z " * 100_000,
    "100,000 attributes": lambda: "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x y",
    "1 MB of text": lambda: "<p>" + "word " * 200_000,
    "100,000 <": lambda: "<p>" + "&lt;a&gt;" * 100_000,
}


def measure(html: str) -> str:
    """Seconds to parse alone, to extract, to rebuild; MiB at the most."""
    marks = [time.process_time()]
    turbohtml.parse(html, scripting=True).serialize()
    marks.append(time.process_time())
    page = extract_units(html, slug="page")
    marks.append(time.process_time())
    rebuild_page(page, {unit.key: unit.text for unit in page.units})
    marks.append(time.process_time())
    spent = [after - before for before, after in pairwise(marks)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = len(html.encode()) / 1e6
    return (
        f"{size:>7.2f}{len(page.units):>8}"
        + "".join(f"{each:>9.2f}" for each in (*spent, spent[1] / size))
        + (f"{memory:>8}")
    )


def make_page(name: str) -> str:
    if name in HARD:
        return HARD[name]()
    sections = max(1, round(float(name) * 1e6 / 2600))
    return make_article(1, sections=sections)


def main() -> None:
    if len(sys.argv) > 1:
        print(f"{sys.argv[1]:<24}{measure(make_page(sys.argv[1]))}", flush=True)
        return
    head = "".join(f"{each:>9}" for each in ("parse s", "extract", "rebuild", "s/MB"))
    print(f"{'page':<24}{'MB':>7}{'units':>8}{head}{'MiB':>8}", flush=True)
    for name in ("0.024", "0.24", "2.4", "20", *HARD):
        subprocess.run([sys.executable, "-m", "benchmarks.segment.scaling", name], check=True)


if __name__ == "__main__":
    main()
