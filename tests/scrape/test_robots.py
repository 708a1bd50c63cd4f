"""robots.txt, as RFC 9309 has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.scrape.network import Network, NetworkError, TransientFetchError

URL = "http://origin.example/page"
MakeNetwork = Callable[..., Network]


def test_a_disallowed_page_is_not_asked_for_and_the_rule_is_named(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/private/page", page)
    origin.add_robots("User-agent: *\nDisallow: /private/\n")
    with pytest.raises(NetworkError, match=r"rule stands in http://origin\.example/robots\.txt") as caught:
        network.get("http://origin.example/private/page")
    assert "Ask the site's owner" in caught.value.hint
    assert not caught.value.transient
    assert origin.paths == ["/robots.txt"]


def test_our_own_group_wins_over_the_one_for_all(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", page)
    origin.add_robots("User-agent: *\nDisallow: /\n\nUser-agent: dragoman\nAllow: /\n")
    assert network.get(URL).status == 200


def test_a_page_behind_a_redirect_is_asked_for_only_if_allowed(network: Network, origin: Any, page: bytes) -> None:
    origin.redirect("/page", "/private/page")
    origin.add("/private/page", page)
    origin.add_robots("User-agent: *\nDisallow: /private/\n")
    with pytest.raises(NetworkError, match="do not allow"):
        network.get(URL)
    assert "/private/page" not in origin.paths


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_rules_file_means_all_is_allowed(network: Network, origin: Any, page: bytes, status: int) -> None:
    origin.add("/page", page)
    origin.add("/robots.txt", status=status)
    assert network.get(URL).body == page


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_rules_file_that_cannot_be_read_means_nothing_is_allowed(
    network: Network, origin: Any, page: bytes, status: int
) -> None:
    origin.add("/page", page)
    origin.add("/robots.txt", status=status)
    with pytest.raises(TransientFetchError, match="rules for robots could not be read, so nothing may be"):
        network.get(URL)
    assert "/page" not in origin.paths


def test_a_retry_after_the_site_recovered_succeeds(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", page)
    origin.add("/robots.txt", status=500)
    with pytest.raises(TransientFetchError):
        network.get(URL)
    origin.add_robots("")
    assert network.get(URL).body == page


def test_redirects_of_the_rules_file_are_followed(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", page)
    for number in range(5):
        origin.redirect("/robots.txt" if number == 0 else f"/r{number}", f"/r{number + 1}")
    origin.add("/r5", b"User-agent: *\nDisallow: /page\n", content_type="text/plain")
    with pytest.raises(NetworkError, match="do not allow"):
        network.get(URL)


def test_a_rules_file_that_leads_inside_is_not_followed(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", page)
    origin.redirect("/robots.txt", f"http://127.0.0.1:{origin.port}/secret")
    with pytest.raises(NetworkError, match="could not be read"):
        network.get(URL)
    assert origin.paths == ["/robots.txt"]


def test_the_rules_are_read_once_a_day(make_network: MakeNetwork, origin: Any, page: bytes) -> None:
    now = [datetime(2026, 3, 1, tzinfo=UTC)]
    origin.add("/page", page)
    origin.add_robots("")
    network = make_network(clock=lambda: now[0])
    network.get(URL)
    now[0] += timedelta(hours=23, minutes=59)
    network.get(URL)
    assert origin.paths.count("/robots.txt") == 1
    now[0] += timedelta(minutes=2)
    network.get(URL)
    assert origin.paths.count("/robots.txt") == 2


def test_the_first_500_kib_count_and_the_rest_is_not_read(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", page)
    filler = "# filler\n" * 60_000
    origin.add_robots(f"User-agent: *\nDisallow: /early\n{filler}Disallow: /page\n")
    assert network.get(URL).body == page
    with pytest.raises(NetworkError, match="do not allow"):
        network.get("http://origin.example/early")


@pytest.mark.parametrize(("asked", "kept"), [("3", 3.0), ("0.1", 1.0), ("600", 10.0)])
def test_a_crawl_delay_is_honoured_up_to_ten_seconds(
    make_network: MakeNetwork, origin: Any, page: bytes, asked: str, kept: float
) -> None:
    waits: list[float] = []
    origin.add("/page", page)
    origin.add_robots(f"User-agent: *\nCrawl-delay: {asked}\n")
    network = make_network(delay=1.0, ticks=lambda: 0.0, sleep=waits.append)
    network.get(URL)
    network.get(URL)
    assert waits == [1.0, 1.0 + kept]  # nobody waits in this test, so each wait is counted from the start


@pytest.mark.parametrize("text", ["\x00\xff<html><p>no rules", "Disallow", ":::::\n" * 1000, "\ufeffUser-agent: *"])
def test_a_rules_file_of_rubbish_forbids_nothing(network: Network, origin: Any, page: bytes, text: str) -> None:
    origin.add("/page", page)
    origin.add("/robots.txt", text.encode("utf-8", "surrogatepass"), content_type="text/html")
    assert network.get(URL).body == page


def test_a_byte_order_mark_before_the_rules_is_no_part_of_them(network: Network, origin: Any, page: bytes) -> None:
    origin.add_robots("\ufeffUser-agent: *\nDisallow: /\n")
    with pytest.raises(NetworkError, match="do not allow"):
        network.get(URL)
