"""A catalog that other people's programs saved: their edits come in, their habits stay, and nothing else happens."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polib
import pytest

from pipeline.catalog import read_catalog
from tests.pipeline.conftest import SLUG

OLD, NEW = "Caminar después de la cirugía", "Volver a caminar después de la cirugía"
LONG = "Camine durante 5 minutos dos veces al día en la primera semana."

POEDIT = {
    "Last-Translator": "Olga <olga@example.org>",
    "Language-Team": "Spanish",
    "PO-Revision-Date": "2031-02-03 04:05+0100",
    "X-Generator": "Poedit 3.6",
    "X-Poedit-Basepath": "..",
    "X-Poedit-SourceCharset": "UTF-8",
}
WEBLATE = {
    "Last-Translator": "Olga <olga@example.org>",
    "Language-Team": "Spanish <https://weblate.example/projects/harbor/walking/es/>",
    "PO-Revision-Date": "2031-02-03 04:05+0000",
    "X-Generator": "Weblate 5.10",
}


def _by_polib(path: Path, old: str, new: str) -> None:
    catalog = polib.pofile(str(path))
    for entry in catalog:
        entry.msgstr = entry.msgstr.replace(old, new)
    catalog.save()


def _by_hand(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) <= 1
    path.write_text(text.replace(old, new), "utf-8")


def _run(path: Path, *command: str) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} (Debian package gettext) is not installed")
    subprocess.run([*command, "-o", str(path), str(path)], check=True, capture_output=True)


def _with_header(path: Path, fields: dict[str, str], **how: Any) -> None:
    """As a program that writes its own header, wraps at its own width and puts flags and fields in its own order."""
    catalog = polib.pofile(str(path), **how)
    catalog.metadata = {**catalog.metadata, **fields}
    catalog.save()


HABITS: dict[str, Callable[[Path], None]] = {
    "polib": lambda path: polib.pofile(str(path)).save(),
    "msgcat": lambda path: _run(path, "msgcat"),
    "msgcat, narrow": lambda path: _run(path, "msgcat", "--width=40"),
    "msgcat, sorted": lambda path: _run(path, "msgcat", "--sort-output"),
    "msgattrib": lambda path: _run(path, "msgattrib"),
    "msgattrib without obsolete ones": lambda path: _run(path, "msgattrib", "--no-obsolete"),
    "Poedit": lambda path: _with_header(path, POEDIT, wrapwidth=79),
    "Weblate": lambda path: _with_header(path, WEBLATE, wrapwidth=77),
    "CRLF": lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")) and None,
    "a byte order mark": lambda path: path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes()) and None,
}


@pytest.mark.parametrize("habit", HABITS)
def test_a_save_without_an_edit_changes_nothing(live: Any, habit: str) -> None:
    HABITS[habit](live.catalog())
    before = live.states()
    _, prepared = live.prepare()
    assert (prepared[SLUG, "es"].taken_in, prepared[SLUG, "es"].error) == (0, "")
    assert live.states() == before and set(before.values()) == {"approved"}
    assert not live.prepare()[1][SLUG, "es"].wrote


@pytest.mark.parametrize("habit", HABITS)
def test_an_edit_among_habits_is_the_only_edit(live: Any, habit: str) -> None:
    path = live.catalog()
    HABITS[habit](path)
    if b"\r\n" in path.read_bytes():
        path.write_bytes(path.read_bytes().replace(OLD.encode(), NEW.encode()))
    else:
        _by_polib(path, OLD, NEW) if "msg" not in habit else _by_hand(path, OLD, NEW)
    _, prepared = live.prepare()
    assert prepared[SLUG, "es"].taken_in == 1
    states = live.states()
    assert states.pop("Walking after surgery") == "translated"
    assert set(states.values()) == {"approved"}
    assert live.item("Walking after").status.target == NEW
    assert live.head() == (live.prepare(), live.head())[1]


@pytest.mark.parametrize(("fields", "width"), [(POEDIT, 79), (WEBLATE, 77)], ids=["Poedit", "Weblate"])
def test_the_header_of_a_tool_and_its_wrapping_stay(live: Any, fields: dict[str, str], width: int) -> None:
    path = live.catalog()
    _with_header(path, fields, wrapwidth=width)
    saved = path.read_bytes()
    live.prepare()
    header = dict(read_catalog(path.read_bytes(), name="x.po").header)
    assert fields.items() <= header.items()
    live.save("Walk for 5", LONG.replace("Camine", "Ande"))
    changed = [
        line
        for line in path.read_text("utf-8").splitlines()
        if line not in saved.decode().splitlines() and not line.startswith("#, fuzzy")
    ]
    assert len(changed) == 1 and "Ande durante 5 minutos" in changed[0]


def test_a_flag_that_a_tool_sets_holds_the_unit_and_one_that_it_clears_approves_nothing(live: Any) -> None:
    path = live.catalog()
    _run(path, "msgattrib", "--set-fuzzy")
    live.prepare()
    assert "approved" not in live.states().values()
    _run(path, "msgattrib", "--clear-fuzzy")
    live.prepare()
    assert "approved" not in live.states().values()


def test_msgmerge_with_a_changed_template_is_no_edit(live: Any) -> None:
    live.change_page("Walk for 5 minutes twice a day", "Walk for 15 minutes twice a day")
    path, template = live.catalog(), live.root / "locales" / f"{SLUG}.pot"
    text = template.read_text("utf-8").replace("Walk for 5 minutes", "Walk for 15 minutes")
    template.write_text(text, "utf-8")
    if shutil.which("msgmerge") is None:
        pytest.skip("msgmerge (Debian package gettext) is not installed")
    subprocess.run(["msgmerge", "-q", "--previous", "--update", "--backup=none", path, template], check=True)
    assert re.search(r"^#\| msgid .*\n?.*Walk for 5", path.read_text("utf-8"), re.M)
    live.prepare()
    states = live.states()
    assert states.pop("Walk for 15 minutes twice a day in the first week.") in ("changed", "translated", "drafted")
    assert set(states.values()) == {"approved"}
