"""`dragoman terms`: a termbase goes to a spreadsheet and to other tools and comes back, and nothing is lost unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

ES = ("--locale", "es")
TABLE = """Source,Approved,Forbidden
stem cell | stem cells,célula madre | células madre,célula tallo
CAR T-cell,CAR-T,
"""
FOREIGN = b"""<?xml version="1.0"?><martif type="TBX-Basic" xml:lang="en"><text><body><termEntry id="c1">
<descrip type="definition">A cell that makes blood.</descrip>
<langSet xml:lang="en"><tig><term>stem cell</term></tig></langSet>
<langSet xml:lang="es"><tig><term>c\xc3\xa9lula madre</term></tig></langSet></termEntry></body></text></martif>"""


def _write(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


def _termbase(place: Any) -> Path:
    return place.root / "locales" / "es" / "terms.tbx"


def test_a_table_becomes_a_termbase_and_a_table_again(ready: Any, tmp_path: Path) -> None:
    assert "no terms yet" in ready.good("terms", "list", *ES).out
    table = _write(tmp_path / "terms.csv", TABLE)
    assert "2 terms of es would be written" in ready.good("terms", "import", table, *ES, "--dry-run").out
    assert not _termbase(ready).exists()
    assert "2 terms of es written" in ready.good("terms", "import", table, *ES).out
    listed = ready.good("terms", "list", *ES, "--json").json
    assert listed[1] == {
        "source": ["stem cell", "stem cells"],
        "approved": ["célula madre", "células madre"],
        "forbidden": ["célula tallo"],
    }
    out = tmp_path / "again.csv"
    ready.good("terms", "export", *ES, "--out", str(out))
    before = _termbase(ready).read_bytes()
    assert "Nothing of it is new" in ready.good("terms", "import", str(out), *ES).out
    ready.good("terms", "export", *ES, "--out", str(tmp_path / "again.tbx"))
    assert "Nothing of it is new" in ready.good("terms", "import", str(tmp_path / "again.tbx"), *ES).out
    assert (tmp_path / "again.tbx").read_bytes() == _termbase(ready).read_bytes() == before


def test_a_term_takes_the_place_of_its_namesake_and_others_stay_unless_they_are_to_go(
    ready: Any, tmp_path: Path
) -> None:
    ready.good("terms", "import", _write(tmp_path / "a.csv", TABLE), *ES)
    new = _write(tmp_path / "b.csv", "Approved;Source\ncélula troncal;Stem Cell\n")
    ran = ready.good("terms", "import", new, *ES)
    assert [row[0] for row in ran.rows[:2]] == ["−", "+"]
    listed = ready.good("terms", "list", *ES, "--json").json
    assert [term["source"] for term in listed] == [["CAR T-cell"], ["Stem Cell"]]
    changes = ready.good("terms", "import", new, *ES, "--replace", "--json").json["changes"]
    assert [(each["old"]["source"], each["new"]) for each in changes] == [(["CAR T-cell"], None)]


def test_the_checks_ask_the_terms(ready: Any, tmp_path: Path) -> None:
    ready.good("terms", "import", _write(tmp_path / "a.csv", "Source,Approved\nRituximab,Rituximab-X\n"), *ES)
    po = tmp_path / "immunotherapy-all.es.po"
    po.write_text('msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "Rituximab"\nmsgstr "Rituximab"\n', "utf-8")
    ready.good("import", str(po), "--as", "Tom")
    assert "Rituximab-X" in ready.run("check", *ES).out


def test_what_another_program_wrote_is_not_overwritten(ready: Any, tmp_path: Path) -> None:
    path = _termbase(ready)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FOREIGN)
    table = _write(tmp_path / "a.csv", "Source,Approved\nnurse,enfermera\n")
    ran = ready.run("terms", "import", table, *ES)
    assert ran.code == 2 and "another program" in ran.err
    assert path.read_bytes() == FOREIGN
    moved = path.rename(tmp_path / "old.tbx")
    ready.good("terms", "import", str(moved), *ES)
    assert "1 term of es written" in ready.good("terms", "import", table, *ES).out


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "Word,Approved\na,b\n", "no column 'Source'"),
        ("a.csv", "Source,Approved\na,\n", "a.csv:2"),
        ("a.csv", "Source,Approved\na,b\nA,c\n", "a.csv:3"),
        ("a.csv", f"Source,Approved\n{'a' * 600},b\n", "more than 500 characters"),
        ("a.csv", "Source,Approved\n", "no term"),
        ("a.tbx", '<!DOCTYPE martif SYSTEM "file:///etc/passwd"><martif/>', "document type"),
        ("a.tbx", "<martif/>", "no term"),
        ("a.txt", "a", "a .tbx or a .csv"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_place(
    ready: Any, tmp_path: Path, name: str, text: str, told: str
) -> None:
    ran = ready.run("terms", "import", _write(tmp_path / name, text), *ES)
    assert ran.code in (2, 3)
    assert told in ran.err
    assert not _termbase(ready).exists()


def test_no_cell_of_a_table_starts_a_formula(ready: Any, tmp_path: Path) -> None:
    ready.good("terms", "import", _write(tmp_path / "a.csv", 'Source,Approved\n"\'=1+1","@sum"\n'), *ES)
    out = tmp_path / "b.csv"
    ready.good("terms", "export", *ES, "--out", str(out))
    assert out.read_text("utf-8-sig").splitlines()[1] == '"\'=1+1","\'@sum",""'
