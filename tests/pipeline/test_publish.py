"""The main way: what is approved is published, the rest is held with its reasons, and a second run writes nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pipeline import workbench

SLUG = "walking"


def pdf_text(path: Any) -> str:
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_what_is_approved_is_published_as_page_and_pdf_with_manifest(live: Any) -> None:
    manifest = live.manifests()[SLUG, "es"]
    page = live.live_page()
    assert manifest.live
    assert manifest.title == "Caminar después de la cirugía"
    assert "nuestras enfermeras</a>" in page
    assert 'href="tel:+15550100123"' in page
    text = pdf_text(live.live_pdf())
    assert "Camine durante 5 minutos dos veces al día en la primera semana." in text
    assert "Llame al 555-0100, de día y de noche." in text
    assert set(manifest.parts) == {"w1a2l3k4i5n6", "h1e2l3p4l5i6", "site"}


def test_a_locale_that_nobody_approved_is_held_and_not_offered(live: Any) -> None:
    result = live.publish()
    assert {(o.locale, o.action) for o in result.editions} == {("es", "unchanged"), ("ar", "held")}
    assert {hold.locale for hold in result.holds} == {"ar"}
    assert all(hold.who and hold.reason for hold in result.holds)
    index = (live.site / "index.html").read_text("utf-8")
    assert "Español" in index
    assert "walking/es/walking.es.pdf" in index
    assert "العربية" not in index
    assert "/ar/" not in index
    assert not (live.site / SLUG / "ar").exists()


def test_a_second_prepare_and_publish_write_nothing_and_say_so(live: Any) -> None:
    before, head = live.tree(), live.head()
    articles, locales = live.prepare()
    result = live.publish()
    assert live.tree() == before
    assert live.head() == head
    assert articles[SLUG].fetched == "unchanged"
    assert not any(each.wrote for each in (*articles.values(), *locales.values()))
    assert not result.wrote
    assert "Nothing was written" in result.summary()


def test_a_page_or_pdf_altered_in_output_is_made_anew(live: Any) -> None:
    page = live.site / SLUG / "es" / "index.html"
    good, pdf = page.read_bytes(), live.live_pdf().read_bytes()
    page.write_bytes(good.replace(b"5 minutos", b"50 minutos"))
    live.live_pdf().write_bytes(b"%PDF-1.7 not it")
    result = live.publish()
    assert result.wrote
    assert not result.errors
    assert (live.site / SLUG / "es" / "index.html").read_bytes() == good
    assert live.live_pdf().read_bytes() == pdf


def test_an_output_folder_that_was_deleted_is_made_anew_from_the_ledger(live: Any) -> None:
    page = live.live_page()
    shutil.rmtree(live.root / "output")
    result = live.publish()
    assert result.wrote
    assert live.live_page() == page


def test_a_text_that_cannot_be_rendered_leaves_the_live_edition_and_is_named(live: Any) -> None:
    before = live.tree("output")
    live.save_and_approve("First week", "Primera semana \U000f1234")
    result = live.publish()
    assert any("walking" in error and "PDF" in error for error in result.errors)
    assert any("walking" in hold.article and "PDF" in hold.reason for hold in result.holds if hold.locale == "es")
    assert {o.locale: o.action for o in result.editions} == {"es": "unchanged", "ar": "held"}
    assert live.tree("output") == before
    assert "Español" in (live.site / "index.html").read_text("utf-8")


def test_a_text_that_cannot_be_rendered_never_keeps_a_revoked_one_alive(live: Any) -> None:
    live.revoke("First week")
    live.save_and_approve("First week", "Primera semana \U000f1234")
    live.publish()
    assert not live.manifests()[SLUG, "es"].live
    assert not live.live_pdf().exists()


SECOND = """
[[articles]]
id = "s1e2c3o4n5d6"
slug = "eating"
url = "http://www.harbor.example/eating.html"
profile = "harbor"
licence = "CC-BY-4.0"
attribution = "Harbor Health"

[[shared]]"""


def add_second_page(place: Any, helpline: str) -> None:
    html = place.page.replace("Walking after surgery", "Eating after surgery").replace("day and night", helpline)
    (place.www / "eating.html").write_text(html, "utf-8")
    place.change_settings("\n[[shared]]", SECOND)
    place.prepare()
    place.approve_all("es", {**SPANISH_OF_BOTH, "Eating after surgery": "Comer después de la cirugía"}, "eating")


SPANISH_OF_BOTH = {
    "How to begin to walk again after surgery.": "Cómo volver a caminar después de la cirugía.",
    "Walk for 5 minutes twice a day in the first week.": "Camine 5 minutos dos veces al día la primera semana.",
    "Call <a>our nurses</a> at once if you have pain in the chest.": "Llame a <a>enfermería</a> si le duele el pecho.",
    "Most people walk <strong>without help</strong> after ten days.": (
        "La mayoría camina <strong>sin ayuda</strong> después de diez días."
    ),
    "A woman walks in a corridor": "Una mujer camina",
    "Week": "Semana",
    "Each day": "Cada día",
    "First week": "Primera semana",
    "10 minutes": "10 minutos",
}


def test_a_second_page_shows_the_same_helpline_without_another_approval(live: Any) -> None:
    add_second_page(live, "day and night")
    result = live.publish()
    assert not [hold for hold in result.holds if hold.locale == "es"], result.holds
    assert "Llame al" in (live.site / "eating" / "es" / "index.html").read_text("utf-8")
    assert not live.publish().wrote


def test_a_second_page_whose_helpline_says_something_else_is_held(live: Any) -> None:
    add_second_page(live, "on weekdays")
    result = live.publish()
    (hold,) = [hold for hold in result.holds if (hold.article, hold.locale) == ("eating", "es")]
    assert "'helpline' of this page says something else than that of walking" in hold.reason
    assert not (live.site / "eating").exists()


def test_a_helpline_that_changed_in_one_page_only_leaves_the_other_edition_as_it_is(live: Any) -> None:
    add_second_page(live, "day and night")
    live.publish()
    eating = (live.site / "eating" / "es" / "index.html").read_bytes()
    live.change_page("<h2>Helpline</h2>", "<h2>Our helpline</h2>")
    live.prepare()
    result = live.publish()
    assert not result.errors
    assert (live.site / "eating" / "es" / "index.html").read_bytes() == eating
    assert "El original cambió" in live.live_page()


def test_a_unit_left_out_by_two_people_is_not_in_page_and_pdf(live: Any) -> None:
    source = "Most people walk"
    item = live.item(source)
    with live.open() as workspace:
        tom = live.actor(workspace, "Tom")
        version = item.status.version
        workbench.omit_unit(workspace, SLUG, "es", item.id, version=version, actor=tom, reason="Not so here.")
    assert [hold.unit for hold in live.publish().holds if hold.locale == "es"] == [item.id]
    assert "sin ayuda" in live.live_page()
    live.approve(source)
    live.publish()
    assert "sin ayuda" not in live.live_page()
    assert "sin ayuda" not in pdf_text(live.live_pdf())
    assert live.manifests()[SLUG, "es"].live


def test_two_publications_at_once_publish_once(ready: Any) -> None:
    with ThreadPoolExecutor(2) as pool:
        results = [future.result() for future in [pool.submit(ready.publish) for _ in range(2)]]
    actions = [{o.locale: o.action for o in result.editions}["es"] for result in results]
    assert sorted(actions) == ["published", "unchanged"]
    with ready.open() as workspace:
        rows = workspace.ledger.read(article="w1a2l3k4i5n6", locale="es")
    assert [row.decision.kind.value for row in rows].count("published") == 1


def test_one_person_suffices_only_where_the_workspace_says_so_and_the_page_then_says_it(live: Any) -> None:
    live.change_settings('four_eyes = "require"', 'four_eyes = "warn"')
    live.change_page("<td>First week</td>", "<td>First seven days</td>")
    live.prepare()
    with live.open() as workspace:
        rita = live.actor(workspace, "Rita")
        item = live.item("First seven days")
        saved = workbench.save_text(
            workspace, SLUG, "es", item.id, "Los primeros siete días", version=item.status.version, actor=rita
        )
        workbench.approve_unit(workspace, SLUG, "es", item.id, version=saved.status.version, actor=rita)
    live.publish()
    assert "Los primeros siete días" in live.live_page()
    assert live.manifests()[SLUG, "es"].single
    single = next(key for key in live.states(slug="site") if key.startswith("The same person translated"))
    assert plain(live.item(single, slug="site").status.target) in plain(live.live_page())
    live.change_settings('four_eyes = "warn"', 'four_eyes = "require"')
    live.publish()
    assert not live.manifests()[SLUG, "es"].live


def plain(text: str | None) -> str:
    return " ".join(re.sub("<[^>]*>", "", text or "").split())
