"""GNU gettext reads what we write, and what it writes we read."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.catalog import Projected, make_template, merge_catalog, read_catalog, write_catalog
from pipeline.model import Catalog, Entry, Unit

Gettext = Callable[..., subprocess.CompletedProcess[bytes]]

UNITS = (
    Unit("About 20% of people", references=("all.html#intro/paragraph-1",)),
    Unit("%d%%", kind="cell"),
    Unit("100 %s", kind="cell", references=("all.html#table/cell-1", "all.html#table/cell-2")),
    Unit('Give {dose} of $drug \\ "now"', notes=("Keep it\nshort",)),
    Unit("Bleeding", context="noun", headings=("Rituximab", "Side effects"), kind="list-item"),
    Unit("Bleeding", context="verb"),
    Unit("a\u2028b\x85c\td"),
)

TARGETS = {
    "es": "Alrededor del 20 % de las personas",
    "ar": "حوالي 20٪ من الناس",
    "zh_Hans": "大约 20% 的人",
}


def _project(locale: str, *, fuzzy: bool = False) -> bytes:
    template = make_template(UNITS, slug="all", created="2025-08-13T12:00:00.000000Z", publisher="Riverside Trust")
    projection = {unit.key: Projected(TARGETS[locale], fuzzy, "About 10% of people", "old") for unit in UNITS}
    return write_catalog(merge_catalog(template, None, projection, locale=locale))


@pytest.mark.parametrize("locale", sorted(TARGETS))
@pytest.mark.parametrize("fuzzy", [True, False])
def test_msgfmt_accepts_every_locale_without_a_warning(
    locale: str, fuzzy: bool, msgfmt_accepts: Callable[[bytes], None]
) -> None:
    data = _project(locale, fuzzy=fuzzy)
    assert b"-format" not in data
    msgfmt_accepts(data)


def test_msgfmt_counts_what_we_translated(gettext_tool: Gettext) -> None:
    result = gettext_tool("msgfmt", "--statistics", "-o", "/dev/null", "{}", data=_project("es"))
    assert result.stderr == b"7 translated messages.\n"


@pytest.mark.parametrize("nplurals", [1, 2, 6])
def test_msgfmt_accepts_plural_forms(nplurals: int, msgfmt_accepts: Callable[[bytes], None]) -> None:
    locale = {1: "zh_Hans", 2: "es", 6: "ar"}[nplurals]
    template = make_template((), slug="site", created="2025-08-13T12:00:00Z", publisher="Riverside Trust")
    pages = Entry("", "%(num)s page", source_plural="%(num)s pages", targets=("", ""))
    merged = merge_catalog(Catalog(template.header, (pages,)), None, {}, locale=locale)
    assert len(merged.entries[0].targets) == nplurals
    msgfmt_accepts(write_catalog(merged))


def test_msgcat_wraps_strings_as_we_do(gettext_tool: Gettext) -> None:
    data = _project("es", fuzzy=True)
    lines = [line for line in data.decode().split("\n") if not line.startswith(("#.", "#:"))]
    result = gettext_tool("msgcat", "--no-wrap", "--no-location", "{}", data=data)
    theirs = [line for line in result.stdout.decode().split("\n") if not line.startswith("#.")]
    assert theirs == lines


@pytest.mark.parametrize("width", ["--no-wrap", "--width=30"])
def test_a_trip_through_msgcat_keeps_every_entry(width: str, gettext_tool: Gettext) -> None:
    data = _project("ar", fuzzy=True)
    result = gettext_tool("msgcat", width, "{}", data=data)
    assert read_catalog(result.stdout, name="msgcat.po") == read_catalog(data, name="ours.po")


def test_a_trip_through_msgmerge_keeps_texts_flags_and_comments(gettext_tool: Gettext, tmp_path: Path) -> None:
    catalog = read_catalog(_project("es"), name="es.po")
    first = catalog.entries[0]
    catalog = Catalog(
        catalog.header,
        (
            Entry(**{**_fields(first), "comments": ("ver glosario",)}),
            *catalog.entries[1:],
            Entry("", "Gone", "Se fue", obsolete=True),
        ),
    )
    template = make_template(UNITS, slug="all", created="2025-08-13T12:00:00.000000Z", publisher="Riverside Trust")
    pot = tmp_path / "all.pot"
    pot.write_bytes(write_catalog(template))
    result = gettext_tool("msgmerge", "--previous", "-q", "{}", str(pot), data=write_catalog(catalog))
    merged = read_catalog(result.stdout, name="merged.po")
    kept = [(e.key, e.target, e.fuzzy, e.comments, e.references, e.notes, e.obsolete) for e in merged.entries]
    assert kept == [(e.key, e.target, e.fuzzy, e.comments, e.references, e.notes, e.obsolete) for e in catalog.entries]
    told = dict(merged.header)
    assert told.pop("POT-Creation-Date") == "2025-08-13 12:00+0000"  # msgmerge puts in what the template says
    assert told == dict(catalog.header)


def test_msgmerge_finds_nothing_to_do_after_our_merge(gettext_tool: Gettext, tmp_path: Path) -> None:
    template = make_template(UNITS, slug="all", created="2025-08-13T12:00:00.000000Z", publisher="Riverside Trust")
    pot = tmp_path / "all.pot"
    pot.write_bytes(write_catalog(template))
    result = gettext_tool("msgmerge", "-q", "{}", str(pot), data=_project("es"))
    ours = read_catalog(_project("es"), name="es.po")
    assert [e.target for e in read_catalog(result.stdout, name="m.po").entries] == [e.target for e in ours.entries]


@pytest.mark.parametrize("comment", ["C:\\", "a\\ ", "\\", "a\\  ", "b\\c"])
def test_a_comment_that_ends_in_a_backslash_swallows_nothing(comment: str, gettext_tool: Gettext) -> None:
    entry = Entry("", "x", "y", comments=(comment,), notes=(comment,))
    data = write_catalog(Catalog((("Content-Type", "text/plain; charset=UTF-8"),), (entry,)))
    assert read_catalog(data, name="ours.po").entries == (entry,)
    result = gettext_tool("msgcat", "{}", data=data)
    assert (result.returncode, result.stderr) == (0, b"")
    assert read_catalog(result.stdout, name="msgcat.po").entries == (entry,)


@given(data=st.data())
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a process each: shrinking would take minutes
    suppress_health_check=list(HealthCheck),
)
def test_msgcat_reads_any_catalog_of_ours(
    data: st.DataObject, catalogs: st.SearchStrategy[Catalog], gettext_tool: Gettext
) -> None:
    entries = tuple(e for e in data.draw(catalogs).entries if not e.obsolete or _first_text(e))  # msgcat drops the rest
    catalog = Catalog((("Content-Type", "text/plain; charset=UTF-8"),), entries)
    result = gettext_tool("msgcat", "--no-wrap", "{}", data=write_catalog(catalog))
    theirs = read_catalog(result.stdout, name="msgcat.po").entries
    assert {_judged(entry) for entry in theirs} == {_judged(entry) for entry in entries}


def _first_text(entry: Entry) -> str:
    return entry.target or "".join(entry.targets[:1])


def _judged(entry: Entry) -> tuple[object, ...]:
    """What msgcat keeps: a fuzzy flag only where there is a text."""
    fuzzy = entry.fuzzy and bool(_first_text(entry))
    return (entry.key, entry.target, entry.targets, fuzzy, entry.obsolete, entry.previous_source)


def test_a_foreign_file_that_we_write_again_is_accepted(foreign_file: Path, gettext_tool: Gettext) -> None:
    catalog = read_catalog(foreign_file.read_bytes(), name=foreign_file.name)
    result = gettext_tool("msgfmt", "-c", "-o", "/dev/null", "{}", data=write_catalog(catalog))
    assert result.returncode == 0, result.stderr


def _fields(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in Entry.__slots__}
