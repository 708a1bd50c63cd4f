"""ITS Locale Filter: a passage for one locale is neither asked for nor shown in another."""

from __future__ import annotations

from typing import Any

from pipeline.bench import open_bench

SLUG = "walking"
PASSAGE = "Ask at the desk for an interpreter."


def test_a_passage_for_another_locale_is_not_asked_for_and_not_published(live: Any) -> None:
    live.change_page(
        "<p>Walk for",
        f'<p its-locale-filter-list="ar" its-loc-note="Formal">{PASSAGE}</p>\n<p>Walk for',
    )
    live.prepare()
    workspace = live.open()
    spanish = {item.status.unit.text for item in open_bench(workspace, SLUG, "es").items}
    arabic = {item.status.unit.text for item in open_bench(workspace, SLUG, "ar").items}
    assert arabic - spanish == {PASSAGE}
    assert PASSAGE not in workspace.catalog_path(SLUG, "es").read_text("utf-8")
    assert f"#. Note: Formal\n#: {SLUG}.html#" in workspace.catalog_path(SLUG, "ar").read_text("utf-8")
    result = live.publish()
    assert {(outcome.locale, outcome.action) for outcome in result.editions} == {("es", "updated"), ("ar", "held")}
    page = live.live_page()
    assert "Camine durante 5 minutos" in page
    assert PASSAGE not in page
    assert live.publish().editions[0].action == "unchanged"
