"""`dragoman pseudo`: any page, no workspace; bytes as a browser reads them; wrong calls change nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import html5lib
import pytest


@pytest.fixture
def place(make_place: Any, tmp_path: Path) -> Any:
    """A folder with a page and no workspace."""
    (tmp_path / "page.html").write_text('<!DOCTYPE html><html lang="en"><meta charset="utf-8"><p>Take it.', "utf-8")
    return make_place(tmp_path)


def test_it_writes_to_standard_output(place: Any) -> None:
    ran = place.good("pseudo", "page.html", "--locale", "en_XA")
    assert ran.out.startswith('<!DOCTYPE html><html lang="en-XA" dir="ltr">')
    assert "<p>[Ţååķéé îîţ.]</p>" in ran.out


def test_it_reads_standard_input_and_writes_a_file(place: Any) -> None:
    ran = place.good("pseudo", "-", "--locale", "ar-XB", "--out", "out/x.html", input="<p>Take it.")
    assert (ran.out, "Wrote out/x.html" in ran.err) == ("", True)
    root = html5lib.parse((place.root / "out" / "x.html").read_bytes(), namespaceHTMLElements=False)
    assert root.attrib == {"lang": "ar-XB", "dir": "rtl"}


@pytest.mark.parametrize("head", ["", '<meta charset="windows-1252">', '<meta charset="utf-8">'])
def test_the_accents_are_read_whatever_the_page_says_of_its_charset(place: Any, head: str) -> None:
    (place.root / "old.html").write_bytes(f"{head}<p>Café at 5 €.".encode("utf-8" if "utf" in head else "cp1252"))
    place.good("pseudo", "old.html", "--out", "new.html")
    data = (place.root / "new.html").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == ("utf-8" not in head)
    paragraph = html5lib.parse(data, namespaceHTMLElements=False).find(".//p")
    assert paragraph.text == "[Çååƒé ååţ 5 €. öñé]"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("page.html", "--locale", "es"), 2, "'es' is not a pseudo-locale"),
        (("nothing.html",), 2, "nothing.html: the file cannot be read: No such file"),
        ((".",), 2, "the file cannot be read: Is a directory"),
        (("image.html",), 2, "image.html: this is no HTML page"),
        (("empty.html",), 3, "empty.html: there is no text to translate in it"),
        (("page.html", "--out", "page.html"), 2, "page.html: the page cannot be written there"),
        (("page.html", "--out", "."), 2, "the page cannot be written there"),
        ((), 2, "FILE"),
    ],
)
def test_a_wrong_call_says_where_and_changes_nothing(place: Any, arguments: Any, code: int, says: str) -> None:
    (place.root / "image.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (place.root / "empty.html").write_bytes(b"")
    before = place.files(".")
    ran = place.run("pseudo", *arguments)
    assert (ran.code, says in ran.err) == (code, True), ran
    assert place.files(".") == before
