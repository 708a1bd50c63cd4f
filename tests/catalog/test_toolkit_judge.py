"""translate-toolkit (GPL, run as a program of its own) reads what we write for other tools as we mean it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.catalog import WRITERS, ExchangeFile, ExchangeUnit, make_term, write_tbx, write_tmx
from pipeline.model import Placeholder, Unit, UnitState
from pipeline.text.termbase import Termbase

TEXTS = {
    "Take 20 mg at once.": "Tome 20 mg enseguida.",
    'Less than 5 < 6 & "more" > 4': "Menos de 5 < 6 & «más» > 4",
    "  spaces  before and after ": "  espacios  antes y después ",
    "two\nlines": "dos\nlíneas",
    "a tab\tand 𝄞": "un tabulador\ty 𝄞",
    "One more": "عند الحاجة 20 ملغ",
    "]]> &amp; <b>no markup</b>": "]]> &amp; <b>nada</b>",
}
INLINE = Unit(
    "Call <a1>our <em>nurses</em></a1> at <x>555-0100</x>.",
    (
        Placeholder("a1", "pair", "a"),
        Placeholder("em", "pair", "em"),
        Placeholder("x", "protected", "span", text="555-0100"),
    ),
)

READ = """
import json, sys
from translate.storage import factory
path = sys.argv[1]
if b'version="2.' in open(path, "rb").read(2000):
    try:
        from translate.storage.xliff2 import Xliff2File
    except ImportError:
        sys.exit("no XLIFF 2")
    with open(path, "rb") as stream:
        store = Xliff2File.parsefile(stream)
else:
    store = factory.getobject(path)
rows = [[str(unit.source), str(unit.target or ""), unit.getnotes()] for unit in store.units if not unit.isheader()]
print(json.dumps(rows))
"""


def _read(path: Path, data: bytes) -> list[tuple[str, str, str]]:
    """Sources, targets and notes as the toolkit reads them; DRAGOMAN_TRANSLATE_TOOLKIT names a Python that has it."""
    program = shutil.which("pocount")
    python = os.environ.get("DRAGOMAN_TRANSLATE_TOOLKIT") or (
        Path(program).read_text("utf-8").splitlines()[0].removeprefix("#!").strip() if program else ""
    )
    if not python:
        pytest.skip("translate-toolkit is not installed (Debian package translate-toolkit)")
    path.write_bytes(data)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ran = subprocess.run([python, "-c", READ, str(path)], capture_output=True, text=True, env=clean)
    if ran.stderr.strip() == "no XLIFF 2":
        pytest.skip("this translate-toolkit reads no XLIFF 2")
    assert ran.returncode == 0, ran.stderr
    return [tuple(row) for row in json.loads(ran.stdout)]


def _file() -> ExchangeFile:
    units = [
        ExchangeUnit(Unit(source), target, UnitState.TRANSLATED, ("a note",), (("drug", ("fármaco",)),), "abc")
        for source, target in TEXTS.items()
    ]
    units.append(ExchangeUnit(INLINE, INLINE.text, UnitState.APPROVED))
    changed = ExchangeUnit(Unit("New."), "Viejo.", UnitState.CHANGED, previous_source="Old.", previous_target="Viejo.")
    return ExchangeFile("dose", "en", "es", False, "2026-01-02T03:04:05Z", (*units, changed))


@pytest.mark.parametrize("form", ["xliff", "xliff12"])
def test_xliff(form: str, tmp_path: Path) -> None:
    rows = _read(tmp_path / "dose.xlf", WRITERS[form][1](_file()))
    assert [(source, target) for source, target, _ in rows] == [
        *TEXTS.items(),
        ("Call our nurses at 555-0100.",) * 2,
        ("New.", "Viejo."),
    ]
    if form == "xliff12":  # of 2.x the toolkit looks for notes inside a segment, where the standard has none
        assert all("a note" in notes for _, _, notes in rows[: len(TEXTS)])


def test_csv(tmp_path: Path) -> None:
    rows = _read(tmp_path / "dose.csv", WRITERS["csv"][1](_file()))
    found = {source: target for source, target, _ in rows}
    assert found["Take 20 mg at once."] == "Tome 20 mg enseguida."
    assert found['Less than 5 < 6 & "more" > 4'] == "Menos de 5 < 6 & «más» > 4"


def test_tmx(tmp_path: Path) -> None:
    rows = _read(tmp_path / "es.tmx", write_tmx(TEXTS.items(), "en", "es"))
    assert {source: target for source, target, _ in rows} == TEXTS


def test_tbx(tmp_path: Path) -> None:
    terms = [make_term((source.strip(),), (target.strip(), "x"), ("y",)) for source, target in TEXTS.items()]
    rows = _read(tmp_path / "es.tbx", write_tbx(Termbase(tuple(terms)), "en", "es"))
    assert {source: target for source, target, _ in rows} == {s.strip(): t.strip() for s, t in TEXTS.items()}
