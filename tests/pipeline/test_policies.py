"""What is done about a live edition whose source changed: the class decides; where much changed, a person is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from pipeline.changes import compare_units
from pipeline.differences import difference_as_json, find_difference, render_difference
from pipeline.model import Unit
from pipeline.outcomes import Published
from pipeline.prepare import make_network, prepare_article
from pipeline.publish import follow_changes
from pipeline.status import StatusRow, read_status

SLUG = "walking"
DAY = datetime(2031, 5, 6, 12, tzinfo=UTC)
NOTICE = "El original cambió"


def follow(place: Any, *, now: datetime = DAY) -> Published:
    place.prepare(now=now)
    result: Published = place.publish(now=now)
    return result


def row(place: Any) -> StatusRow:
    with place.open() as workspace:
        return next(each for each in read_status(workspace) if (each.slug, each.locale) == (SLUG, "es"))


def add_setting(place: Any, line: str) -> None:
    place.change_settings("[fetch]", f"[policy]\n{line}\n\n[fetch]")


def make_bold(place: Any) -> None:
    place.change_page("<strong>without help</strong>", "<em>without help</em>")


def change_dose(place: Any) -> None:
    place.change_page("Walk for 5 minutes", "Walk for 50 minutes")


def test_a_cosmetic_change_stands_and_the_manifest_and_status_say_so(live: Any) -> None:
    page, pdf = live.live_page(), live.live_pdf().read_bytes()
    make_bold(live)
    follow(live)
    assert (live.live_page(), live.live_pdf().read_bytes()) == (page, pdf)
    acted = live.manifests()[SLUG, "es"].acted
    assert (acted.policy, acted.change_class, acted.since, acted.units) == ("stand", "cosmetic", "2031-05-06", 1)
    assert (row(live).policy, row(live).source_change, row(live).edition) == ("stand", "cosmetic", "published")
    assert not live.publish(now=DAY).wrote


def test_a_critical_change_withdraws_page_and_pdf_and_says_why_and_since_when(live: Any) -> None:
    change_dose(live)
    result = follow(live)
    assert not live.live_pdf().exists()
    assert "Camine durante" not in live.live_page()
    assert "6 de mayo de 2031" in re.sub("<[^>]*>", "", live.live_page())
    acted = live.manifests()[SLUG, "es"].acted
    assert (acted.policy, acted.change_class, acted.since) == ("withdraw", "critical", "2031-05-06")
    assert "number “5” lost" in acted.reason
    assert any("number “50” new" in hold.reason for hold in result.holds)
    status = row(live)
    assert (status.edition, status.policy, status.policy_since) == ("withdrawn", "withdraw", "2031-05-06")
    assert "5 minutes" in status.reason or "50 minutes" in status.reason
    assert not live.publish(now=DAY + timedelta(days=3)).wrote


def test_what_was_withdrawn_comes_back_once_the_new_text_is_approved(live: Any) -> None:
    change_dose(live)
    follow(live)
    live.save_and_approve("Walk for 50", "Camine durante 50 minutos dos veces al día en la primera semana.")
    live.publish()
    assert "50 minutos" in live.live_page()
    assert live.manifests()[SLUG, "es"].acted is None
    assert row(live).policy == ""


def test_a_source_that_was_put_right_brings_its_edition_back(live: Any) -> None:
    page, original = live.live_page(), live.page
    change_dose(live)
    follow(live)
    live.write_page(original)
    follow(live)
    assert live.live_page() == page


def test_a_change_is_answered_at_once_and_nothing_new_is_published_by_it(live: Any) -> None:
    live.save_and_approve("First week", "La primera semana")
    change_dose(live)
    live.prepare(now=DAY)
    with live.open(now=DAY) as workspace:
        result = follow_changes(workspace)
        assert result
        assert {(each.locale, each.action) for each in result.editions} == {("es", "withdrawn"), ("ar", "held")}
        assert follow_changes(workspace) is None, "it is answered"
    assert not live.live_pdf().exists()


def test_an_added_dose_and_a_lost_warning_are_critical_too(live: Any) -> None:
    live.change_page("</table>", "</table><p>Take 5 mg before you walk.</p>")
    follow(live)
    assert live.manifests()[SLUG, "es"].acted.policy == "withdraw"


def test_an_added_ordinary_paragraph_brings_a_notice(live: Any) -> None:
    live.change_page("</table>", "</table><p>Wear comfortable shoes.</p>")
    follow(live)
    assert NOTICE in live.live_page()


def change_much(place: Any) -> None:
    change_dose(place)
    place.change_page("Most people walk", "Nearly all of us walk")
    place.change_page("A woman walks in a corridor", "A woman walks in a hallway")


def test_where_much_changed_at_once_an_operator_is_asked_and_a_notice_stands(live: Any) -> None:
    change_much(live)
    result = follow(live)
    acted = live.manifests()[SLUG, "es"].acted
    assert (acted.policy, acted.change_class) == ("ask", "critical")
    assert "3 of 12 units" in acted.reason
    assert NOTICE in live.live_page()
    assert live.live_pdf().exists()
    (asked,) = [hold for hold in result.holds if hold.who == "an operator" and hold.locale == "es"]
    assert "dragoman diff walking" in asked.reason
    assert "operator is asked" in row(live).reason
    assert not live.publish(now=DAY + timedelta(days=3)).wrote


def test_where_more_articles_would_fall_than_a_run_may_none_does_and_it_stays_a_persons_to_decide(live: Any) -> None:
    add_setting(live, "ask_articles = 0")
    change_dose(live)
    follow(live)
    assert live.manifests()[SLUG, "es"].acted.policy == "ask"
    live.change_settings("ask_articles = 0", "ask_articles = 5")
    assert not live.publish(now=DAY + timedelta(days=3)).wrote
    live.change_page("Walk for 50", "Walk for 500")
    follow(live, now=DAY + timedelta(days=4))
    assert live.manifests()[SLUG, "es"].acted.policy == "withdraw", "another change is another question"


def test_a_policy_may_say_that_critical_changes_stand_with_a_notice(live: Any) -> None:
    add_setting(live, 'critical = "notice"')
    change_dose(live)
    follow(live)
    assert NOTICE in live.live_page()


def test_dates_that_the_profile_names_are_never_critical(live: Any) -> None:
    live.change_settings('title = "h1"', 'title = "h1"\ndates = [".seen"]')
    live.change_page("<table>", '<p class="seen">Reviewed on May 3, 2031</p><table>')
    live.prepare()
    live.save_and_approve("Reviewed on", "Revisado el 3 de mayo de 2031")
    live.publish()
    live.change_page("May 3, 2031", "May 9, 2031")
    follow(live)
    acted = live.manifests()[SLUG, "es"].acted
    assert (acted.policy, acted.change_class) == ("notice", "ordinary")


def test_a_page_that_is_gone_is_asked_about_after_a_day_and_its_editions_stand(live: Any) -> None:
    page, html = live.live_page(), live.page
    (live.www / "walking.html").unlink()
    first, _ = live.prepare(now=DAY)
    assert (first[SLUG].fetched, first[SLUG].error, first[SLUG].holds) == ("gone", "", ())
    assert "404" in first[SLUG].notes[0]
    second, _ = live.prepare(now=DAY + timedelta(hours=23))
    assert not second[SLUG].holds
    third, _ = live.prepare(now=DAY + timedelta(hours=25))
    (hold,) = third[SLUG].holds
    assert (hold.who, hold.since[:10]) == ("an operator", "2031-05-06")
    assert "dragoman withdraw walking" in hold.reason
    assert "gone" in row(live).reason
    live.publish(now=DAY + timedelta(hours=25))
    assert live.live_page() == page
    live.write_page(html)
    assert live.prepare(now=DAY + timedelta(days=2))[0][SLUG].fetched == "unchanged"
    (live.www / "walking.html").unlink()
    assert not live.prepare(now=DAY + timedelta(days=3))[0][SLUG].holds, "it begins anew"


@pytest.fixture
def redirecting(live: Any) -> Iterator[list[bytes]]:
    """The article's host answers with a redirect to /other.html, whose bytes the test chooses."""
    body: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                self.send_error(404)
                return
            moved = self.path == "/walking.html"
            data = b"" if moved else body[0]
            self.send_response(302 if moved else 200)
            if moved:
                self.send_header("Location", "/other.html")
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    path = live.root / "dragoman.toml"
    path.write_text(re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{server.server_port}", path.read_text("utf-8")), "utf-8")
    yield body
    server.shutdown()
    server.server_close()
    thread.join()


def look(place: Any, now: datetime) -> Any:
    with place.open(now=now) as workspace:
        return prepare_article(workspace, SLUG, make_network(workspace))


def test_a_redirect_to_another_article_is_asked_about_and_nothing_of_it_is_taken_in(
    live: Any, redirecting: list[bytes]
) -> None:
    before = live.tree("source_html", "locales")
    other = re.sub(r"(?s)<p>.*</table>", "<p>Eat much fruit.</p>" * 40, live.page)
    redirecting.append(other.encode())
    first = look(live, DAY)
    assert (first.fetched, first.holds) == ("redirected", ())
    (hold,) = look(live, DAY + timedelta(hours=25)).holds
    assert "other.html" in hold.reason
    assert live.tree("source_html", "locales") == before
    assert "another article" in row(live).reason


def test_an_article_that_only_moved_to_another_address_is_taken_in(live: Any, redirecting: list[bytes]) -> None:
    page = re.sub("<p><img.*</p>", "", live.page)
    redirecting.append(page.replace("5 minutes", "6 minutes").encode())
    assert look(live, DAY).fetched == "changed"


def test_a_difference_names_each_unit_with_its_class_and_its_page_escapes_what_the_source_says(live: Any) -> None:
    change_dose(live)
    live.change_page("Each day", "Each &lt;b&gt; day")  # a sign that turns a number, whatever it is here
    live.prepare(now=DAY)
    with live.open() as workspace:
        difference = find_difference(workspace, SLUG)
        assert difference
        told = difference_as_json(workspace, difference)
        page = render_difference(workspace, difference)
        assert find_difference(workspace, SLUG, since=DAY.date()) is not None
        assert not find_difference(workspace, SLUG, since=DAY.date()).changes.changes  # type: ignore[union-attr]
        assert find_difference(workspace, SLUG, since=datetime(2001, 1, 1, tzinfo=UTC).date()) is None
    changes: Any = told["changes"]
    assert [(each["kind"], each["class"]) for each in changes] == [("edited", "critical"), ("edited", "critical")]
    assert changes[0]["sentences"][0]["kind"] == "edited"
    assert "<del>5</del><ins>50</ins>" in page
    assert "<ins>&lt;b&gt; </ins>" in page or "&lt;b&gt;" in page
    assert "<b>" not in page


def test_a_moved_unit_is_told_and_does_not_count() -> None:
    old = [Unit("One thing"), Unit("Another thing"), Unit("Something else")]
    changes = compare_units(old, [old[2], old[0], old[1]], locale="en")
    assert [(change.kind, change.unit.text) for change in changes] == [("moved", "Something else")]
