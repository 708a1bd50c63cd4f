"""The main way: what is approved is published, the rest is held with its reasons, and a second run writes nothing."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

SLUG = "walking"


def pdf_text(path: Any) -> str:
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_what_is_approved_is_published_as_page_and_pdf_with_manifest(live: Any) -> None:
    manifest = live.manifests()[SLUG, "es"]
    page = live.live_page()
    assert manifest.live and manifest.title == "Caminar después de la cirugía"
    assert "nuestras enfermeras</a>" in page and 'href="tel:+15550100123"' in page
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
    assert "Español" in index and "walking/es/walking.es.pdf" in index
    assert "العربية" not in index and "/ar/" not in index
    assert not (live.site / SLUG / "ar").exists()


def test_a_second_prepare_and_publish_write_nothing_and_say_so(live: Any) -> None:
    before, head = live.tree(), live.head()
    articles, locales = live.prepare()
    result = live.publish()
    assert live.tree() == before
    assert live.head() == head
    assert articles[SLUG].fetched == "unchanged"
    assert not any(each.wrote for each in (*articles.values(), *locales.values()))
    assert not result.wrote and "Nothing was written" in result.summary()


def test_a_page_or_pdf_altered_in_output_is_made_anew(live: Any) -> None:
    page = live.site / SLUG / "es" / "index.html"
    good, pdf = page.read_bytes(), live.live_pdf().read_bytes()
    page.write_bytes(good.replace(b"5 minutos", b"50 minutos"))
    live.live_pdf().write_bytes(b"%PDF-1.7 not it")
    result = live.publish()
    assert result.wrote and not result.errors
    assert (live.site / SLUG / "es" / "index.html").read_bytes() == good
    assert live.live_pdf().read_bytes() == pdf


def test_an_output_folder_that_was_deleted_is_made_anew_from_the_ledger(live: Any) -> None:
    page = live.live_page()
    shutil.rmtree(live.root / "output")
    result = live.publish()
    assert result.wrote
    assert live.live_page() == page
