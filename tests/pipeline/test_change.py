"""A source that changes under a published edition: which unit, what stands meanwhile, what comes back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.bench import open_bench
from pipeline.memory import read_memory
from pipeline.publish import withdraw_editions

SLUG = "walking"
WALK = "Walk for 5 minutes twice a day in the first week."
CALL = "Call <a>our nurses</a>"
TEL = ("tel:+15550100123", "tel:+15550100777")


def change_word(place: Any) -> None:
    place.change_page("twice a day in the first week.", "three times a day in the first week.")


def change_ordinarily(place: Any) -> None:
    place.change_page("A woman walks in a corridor", "A woman walks in a hallway")


NEW_WALK = "Walk for 5 minutes three times a day in the first week."


def test_one_changed_telephone_link_makes_its_unit_changed_and_named_and_takes_the_edition_down(live: Any) -> None:
    live.change_page(*TEL)
    later = datetime(2031, 5, 6, 12, tzinfo=UTC)
    live.prepare(now=later)
    states = live.states()
    assert [text for text, state in states.items() if state != "approved"] == [live.item(CALL).status.unit.text]
    assert live.item(CALL).status.state == "changed"
    result = live.publish(now=later)
    hold, down = [hold for hold in result.holds if hold.locale == "es"]
    assert hold.unit == live.item(CALL).id
    assert "our nurses" in hold.text
    assert "link" in hold.reason
    assert hold.who.startswith("a translator for en → es")
    assert "telephone link “tel:+15550100123” lost" in down.reason
    page = live.live_page()
    assert TEL[0] not in page
    assert TEL[1] not in page
    assert not live.live_pdf().exists()


def test_an_ordinary_change_leaves_the_edition_with_a_dated_notice_in_the_readers_language(live: Any) -> None:
    change_ordinarily(live)
    later = datetime(2031, 5, 6, 12, tzinfo=UTC)
    live.prepare(now=later)
    live.publish(now=later)
    assert "El original cambió el 6 de mayo de 2031" in re.sub("<[^>]*>", "", live.live_page())
    assert live.manifests()[SLUG, "es"].changed_on == "2031-05-06"
    assert live.live_pdf().exists()


def test_a_changed_link_is_published_after_two_people_confirmed_it_and_the_notice_goes(live: Any) -> None:
    live.change_page(*TEL)
    live.prepare()
    live.publish()
    text = live.item(CALL).status.target
    live.save_and_approve(CALL, text)
    result = live.publish()
    page = live.live_page()
    assert TEL[1] in page
    assert TEL[0] not in page
    assert "El original cambió" not in page
    assert not [hold for hold in result.holds if hold.locale == "es"]
    assert live.manifests()[SLUG, "es"].changed_on == ""


def test_one_changed_word_changes_one_unit_and_keeps_its_old_translation_at_hand(live: Any) -> None:
    change_word(live)
    live.prepare()
    status = live.item(NEW_WALK).status
    assert status.state == "changed"
    assert status.target == "Camine durante 5 minutos dos veces al día en la primera semana."
    assert status.previous_source == WALK
    others = {text: state for text, state in live.states().items() if text != NEW_WALK}
    assert set(others.values()) == {"approved"}
    assert len(others) == 9
    message = live.message("Walk for 5 minutes three")
    assert f'#| msgid "{WALK}"' in message
    assert "#, fuzzy" in message
    assert "dos veces al día" in message


def test_a_restored_source_finds_its_old_approval_again_and_the_notice_goes(live: Any) -> None:
    page = live.live_page()
    original = live.page
    change_ordinarily(live)
    live.prepare()
    assert {o.locale: o.action for o in live.publish().editions}["es"] == "noticed"
    assert "El original cambió" in live.live_page()
    live.write_page(original)
    live.prepare()
    assert set(live.states().values()) == {"approved"}
    live.publish()
    assert live.live_page() == page


def test_a_notice_keeps_its_date_when_nothing_else_changes(live: Any) -> None:
    change_ordinarily(live)
    live.prepare(now=datetime(2031, 5, 6, 12, tzinfo=UTC))
    live.publish(now=datetime(2031, 5, 6, 12, tzinfo=UTC))
    before = live.tree()
    live.prepare(now=datetime(2031, 5, 9, 12, tzinfo=UTC))
    result = live.publish(now=datetime(2031, 5, 9, 12, tzinfo=UTC))
    assert not result.wrote
    assert live.tree() == before


def test_a_source_that_changed_twice_shows_both_changes_against_what_was_translated(live: Any) -> None:
    change_word(live)
    live.prepare()
    live.change_page("Walk for 5 minutes three times", "Walk for 5 minutes four times")
    live.prepare()
    status = live.item("Walk for 5 minutes four times").status
    assert status.target == "Camine durante 5 minutos dos veces al día en la primera semana."
    assert status.previous_source == WALK


def test_a_link_that_changes_after_the_words_did_does_not_hide_that_the_words_changed(live: Any) -> None:
    live.change_page("at once if you have pain", "only if you have no pain")
    live.prepare()
    live.change_page(*TEL)
    live.prepare()
    status = live.item("Call <a>our nurses</a> only").status
    assert status.state == "changed"
    assert status.previous_source == "Call <a>our nurses</a> at once if you have pain in the chest."


def test_a_paragraph_that_moved_keeps_every_approval_and_is_published(live: Any) -> None:
    paragraph = f"<p>{WALK}</p>\n"
    live.change_page(paragraph, "")
    live.change_page("</article>", f"{paragraph}</article>")
    live.prepare()
    assert set(live.states().values()) == {"approved"}
    assert {o.locale: o.action for o in live.publish().editions}["es"] == "updated"
    assert live.live_page().index("Camine durante") > live.live_page().index("10 minutos")


def test_a_changed_helpline_is_noticed_in_every_edition_that_shows_it(live: Any) -> None:
    live.change_page("<h2>Helpline</h2>", "<h2>Our helpline</h2>")
    live.prepare()
    assert set(live.states().values()) == {"approved"}
    result = live.publish()
    (hold,) = [hold for hold in result.holds if hold.locale == "es"]
    assert "(in helpline)" in hold.reason
    assert "de día y de noche" in live.live_page()
    assert "El original cambió" in live.live_page()


@pytest.mark.parametrize(("policy", "stands", "noticed"), [("stand", True, False), ("withdraw", False, False)])
def test_the_policy_for_changes_is_followed(live: Any, policy: str, stands: bool, noticed: bool) -> None:
    live.change_settings("[fetch]", f'[policy]\nordinary = "{policy}"\n\n[fetch]')
    change_ordinarily(live)
    live.prepare()
    live.publish()
    assert live.manifests()[SLUG, "es"].live is stands
    assert live.live_pdf().exists() is stands
    assert ("El original cambió" in live.live_page()) is noticed
    assert not live.publish().wrote


def test_what_left_the_source_stays_in_the_catalog_as_obsolete_and_is_found_again(live: Any) -> None:
    paragraph = "<p>Most people walk <strong>without help</strong> after ten days.</p>\n"
    live.change_page(paragraph, "")
    live.prepare()
    assert re.search(r"^#~ msgstr .*sin ayuda", live.catalog().read_text("utf-8"), re.M)
    live.change_page("</article>", f"{paragraph}</article>")
    live.prepare()
    assert set(live.states().values()) == {"approved"}


def test_a_revoked_text_is_not_offered_again_by_the_memory(live: Any) -> None:
    live.revoke("First week")
    live.change_page("</article>", "<p>First week</p><p>Week</p><p>Some new words</p></article>")
    live.change_page("<td>First week</td>", "<td>First week.</td>")
    live.prepare()
    with live.open() as workspace:
        memory = read_memory(workspace, "es")
        bench = open_bench(workspace, SLUG, "es")
        offered = {match.pair.source for item in bench.items for match in memory.look_up(item.status.unit)}
    assert "Week" in offered
    assert "First week" not in offered


def test_an_article_that_shrank_by_half_is_held_and_asked_about(live: Any) -> None:
    before = live.tree("source_html", "locales", "output")
    page = live.page
    start, end = page.index("<p>Walk for"), page.index("<section")
    live.write_page(page[:start] + "<p>Short.</p>" + page[end:])
    articles, _ = live.prepare()
    assert articles[SLUG].fetched == "held"
    (hold,) = articles[SLUG].holds
    assert "shrank" in hold.reason
    assert "--accept-shrunk" in hold.reason
    assert hold.who == "an operator"
    assert not live.publish().wrote
    assert live.tree("source_html", "locales", "output") == before
    articles, _ = live.prepare(accept_shrunk=True)
    assert articles[SLUG].fetched == "changed"
    assert "Short." in live.states()


def test_a_new_layout_with_a_mended_profile_is_taken_in(live: Any) -> None:
    live.write_page(live.page.replace('class="article"', 'class="story"'))
    articles, _ = live.prepare()
    assert "article.article" in articles[SLUG].error
    live.change_settings('root = "article.article"', 'root = "article.story"')
    articles, _ = live.prepare()
    assert not articles[SLUG].error
    assert articles[SLUG].fetched == "changed"
    assert set(live.states().values()) == {"approved"}


def test_a_profile_that_finds_nothing_is_named_and_the_live_edition_stands_as_it_is(live: Any) -> None:
    page, pdf = live.live_page(), live.live_pdf().read_bytes()
    live.change_settings('root = "article.article"', 'root = "article.nothing"')
    articles, _ = live.prepare()
    assert "article.nothing" in articles[SLUG].error
    result = live.publish()
    assert any("article.nothing" in hold.reason for hold in result.holds)
    assert live.live_page() == page
    assert live.live_pdf().read_bytes() == pdf
    assert "Español" in (live.site / "index.html").read_text("utf-8")


def test_an_edition_can_be_withdrawn_although_its_profile_finds_nothing(live: Any) -> None:
    live.change_settings('root = "article.article"', 'root = "article.nothing"')
    with live.open() as workspace:
        withdraw_editions(workspace, SLUG, ["es"], actor=live.actor(workspace, "Olga"), why="Wrong.")
    assert not live.manifests()[SLUG, "es"].live
    assert not live.live_pdf().exists()
