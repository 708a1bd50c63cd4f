"""What is rewritten of a changed entry, beside real gettext tools."""

from __future__ import annotations

import dataclasses
import difflib
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.catalog import Projected, make_file, make_template, merge_file, read_po, write_po
from pipeline.catalog.po_writer import change_block
from pipeline.model import EntryKey, Unit

Gettext = Callable[..., subprocess.CompletedProcess[bytes]]

LONG = {
    "es": "Llame de inmediato a su médico si tiene fiebre, escalofríos, tos o dificultad para respirar; no espere.",
    "ar": "اتصل بطبيبك فورًا إذا أصبت بالحمى أو القشعريرة أو السعال أو ضيق التنفس، ولا تنتظر موعدك التالي في العيادة.",
    "zh": "如果您出现发烧发冷或呼吸困难请立即致电您的医生不要等到下一次预约也不要自行停药或更改剂量",
    "lines": "Primera línea que es bastante larga y se corta en algún lugar del texto de todos modos, sí.\nSegunda\n",
    "quotes": 'Diga "no" a la aspirina \\ ibuprofeno hasta que el equipo le diga "sí": puede sangrar más de lo normal.',
    "short": "Fiebre",
}


def _wrapped(gettext_tool: Gettext, targets: list[str]) -> bytes:
    source = "The source text number {} which is long enough to be wrapped by msgcat too, of course"
    units = [Unit(source.format(number)) for number in range(len(targets))]
    template = make_file(make_template(units, slug="x", created="2025-08-13T12:00:00Z", publisher="Riverside"))
    projection = {unit.key: Projected(target) for unit, target in zip(units, targets, strict=True)}
    data = write_po(merge_file(template, None, projection, locale="es"))
    return gettext_tool("msgcat", "{}", data=data).stdout


@pytest.mark.parametrize("name", LONG)
def test_a_new_text_in_a_wrapped_file_is_wrapped_as_msgcat_wraps_it(name: str, gettext_tool: Gettext) -> None:
    before, after = _wrapped(gettext_tool, ["Uno", "Dos", "Tres"]), _wrapped(gettext_tool, ["Uno", LONG[name], "Tres"])
    file = read_po(before, name="x.po")
    block = file.body[1]
    changed = change_block(block, dataclasses.replace(block.entry, target=LONG[name]), width=79)
    blocks = tuple(changed if each is block else each for each in file.blocks)
    assert write_po(dataclasses.replace(file, blocks=blocks)) == after


def test_a_merge_into_a_foreign_file_changes_the_lines_of_what_changed(foreign_file: Path) -> None:
    data = foreign_file.read_bytes()
    file = read_po(data, name="x.po")
    entry = next(block.entry for block in file.body if not block.entry.obsolete and not block.entry.targets)
    changed = change_block(next(b for b in file.body if b.entry is entry), dataclasses.replace(entry, target="new"))
    blocks = tuple(changed if block.entry is entry else block for block in file.blocks)
    written = write_po(dataclasses.replace(file, blocks=blocks))
    old, new = data.splitlines(keepends=True), written.splitlines(keepends=True)
    lines = [line for line in difflib.ndiff(_text(old), _text(new)) if line[:1] in "+-"]
    assert all(re.match(r'[+-] (msgstr )?"', line) for line in lines), lines
    assert 0 < len(lines) <= 2 + entry.target.count("\n") + len(entry.target) // 30


def _text(lines: list[bytes]) -> list[str]:
    return [line.decode("latin-1") for line in lines]


def test_a_text_that_the_files_character_set_has_not_makes_it_utf_8() -> None:
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=ISO-8859-1\\n"\n\n'
    data = f'{header}msgid "a"\nmsgstr "ñ"\n'.encode("latin-1")
    template = make_file(make_template([Unit("a")], slug="x", created="2025-08-13T12:00:00Z", publisher="R"))
    file = read_po(data, name="x.po")
    kept = write_po(merge_file(template, file, {EntryKey("", "a"): Projected("é")}, locale="es"))
    assert "charset=ISO-8859-1" in kept.decode("latin-1")
    assert 'msgstr "é"' in kept.decode("latin-1")
    turned = write_po(merge_file(template, file, {EntryKey("", "a"): Projected("药")}, locale="es"))
    assert "charset=UTF-8" in turned.decode()
    assert 'msgstr "药"' in turned.decode()
