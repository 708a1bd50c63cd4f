"""The tasks as plain functions: what they read and write in a real workspace, with no Prefect running."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flows.prepare import prepare_article, prepare_locale
from flows.publish import render_edition, sweep
from pipeline.errors import UsageError
from pipeline.scrape.network import TransientFetchError


def test_an_article_is_fetched_and_its_template_written(make_workspace, site) -> None:
    root = make_workspace()
    done = prepare_article.fn(str(root), "rest")
    assert (done.slug, done.fetched, done.error) == ("rest", "new", "")
    assert (root / "source_html" / "rest.html").read_bytes() == site.pages["/rest.html"]
    assert (root / "locales" / "rest.pot").read_text("utf-8").count("msgid") == done.units + 1


def test_a_locale_is_prepared_from_the_snapshot(make_workspace) -> None:
    root = make_workspace()
    done = prepare_article.fn(str(root), "rest")
    catalog = prepare_locale.fn(str(root), ("rest", "es"))
    assert (catalog.left, catalog.error) == (done.units, "")
    assert (root / "locales" / "es" / "LC_MESSAGES" / "rest.po").is_file()


def test_a_network_fault_is_raised_for_prefect_to_try_again(make_workspace, site) -> None:
    site.faults["/rest.html"] = [503]
    with pytest.raises(TransientFetchError, match="503"):
        prepare_article.fn(str(make_workspace()), "rest")


def test_a_page_that_is_gone_is_a_result_and_no_exception(make_workspace) -> None:
    done = prepare_article.fn(str(make_workspace(rest="/gone.html")), "rest")
    assert done.fetched == "failed"
    assert "404" in done.error


def test_an_edition_that_nobody_approved_is_held_and_not_published(make_workspace) -> None:
    root = make_workspace()
    prepare_article.fn(str(root), "rest")
    prepare_article.fn(str(root), "site")
    assert render_edition.fn(str(root), ("rest", "es")).startswith("held: ")
    result = sweep.fn(str(root), [], ["es"])
    assert {(hold.article, hold.locale) for hold in result.holds} == {("rest", "es"), ("food", "es")}
    assert [outcome.action for outcome in result.editions] == ["held"] * 4


def test_an_unknown_article_is_wrong_use(make_workspace) -> None:
    with pytest.raises(UsageError, match="no article has the slug 'nothing'"):
        prepare_article.fn(str(make_workspace()), "nothing")


def test_importing_the_flows_turns_telemetry_off_before_prefect_reads_it(plain_environment) -> None:
    plain_environment.pop("DO_NOT_TRACK")
    code = (
        "import flows.publish, os\n"
        "from prefect.settings import get_current_settings as settings\n"
        "from prefect._internal.analytics.enabled import is_telemetry_enabled\n"
        "print(os.environ['DO_NOT_TRACK'], settings().server.analytics_enabled, is_telemetry_enabled())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=plain_environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == ["1", "False", "False"]


def test_telemetry_stays_on_where_the_environment_says_so(plain_environment) -> None:
    code = "import flows, os; print(os.environ['PREFECT_SERVER_ANALYTICS_ENABLED'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**plain_environment, "PREFECT_SERVER_ANALYTICS_ENABLED": "true"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "true"
