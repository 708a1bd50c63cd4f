"""Runs the W3C's ITS 2.0 test suite and counts, by data category, the files whose output is the expected one.

    python -m benchmarks.its_suite FOLDER

FOLDER holds the suite's `inputdata` and `expected` folders, of which nothing is kept here:
https://github.com/w3c/its-2.0-testsuite, and for inputs
https://github.com/web-platform-tests/wpt/tree/master/conformance-checkers/html-its
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from pipeline.errors import DragomanError
from pipeline.scrape.charset import find_charset
from pipeline.segment.its import annotate_document, find_category, list_annotations


def find_cases(folder: Path) -> Iterator[tuple[str, Path, Path]]:
    """Category, input and expected output of each case: of the folders' own names, which the master file follows."""
    for expected in sorted((folder / "expected").glob("*/*/*output.txt")):
        category, kind = expected.parent.parent.name, expected.parent.name
        source = folder / "inputdata" / category / kind / f"{expected.name.removesuffix('output.txt')}.{kind}"
        if source.is_file():
            yield category, source, expected


def run_case(category: str, source: Path) -> list[str]:
    """The lines that we print for a case; of an error, what it says."""
    data = source.read_bytes()
    html = source.suffix == ".html"
    content = data.decode(find_charset(data), "replace") if html else data
    try:
        chosen = find_category(category)
        found = annotate_document(
            content, source.name, chosen, html=html, read_file=lambda path: (source.parent / path).read_bytes()
        )
        return list(list_annotations(found))
    except DragomanError as error:
        return [f"error: {error}"]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print the first line that differs")
    options = parser.parse_args()
    passed: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for category, source, expected in find_cases(options.folder):
        cases[category] += 1
        wanted = [line.rstrip() for line in expected.read_text("utf-8").splitlines() if line.strip()]
        found = run_case(category, source)
        passed[category] += found == wanted
        if options.show and found != wanted:
            differing = ((a, b) for a, b in zip_longest(wanted, found, fillvalue="nothing") if a != b)
            print("{}\n  expected {}\n  found    {}".format(source.name, *next(differing)))
    for category, count in sorted(cases.items()):
        print(f"{category:24} {passed[category]:3} of {count:3}")
    print(f"{'all':24} {passed.total():3} of {cases.total():3}")
    return 0 if cases and passed == cases else 1


if __name__ == "__main__":
    sys.exit(main())
