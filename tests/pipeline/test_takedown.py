"""Taking down: withdrawal, revocation and repudiation win over any render, and nothing comes back by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pipeline import roster, workbench
from pipeline.errors import DragomanError
from pipeline.outcomes import Published
from pipeline.publish import publish_editions, restore_editions, withdraw_editions

SLUG = "walking"
WALK = "Walk for 5 minutes"


def withdraw(place: Any, *locales: str, name: str = "Olga", why: str = "The dose is wrong.") -> tuple[str, ...]:
    with place.open() as workspace:
        return withdraw_editions(workspace, SLUG, locales or ("es",), actor=place.actor(workspace, name), why=why)


def restore(place: Any, *locales: str, name: str = "Olga") -> tuple[str, ...]:
    with place.open() as workspace:
        actor = place.actor(workspace, name)
        return restore_editions(workspace, SLUG, locales or ("es",), actor=actor, why="It is right after all.")


def assert_notice(place: Any, tag: str = "es") -> None:
    """A notice stands in the edition's place, no PDF, no approved text, and the index does not offer it."""
    page = place.live_page(tag)
    assert not place.manifests()[SLUG, tag].live
    assert "Camine durante" not in page
    assert not place.live_pdf(tag).exists()
    assert not list(place.site.rglob("*.pdf"))
    assert f"/{tag}/" not in (place.site / "index.html").read_text("utf-8")


def test_a_withdrawn_edition_goes_with_its_pdf_and_a_notice_in_the_readers_language_takes_its_place(live: Any) -> None:
    assert withdraw(live) == ("es",)
    assert_notice(live)
    assert '<html lang="es"' in live.live_page()
    result = live.publish()
    assert not result.wrote
    (hold,) = [hold for hold in result.holds if hold.locale == "es"]
    assert "The dose is wrong." in hold.reason
    assert "dragoman restore" in hold.who
    assert withdraw(live) == ()


def test_a_withdrawn_edition_stays_so_whatever_is_approved_until_a_person_restores_it(live: Any) -> None:
    page = live.live_page()
    withdraw(live)
    live.save_and_approve("First week", "La primera semana")
    live.prepare()
    live.publish()
    assert_notice(live)
    assert restore(live) == ("es",)
    live.publish()
    assert live.live_page() != page
    assert "La primera semana" in live.live_page()
    assert live.live_pdf().exists()


def test_only_an_operator_restores(live: Any) -> None:
    withdraw(live)
    with pytest.raises(DragomanError, match="may not"):
        restore(live, name="Tom")
    live.publish()
    assert_notice(live)


def test_a_translator_may_not_withdraw(live: Any) -> None:
    page = live.live_page()
    with pytest.raises(DragomanError, match="may not"):
        withdraw(live, name="Tom")
    assert live.live_page() == page


def test_all_languages_are_withdrawn_in_one_act(live: Any) -> None:
    live.approve_all("ar", ARABIC)
    live.approve_all("ar", ARABIC_HELP, "helpline")
    live.approve_all("ar", read_words("ar"), "site")
    result = live.publish()
    assert {o.action for o in result.editions} == {"published", "updated"}, result
    assert withdraw(live, "es", "ar") == ("es", "ar")
    assert_notice(live, "es")
    assert_notice(live, "ar")
    assert not live.publish().wrote


def test_a_revoked_unit_takes_its_edition_down_with_its_pdf(live: Any) -> None:
    live.revoke(WALK)
    result = live.publish()
    assert_notice(live)
    assert any("revoked by Rita" in hold.reason for hold in result.holds)
    assert not live.publish().wrote


def test_what_was_revoked_comes_back_once_it_is_approved_again(live: Any) -> None:
    page = live.live_page()
    live.revoke(WALK)
    live.publish()
    live.approve(WALK)
    live.publish()
    assert live.live_page() == page
    assert live.live_pdf().exists()
    assert not live.publish().wrote


def test_an_edition_that_came_back_is_recorded_and_can_be_taken_down_again(live: Any) -> None:
    for _ in range(2):
        live.revoke(WALK)
        live.publish()
        assert_notice(live)
        live.approve(WALK)
        live.publish()
    with live.open() as workspace:
        rows = workspace.ledger.read(article="w1a2l3k4i5n6", locale="es")
    kinds = [row.decision.kind.value for row in rows]
    assert [kind for kind in kinds if kind in ("published", "withdrawn")] == [
        "published",
        "withdrawn",
        "published",
        "withdrawn",
        "published",
    ]


def test_what_was_revoked_and_approved_again_between_two_sweeps_rests_on_the_new_approval(live: Any) -> None:
    old = live.manifests()[SLUG, "es"]
    live.revoke(WALK)
    live.approve(WALK)
    live.publish()
    new = live.manifests()[SLUG, "es"]
    assert new.live
    assert new.parts != old.parts
    assert max(pair.approval for pairs in new.parts.values() for pair in pairs) > old.head.count
    assert not live.publish().wrote


def test_a_revoked_helpline_takes_down_every_edition_that_shows_it(live: Any) -> None:
    live.revoke("Helpline", slug="helpline")
    live.publish()
    assert_notice(live)


def test_a_revoked_interface_word_takes_editions_down_and_the_notice_is_in_english(live: Any) -> None:
    live.revoke("Download as PDF", slug="site")
    live.publish()
    assert_notice(live)
    assert '<html lang="en"' in live.live_page() or 'lang="en"' in live.live_page()


def test_a_rejection_after_approval_takes_the_edition_down(live: Any) -> None:
    item = live.item(WALK)
    with live.open() as workspace:
        rita = live.actor(workspace, "Rita")
        workbench.reject_unit(
            workspace, SLUG, "es", item.id, version=item.status.version, actor=rita, reason="It says the contrary."
        )
    live.publish()
    assert_notice(live)


def test_a_repudiated_reviewer_takes_down_what_rests_on_them(live: Any) -> None:
    with live.open() as workspace:
        roster.repudiate_person(
            workspace,
            live.actor(workspace, "Rita").person,
            since=date(2020, 1, 1),
            why="The diploma is false.",
            actor=live.actor(workspace, "Olga"),
        )
    result = live.publish()
    assert_notice(live)
    assert any("repudiated" in hold.reason for hold in result.holds)


def test_a_deactivated_reviewers_approvals_stand(live: Any) -> None:
    with live.open() as workspace:
        rita = live.actor(workspace, "Rita").person
        roster.deactivate_person(workspace, rita, why="Left.", actor=live.actor(workspace, "Olga"))
    assert not live.publish().wrote
    assert live.live_pdf().exists()


def test_an_edit_after_approval_leaves_the_live_text_that_was_approved(live: Any) -> None:
    page = live.live_page()
    live.save(WALK, "Camine 5 minutos dos veces al día la primera semana.")
    result = live.publish()
    assert not result.wrote
    assert live.live_page() == page
    assert [hold.unit for hold in result.holds if hold.locale == "es"] == [live.item(WALK).id]


def during_a_render(place: Any, deed: Callable[[], object]) -> list[Any]:
    """Start a sweep whose PDF is not made yet, and do `deed` while WeasyPrint works."""
    outcome: list[Any] = []
    judged = threading.Event()

    def sweep() -> None:
        try:
            with place.open() as workspace:
                outcome.append(publish_editions(workspace, report=lambda line: judged.set() if "ar" in line else None))
        except BaseException as error:  # the test looks at it
            outcome.append(error)

    thread = threading.Thread(target=sweep)
    thread.start()
    assert judged.wait(30), "the gate was not asked"
    time.sleep(0.05)
    assert not (place.root / "output" / ".current").exists(), "the sweep was over before it was met"
    deed()
    thread.join(120)
    assert not thread.is_alive()
    return outcome


def test_a_withdrawal_during_a_render_wins_and_a_later_sweep_brings_nothing_back(ready: Any) -> None:
    (result,) = during_a_render(ready, lambda: withdraw(ready))
    assert isinstance(result, Published), result
    assert_notice(ready)
    assert not ready.publish().wrote
    assert_notice(ready)
    with ready.open() as workspace:
        kinds = [row.decision.kind.value for row in workspace.ledger.read(article="w1a2l3k4i5n6", locale="es")]
    assert kinds.count("withdrawn") == 1
    assert "published" not in kinds


def test_a_revocation_during_a_render_wins(ready: Any) -> None:
    (result,) = during_a_render(ready, lambda: ready.revoke(WALK))
    assert isinstance(result, Published), result
    assert {(o.locale, o.action) for o in result.editions} == {("es", "held"), ("ar", "held")}
    assert not list((ready.root / "output").rglob("*.pdf"))
    assert any(hold.unit == ready.item(WALK).id for hold in result.holds)


def test_an_edit_during_a_render_is_not_published_unapproved(ready: Any) -> None:
    during_a_render(ready, lambda: ready.save(WALK, "Camine 50 minutos."))
    assert not list((ready.root / "output").rglob("*.pdf"))
    assert "50 minutos" not in "".join(path.read_text("utf-8") for path in (ready.root / "output").rglob("*.html"))


def test_a_new_approval_during_a_render_is_what_is_published(ready: Any) -> None:
    during_a_render(ready, lambda: ready.save_and_approve("First week", "La primera semana"))
    ready.publish()
    assert "La primera semana" in ready.live_page()
    assert not ready.publish().wrote


ARABIC = {
    "Walking after surgery": "المشي بعد الجراحة",
    "How to begin to walk again after surgery.": "كيف تبدأ المشي من جديد بعد الجراحة.",
    "Walk for 5 minutes twice a day in the first week.": "امشِ لمدة 5 دقائق مرتين في اليوم في الأسبوع الأول.",
    "Call <a>our nurses</a> at once if you have pain in the chest.": (
        "اتصل <a>بممرضاتنا</a> فورًا إذا شعرت بألم في الصدر."
    ),
    "Most people walk <strong>without help</strong> after ten days.": (
        "يمشي معظم الناس <strong>دون مساعدة</strong> بعد عشرة أيام."
    ),
    "A woman walks in a corridor": "امرأة تمشي في ممر",
    "Week": "الأسبوع",
    "Each day": "كل يوم",
    "First week": "الأسبوع الأول",
    "10 minutes": "10 دقائق",
}
ARABIC_HELP = {
    "Helpline": "خط المساعدة",
    "Call <a>555-0100</a>, day and night.": "اتصل على <a>555-0100</a> ليلًا ونهارًا.",
}


def read_words(locale: str) -> dict[str, str]:
    from pathlib import Path

    from pipeline.catalog import read_catalog

    path = Path(__file__).resolve().parents[2] / "examples" / "decisions" / f"site.{locale}.po"
    entries = read_catalog(path.read_bytes(), name=path.name).entries
    return {entry.source: entry.target for entry in entries if entry.target}
