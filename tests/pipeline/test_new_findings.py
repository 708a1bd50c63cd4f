"""Rules that change after an approval: the text waits for a look, and what is live stays as it is."""

from __future__ import annotations

from typing import Any

from pipeline import workbench
from pipeline.checking import rules_version
from pipeline.queueing import list_queue
from pipeline.status import read_status

SLUG = "walking"
NURSES = "Call <a>our nurses</a>"
TERMS = """<?xml version="1.0"?><tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<text><body><conceptEntry id="c1"><langSec xml:lang="en"><termSec><term>nurses</term></termSec></langSec>
<langSec xml:lang="es"><termSec><term>personal sanitario</term></termSec></langSec></conceptEntry>
</body></text></tbx>"""


def _add_term(place: Any) -> None:
    (place.root / "locales" / "es" / "terms.tbx").write_text(TERMS, "utf-8")


def _queue(place: Any) -> list[tuple[str, str, str]]:
    with place.open() as workspace:
        return [(row.source, row.who, row.reason) for row in list_queue(workspace, [SLUG], ["es"])]


def test_a_new_term_puts_approved_text_into_the_queue_with_its_reason_and_a_reviewer(live: Any) -> None:
    assert _queue(live) == []
    _add_term(live)
    ((source, who, reason),) = _queue(live)
    assert source.startswith("Call our nurses")
    assert who.startswith("a reviewer for en → es")
    assert "personal sanitario" in reason
    with live.open() as workspace:
        (row,) = [r for r in read_status(workspace) if (r.slug, r.locale) == (SLUG, "es")]
    assert (row.left, row.edition) == (1, "published")


def test_a_new_finding_changes_nothing_that_is_live_and_another_approval_settles_it(live: Any) -> None:
    before = live.manifests()[SLUG, "es"]
    _add_term(live)
    live.publish()
    after = live.manifests()[SLUG, "es"]
    assert (after.parts, after.files["page"], after.live) == (before.parts, before.files["page"], True)
    live.approve(NURSES)
    assert _queue(live) == []


def test_a_waiver_settles_a_new_finding(live: Any) -> None:
    _add_term(live)
    item = live.item(NURSES)
    (finding,) = item.news
    with live.open() as workspace:
        actor = live.actor(workspace, "Rita")
        workbench.waive_finding(workspace, SLUG, "es", item.id, finding.id, actor=actor, reason="Nurses it is.")
    assert _queue(live) == []


def test_what_the_approval_saw_is_no_news(live: Any) -> None:
    _add_term(live)
    live.approve(NURSES)
    assert [f.check for f in live.item(NURSES).findings if f.severity == "major"] == ["term"]
    assert live.item(NURSES).news == ()


def test_the_version_of_the_rules_names_settings_and_termbase(live: Any) -> None:
    with live.open() as workspace:
        bare = rules_version(workspace, "es")
    _add_term(live)
    with live.open() as workspace:
        with_terms = rules_version(workspace, "es")
        assert rules_version(workspace, "ar") == bare
    assert with_terms.startswith(f"{bare}+t")
    live.change_settings("[[articles]]", '[languages.es]\naddress = "formal"\n\n[[articles]]')
    with live.open() as workspace:
        both = rules_version(workspace, "es")
    assert both.endswith(with_terms.removeprefix(bare))
    assert both != with_terms
