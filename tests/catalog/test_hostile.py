"""Hostile PO files: refused, or read, within two seconds and 100 MB, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.catalog import po_strings, read_po
from pipeline.errors import CatalogError

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
FILE, LINES = po_strings.MAX_FILE, po_strings.MAX_LINES

_JUDGE = """
import re, sys, time
from pathlib import Path
from pipeline.catalog import read_po, write_po
from pipeline.errors import CatalogError
def peak():
    return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
data = Path(sys.argv[1]).read_bytes()
start = time.process_time()
try:
    assert write_po(read_po(data, name="x.po")) == data
    said = "read"
except CatalogError as error:
    said = error.message
print(time.process_time() - start, (peak() - before) / 1024, said)
"""


def _many(entry: str, size: int = FILE) -> bytes:
    """As many entries as a file may have."""
    count = min(size // len(entry.format(0).encode()) - 10, LINES // (entry.count("\n") + 1) - 10)
    return (HEADER + "\n" + "\n".join(entry.format(number) for number in range(count))).encode()[:size]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'msgid "' + b"a" * (FILE - 30) + b'"\nmsgstr ""\n', id="a giant id"),
        pytest.param(b'msgid ""\n' + b'"a"\n' * (LINES - 5) + b'msgstr ""\n', id="an id of many lines"),
        pytest.param(_many('msgid "{}"\nmsgstr ""\n'), id="tiny entries"),
        pytest.param(_many('#~ msgid "{}"\n#~ msgstr "b"\n'), id="obsolete entries"),
        pytest.param(_many('#, fuzzy\n#| msgid "{0}"\nmsgid "{0}"\nmsgstr "b"\n'), id="fuzzy entries"),
        pytest.param(_many('msgid "{0}\U0001f9ec" msgstr "b"'), id="entries on a line"),
        pytest.param(b"#: " + b"a:1 " * (FILE // 4 - 10), id="a line of references"),
        pytest.param(b"#, " + b"a," * (FILE // 2 - 10), id="a line of flags"),
        pytest.param(b"#~" * (FILE // 2), id="nested marks"),
        pytest.param(b'msgid "' + b"\\\\" * (FILE // 2 - 10), id="an unclosed string"),
        pytest.param(b'msgid "' + b'" "' * (FILE // 3 - 10) + b'"', id="strings on a line"),
        pytest.param(b"\n" * (FILE + 1), id="too large"),
    ],
)
def test_no_file_costs_more_than_two_seconds_and_100_mb(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hostile.po"
    path.write_bytes(data)
    done = subprocess.run([sys.executable, "-c", _JUDGE, str(path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    seconds, megabytes, said = done.stdout.split(" ", 2)
    assert float(seconds) < 2, said
    assert float(megabytes) < 100, said


@pytest.mark.parametrize(
    "forms",
    [
        "nplurals=2; plural=__import__('os').system('id');",
        "nplurals=2; plural=system(n);",
        "nplurals=2; plural=eval (n);",
        "nplurals=2; plural=[n][0];",
        "nplurals=2; plural=" + "(" * 5000 + "n" + ")" * 5000 + ";",
    ],
)
def test_a_plural_rule_that_is_a_program_is_refused(forms: str) -> None:
    data = f'msgid ""\nmsgstr ""\n"Plural-Forms: {forms}\\n"\n'.encode()
    with pytest.raises(CatalogError, match="Plural-Forms is no plural rule") as caught:
        read_po(data, name="x.po")
    assert caught.value.where == "x.po:1"


@pytest.mark.parametrize(
    "forms",
    [
        "nplurals=INTEGER; plural=EXPRESSION;",
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
        "3",
        "nplurals=2; nplural(n!=1)",
        "",
    ],
)
def test_what_real_files_say_of_plurals_is_kept(forms: str) -> None:
    data = f'msgid ""\nmsgstr ""\n"Plural-Forms: {forms}\\n"\n'.encode()
    assert read_po(data, name="x.po").header == (("Plural-Forms", forms),)


def test_a_name_that_does_not_read_as_it_is_written_is_refused() -> None:
    with pytest.raises(CatalogError, match="control of text direction in the header field 'Last-Translator'"):
        read_po('msgid ""\nmsgstr ""\n"Last-Translator: \u202eanA\\n"\n'.encode(), name="x.po")
    with pytest.raises(CatalogError, match="file's name"):
        read_po(b"", name="\u202eop.se/gniklaw")
