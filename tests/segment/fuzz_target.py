"""A fuzz target: pages, real and made up, broken in every way, through extraction and both ways of rebuilding.

    PYTHONPATH=. python tests/segment/fuzz_target.py --pages 10000

Each page is made from a seed and a number, so that a failure can be made again: `--seed 1 --only 4711 --show`. What
is asked of every page:

- nothing crashes and nothing takes long;
- tree mode with the source's own text: the tree, read by an independent parser, is the source's, unless the page is
  said to have a tree that HTML cannot express;
- in place with the source's own text: the bytes are the source's;
- in place with other texts: the tree is that of the tree mode with the same texts, and the bytes between are the
  source's.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import justhtml

from pipeline.errors import SegmentError
from pipeline.model import EntryKey, Unit
from pipeline.segment import SegmentOptions, find_inexpressible, locate_units, rebuild_page, rewrite_page
from pipeline.segment.in_place.locate import Fixed, SourcePage
from pipeline.segment.tree import Node, is_element, parse_document
from pipeline.text.placeholders import find_faults, split_text

ROOT = Path(__file__).resolve().parents[2]
REAL_PAGES = (
    *(ROOT / name for name in ("examples", "source_html", "tests/data")),
    ROOT.parent / "shared" / "corpus" / "pages",
)
Row = tuple[Any, ...]

SECONDS = 20
"""That no page may take."""

PIECES = [
    re.sub(r"\\(?:u[0-9a-f]{4}|.)", lambda escape: str(ast.literal_eval(f'"{escape[0]}"')), line)
    for line in (ROOT / "tests" / "data" / "segment" / "fuzz-pieces.txt").read_text("utf-8").splitlines()
]
"""What pages are made up of, one a line, with Python's escapes."""


def find_real_pages() -> list[bytes]:
    """Pages that people made, as far as they are there."""
    files = sorted(path for folder in REAL_PAGES for path in folder.rglob("*.html") if path.stat().st_size < 200_000)
    return [path.read_bytes() for path in files]


def make_page(chance: random.Random, real: Sequence[bytes]) -> tuple[bytes, str]:
    """A page and what its character set is said to be."""
    charset = chance.choice(["utf-8"] * 6 + ["windows-1252", "shift_jis", "utf-16le", "gbk", "iso-2022-jp"])
    text = "".join(_make_piece(chance) for _ in range(chance.randrange(40)))
    if real and chance.random() < 0.6:
        page = chance.choice(real).decode("utf-8", "replace")
        start = chance.randrange(len(page) + 1)
        text = page[start : start + chance.randrange(6000)]
    for _ in range(chance.choice((0, 1, 2, 5, 20))):
        text = _mutate(text, chance)
    codec = {"utf-16le": "utf-16-le"}.get(charset, charset)
    data = text.encode(codec, "xmlcharrefreplace")
    for _ in range(chance.choice((0, 0, 0, 1, 4))):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + bytes([chance.randrange(256)]) + data[at + chance.randrange(2) :]
    return data, charset if chance.random() < 0.9 else "utf-8"


def _make_piece(chance: random.Random) -> str:
    piece = chance.choice(PIECES) if chance.random() < 0.8 else chance.choice(("Take", "one", "a day", "no more"))
    return piece + chance.choice(("", " "))


def _mutate(text: str, chance: random.Random) -> str:
    low, high = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    high = min(high, low + chance.choice((1, 5, 50)))
    kind = chance.randrange(5)
    if kind == 0:
        return text[:low] + text[high:]
    if kind == 1:
        return text[:high] + text[low:high] + text[high:]
    if kind == 2:
        at = chance.randrange(len(text) + 1)
        return text[:at] + text[low:high] + text[at:]
    if kind == 3 and (tags := list(re.finditer("<[^<>]*>", text))):
        tag = chance.choice(tags)
        return text[: tag.start()] + chance.choice(("", tag[0] * 2, _make_piece(chance))) + text[tag.end() :]
    return text[:low] + _make_piece(chance) + text[low:]


# --- the laws ------------------------------------------------------------------------------------------------


def check_page(data: bytes, charset: str) -> str:
    """Ask a page all laws; what became of it, in a word."""
    try:
        source = locate_units(data, charset=charset, slug="fuzz", options=SegmentOptions(keep=(".keep",)))
    except SegmentError as error:
        if "ITS" not in str(error):
            raise
        return "ITS rules refused"
    own = {unit.key: unit.text for unit in source.page.units}
    assert rewrite_page(source, own).data == data, "in place, own text: the bytes changed"
    try:
        tree = read_tree(source.source.text)
    except ValueError:
        return "not judged"  # justhtml fails where a reference has a digit that is not ASCII: `&#3²;`
    if tree != read_own_tree(source.source.text):
        return "judged otherwise"  # the parser and justhtml do not read it alike: one of them is behind the standard
    expressible = not find_inexpressible(source.source.text)
    if expressible:
        assert read_tree(rebuild_page(source.page, own)) == tree, "tree mode, own text: the tree changed"
    check_places(source)
    _check_other_text(source, own, expressible)
    if not source.places:
        return "no unit"
    return "all in place" if not any(isinstance(place, Fixed) for place in source.places) else "some fixed"


def check_places(source: SourcePage) -> None:
    """Places lie within the text, apart or one within a placeholder of the other."""
    for place in source.places:
        assert isinstance(place, Fixed) or 0 <= place.start < place.end <= len(source.source.text)


def _check_other_text(source: SourcePage, own: dict[EntryKey, str], expressible: bool) -> None:
    targets = {unit.key: change_text(unit) for unit in source.page.units}
    first = rewrite_page(source, targets)
    for fixed in first.fixed:
        targets[fixed.unit.key] = fixed.unit.text
    second = rewrite_page(source, targets)
    assert not second.fixed
    again = locate_units(second.data, charset=source.source.charset, slug="fuzz").source
    if expressible:
        expected = read_tree(rebuild_page(source.page, {**own, **targets}))
        assert read_tree(again.text) == expected, "in place, other text: not the tree of the tree mode"


def change_text(unit: Unit) -> str:
    """Another text with the same placeholders, what stands side by side in another order where that is allowed."""
    pieces = split_text(unit.text, unit.placeholders)
    groups: list[str] = []
    depth = 0
    for piece in pieces:
        text = piece.text.swapcase() + "é<漢>" if piece.kind == "text" and piece.text.strip() else piece.text
        groups[-1:] = [groups[-1] + text] if depth else [*groups[-1:], text]
        depth += {"open": 1, "close": -1}.get(piece.kind, 0)
    for candidate in ("".join(reversed(groups)).strip(), "".join(groups)):
        if candidate.strip() and not find_faults(candidate, unit.placeholders, source=unit.text):
            return candidate
    return unit.text


def read_tree(html: str) -> tuple[Row, ...]:
    """The tree as justhtml parses it, flat, neighbouring texts joined."""
    rows: list[Row] = []
    stack: list[tuple[int, Any]] = [(0, justhtml.JustHTML(html, sanitize=False, scripting_enabled=True).root)]
    while stack:
        depth, node = stack.pop()
        children = list(node.children or ())
        if (content := getattr(node, "template_content", None)) is not None:
            children = list(content.children or ())
        stack.extend((depth + 1, child) for child in reversed(children))
        element = node.namespace if node.name[0] not in "#!" else ""
        attributes = frozenset((name, value or "") for name, value in (getattr(node, "attrs", None) or {}).items())
        data = node.data.name if node.name == "!doctype" else node.data
        in_script = node.parent is not None and node.parent.name == "script"
        rows.append(_make_row(depth, node.name, element, attributes, data or "", in_script))
    return tuple(rows)


def _make_row(depth: int, name: str, namespace: str, attributes: frozenset[Any], data: str, in_script: bool) -> Row:
    if in_script:
        data = re.sub(r"\\u([0-9a-f]{4})", lambda escape: chr(int(escape[1], 16)), data)  # JSON in ASCII
    if name == "!doctype":
        data = data.split(" ")[0]
    return depth, name, namespace, attributes, "" if name == "#processing-instruction" else data


def read_own_tree(html: str) -> tuple[Row, ...]:
    """The tree as the parser in use gives it, in the same form."""
    rows: list[Row] = []
    stack: list[tuple[int, Node]] = [(0, parse_document(html))]
    while stack:
        depth, node = stack.pop()
        element = node.namespace if is_element(node) else ""
        in_script = node.parent is not None and node.parent.name == "script"
        rows.append(_make_row(depth, node.name, element, frozenset(node.attrs.items()), node.data, in_script))
        stack.extend((depth + 1, child) for child in reversed(node.children))
    return tuple(rows)


# --- the run -------------------------------------------------------------------------------------------------


def run(seed: int, numbers: Sequence[int]) -> Iterator[tuple[int, bytes, str, str]]:
    """Each page's number, bytes, charset and outcome; `FAILED …` for one that breaks a law."""
    real = find_real_pages()

    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {SECONDS} seconds")

    signal.signal(signal.SIGALRM, stop)
    for number in numbers:
        data, charset = make_page(random.Random(f"{seed} {number}"), real)
        signal.alarm(SECONDS)
        try:
            outcome = check_page(data, charset)
        except Exception as error:
            outcome = f"FAILED {type(error).__name__}: {str(error)[:300]}"
        finally:
            signal.alarm(0)
        yield number, data, charset, outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="this number alone")
    parser.add_argument("--show", action="store_true", help="print the pages that fail")
    options = parser.parse_args()
    numbers = range(options.pages) if options.only is None else [options.only]
    outcomes: Counter[str] = Counter()
    started = time.process_time()
    for number, data, charset, outcome in run(options.seed, numbers):
        outcomes[outcome.split(" ")[0] if outcome.startswith("FAILED") else outcome] += 1
        if outcome.startswith("FAILED"):
            print(f"page {number}: {outcome}", flush=True)
            if options.show:
                print(f"  {charset}: {data!r}", flush=True)
    print(f"{len(numbers)} pages, {time.process_time() - started:.0f} s of processor time: {dict(outcomes)}")
    return 1 if outcomes["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main())
