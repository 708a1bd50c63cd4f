"""The desk's pages over a real socket: what people see and what their decisions do."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import UnitState

TAKE = "Take"
TRANSLATED = "Tome <strong>20 mg</strong> una vez al día durante 28 días, salvo que <a>su médico</a> diga otra cosa."


def test_the_queue_counts_units_and_names_who_is_waited_for(desk: Any) -> None:
    page = desk.client("Ana Ruiz").get("/").text
    total = len(desk.items("es"))
    assert f"<strong>{total}</strong> of {total} left" in page
    assert "waits for a translator</p>" in page
    assert "waits for a translator (nobody holds that role)" in page
    assert f"{total} units to translate" in page


def test_what_waits_for_a_translator_does_not_wait_for_a_reviewer(desk: Any) -> None:
    assert "Nothing waits for you" in desk.client("Ben Costa").get("/").text
    desk.save(TAKE, TRANSLATED)
    assert "1 unit to approve" in desk.client("Ben Costa").get("/").text


def test_somebody_without_a_role_is_told_so(desk: Any) -> None:
    assert "You have no role here yet" in desk.client("Ivy Idle").get("/").text


def test_a_unit_page_has_source_placeholders_and_a_text_area_in_the_right_language(desk: Any) -> None:
    page = desk.client("Ana Ruiz").get(desk.href(TAKE, "ar")).text
    assert '<textarea id="target" name="target" rows="3" lang="ar" dir="rtl"' in page
    assert '<bdi class="ph" dir="ltr">&lt;strong&gt;</bdi>' in page
    assert "link to https://example.org/more" in page


def test_a_saved_text_is_in_ledger_and_catalog_and_leads_on_to_the_next_unit(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    answer = desk.act(ana, desk.href(TAKE), "save-next", target=f"  {TRANSLATED}\r\n")
    assert answer.status_code == 303
    assert answer.headers["location"] != desk.href(TAKE)
    status = desk.item(TAKE).status
    assert (status.state, status.target, status.contributors) == (
        UnitState.TRANSLATED,
        TRANSLATED,
        (desk.actor("Ana Ruiz").person,),
    )
    catalog = desk.workspace.catalog_path(desk.slug, "es").read_text("utf-8")
    assert "una vez al día" in catalog


def test_a_reviewer_approves_what_a_translator_saved(desk: Any) -> None:
    ana, ben = desk.client("Ana Ruiz"), desk.client("Ben Costa")
    desk.act(ana, desk.href(TAKE), "save", target=TRANSLATED)
    assert desk.act(ben, desk.href(TAKE), "approve-next").status_code == 303
    status = desk.item(TAKE).status
    assert (status.state, status.approved_by) == (UnitState.APPROVED, desk.actor("Ben Costa").person)
    history = ben.get(desk.href(TAKE)).text
    assert history.index("approved it") < history.index("saved a text")


def test_a_reviewer_who_corrects_saves_and_approves_with_one_button(desk: Any) -> None:
    desk.save("Fever", "Fiebres")
    ben = desk.client("Ben Costa")
    assert desk.act(ben, desk.href("Fever"), "approve", target="Fiebre").status_code == 303
    status = desk.item("Fever").status
    assert (status.state, status.target) == (UnitState.APPROVED, "Fiebre")


def test_a_refused_approval_says_why_and_keeps_the_typed_text_saved(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    answer = desk.act(ana, desk.href("Fever"), "approve-next", target="Fiebre")
    assert answer.status_code == 403
    assert "Your text is saved. It is not approved: Ana Ruiz is not a reviewer for en → es today" in answer.text
    assert "These can: Ben Costa." in answer.text
    assert desk.item("Fever").status.state is UnitState.TRANSLATED


def test_one_person_alone_cannot_approve_and_is_told_who_can(desk: Any) -> None:
    ben = desk.client("Ben Costa")
    answer = desk.act(ben, desk.href("Fever"), "approve", target="Fiebre")
    assert answer.status_code == 403
    assert "two people must decide" in answer.text
    assert "Fiebre</textarea>" in answer.text


def test_somebody_without_a_role_saves_nothing_and_keeps_the_typed_text(desk: Any) -> None:
    answer = desk.act(desk.client("Ivy Idle"), desk.href("Fever"), "save", target="Fiebre")
    assert answer.status_code == 403
    assert "Ivy Idle is not a translator or reviewer" in answer.text
    assert "Fiebre</textarea>" in answer.text
    assert desk.item("Fever").status.state is UnitState.MISSING


def test_a_stale_save_shows_both_texts_and_loses_neither(desk: Any) -> None:
    ana, ben = desk.client("Ana Ruiz"), desk.client("Ben Costa")
    form = desk.form(ana, desk.href("Fever"), target="Calentura")
    desk.act(ben, desk.href("Fever"), "save", target="Fiebre")
    answer = ana.post(desk.href("Fever"), data={**form, "act": "save"})
    assert answer.status_code == 409
    assert "Calentura</textarea>" in answer.text
    assert '<div class="text" lang="es" dir="ltr">Fiebre</div>' in answer.text
    assert "translated, by Ben Costa" in answer.text
    assert desk.item("Fever").status.target == "Fiebre"


def test_after_a_stale_save_one_may_save_over_what_one_has_now_seen(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    form = desk.form(ana, desk.href("Fever"), target="Calentura")
    desk.save("Fever", "Fiebre", who="Ben Costa")
    stale = ana.post(desk.href("Fever"), data={**form, "act": "save"}).text
    version = str(desk.item("Fever").status.version)
    assert f'<input type="hidden" name="version" value="{version}">' in stale
    again = ana.post(desk.href("Fever"), data={**form, "version": version, "act": "save"})
    assert again.status_code == 303
    assert desk.item("Fever").status.target == "Calentura"


def test_ones_own_second_tab_is_stale_too(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    one, two = (desk.form(ana, desk.href("Fever"), target=text) for text in ("Fiebre", "Calentura"))
    assert ana.post(desk.href("Fever"), data={**one, "act": "save"}).status_code == 303
    assert ana.post(desk.href("Fever"), data={**two, "act": "save"}).status_code == 409


def test_a_text_that_nobody_has_seen_is_not_approved(desk: Any) -> None:
    desk.save("Fever", "Fiebre")
    ben = desk.client("Ben Costa")
    form = desk.form(ben, desk.href("Fever"))
    desk.save("Fever", "Frío")
    answer = ben.post(desk.href("Fever"), data={**form, "act": "approve"})
    assert answer.status_code == 409
    assert desk.item("Fever").status.state is UnitState.TRANSLATED


@pytest.mark.parametrize("act", ["reject", "omit", "keep", "revoke"])
def test_no_other_button_throws_away_what_was_typed(desk: Any, act: str) -> None:
    desk.save("Fever", "Fiebre")
    answer = desk.act(desk.client("Ben Costa"), desk.href("Fever"), act, target="Fiebre alta", reason="because")
    assert answer.status_code == 422
    assert "You changed the text" in answer.text
    assert "Fiebre alta</textarea>" in answer.text
    assert 'name="reason" value="because"' in answer.text


def test_a_rejection_needs_a_reason_and_shows_it(desk: Any) -> None:
    desk.save("Fever", "Frío")
    ben = desk.client("Ben Costa")
    refused = desk.act(ben, desk.href("Fever"), "reject")
    assert (refused.status_code, "needs a reason" in refused.text) == (422, True)
    assert desk.act(ben, desk.href("Fever"), "reject", reason="It means cold.").status_code == 303
    page = ben.get(desk.href("Fever")).text
    assert "rejected it" in page
    assert "It means cold." in page


def test_an_omission_and_the_sources_own_text_wait_for_another_person(desk: Any) -> None:
    ana, ben = desk.client("Ana Ruiz"), desk.client("Ben Costa")
    desk.act(ana, desk.href("Fever"), "omit", reason="Not for this country.")
    assert desk.act(ben, desk.href("Fever"), "approve").status_code == 303
    assert desk.item("Fever").status.state is UnitState.OMITTED
    assert desk.item("Fever").status.settled
    desk.act(ana, desk.href("Rituximab"), "keep")
    assert desk.act(ben, desk.href("Rituximab"), "approve").status_code == 303


def test_a_revoked_approval_is_gone(desk: Any) -> None:
    desk.save("Fever", "Fiebre")
    ben = desk.client("Ben Costa")
    desk.act(ben, desk.href("Fever"), "approve")
    assert desk.act(ben, desk.href("Fever"), "revoke", reason="A second look.").status_code == 303
    assert not desk.item("Fever").status.settled


def test_a_changed_source_shows_what_changed_and_the_earlier_translation(desk: Any) -> None:
    desk.save(TAKE, TRANSLATED)
    desk.change_source(b"28 days", b"21 days")
    ana = desk.client("Ana Ruiz")
    assert desk.item(TAKE).status.state is UnitState.CHANGED
    page = ana.get(desk.href(TAKE)).text
    assert "<del>28</del><ins>21</ins>" in page
    assert "of the earlier source, not confirmed yet" in page
    assert desk.act(ana, desk.href(TAKE), "save", target=TRANSLATED.replace("28", "21")).status_code == 303
    assert desk.item(TAKE).status.contributors == (desk.actor("Ana Ruiz").person,)
    page = ana.get(desk.href(TAKE)).text
    assert "Translation of the earlier source" in page
    assert "durante 28 días" in page
    assert "kept the translation of the earlier source at hand" in page


def test_an_earlier_translation_that_still_fits_is_confirmed_by_saving_it(desk: Any) -> None:
    desk.save(TAKE, TRANSLATED)
    desk.change_source(b">your doctor<", b">a doctor<")
    ana = desk.client("Ana Ruiz")
    assert desk.item(TAKE).status.state is UnitState.CHANGED
    assert desk.act(ana, desk.href(TAKE), "save").status_code == 303
    status = desk.item(TAKE).status
    assert (status.state, status.contributors) == (UnitState.TRANSLATED, (desk.actor("Ana Ruiz").person,))


def test_a_finding_is_shown_blocks_approval_and_can_be_waived_with_a_reason(desk: Any) -> None:
    desk.save(TAKE, TRANSLATED.replace("28 días", "cuatro semanas"))
    ben = desk.client("Ben Costa")
    blocked = desk.act(ben, desk.href(TAKE), "approve")
    assert (blocked.status_code, "a critical finding is open" in blocked.text.lower()) == (403, True)
    finding = desk.item(TAKE).blocking[0].id
    silent = desk.act(ben, desk.href(TAKE), f"waive:{finding}")
    assert (silent.status_code, "needs a reason" in silent.text) == (422, True)
    for each in desk.item(TAKE).blocking:  # the number, and what it counts
        waived = desk.act(ben, desk.href(TAKE), f"waive:{each.id}", **{f"why-{each.id}": "Four weeks are 28 days."})
        assert waived.status_code == 303
    assert "Waived by <bdi>Ben Costa</bdi>" in ben.get(desk.href(TAKE)).text
    assert desk.act(ben, desk.href(TAKE), "approve").status_code == 303


def test_next_leads_to_what_waits_for_this_person_and_the_last_one_says_so(desk: Any) -> None:
    desk.save("Fever", "Fiebre")
    desk.save("Chills", "Escalofríos")
    ben = desk.client("Ben Costa")
    first = desk.act(ben, desk.href("Fever"), "approve-next")
    assert first.headers["location"].startswith(desk.href("Chills"))
    last = desk.act(ben, desk.href("Chills"), "approve-next")
    assert "That was the last unit here that waits for you." in ben.get(last.headers["location"]).text


def test_the_list_can_be_narrowed_and_an_empty_choice_says_so(desk: Any) -> None:
    desk.save("Fever", "Fiebre")
    ana = desk.client("Ana Ruiz")
    page = ana.get(f"/a/{desk.slug}/es?show=translated").text
    assert ("Fiebre" in page, "Chills" in page) == (True, False)
    assert "Nothing here waits for you." in ana.get(f"/a/{desk.slug}/ar?show=mine").text


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/a/nothing/es", "/a/rituximab/fr", "/a/rituximab/es/u/0123456789abcdef", "/a/rituximab/es/u/x"],
)
def test_an_address_that_names_nothing_gets_a_page_in_words(desk: Any, path: str) -> None:
    answer = desk.client("Ana Ruiz").get(path)
    assert answer.status_code == 404
    assert "<h1>There is no such page</h1>" in answer.text
    assert "Back to the queue" in answer.text


def test_a_decision_on_a_unit_that_left_its_article_gives_the_text_back(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    form = desk.form(ana, desk.href("Fever"), target="Fiebre & más")
    answer = ana.post(f"/a/{desk.slug}/es/u/0123456789abcdef", data={**form, "act": "save"})
    assert answer.status_code == 404
    assert "Fiebre &amp; más</textarea>" in answer.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"target": "Fie\x00bre"}, "control character (U+0000)"),
        ({"target": "x" * 60_000}, "60,000 characters"),
        ({"target": ""}, "There is no text to save"),
        ({"target": "x", "version": "-1"}, "which version"),
        ({"target": "x", "act": "launch"}, "not known here"),
        ({"target": "x", "reason": "y" * 2000, "act": "approve"}, "longer than 1000"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_in_words(desk: Any, fields: dict[str, str], words: str) -> None:
    ana = desk.client("Ana Ruiz")
    form = {"act": "save", **desk.form(ana, desk.href("Fever"), **fields)}
    answer = ana.post(desk.href("Fever"), data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert desk.item("Fever").status.state is UnitState.MISSING


def test_a_control_character_or_a_missing_button_breaks_no_page(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    form = desk.form(ana, desk.href("Fever"), target="Fiebre")
    assert ana.post(desk.href("Fever"), data=form).status_code == 422


def test_the_words_of_page_and_pdf_have_units_and_no_frame(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    unit = ana.get("/a/site/es").text.split('href="/a/site/es/u/')[1][:16]
    page = ana.get(f"/a/site/es/u/{unit}")
    assert (page.status_code, "<iframe" in page.text) == (200, False)
    assert ana.get(f"/a/site/es/page?unit={unit}").status_code == 404
