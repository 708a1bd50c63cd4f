"""The PO beside the ledger: what other tools leave in it, what comes back from yesterday, what cannot be read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipeline import projection
from pipeline.bench import open_bench
from pipeline.model import UNKNOWN
from pipeline.projection import project_catalog
from pipeline.sources import read_source

SLUG = "walking"
WALK = "Walk for 5 minutes twice a day in the first week."
APPROVED = "Camine durante 5 minutos dos veces al día en la primera semana."


def test_one_approved_byte_changed_in_the_po_holds_exactly_that_unit_and_the_live_text_stands(live: Any) -> None:
    page = live.live_page()
    live.edit_catalog("durante 5 minutos", "durante 6 minutos")
    result = live.publish()
    (hold,) = [hold for hold in result.holds if hold.locale == "es"]
    item = live.item(WALK)
    assert hold.unit == item.id
    assert hold.text == WALK
    assert "not approved" in hold.reason
    assert live.live_page() == page
    assert item.status.author == UNKNOWN
    assert item.status.target == APPROVED.replace("5", "6")


def test_a_po_edit_of_the_wording_is_taken_in_and_waits_for_approval(live: Any) -> None:
    live.edit_catalog("nuestras enfermeras", "nuestro personal")
    _, locales = live.prepare()
    assert locales[SLUG, "es"].taken_in == 1
    item = live.item("Call <a>")
    assert (item.status.state, item.status.author) == ("translated", UNKNOWN)
    assert "nuestro personal" in (item.status.target or "")
    assert [text for text, state in live.states().items() if state != "approved"] == [item.status.unit.text]
    before = live.head()
    _, locales = live.prepare()
    assert locales[SLUG, "es"].taken_in == 0
    assert live.head() == before


def test_a_po_edit_is_taken_in_under_the_name_of_who_imports_it(live: Any) -> None:
    live.edit_catalog("nuestras enfermeras", "nuestro personal")
    with live.open() as workspace:
        source = read_source(workspace, workspace.article(SLUG))
        tom = live.actor(workspace, "Tom")
        assert source is not None
        project_catalog(workspace, source, "es", actor=tom)
        item = next(item for item in open_bench(workspace, SLUG, "es").items if item.status.state == "translated")
    assert item.status.author == tom.person


def test_a_flag_set_by_hand_on_approved_text_holds_it_until_a_person_decides(live: Any) -> None:
    page = live.live_page()
    live.edit_catalog(f'msgid "{WALK}"', f'#, fuzzy\nmsgid "{WALK}"')
    result = live.publish()
    (hold,) = [hold for hold in result.holds if hold.locale == "es"]
    assert hold.unit == live.item(WALK).id
    assert "in work" in hold.reason
    assert live.live_page() == page
    live.edit_catalog(f'#, fuzzy\nmsgid "{WALK}"', f'msgid "{WALK}"')
    live.publish()
    assert not live.item(WALK).status.settled, "taking the flag off again approves nothing"
    live.save_and_approve(WALK, APPROVED)
    assert not [hold for hold in live.publish().holds if hold.locale == "es"]
    assert live.live_page() == page


def test_a_flag_taken_off_a_draft_approves_nothing(live: Any) -> None:
    live.change_page("twice a day", "three times a day")
    live.prepare()
    changed = "Walk for 5 minutes three times a day in the first week."
    assert "#, fuzzy" in live.message(changed)
    path = live.catalog()
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    result = live.publish()
    assert not live.item(changed).status.settled
    assert changed in [hold.text for hold in result.holds if hold.locale == "es"]


def test_white_space_that_another_tool_puts_around_a_text_is_no_edit(live: Any) -> None:
    head = live.head()
    live.edit_catalog(APPROVED, f"{APPROVED}\\n")
    live.prepare()
    assert live.head() == head
    assert set(live.states().values()) == {"approved"}
    assert f'msgstr "{APPROVED}"' in live.message(WALK)


@pytest.mark.parametrize("written", ["", "   ", "\\n\\t"])
def test_an_emptied_translation_is_projected_again(live: Any, written: str) -> None:
    live.edit_catalog(APPROVED, written)
    _, locales = live.prepare()
    assert not locales[SLUG, "es"].error
    assert f'msgstr "{APPROVED}"' in live.message(WALK)
    assert set(live.states().values()) == {"approved"}


def test_a_malformed_po_is_named_with_its_line_and_left_as_it_is_and_the_others_go_on(live: Any) -> None:
    path = live.catalog()
    lines = path.read_text("utf-8").splitlines()
    number = next(index for index, line in enumerate(lines, 1) if APPROVED in line)
    lines[number - 1] = lines[number - 1].rstrip('"')
    path.write_text("\n".join(lines) + "\n", "utf-8")
    broken = path.read_bytes()
    live.change_page("walks in a corridor", "walks in a garden")
    _, locales = live.prepare()
    assert f"locales/es/LC_MESSAGES/walking.po:{number}" in locales[SLUG, "es"].error
    assert not [key for key, each in locales.items() if each.error and key != (SLUG, "es")]
    assert 'msgid "A woman walks in a garden"' in live.catalog("ar").read_text("utf-8")
    page = live.live_page()
    result = live.publish()
    assert any(f"walking.po:{number}" in error for error in result.errors)
    assert any("cannot be read" in hold.reason and hold.locale == "es" for hold in result.holds)
    assert "Camine durante" in page
    assert "Camine durante" in live.live_page()
    assert path.read_bytes() == broken


def test_a_decision_stands_although_the_po_is_malformed_and_reaches_it_once_it_is_mended(live: Any) -> None:
    path = live.catalog()
    good = path.read_bytes()
    path.write_bytes(good + b'msgid "open\n')
    live.save_and_approve("First week", "La primera semana")
    assert path.read_bytes() == good + b'msgid "open\n'
    path.write_bytes(good)
    live.prepare()
    assert 'msgstr "La primera semana"' in live.message("First week")


def test_yesterdays_locales_beside_todays_ledger_are_projected_again_and_reported(live: Any) -> None:
    yesterday = live.root.parent / "yesterday"
    shutil.copytree(live.root / "locales", yesterday)
    live.save_and_approve("First week", "La primera semana")
    live.save("Week", "Las semanas")
    today, head = live.tree("locales"), live.head()
    shutil.rmtree(live.root / "locales")
    shutil.copytree(yesterday, live.root / "locales")
    _, locales = live.prepare()
    assert locales[SLUG, "es"].stale == 2
    assert locales[SLUG, "es"].taken_in == 0
    assert live.head() == head
    assert {name: found[0] for name, found in live.tree("locales").items()} == {
        name: found[0] for name, found in today.items()
    }
    assert live.item("First week").status.state == "approved"


def test_a_deleted_locales_folder_comes_back_whole_from_the_ledger(live: Any) -> None:
    before, head = live.tree("locales"), live.head()
    shutil.rmtree(live.root / "locales")
    live.prepare()
    assert {name: found[0] for name, found in live.tree("locales").items()} == {
        name: found[0] for name, found in before.items()
    }
    assert live.head() == head


def test_work_in_a_po_that_meets_a_decision_made_meanwhile_loses_neither(live: Any) -> None:
    live.edit_catalog("nuestras enfermeras", "nuestro personal")
    live.save_and_approve("First week", "La primera semana")
    text = live.catalog().read_text("utf-8")
    assert "nuestro personal" in text
    assert "La primera semana" in text
    with live.open() as workspace:
        rows = [row.decision for row in workspace.ledger.read(locale="es") if row.decision.kind == "imported"]
    assert [row.target for row in rows] == ["Llame enseguida a <a>nuestro personal</a> si le duele el pecho."]


def test_gettext_accepts_every_catalog(live: Any) -> None:
    for path in sorted((live.root / "locales").rglob("*.po")):
        done = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(path)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_what_a_translator_types_that_looks_like_markup_is_text_on_the_page(live: Any) -> None:
    text = 'Camine <script>alert(document)</script> 5 minutos <b onclick="x">dos</b> veces & más en la primera semana.'
    live.save_and_approve(WALK, text)
    assert not live.publish().errors
    page = live.live_page()
    assert "&lt;script&gt;alert(document)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "onclick=" not in page.replace("&lt;b onclick=", "")


def test_an_editor_that_saves_while_the_catalog_is_written_is_not_written_over(
    live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor takes no lock of ours: its save falls between the reading and the renaming, three times."""
    texts = iter(["nuestro personal", "nuestro equipo", "nuestra gente"])
    replace_file = projection.replace_read_file

    def replace_after_a_save(path: Path, data: bytes, *, read: bytes | None) -> bool:
        if text := next(texts, ""):
            path.write_text(path.read_text("utf-8").replace("nuestras enfermeras", text), "utf-8")
        return replace_file(path, data, read=read)

    live.change_page("ten days", "twelve days")
    monkeypatch.setattr(projection, "replace_read_file", replace_after_a_save)
    _, locales = live.prepare()
    assert locales[SLUG, "es"].taken_in >= 1 and not locales[SLUG, "es"].error
    assert "nuestro personal" in (live.item("Call <a>").status.target or "")
    assert "nuestro personal" in live.catalog().read_text("utf-8")
    assert live.item("Most people walk <strong>without help</strong> after twelve").status.state == "changed"


def test_an_editor_that_never_stops_saving_keeps_its_file_and_the_run_says_so(
    live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_file = projection.replace_read_file
    saves = iter(range(100))

    def replace_after_a_save(path: Path, data: bytes, *, read: bytes | None) -> bool:
        path.write_text(f"{path.read_text('utf-8')}\n# save {next(saves)}\n", "utf-8")
        return replace_file(path, data, read=read)

    live.change_page("ten days", "twelve days")
    live.prepare()
    live.edit_catalog("nuestras enfermeras", "nuestro personal")
    monkeypatch.setattr(projection, "replace_read_file", replace_after_a_save)
    live.change_page("twelve days", "two days")
    _, locales = live.prepare()
    assert "could not be written" in locales[SLUG, "es"].error
    assert "# save" in live.catalog().read_text("utf-8")
    assert "nuestro personal" in (live.item("Call <a>").status.target or ""), "what was saved is in the ledger"
