"""One-time links and sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.web.logins import LoginStore


class StillClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, step: timedelta) -> None:
        self.now += step


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def store(tmp_path: Path, clock: StillClock) -> LoginStore:
    return LoginStore(tmp_path / "links", clock=clock)


def token_of(link: str) -> str:
    return link.removeprefix("/login/")


def test_a_link_has_256_random_bits_and_lies_on_disk_as_a_hash_only(store: LoginStore, tmp_path: Path) -> None:
    token = token_of(store.make_link("p1"))
    (path,) = (tmp_path / "links").iterdir()
    assert len(token) >= 43
    assert token not in path.name + path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_looking_at_a_link_does_not_use_it_up(store: LoginStore) -> None:
    token = token_of(store.make_link("p1"))
    assert [store.find_link(token) for _ in range(3)] == ["p1"] * 3
    assert store.use_link(token) == "p1"


def test_a_link_is_good_once(store: LoginStore) -> None:
    token = token_of(store.make_link("p1"))
    assert store.use_link(token) == "p1"
    assert store.use_link(token) is None
    assert store.find_link(token) is None


def test_a_link_made_by_another_process_is_good_here(store: LoginStore, tmp_path: Path, clock: StillClock) -> None:
    link = LoginStore(tmp_path / "links", clock=clock).make_link("p2")
    assert store.use_link(token_of(link)) == "p2"


def test_a_link_ends_after_fifteen_minutes(store: LoginStore, clock: StillClock) -> None:
    token = token_of(store.make_link("p1"))
    clock.forward(timedelta(minutes=15))
    assert store.find_link(token) is None
    assert store.use_link(token) is None


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "a" * 5000, "\0", "ñ"])
def test_a_forged_token_is_nobody(store: LoginStore, token: str) -> None:
    store.make_link("p1")
    assert store.find_link(token) is None
    assert store.use_link(token) is None


def test_a_damaged_link_file_is_nobody(store: LoginStore, tmp_path: Path) -> None:
    token = token_of(store.make_link("p1"))
    next((tmp_path / "links").iterdir()).write_text("[]")
    assert store.use_link(token) is None


def test_expired_links_are_cleared_away_when_the_next_is_made(
    store: LoginStore, tmp_path: Path, clock: StillClock
) -> None:
    store.make_link("p1")
    clock.forward(timedelta(minutes=16))
    store.make_link("p2")
    assert len(list((tmp_path / "links").iterdir())) == 1


def test_a_session_ends_after_an_hour_without_a_request(store: LoginStore, clock: StillClock) -> None:
    cookie, _ = store.open_session("p1")
    clock.forward(timedelta(minutes=59))
    assert store.find_session(cookie) is not None
    clock.forward(timedelta(minutes=59))
    assert store.find_session(cookie) is not None
    clock.forward(timedelta(minutes=61))
    assert store.find_session(cookie) is None


def test_a_session_ends_after_twelve_hours_whatever_happens(store: LoginStore, clock: StillClock) -> None:
    cookie, _ = store.open_session("p1")
    for _ in range(24):
        assert store.find_session(cookie) is not None
        clock.forward(timedelta(minutes=30))
    clock.forward(timedelta(seconds=1))
    assert store.find_session(cookie) is None


def test_a_closed_session_is_gone(store: LoginStore) -> None:
    cookie, session = store.open_session("p1")
    store.close_session(session)
    assert store.find_session(cookie) is None


def test_two_sessions_share_neither_cookie_nor_token(store: LoginStore) -> None:
    (one, first), (two, second) = store.open_session("p1"), store.open_session("p1")
    assert len({one, two, first.csrf, second.csrf, first.key, second.key}) == 6
