"""`dragoman segment` and `rebuild`: any page, no workspace; what is wrong is named, and no page is half written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.catalog import read_catalog
from pipeline.cli.segmenting import _choose_outputs

PAGE = b"<!DOCTYPE html>\r\n<meta charset=utf-8><p>Take <b>one</b> a day.</p >\r\n<p class=x>Call us."
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
GOOD = 'msgid "Take <b>one</b> a day."\nmsgstr "Tome <b>una</b> al día."\n\n'
CALL = 'msgid "Call us."\nmsgstr "Llámenos."\n\n'


@pytest.fixture
def place(make_place: Any, tmp_path: Path) -> Any:
    """A folder with a page and no workspace."""
    (tmp_path / "page.html").write_bytes(PAGE)
    return make_place(tmp_path)


def write_po(place: Any, *entries: str) -> str:
    (place.root / "es.po").write_text(HEAD + "".join(entries), "utf-8")
    return "es.po"


def test_segment_prints_a_template_that_is_the_same_each_time(place: Any) -> None:
    ran = place.good("segment", "page.html")
    catalog = read_catalog(ran.out.encode(), name="page.pot")
    assert [entry.source for entry in catalog.entries] == ["Take <b>one</b> a day.", "Call us."]
    assert place.good("segment", "page.html").out == ran.out


def test_segment_as_json_says_where_each_unit_stands(place: Any) -> None:
    rows = place.good("segment", "page.html", "--format", "json", "--in-place", "--root", "p.x").json["units"]
    assert [row["text"] for row in rows] == ["Call us."]
    (span,) = rows[0]["places"]
    assert PAGE[span["start"] : span["end"]] == b"Call us."


def test_segment_fetches_a_url_within_the_limits_of_the_workspace(place: Any) -> None:
    place.good("init", ".", "--name", "Test", "--locale", "es", "--four-eyes", "off")
    out = place.good("segment", "http://www.lindenvale.example/immunotherapy-all.html", "--root", "h1").out
    assert "Immunotherapy" in out


def test_segment_fetches_nothing_from_a_private_address(place: Any) -> None:
    ran = place.run("segment", "http://127.0.0.1/x.html")
    assert (ran.code, "not one of the public internet" in ran.err) == (3, True)


def test_rebuild_in_place_without_a_catalog_gives_the_bytes_back(place: Any) -> None:
    place.good("rebuild", "page.html", "--in-place", "--out", "same.html")
    assert (place.root / "same.html").read_bytes() == PAGE


def test_rebuild_in_place_changes_the_units_alone(place: Any) -> None:
    place.good("rebuild", "page.html", "--in-place", "-c", write_po(place, GOOD, CALL), "--out", "es.html")
    expected = PAGE.decode().replace("Take <b>one</b> a day.", "Tome <b>una</b> al día.").replace("Call us", "Llámenos")
    assert (place.root / "es.html").read_bytes() == expected.encode()


def test_many_pages_go_into_a_folder_and_a_bad_one_stops_none(place: Any) -> None:
    (place.root / "notes.html").write_text("{'a': 1}")
    (place.root / "two.html").write_bytes(b"<p id=a>one<p id=a>two")
    ran = place.run("rebuild", "notes.html", "page.html", "two.html", "--in-place", "--out", "out")
    assert (ran.code, "notes.html: this is no HTML" in ran.err) == (2, True)
    assert (place.root / "out" / "two.html").read_bytes() == b"<p id=a>one<p id=a>two"
    assert sorted(path.name for path in (place.root / "out").iterdir()) == ["page.html", "two.html"]


FELL_BACK = {
    "untranslated": ('msgid "Call us."\nmsgstr ""\n', "It has no translation. “Call us.”"),
    "fuzzy": ('#, fuzzy\nmsgid "Call us."\nmsgstr "Llame"\n', "Its translation is fuzzy and is not used. “Call us.”"),
    "placeholders": ('msgid "Call us."\nmsgstr "Llame <b3>ya</b3>"\n', "<b3> is not a placeholder of the source"),
    "stranger": (CALL + 'msgid "Elsewhere"\nmsgstr "x"\n', "The catalog has it, the page has not. “Elsewhere”"),
}


@pytest.mark.parametrize(("entry", "says"), FELL_BACK.values(), ids=FELL_BACK.keys())
@pytest.mark.parametrize("mode", [(), ("--in-place",)], ids=["tree", "in place"])
def test_an_entry_that_is_not_used_is_named_and_the_page_is_written(
    place: Any, mode: tuple[str, ...], entry: str, says: str
) -> None:
    ran = place.run("rebuild", "page.html", *mode, "--catalog", write_po(place, GOOD, entry), "--out", "es.html")
    assert (ran.code, says in ran.err) == (1, True), ran.err
    assert "Tome <b>una</b> al día." in (place.root / "es.html").read_text("utf-8")


REFUSED = {
    "another article": (("page.html", "--catalog", "other.po"), 2, "the catalog is of another article"),
    "no catalog": (("page.html", "--catalog", "none.po"), 2, "none.po: the catalog cannot be read"),
    "no PO": (("page.html", "--catalog", "page.html"), 3, "page.html:1"),
    "no page": (("none.html",), 2, "none.html: the page cannot be read"),
    "not HTML": (("picture.html",), 2, "picture.html: this is no HTML"),
    "root": (("page.html", "--root", "article"), 3, "no element of the page matches 'article'"),
    "selector": (("page.html", "--root", "p["), 3, "the selector 'p[' cannot be read"),
    "several without a folder": (("page.html", "other.html"), 2, "several pages need a folder"),
    "over the source": (("page.html", "--out", "page.html"), 2, "cannot be written over its source"),
}


@pytest.mark.parametrize(("arguments", "code", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    place: Any, arguments: tuple[str, ...], code: int, says: str
) -> None:
    (place.root / "other.po").write_text(HEAD + 'msgid "Elsewhere"\nmsgstr "x"\n')
    (place.root / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n<p>")
    before = {path.name: path.read_bytes() for path in place.root.iterdir()}
    ran = place.run("rebuild", *arguments)
    assert (ran.code, ran.out, says in ran.err) == (code, "", True), ran
    assert {path.name: path.read_bytes() for path in place.root.iterdir()} == before


def test_a_page_that_lies_about_its_charset_is_said_and_new_text_is_right_in_either(place: Any) -> None:
    (place.root / "old.html").write_bytes(b"<meta charset=utf-8><p>Caf\xe9</p><p>Call us.</p>")
    ran = place.run(
        "rebuild", "old.html", "--in-place", "-c", write_po(place, CALL, 'msgid "Café"\nmsgstr "Té"\n'), "-o", "n"
    )
    assert (ran.code, "The page says that it is utf-8; it is read as windows-1252" in ran.err) == (1, True)
    assert (place.root / "n").read_bytes() == b"<meta charset=utf-8><p>T&#233;</p><p>Ll&#225;menos.</p>"


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (b"<p>Caf\xe9", "no character set that is known; it is read as windows-1252, which is a guess"),
        (b"<meta charset=none><p>Caf\xe9", "no character set that is known"),
        (b"<meta charset=windows-1252><p>Caf\xc3\xa9", "says that it is windows-1252, but its bytes are UTF-8"),
        (b"<meta charset=windows-1252><p>Caf\xe9", ""),
        (b"<p>Caf\xc3\xa9", ""),
        (b"<p>Cafe", ""),
        ("\ufeff<p>Caf\xe9".encode("utf-16le"), ""),
    ],
)
def test_a_charset_that_is_guessed_or_improbable_is_said(place: Any, page: bytes, says: str) -> None:
    """A guess that is wrong makes every accent another sign, in the template and in each translation."""
    (place.root / "old.html").write_bytes(page)
    ran = place.run("segment", "old.html")
    assert (ran.code, says in ran.err, bool(ran.err)) == (1 if says else 0, True, bool(says)), ran.err


@pytest.mark.parametrize("path", ["/", "", "/a/.."])
def test_an_address_without_a_name_is_written_as_a_page(path: str) -> None:
    pages = [f"https://example.org{path}", "https://example.org/b.html"]
    assert _choose_outputs(pages, Path("out")) == [Path("out/page.html"), Path("out/b.html")]


def test_a_page_in_utf_8_with_a_bad_byte_stays_utf_8_and_keeps_it(place: Any) -> None:
    text = "día é è ñ".encode()
    (place.root / "bad.html").write_bytes(b"<p>Call us.<p>" + text + b"\xff\0")
    ran = place.run("rebuild", "bad.html", "--in-place", "-c", write_po(place, CALL), "-o", "n")
    assert (ran.code, "1 of its bytes or signs are no text in utf-8" in ran.err) == (1, True)
    assert (place.root / "n").read_bytes() == "<p>Llámenos.<p>".encode() + text + b"\xff\0"


def test_a_page_that_no_markup_can_express_is_rebuilt_in_place_and_that_is_said(place: Any) -> None:
    data = b"<form><div></form><form>one two</form></div>"
    (place.root / "odd.html").write_bytes(data)
    ran = place.good("rebuild", "odd.html", "--out", "n.html")
    assert "It is rebuilt in place: no markup can express" in ran.err
    assert (place.root / "n.html").read_bytes() == data


def test_an_unclosed_comment_hides_what_follows(place: Any) -> None:
    (place.root / "open.html").write_bytes(b"<p>Call us.<!-- Never closed <p>x")
    assert [
        unit["text"] for unit in json.loads(place.good("segment", "open.html", "--format", "json").out)["units"]
    ] == ["Call us."]
