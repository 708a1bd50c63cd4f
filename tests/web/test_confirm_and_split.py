"""The desk's buttons for a change of looks and for an occurrence that is to read otherwise; how findings are shown."""

from __future__ import annotations

from typing import Any

from pipeline.model import UnitState

TAKE = "Take"
TRANSLATED = "Tome <strong>20 mg</strong> una vez al día durante 28 días, salvo que <a>su médico</a> diga otra cosa."


def _approved(desk: Any, begins: str, text: str) -> Any:
    desk.save(begins, text)
    ben = desk.client("Ben Costa")
    assert desk.act(ben, desk.href(begins), "approve").status_code == 303
    return ben


def test_a_change_of_looks_is_confirmed_with_one_button(desk: Any) -> None:
    ben = _approved(desk, TAKE, TRANSLATED)
    desk.change_source(b"<strong>20 mg</strong>", b"<em>20 mg</em>")
    assert desk.item(TAKE).status.state is UnitState.CHANGED
    href = desk.href(TAKE)
    assert 'value="confirm"' in ben.get(href).text
    answer = desk.act(ben, href, "confirm")
    assert answer.status_code == 303
    status = desk.item(TAKE).status
    assert (status.state, status.approved_by) == (UnitState.APPROVED, desk.actor("Ben Costa").person)
    assert "<em>20 mg</em>" in status.target
    assert "the earlier text stands approved" in ben.get(answer.headers["location"]).text


def test_a_changed_word_has_no_such_button_and_is_refused(desk: Any) -> None:
    ben = _approved(desk, TAKE, TRANSLATED)
    desk.change_source(b"once a day", b"twice a day")
    href = desk.href(TAKE)
    assert 'value="confirm"' not in ben.get(href).text
    assert "more than one of looks" in desk.act(ben, href, "confirm").text
    assert desk.item(TAKE).status.state is UnitState.CHANGED


def test_a_translator_has_no_button_to_confirm_and_is_refused(desk: Any) -> None:
    _approved(desk, TAKE, TRANSLATED)
    desk.change_source(b"<strong>20 mg</strong>", b"<em>20 mg</em>")
    ana = desk.client("Ana Ruiz")
    assert 'value="confirm"' not in ana.get(desk.href(TAKE)).text
    assert desk.act(ana, desk.href(TAKE), "confirm").status_code == 403
    assert desk.item(TAKE).status.state is UnitState.CHANGED


def test_an_occurrence_becomes_an_entry_of_its_own_with_one_button(desk: Any) -> None:
    desk.change_source(b"<li>Chills</li>", b"<li>Chills</li><li>Fever</li>")
    ana = desk.client("Ana Ruiz")
    page = ana.get(desk.href("Fever")).text
    assert 'value="split:2"' in page
    assert 'value="split:' not in ana.get(desk.href("Chills")).text
    assert desk.act(ana, desk.href("Fever"), "split:2").status_code == 303
    assert [item.status.unit.text for item in desk.items("es")].count("Fever") == 2
    assert "no occurrence 7" in desk.act(ana, desk.href("Chills"), "split:7").text.lower()


def test_a_finding_shows_kind_severity_sentence_place_and_what_clears_it(desk: Any) -> None:
    desk.save(TAKE, TRANSLATED.replace("28 días", "20 días"))
    page = desk.client("Ben Costa").get(desk.href(TAKE)).text
    (finding,) = [f for f in desk.item(TAKE).findings if f.check == "numbers"]
    assert '<span class="severity">critical</span> <code>numbers</code>' in page
    assert finding.target_spans
    assert '<mark dir="auto">20' in page
    assert f'value="waive:{finding.id}"' in page


def test_the_queue_says_how_many_approved_texts_have_new_findings(desk: Any) -> None:
    ben = _approved(desk, TAKE, TRANSLATED)
    assert "new findings" not in ben.get("/").text
    terms = desk.workspace.locales / "es" / "terms.tbx"
    terms.write_text(
        '<martif type="TBX-Basic"><text><body><termEntry><langSet xml:lang="en"><tig><term>doctor</term></tig>'
        '</langSet><langSet xml:lang="es"><tig><term>facultativo</term></tig></langSet></termEntry></body></text>'
        "</martif>",
        "utf-8",
    )
    desk.item(TAKE)  # somebody looks, or `prepare` runs
    page = ben.get("/").text
    assert "<strong>1</strong> approved text has new findings" in page
    desk.act(ben, desk.href(TAKE), "approve")
    assert "new findings" not in ben.get("/").text
