"""robots.txt as RFC 9309 has it: read once a day per site, and its word is law.

4xx means that there are no rules; 5xx, 429 and an unreachable server mean that nothing may be read; up to five
redirects are followed; the first 500 KiB are parsed. Crawl-delay is no part of the RFC and is honoured all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from pipeline.model import Clock
from pipeline.scrape.faults import NetworkError, TransientFetchError

MOST_BYTES = 500 * 1024
_KEPT = timedelta(hours=24)


class _Answer(Protocol):
    @property
    def body(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Rules:
    until: datetime
    parser: Protego | None = None
    """None where all is allowed."""


class Robots:
    """The rules of each site that was asked, kept for a day. `fetch(url, limit)` gets a body cut at the limit."""

    def __init__(
        self,
        fetch: Callable[[str, int], _Answer],
        *,
        agent: str,
        clock: Clock,
        slow_down: Callable[[str, float], None],
    ) -> None:
        self._fetch = fetch
        self._agent = agent
        self._clock = clock
        self._slow_down = slow_down
        self._rules: dict[str, _Rules] = {}

    def check(self, url: str) -> None:
        """Return if the site's rules allow `url`; NetworkError that names the file with the rule if not."""
        parts = urlsplit(url)
        robots_url = f"{parts.scheme}://{parts.netloc}/robots.txt"
        rules = self._rules.get(robots_url)
        if rules is None or rules.until <= self._clock():
            rules = self._rules[robots_url] = self._read(robots_url, parts.hostname or "")
        if rules.parser is not None and not rules.parser.can_fetch(url, self._agent):
            raise NetworkError(
                f"the site's rules for robots do not allow it; the rule stands in {robots_url}",
                where=url,
                hint=f"Ask the site's owner to allow the robot {self._agent} there, or for the text itself.",
            )

    def _read(self, robots_url: str, host: str) -> _Rules:
        now = self._clock()
        try:
            body = self._fetch(robots_url, MOST_BYTES).body
        except NetworkError as error:
            if 400 <= error.status < 500 and error.status != 429:
                return _Rules(now + _KEPT)
            raise _unreadable(error, robots_url) from error  # and not kept: a retry asks again, and may succeed
        parser = Protego.parse(body.decode("utf-8-sig", errors="replace"))
        delay = parser.crawl_delay(self._agent)
        if delay:
            self._slow_down(host, float(delay))
        return _Rules(now + _KEPT, parser)


def _unreadable(error: NetworkError, robots_url: str) -> NetworkError:
    kind = TransientFetchError if isinstance(error, TransientFetchError) else NetworkError
    silent = error.transient and not error.status
    told = "" if silent else "the site's rules for robots could not be read, so nothing may be: "
    return kind(f"{told}{error.message}", where=robots_url, hint=error.hint, status=0)
