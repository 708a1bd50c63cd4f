"""What the guard lets through, by its own rules; the whole desk is asked in test_desk_security.py."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.web.guard import Address, host_name, is_loopback


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost", True),
        ("localhost:8765", True),
        ("127.0.0.1:8765", True),
        ("[::1]:8765", True),
        ("127.9.9.9", True),
        ("desk.example.org", True),
        ("DESK.example.org", True),
        ("desk.example.org:444", False),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("evil.example@localhost", False),
        ("evil.example/localhost", False),
        ("localhost@evil.example", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_only_our_own_hosts_are_answered(host: str, known: bool) -> None:
    assert Address.parse("https://desk.example.org").knows_host(host) is known


@pytest.mark.parametrize(
    "url",
    [
        "http://desk.example.org",
        "desk.example.org",
        "https://desk.example.org/desk",
        "https://ana@desk.example.org",
        "https://",
        "ftp://desk.example.org",
        "https://desk.example.org?x=1",
    ],
)
def test_an_address_away_from_loopback_must_be_plain_https(url: str) -> None:
    with pytest.raises(UsageError):
        Address.parse(url)


def test_cookies_demand_https_where_the_desk_is_reached_by_it() -> None:
    assert Address.parse("https://desk.example.org/").secure
    assert not Address.parse("http://localhost:8765").secure
    assert not Address.parse("").secure


def test_the_origin_of_our_pages_has_the_port_that_they_came_by() -> None:
    address = Address.parse("https://desk.example.org")
    assert address.origin("localhost:8765") == "http://localhost:8765"
    assert address.origin("desk.example.org") == "https://desk.example.org"


def test_a_host_name_is_read_without_port_and_brackets() -> None:
    assert [host_name(host) for host in ("a.b:1", "[::1]:8", "a@b", "x/y")] == ["a.b", "::1", "", ""]
    assert not is_loopback("2130706433")
