"""Compiled catalogs, read back by Python's own gettext and by msgunfmt."""

from __future__ import annotations

import gettext
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.catalog import compile_mo
from pipeline.model import EntryKey

TEXTS = {
    EntryKey("", "Take <x>20 mg</x>.\nThen rest."): "Tome <x>20 mg</x>.\nLuego descanse.",
    EntryKey("3f2a", "Call us"): "Llámenos",
    EntryKey("", "Call us"): "Llame",
    EntryKey("", "About 20% of people"): "Cerca del 20\u00a0% de las personas",
    EntryKey("", "left out"): "",
}


def test_a_program_finds_each_text_under_its_context() -> None:
    read = gettext.GNUTranslations(io.BytesIO(compile_mo(TEXTS, language="es")))
    for key, target in TEXTS.items():
        found = read.pgettext(key.context, key.source) if key.context else read.gettext(key.source)
        assert found == (target or key.source)
    assert read.info()["language"] == "es"


def test_the_same_texts_give_the_same_bytes() -> None:
    assert compile_mo(TEXTS, language="es") == compile_mo(dict(reversed(TEXTS.items())), language="es")


@pytest.mark.skipif(shutil.which("msgunfmt") is None, reason="gettext is not installed")
def test_msgunfmt_reads_it(tmp_path: Path) -> None:
    (tmp_path / "x.mo").write_bytes(compile_mo(TEXTS, language="es"))
    done = subprocess.run(["msgunfmt", str(tmp_path / "x.mo")], capture_output=True, text=True, check=True)
    assert 'msgctxt "3f2a"' in done.stdout
    assert "left out" not in done.stdout
