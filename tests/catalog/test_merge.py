"""The catalog as projection of the review state, merged with its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.catalog import Projected, make_template, merge_catalog, read_catalog, write_catalog
from pipeline.errors import CatalogError
from pipeline.model import Catalog, Entry, EntryKey, Unit

CREATED = "2025-08-13T12:00:00.000000Z"
FEVER = Unit("Fever", references=("all.html#s/p-1",))
CHILLS = Unit("Chills", references=("all.html#s/p-2",))
RASH = Unit("Rash", references=("all.html#s/p-3",))


def _template(units: Sequence[Unit], created: str = CREATED) -> Catalog:
    return make_template(units, slug="all", created=created, publisher="Riverside Trust")


def _merge(
    units: Sequence[Unit],
    old: Catalog | None,
    texts: Mapping[Unit, Projected] | None = None,
    *,
    locale: str = "es",
    created: str = CREATED,
) -> Catalog:
    projection = {unit.key: projected for unit, projected in (texts or {}).items()}
    return merge_catalog(_template(units, created), old, projection, locale=locale)


FIRST = _merge([FEVER, CHILLS], None, {FEVER: Projected("Fiebre"), CHILLS: Projected("Frío", fuzzy=True)})


def _shown(catalog: Catalog) -> list[tuple[str, str, bool, bool]]:
    return [(e.source, e.target, e.fuzzy, e.obsolete) for e in catalog.entries]


def test_a_new_catalog_shows_the_projection_in_the_order_of_the_template() -> None:
    assert _shown(FIRST) == [("Fever", "Fiebre", False, False), ("Chills", "Frío", True, False)]
    header = dict(FIRST.header)
    assert header["Language"] == "es"
    assert header["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert header["PO-Revision-Date"] == "2025-08-13 12:00+0000"


def test_merging_twice_gives_the_same_bytes() -> None:
    texts = {FEVER: Projected("Fiebre"), RASH: Projected("Sarpullido", True, "Rashes", "old")}
    once = write_catalog(_merge([RASH, FEVER], FIRST, texts))
    twice = write_catalog(_merge([RASH, FEVER], read_catalog(once, name="es.po"), texts))
    assert twice == once


def test_a_moved_paragraph_changes_nothing_but_the_order() -> None:
    moved = _merge([CHILLS, FEVER], FIRST, {FEVER: Projected("Fiebre"), CHILLS: Projected("Frío", fuzzy=True)})
    assert moved == replace(FIRST, entries=tuple(reversed(FIRST.entries)))


def test_a_changed_text_changes_that_entrys_lines_only() -> None:
    after = _merge([FEVER, CHILLS], FIRST, {FEVER: Projected("Fiebre"), CHILLS: Projected("Escalofríos")})
    before_lines, after_lines = write_catalog(FIRST).decode().split("\n"), write_catalog(after).decode().split("\n")
    assert set(before_lines) - set(after_lines) == {"#, fuzzy", 'msgstr "Frío"'}
    assert set(after_lines) - set(before_lines) == {'msgstr "Escalofríos"'}


def test_an_entry_that_left_the_source_is_kept_as_obsolete_and_found_when_it_returns() -> None:
    commented = replace(
        FIRST,
        entries=(replace(FIRST.entries[0], comments=("ver glosario",), flags=("max-length:9",)), FIRST.entries[1]),
    )
    without = _merge([CHILLS], commented, {CHILLS: Projected("Frío", fuzzy=True)})
    assert without.entries[1] == Entry(
        "", "Fever", "Fiebre", comments=("ver glosario",), flags=("max-length:9",), obsolete=True
    )
    read_again = read_catalog(write_catalog(without), name="es.po")
    for texts in (
        {CHILLS: Projected("Frío", fuzzy=True)},
        {CHILLS: Projected("Frío", True), FEVER: Projected("Fiebre")},
    ):
        assert _merge([FEVER, CHILLS], read_again, texts) == commented


def test_what_the_ledger_says_wins_over_what_the_file_says() -> None:
    merged = _merge([FEVER, CHILLS], FIRST, {FEVER: Projected(""), CHILLS: Projected("Escalofríos")})
    assert _shown(merged) == [("Fever", "", False, False), ("Chills", "Escalofríos", False, False)]


def test_obsolete_entries_keep_their_old_order_at_the_end() -> None:
    texts = {FEVER: Projected("Fiebre"), CHILLS: Projected("Frío"), RASH: Projected("Sarpullido")}
    all_three = _merge([FEVER, CHILLS, RASH], None, texts)
    second_gone = _merge([RASH, FEVER], all_three, texts)
    both_gone = _merge([RASH], second_gone, texts)
    assert [e.source for e in second_gone.entries] == ["Rash", "Fever", "Chills"]
    assert [(e.source, e.obsolete) for e in both_gone.entries] == [("Rash", False), ("Fever", True), ("Chills", True)]
    assert write_catalog(_merge([RASH], both_gone, texts)) == write_catalog(both_gone)


def test_an_entry_that_left_without_text_or_comment_is_dropped() -> None:
    empty = _merge([FEVER, CHILLS, RASH], None, {})
    noted = replace(empty, entries=(replace(empty.entries[0], comments=("why?",)), *empty.entries[1:]))
    assert [(e.source, e.obsolete) for e in _merge([RASH], noted).entries] == [("Rash", False), ("Fever", True)]


def test_the_previous_source_and_context_are_shown_and_go_again() -> None:
    changed = _merge([FEVER], None, {FEVER: Projected("Fiebre alta", True, "High fever", "noun")})
    assert b'#, fuzzy\n#| msgctxt "noun"\n#| msgid "High fever"\nmsgid "Fever"\n' in write_catalog(changed)
    confirmed = _merge([FEVER], changed, {FEVER: Projected("Fiebre")})
    assert b"#|" not in write_catalog(confirmed)


def test_comments_foreign_flags_and_the_header_of_other_tools_stay_and_format_flags_go() -> None:
    header = (
        ("Project-Id-Version", "theirs"),
        ("PO-Revision-Date", "2020-01-01 10:00+0100"),
        ("Last-Translator", "A. Translator <a@example.org>"),
        ("Language", "de"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Plural-Forms", "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);"),
        ("X-Poedit-Bookmarks", "1,2"),
        ("", "odd line"),
    )
    entry = Entry("", "Fever", "Fiebre", comments=("dudas",), flags=("python-format", "no-c-format", "no-wrap"))
    old = Catalog(header, (entry,), "Translated by A.")
    merged = _merge([FEVER], old, {FEVER: Projected("Fiebre")})
    assert merged.header_comment == "Translated by A."
    assert merged.header == (
        *header[:3],
        ("Language", "es"),
        *header[4:],
    )
    assert (merged.entries[0].comments, merged.entries[0].flags) == (("dudas",), ("no-wrap",))


def test_no_date_of_the_header_moves_by_itself() -> None:
    later = _merge([FEVER, CHILLS], FIRST, created="2026-01-02T03:04:05Z")
    assert later.header == FIRST.header
    assert "POT-Creation-Date" not in dict(later.header)


def test_a_template_that_nobody_filled_in_gets_its_character_set() -> None:
    old = Catalog((("Content-Type", "text/plain; charset=CHARSET"),), ())
    assert dict(_merge([FEVER], old).header)["Content-Type"] == "text/plain; charset=UTF-8"


def test_a_text_is_never_marked_fuzzy_where_there_is_none() -> None:
    assert not _merge([FEVER], None, {FEVER: Projected("", fuzzy=True)}).entries[0].fuzzy


def test_an_unknown_locale_is_refused_by_name() -> None:
    with pytest.raises(CatalogError, match="'klingon_X'"):
        _merge([FEVER], None, locale="klingon_X")


@pytest.mark.parametrize(("locale", "count"), [("es", 2), ("zh_Hans", 1), ("ar", 6)])
def test_plural_entries_get_as_many_forms_as_the_locale_has(locale: str, count: int) -> None:
    pages = Entry("", "%(num)s page", source_plural="%(num)s pages", targets=("", ""))
    template = Catalog(_template([]).header, (pages,))
    merged = merge_catalog(template, None, {}, locale=locale)
    assert merged.entries[0].targets == ("",) * count
    typed = replace(merged, entries=(replace(merged.entries[0], targets=("x",) * count),))
    assert merge_catalog(template, typed, {}, locale=locale) == typed


_SOURCES = st.sampled_from(["Fever", "Chills", "Rash", "Call 1-800-555-0100", "20% of people", "a\nb"])
_ARTICLE = st.lists(_SOURCES, unique=True, max_size=5).map(lambda texts: [Unit(text) for text in texts])
_TEXTS = st.dictionaries(
    st.builds(EntryKey, st.just(""), _SOURCES),
    st.builds(Projected, st.sampled_from(["", "uno", "dos\n"]), st.booleans(), st.sampled_from(["", "before"])),
)


@given(articles=st.lists(st.tuples(_ARTICLE, _TEXTS), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_however_an_article_changes_no_text_is_lost_and_merging_is_idempotent(
    articles: list[tuple[list[Unit], dict[EntryKey, Projected]]],
) -> None:
    catalog: Catalog | None = None
    for units, texts in articles:
        before = {e.key: e.target for e in catalog.entries} if catalog else {}
        merged = merge_catalog(_template(units), catalog, texts, locale="ar")
        read = read_catalog(write_catalog(merged), name="ar.po")
        assert read == merged
        assert write_catalog(merge_catalog(_template(units), read, texts, locale="ar")) == write_catalog(merged)
        assert [e.key for e in merged.entries if not e.obsolete] == [unit.key for unit in units]
        after = {e.key: e.target for e in merged.entries}
        assert all(after[key] == text for key, text in before.items() if text and key not in texts)
        catalog = merged


def test_every_merged_catalog_satisfies_msgfmt(msgfmt_accepts: Callable[[bytes], None]) -> None:
    msgfmt_accepts(write_catalog(_merge([CHILLS], FIRST, {CHILLS: Projected("Frío")})))
