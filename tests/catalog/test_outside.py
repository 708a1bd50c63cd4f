"""Edits by other tools, told apart from stale files."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.catalog import LastProjection, OutsideEdit, OutsideReading, StaleEntry, read_outside_edits
from pipeline.model import Catalog, Entry, EntryKey

KEY = EntryKey("", "Fever")
PLAIN, FUZZY = LastProjection("now", False), LastProjection("now", True)
OLD = frozenset({"older", "oldest", "now"})


def _read(*entries: Entry, **known: Any) -> OutsideReading:
    rules: dict[str, Any] = {"current": {KEY: "now"}, "last": {KEY: PLAIN}, "older_targets": {KEY: OLD}, **known}
    return read_outside_edits(Catalog((), entries), **rules)


NOTHING = OutsideReading()


def _edit(target: str, *, fuzzy: bool) -> OutsideReading:
    return OutsideReading(edits=(OutsideEdit(KEY, target, fuzzy),))


def _stale(target: str, reason: Any) -> OutsideReading:
    return OutsideReading(stale=(StaleEntry(KEY, target, reason),))


@pytest.mark.parametrize(
    ("target", "fuzzy", "last", "current", "stale_file", "expected"),
    [
        # as we wrote it
        ("now", False, PLAIN, "now", False, NOTHING),
        ("now", True, FUZZY, "now", False, NOTHING),
        ("now", False, PLAIN, "newer", False, NOTHING),  # the ledger went on; it will be projected
        ("", False, LastProjection("", False), "", False, NOTHING),
        ("", True, LastProjection("", False), "", False, NOTHING),
        # written before its projection was recorded
        ("now", False, None, "now", False, NOTHING),
        ("now", True, None, "now", False, NOTHING),
        ("now", False, LastProjection("older", True), "now", False, NOTHING),
        ("", False, None, "", False, NOTHING),
        # the flag alone
        ("now", True, PLAIN, "now", False, _edit("now", fuzzy=True)),
        ("now", False, FUZZY, "now", False, _edit("now", fuzzy=False)),
        # an older text
        ("older", False, PLAIN, "now", False, _stale("older", "older text")),
        ("older", True, PLAIN, "now", False, _stale("older", "older text")),
        ("older", False, None, "now", False, _stale("older", "older text")),
        ("older", False, PLAIN, "", False, _stale("older", "older text")),
        ("now", True, PLAIN, "newer", False, _stale("now", "older text")),
        ("", False, PLAIN, "now", False, _stale("", "emptied")),
        ("", False, None, "now", False, _stale("", "emptied")),
        # somebody's work
        ("typed", False, PLAIN, "now", False, _edit("typed", fuzzy=False)),
        ("typed", True, PLAIN, "now", False, _edit("typed", fuzzy=True)),
        ("typed", False, None, "", False, _edit("typed", fuzzy=False)),
        ("now ", False, PLAIN, "now", False, _edit("now ", fuzzy=False)),
        ("NOW", False, LastProjection("", False), "", False, _edit("NOW", fuzzy=False)),
        # the whole file is an earlier one
        ("typed", False, PLAIN, "now", True, _stale("typed", "stale file")),
        ("now", True, PLAIN, "now", True, _stale("now", "stale file")),
        ("", False, PLAIN, "now", True, _stale("", "stale file")),
        ("now", False, PLAIN, "now", True, NOTHING),
    ],
)
def test_an_entry_as_read_is_nothing_an_edit_or_stale(
    target: str,
    fuzzy: bool,
    last: LastProjection | None,
    current: str,
    stale_file: bool,
    expected: OutsideReading,
) -> None:
    entry = Entry("", "Fever", target, fuzzy=fuzzy)
    reading = _read(entry, last={KEY: last} if last else {}, current={KEY: current}, stale_file=stale_file)
    assert reading == expected


def test_a_text_for_an_entry_that_the_article_has_not_is_reported() -> None:
    stranger = Entry("", "Rash", "Sarpullido")
    assert _read(Entry("", "Fever", "now"), stranger) == OutsideReading(strangers=(stranger,))


@pytest.mark.parametrize(
    ("entry", "last"),
    [
        (Entry("", "Rash", ""), None),
        (Entry("", "Rash", "Sarpullido"), LastProjection("Sarpullido", False)),
        (Entry("", "Rash", "Sarpullido", obsolete=True), None),
        (Entry("", "Rash", "Sarpullido", obsolete=True), LastProjection("Sarpullido", False)),
    ],
    ids=["no text", "left the source", "obsolete and foreign", "obsolete and ours"],
)
def test_what_left_the_source_as_we_wrote_it_is_no_news(entry: Entry, last: LastProjection | None) -> None:
    known = {KEY: PLAIN} | ({entry.key: last} if last else {})
    assert _read(Entry("", "Fever", "now"), entry, last=known) == NOTHING


def test_an_edit_of_an_entry_that_left_the_source_is_reported() -> None:
    entry = Entry("", "Rash", "Exantema", obsolete=True)
    known = {KEY: PLAIN, entry.key: LastProjection("Sarpullido", False)}
    assert _read(Entry("", "Fever", "now"), entry, last=known) == OutsideReading(strangers=(entry,))


@pytest.mark.parametrize(
    ("target", "expected"),
    [("typed", _edit("typed", fuzzy=False)), ("older", NOTHING), ("now", NOTHING), ("", NOTHING)],
)
def test_an_obsolete_entry_whose_source_returned_brings_only_an_unknown_text(
    target: str, expected: OutsideReading
) -> None:
    assert _read(Entry("", "Fever", target, obsolete=True)) == expected


def test_an_entry_that_somebody_deleted_is_stale() -> None:
    assert _read() == _stale("", "removed")
    assert _read(last={}) == NOTHING


def test_equal_texts_in_two_contexts_are_judged_apart() -> None:
    other = EntryKey("verb", "Fever")
    reading = _read(
        Entry("", "Fever", "older"),
        Entry("verb", "Fever", "older"),
        current={KEY: "now", other: ""},
        last={},
        older_targets={KEY: OLD},
    )
    assert reading == OutsideReading(
        edits=(OutsideEdit(other, "older", False),), stale=(StaleEntry(KEY, "older", "older text"),)
    )


def test_plural_entries_are_left_alone() -> None:
    key = EntryKey("", "page")
    entry = Entry("", "page", source_plural="pages", targets=("x", "y"))
    assert _read(Entry("", "Fever", "now"), entry, current={KEY: "now", key: ""}) == NOTHING
