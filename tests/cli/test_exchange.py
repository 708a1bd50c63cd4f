"""`import`, `export`, `backup` and `ledger`: what comes in waits for approval, what goes out is everything."""

from __future__ import annotations

import gettext
import json
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import polib
import pytest

SLUG = "immunotherapy-all"
ES = ("--locale", "es")
SAMPLES = Path(__file__).resolve().parents[2] / "examples" / "decisions"


def write_po(path: Path, texts: dict[str, str], *, fuzzy: tuple[str, ...] = (), **header: str) -> Path:
    """A PO as a translator's tool would send it."""
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "es", **header}
    for source, target in texts.items():
        file.append(polib.POEntry(msgid=source, msgstr=target, flags=["fuzzy"] if source in fuzzy else []))
    file.save(str(path))
    return path


def status_of(place: Any, source: str) -> dict[str, Any]:
    shown = place.good("review", "show", SLUG, place.unit(source), *ES, "--json").json
    assert isinstance(shown, dict)
    return shown


def test_an_import_is_shown_first_and_saved_as_edits_that_wait(ready: Any, tmp_path: Path) -> None:
    file = write_po(
        tmp_path / f"{SLUG}.es.po", {"Rituximab": "Rituximab", "Blinatumomab": "Blina"}, fuzzy=("Blinatumomab",)
    )
    before = ready.good("ledger", "verify").out
    dry = ready.good("import", str(file), "--as", "Tom", "--dry-run")
    assert "2 would be saved" in dry.out
    assert ready.good("ledger", "verify").out == before
    ran = ready.good("import", str(file), "--as", "Tom")
    assert "2 saved, each waits for approval; 0 unchanged, 0 kept out, 0 of no unit." in ran.out
    whole, begun = status_of(ready, "Rituximab"), status_of(ready, "Blinatumomab")
    assert (whole["state"], whole["contributors"]) == ("translated", [whole["author"]])
    assert (begun["state"], begun["target"]) == ("drafted", "Blina"), "fuzzy is work in progress"
    again = ready.good("import", str(file), "--as", "Tom")
    assert "0 saved, each waits for approval; 2 unchanged" in again.out


def test_an_import_never_approves_and_is_nobodys_without_a_qualified_person(ready: Any, tmp_path: Path) -> None:
    file = write_po(tmp_path / f"{SLUG}.es.po", {"Rituximab": "Rituximab"})
    ran = ready.run("import", str(file), "--as", "Olga")
    assert (ran.code, "is not a translator or reviewer" in ran.err) == (2, True)
    assert status_of(ready, "Rituximab")["state"] == "missing"


def test_what_was_decided_after_the_file_was_saved_stays_unless_one_insists(live: Any, tmp_path: Path) -> None:
    old = {"PO-Revision-Date": "2020-01-01 12:00+0000"}
    file = write_po(tmp_path / f"{SLUG}.es.po", {"Rituximab": "Rituximab viejo"}, **old)
    ran = live.run("import", str(file), "--as", "Tom", "--json")
    assert (ran.code, ran.json["saved"]) == (1, 0)
    assert "Rita Reviewer decided on it and approved on " in ran.json["changes"][0]["conflict"]
    assert status_of(live, "Rituximab")["state"] == "approved"
    plain = live.run("import", str(file), "--as", "Tom")
    assert "kept out\tRituximab\tRituximab viejo\tRita Reviewer decided on it" in plain.out
    assert "--overwrite" in plain.out
    live.good("import", str(file), "--as", "Tom", "--overwrite")
    assert status_of(live, "Rituximab")["state"] == "translated"


def test_a_file_that_was_saved_after_the_last_decision_replaces_it(live: Any, tmp_path: Path) -> None:
    new = {"PO-Revision-Date": "2999-01-01 12:00+0000"}
    file = write_po(tmp_path / f"{SLUG}.es.po", {"Rituximab": "Rituximab nuevo"}, **new)
    live.good("import", str(file), "--as", "Tom")
    assert status_of(live, "Rituximab")["target"] == "Rituximab nuevo"


def test_an_older_text_of_ours_is_an_old_files(ready: Any, tmp_path: Path) -> None:
    unit = ready.unit("Rituximab")
    for text in ("primero", "segundo"):
        ready.good("review", "edit", SLUG, unit, text, *ES, "--as", "Tom")
    file = write_po(
        tmp_path / f"{SLUG}.es.po", {"Rituximab": "primero"}, **{"PO-Revision-Date": "2999-01-01 12:00+0000"}
    )
    ran = ready.run("import", str(file), "--as", "Tom")
    assert (ran.code, "an older text of ours" in ran.out) == (1, True)
    assert status_of(ready, "Rituximab")["target"] == "segundo"


def test_editing_the_workspaces_own_catalog_and_importing_it_signs_for_the_edit(ready: Any) -> None:
    path = ready.root / "locales" / "es" / "LC_MESSAGES" / f"{SLUG}.po"
    catalog = polib.pofile(str(path))
    catalog.find("Rituximab").msgstr = "Rituximab"
    catalog.save()
    assert "1 saved" in ready.good("import", str(path), "--as", "Tom").out
    status = status_of(ready, "Rituximab")
    assert (status["state"], len(status["contributors"])) == ("translated", 1)


def test_texts_of_no_unit_and_texts_that_cannot_be_are_named_and_kept_out(ready: Any, tmp_path: Path) -> None:
    texts = {"Rituximab": "Rituximab", "Blinatumomab": "  ", "Nowhere in the article": "En ninguna parte"}
    ran = ready.run("import", str(write_po(tmp_path / f"{SLUG}.es.po", texts)), "--as", "Tom")
    assert ran.code == 1
    assert "Of no unit, kept out: “Nowhere in the article”" in ran.out
    assert "1 saved, each waits for approval; 0 unchanged, 1 kept out, 1 of no unit." in ran.out


@pytest.mark.parametrize(
    ("name", "header", "arguments", "code", "says"),
    [
        ("some.po", {"Language": ""}, (), 2, "Add --slug and --locale"),
        ("some.po", {}, (), 2, "Add --slug"),
        (f"{SLUG}.fr.po", {"Language": "fr"}, (), 2, "'fr' is not a locale of this workspace"),
        (f"{SLUG}.es.po", {"Language": "fr"}, (), 2, "its header says Language: fr"),
        (f"{SLUG}.es.po", {"Language": "es"}, ("--locale", "ar"), 2, "its header says Language: es"),
        ("some.po", {}, ("--slug", "nothing"), 2, "no article has the slug 'nothing'"),
        ("helpline.es.po", {}, (), 2, "is it --slug immunotherapy-all?"),
    ],
)
def test_a_file_for_another_article_or_language_is_refused(
    ready: Any, tmp_path: Path, name: str, header: dict[str, str], arguments: tuple[str, ...], code: int, says: str
) -> None:
    file = write_po(tmp_path / name, {"Rituximab": "Rituximab"}, **header)
    ran = ready.run("import", str(file), "--as", "Tom", *arguments)
    assert ran.code == code
    assert says in ran.err


def test_a_regional_header_goes_into_its_language(ready: Any, tmp_path: Path) -> None:
    file = write_po(tmp_path / "x.po", {"Rituximab": "Rituximab"}, Language="es_MX")
    ready.good("import", str(file), "--as", "Tom", "--slug", SLUG, "--locale", "es")


def test_a_file_that_is_no_catalog_is_named_with_its_line(ready: Any, tmp_path: Path) -> None:
    (tmp_path / f"{SLUG}.es.po").write_text('msgid "a"\nmsgstr "b"\nnonsense\n')
    ran = ready.run("import", str(tmp_path / f"{SLUG}.es.po"), "--as", "Tom")
    assert ran.code == 3
    assert f"{SLUG}.es.po:3" in ran.err
    (tmp_path / "binary.po").write_bytes(bytes(range(256)))
    assert ready.run("import", str(tmp_path / "binary.po"), "--as", "Tom").code == 3
    assert ready.run("import", str(tmp_path / "none.po"), "--as", "Tom").code == 2


def test_export_holds_everything_and_refuses_a_folder_with_something_in_it(live: Any, tmp_path: Path) -> None:
    target = tmp_path / "out"
    live.good("export", str(target))
    for name in ("dragoman.toml", "README.txt", f"source_html/{SLUG}.html", f"locales/es/LC_MESSAGES/{SLUG}.po"):
        assert (target / name).stat().st_size > 0
    assert (target / "output" / SLUG / "es" / "manifest.json").is_file()
    assert json.loads((target / "evidence" / f"{SLUG}.es.json").read_bytes())["locale"] == "es"
    assert b"<seg>Rituximab</seg>" in (target / "memory" / "es.tmx").read_bytes()
    compiled = gettext.translation(SLUG, target / "compiled", ["es"])
    assert compiled.gettext("Treatments at a glance") == "Los tratamientos de un vistazo"
    assert gettext.translation(SLUG, target / "compiled", ["ar"]).gettext("Rituximab") == "Rituximab", "not approved"
    rows = [json.loads(line) for line in (target / "ledger.jsonl").read_text("utf-8").splitlines()]
    decisions = [row for row in rows if row["table"] == "ledger"]
    assert len(decisions) == live.good("ledger", "verify", "--json").json["count"]
    assert {"Tom Translator"} <= {row.get("name") for row in rows}
    assert target.stat().st_mode & 0o077 == 0, "people's addresses are in it"
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    ran = live.run("export", str(target))
    assert (ran.code, "not empty" in ran.err) == (2, True)
    assert {path: path.stat().st_mtime_ns for path in target.rglob("*")} == before
    assert live.run("export", "locales/inside").code == 2
    live.good("export")
    assert list(live.root.glob("dragoman-export-*/ledger.jsonl"))


def test_a_broken_catalog_is_exported_as_it_stands_and_said(ready: Any, tmp_path: Path) -> None:
    path = ready.root / "locales" / "es" / "LC_MESSAGES" / "helpline.po"
    path.write_bytes(b"nonsense\n")
    ran = ready.run("export", str(tmp_path / "out"))
    assert ran.code == 1
    assert "locales/es/LC_MESSAGES/helpline.po:1" in ran.out
    assert (tmp_path / "out" / "locales" / "es" / "LC_MESSAGES" / "helpline.po").read_bytes() == b"nonsense\n"


def test_a_backup_restores_what_it_copied(live: Any, tmp_path: Path) -> None:
    ran = live.good("backup", str(tmp_path / "backups"))
    (copy,) = (tmp_path / "backups").glob("ledger-*.sqlite3")
    assert str(copy) in ran.out
    assert "To restore it" in ran.out
    ledger = live.root / ".dragoman" / "ledger.sqlite3"
    before = live.good("ledger", "verify").out
    with sqlite3.connect(ledger) as database:
        database.execute("DROP TRIGGER ledger_no_delete")
        database.execute("DELETE FROM ledger WHERE seq > 5")
    assert live.run("ledger", "verify").code == 1
    shutil.copy(copy, ledger)
    assert live.good("ledger", "verify").out == before
    live.good("backup")
    assert list((live.root / ".dragoman" / "backups").iterdir())


def test_lost_decisions_stop_publication_until_an_operator_owns_up(live: Any) -> None:
    ledger = live.root / ".dragoman" / "ledger.sqlite3"
    before = live.files("output")
    with sqlite3.connect(ledger) as database:
        database.execute("DROP TRIGGER ledger_no_delete")
        database.execute("DELETE FROM ledger WHERE seq > 340")
    ran = live.run("ledger", "verify", "--json")
    assert ran.code == 1
    assert {fault["kind"] for fault in ran.json["faults"]} == {"shorter"}
    stopped = live.run("publish")
    assert (stopped.code, live.files("output")) == (3, before)
    assert "Nothing was published" in stopped.err
    refused = live.run("ledger", "accept-loss", "--as", "Tom", "--why", "Disk")
    assert "only an operator" in refused.err
    live.good("ledger", "accept-loss", "--as", "Olga", "--why", "Disk failure")
    live.good("ledger", "verify")
    assert live.run("publish").code == 0


def test_an_altered_row_is_named(live: Any) -> None:
    with sqlite3.connect(live.root / ".dragoman" / "ledger.sqlite3") as database:
        database.execute("DROP TRIGGER ledger_no_update")
        database.execute("UPDATE ledger SET record = replace(record, 'Rituximab', 'Rituximax') WHERE seq = 200")
        database.execute("UPDATE ledger SET record = record || ' ' WHERE seq = 201")
    ran = live.run("ledger", "verify")
    assert ran.code == 1
    assert "ledger row 201: the row was altered" in ran.out


# --- other people's formats ---

FORMATS = [("xliff", "xlf"), ("xliff12", "xlf"), ("csv", "csv"), ("xlsx", "xlsx")]


def test_a_file_that_comes_back_unchanged_changes_nothing(live: Any, tmp_path: Path) -> None:
    for form, ending in FORMATS:
        live.good("export", str(tmp_path / form), "--format", form, "--slug", SLUG, *ES)
        ran = live.good("import", str(tmp_path / form / f"{SLUG}.es.{ending}"), "--as", "Tom")
        assert "0 saved, each waits for approval" in ran.out
        assert "0 kept out, 0 of no unit" in ran.out


@pytest.mark.parametrize(("form", "ending"), FORMATS[:3])
def test_a_text_that_was_changed_is_an_edit_and_no_approval(ready: Any, tmp_path: Path, form: str, ending: str) -> None:
    first = write_po(tmp_path / f"{SLUG}.es.po", {"Rituximab": "Rituximab viejo"})
    ready.good("import", str(first), "--as", "Tom")
    ready.good("export", str(tmp_path / "out"), "--format", form, "--slug", SLUG, *ES)
    file = tmp_path / "out" / f"{SLUG}.es.{ending}"
    text = file.read_text(encoding="utf-8").replace("Rituximab viejo", "Rituximab nuevo")
    text = text.replace('state="translated" subState="dragoman:translated"', 'state="final"')
    file.write_text(text.replace('state="translated"', 'state="final" approved="yes"'), encoding="utf-8")
    assert "1 would be saved" in ready.good("import", str(file), "--as", "Tom", "--dry-run").out
    ready.good("import", str(file), "--as", "Tom")
    status = status_of(ready, "Rituximab")
    assert (status["state"], status["target"]) == ("translated", "Rituximab nuevo")


def test_work_that_is_newer_than_the_file_stays(live: Any, tmp_path: Path) -> None:
    live.good("export", str(tmp_path / "out"), "--format", "csv", "--slug", SLUG, *ES)
    file = tmp_path / "out" / f"{SLUG}.es.csv"
    newer = write_po(tmp_path / f"{SLUG}.es.po", {"Rituximab": "Rituximab nuevo"}, **{"PO-Revision-Date": FUTURE})
    live.good("import", str(newer), "--as", "Tom")
    file.write_text(file.read_text("utf-8").replace('"Rituximab","Rituximab"', '"Rituximab","Ritux"'), "utf-8")
    ran = live.run("import", str(file), "--as", "Tom", "--json")
    assert [change["conflict"] != "" for change in ran.json["changes"]] == [True] * len(ran.json["changes"])
    assert (ran.code, ran.json["saved"]) == (1, 0)
    assert status_of(live, "Rituximab")["target"] == "Rituximab nuevo"


@pytest.mark.parametrize(("form", "ending", "date"), [("xliff", "xlf", "exported-at"), ("xliff12", "xlf", "date=")])
@pytest.mark.parametrize("keeps_bases", [True, False])
def test_a_false_date_in_a_file_hides_no_newer_work(
    live: Any, tmp_path: Path, form: str, ending: str, date: str, keeps_bases: bool
) -> None:
    live.good("export", str(tmp_path / "out"), "--format", form, "--slug", SLUG, *ES)
    file = tmp_path / "out" / f"{SLUG}.es.{ending}"
    newer = write_po(tmp_path / f"{SLUG}.es.po", {"Rituximab": "Rituximab nuevo"}, **{"PO-Revision-Date": FUTURE})
    live.good("import", str(newer), "--as", "Rita")
    text = re.sub(rf"({date}\W+)\d{{4}}-", r"\g<1>2999-", file.read_text("utf-8"))
    assert "2999-" in text
    if not keeps_bases:
        text = re.sub(r"<context-group.*</context-group>|<mda:metadata>.*\"base\".*</mda:metadata>", "", text)
    file.write_text(text.replace(">Rituximab</target>", ">Ritux</target>"), "utf-8")
    ran = live.run("import", str(file), "--as", "Tom", "--json")
    found = [each for each in ran.json["changes"] if each["new"] == "Ritux"]
    assert [each["conflict"] != "" for each in found] == [True]
    assert status_of(live, "Rituximab")["target"] == "Rituximab nuevo"


FUTURE = "2999-01-01 12:00+0000"


def test_only_units_in_a_state_go_out(live: Any, tmp_path: Path) -> None:
    live.good("export", str(tmp_path / "out"), "--format", "csv", "--state", "approved", *ES)
    assert "approved" in (tmp_path / "out" / f"{SLUG}.es.csv").read_text("utf-8")
    told = live.good("export", str(tmp_path / "none"), "--format", "csv", "--state", "rejected", *ES)
    assert "nothing was written" in told.out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ((f'original="{SLUG}"', 'original="another"'), "of the article 'another'"),
        (('trgLang="es"', 'trgLang="fr"'), "Language: fr"),
        (('srcLang="en"', 'srcLang="de"'), "a translation from 'de', and this workspace's sources are in 'en'"),
        (("<xliff ", '<!DOCTYPE xliff [<!ENTITY e "x">]><xliff '), "may do harm"),
    ],
)
def test_a_file_of_another_article_or_locale_is_refused(
    ready: Any, tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    ready.good("export", str(tmp_path / "out"), "--format", "xliff", "--slug", SLUG, *ES)
    file = tmp_path / "out" / f"{SLUG}.es.xlf"
    text = file.read_text("utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change), "utf-8")
    ran = ready.run("import", str(file), "--as", "Tom")
    assert ran.code in (2, 3)
    assert told in ran.err


def test_a_wrong_format_or_a_file_in_the_way_is_refused(ready: Any, tmp_path: Path) -> None:
    assert "Take one of xliff, xliff12, csv, xlsx" in ready.run("export", str(tmp_path), "--format", "doc").err
    assert "go with --format" in ready.run("export", str(tmp_path / "x"), "--slug", SLUG).err
    ready.good("export", str(tmp_path / "out"), "--format", "csv", "--slug", SLUG, *ES)
    again = ready.run("export", str(tmp_path / "out"), "--format", "csv", "--slug", SLUG, *ES)
    assert (again.code, "there is a file of that name" in again.err) == (2, True)
