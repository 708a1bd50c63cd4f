"""One polite, guarded way to the web for the whole process: `Network.get`.

What it holds to: http and https only; no address outside the public internet unless the operator named the host;
redirects at most five, each judged again; robots.txt (RFC 9309) for each URL on the way; a pause between two
requests to one host; Retry-After once; a deadline, and a cap on the unpacked body; no proxy, cookie or password
from the environment. Several threads may share one Network.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from ssl import SSLContext, SSLError

import httpcore
import httpx

from pipeline.model import Clock
from pipeline.scrape.addresses import LookUp, find_destination, look_up_addresses
from pipeline.scrape.connection import CONNECT_TIMEOUT, CheckedTransport, Deadline, read_body
from pipeline.scrape.faults import NetworkError, TransientFetchError, status_error
from pipeline.scrape.robots import Robots

__all__ = ["AGENT", "PAGE_TYPES", "Limits", "Network", "NetworkError", "Response", "TransientFetchError"]

AGENT = "Dragoman"
"""The product token that robots.txt rules are matched with."""

PAGE_TYPES = ("text/html", "application/xhtml+xml")

MOST_REDIRECTS = 5
LONGEST_WAIT = 60.0
"""Seconds of a Retry-After that we wait for; a longer one is an error that says so."""

LONGEST_CRAWL_DELAY = 10.0

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a fetch may go; the fields of [fetch] in dragoman.toml."""

    contact: str = ""
    """URL or address for the User-Agent."""
    timeout: float = 30.0
    """Seconds for a whole fetch, redirects included, waiting out of politeness not."""
    max_bytes: int = 10_000_000
    """Of one unpacked body."""
    delay: float = 1.0
    """Seconds between two requests to one host."""
    private_hosts: tuple[str, ...] = ()
    """Hosts that may have private addresses and any port."""
    resolve: Mapping[str, str] = field(default_factory=dict)
    """Host → "address:port" to connect to instead."""

    @property
    def user_agent(self) -> str:
        """`Dragoman/0.1.0 (+https://example.org/contact)`."""
        try:
            number = version("dragoman")
        except PackageNotFoundError:
            number = "0"
        contact = "".join(letter for letter in self.contact if letter.isascii() and letter.isprintable())
        return f"{AGENT}/{number} (+{contact})" if contact else f"{AGENT}/{number}"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer with its body read: 200, or 304 without a body."""

    url: str
    """After redirects."""
    status: int
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, in lower case; empty where the server gave none."""
        return media_type_of(self.headers)


def media_type_of(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


class Network:
    """The web within limits. `clock` dates robots rules, `ticks` measures seconds, `sleep` waits them."""

    def __init__(
        self,
        limits: Limits,
        *,
        clock: Clock,
        sleep: Callable[[float], None] = time.sleep,
        ticks: Callable[[], float] = time.monotonic,
        look_up: LookUp = look_up_addresses,
        tls: SSLContext | None = None,
    ) -> None:
        self.limits = limits
        self._clock = clock
        self._sleep = sleep
        self._ticks = ticks
        self._look_up = look_up
        self._tls = tls or httpx.create_ssl_context(trust_env=False)
        self._lock = threading.Lock()
        self._due: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        self._robots = Robots(self._get_robots, agent=AGENT, clock=clock, slow_down=self._slow_down)

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        accept: Sequence[str] = PAGE_TYPES,
        validators: Mapping[str, str] | None = None,
        validated_url: str = "",
    ) -> Response:
        """The answer at `url`, after redirects; 304 only where `validators` were given.

        `accept` lists the media types that are wanted (`image/*`: all of a kind). `validators` (If-None-Match,
        If-Modified-Since) are sent to `validated_url` alone: another page's date proves nothing. NetworkError says in
        plain words what failed; its kind TransientFetchError, that a retry makes sense.
        """
        want = _Want(tuple(accept), dict(headers or {}), dict(validators or {}), validated_url or url)
        return self._follow(url, want, limit=self.limits.max_bytes, check=self._robots.check)

    def _get_robots(self, url: str, limit: int) -> Response:
        return self._follow(url, _Want(("*/*",)), limit=limit, cut=True)

    def _follow(
        self, url: str, want: _Want, *, limit: int, cut: bool = False, check: Callable[[str], None] | None = None
    ) -> Response:
        deadline = Deadline(self.limits.timeout, self._ticks)
        way = [url]
        waited = False
        while True:
            target = _parse_url(way[-1], way)
            if check is not None:
                with deadline.paused():
                    check(str(target))
            answer = self._ask(target, want, deadline, limit=limit, cut=cut)
            if answer.status in _REDIRECTS and "location" in answer.headers:
                way.append(_next_url(target, answer.headers["location"], way))
            elif answer.status in (200, 203) or (answer.status == 304 and want.conditions(str(target))):
                return answer
            elif answer.status in (429, 503) and not waited and (wait := self._asked_wait(answer)) is not None:
                waited = True
                with deadline.paused():
                    self._sleep(wait)
            else:
                detail = f"; it asks us to come back in {answer.headers['retry-after']}" if _has_wait(answer) else ""
                raise status_error(answer.status, way[-1], detail=detail)

    def _ask(self, url: httpx.URL, want: _Want, deadline: Deadline, *, limit: int, cut: bool) -> Response:
        place = str(url)
        headers = {
            "User-Agent": self.limits.user_agent,
            "Accept": ", ".join(want.types),
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **want.headers,
            **want.conditions(place),
        }
        try:
            destination = find_destination(
                url,
                private_hosts=self.limits.private_hosts,
                resolve=self.limits.resolve,
                look_up=self._look_up,
                timeout=deadline.cap(CONNECT_TIMEOUT),
            )
            self._wait_turn(url.host, deadline)
            transport = CheckedTransport(destination, deadline, tls=self._tls, ticks=self._ticks)
            request = httpx.Request("GET", url, headers=headers)
            with closing(transport), closing(transport.handle_request(request)) as reply:
                return _read_answer(reply, place, want, limit=limit, cut=cut)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as exc:
            raise _connection_error(exc, place, self.limits) from exc
        except (httpcore.UnsupportedProtocol, httpx.HTTPError, httpx.InvalidURL, UnicodeError) as exc:
            raise NetworkError(f"it cannot be asked for: {exc}", where=place, hint="Check the URL.") from exc

    def _wait_turn(self, host: str, deadline: Deadline) -> None:
        with self._lock:
            now = self._ticks()
            due = max(now, self._due.get(host, now))
            self._due[host] = due + self._delays.get(host, self.limits.delay)
        if due > now:
            with deadline.paused():
                self._sleep(due - now)

    def _slow_down(self, host: str, seconds: float) -> None:
        """Honour a Crawl-delay, up to ten seconds and never below our own."""
        with self._lock:
            self._delays[host] = max(self.limits.delay, min(seconds, LONGEST_CRAWL_DELAY))

    def _asked_wait(self, answer: Response) -> float | None:
        """Seconds of a Retry-After that is short enough to wait for (RFC 9110, 10.2.3: seconds or a date)."""
        value = answer.headers.get("retry-after", "").strip()
        if value.isdecimal():
            wait = float(value)
        else:
            try:
                wait = (parsedate_to_datetime(value) - self._clock()).total_seconds()
            except (TypeError, ValueError):
                return None
        return max(0.0, wait) if wait <= LONGEST_WAIT else None


@dataclass(frozen=True, slots=True)
class _Want:
    types: tuple[str, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    validators: Mapping[str, str] = field(default_factory=dict)
    validated_url: str = ""

    def conditions(self, url: str) -> Mapping[str, str]:
        return self.validators if url == self.validated_url else {}

    def takes(self, media_type: str) -> bool:
        kind = media_type.partition("/")[0]
        return not media_type or bool({media_type, f"{kind}/*", "*/*"} & set(self.types))


def _parse_url(text: str, way: Sequence[str]) -> httpx.URL:
    """A URL that may be asked for; NetworkError for another scheme, a password, a backslash, no host."""
    came = f"; {way[0]} led there" if len(way) > 1 else ""
    try:
        url = httpx.URL(text).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, TypeError) as exc:
        raise NetworkError(f"not a URL: {exc}{came}", where=text, hint="Correct it in dragoman.toml.") from exc
    if url.scheme not in ("http", "https") or not url.host:
        raise NetworkError(f"only http and https pages are fetched{came}", where=text, hint="Give a page on the web.")
    if url.userinfo or "\\" in text:
        # Parsers differ on what the host of such a URL is; nobody needs one.
        raise NetworkError(f"a URL with a password or a backslash is not followed{came}", where=text, hint="Remove it.")
    return url


def _next_url(url: httpx.URL, location: str, way: Sequence[str]) -> str:
    try:
        following = str(url.join(location).copy_with(fragment=None))
    except (httpx.InvalidURL, ValueError) as exc:
        raise NetworkError(f"it redirects to what is no URL: {location!r}", where=way[0], hint=_ASK_OWNER) from exc
    if "\\" in location:
        raise NetworkError(f"it redirects to what is no URL: {location!r}", where=way[0], hint=_ASK_OWNER)
    if following in way:
        loop = " → ".join([*way[way.index(following) :], following])
        raise NetworkError(f"it redirects in a loop: {loop}", where=way[0], hint=_ASK_OWNER)
    if len(way) > MOST_REDIRECTS:
        raise NetworkError(
            f"it redirects more than {MOST_REDIRECTS} times: {' → '.join([*way, following])}",
            where=way[0],
            hint="Open it in a browser and give the URL where it ends.",
        )
    return following


_ASK_OWNER = "Tell the site's owner; the last snapshot stands."


def _read_answer(reply: httpx.Response, url: str, want: _Want, *, limit: int, cut: bool) -> Response:
    """The body of a page only, and only when its type is one that was asked for."""
    headers = {name.lower(): value for name, value in reply.headers.items()}
    if reply.status_code not in (200, 203):
        return Response(url, reply.status_code, headers)
    media_type = media_type_of(headers)
    if not want.takes(media_type):
        wanted = "a web page" if want.types == PAGE_TYPES else "an image"
        raise NetworkError(
            f"not {wanted}: the server says that it is {media_type}", where=url, hint=f"Give the URL of {wanted}."
        )
    return Response(url, reply.status_code, headers, read_body(reply, url=url, limit=limit, cut=cut))


def _has_wait(answer: Response) -> bool:
    value = answer.headers.get("retry-after", "")
    return answer.status in (429, 503) and bool(value) and value.isprintable() and len(value) < 60


def _find_cause(exc: BaseException) -> BaseException | None:
    """What the operating system said; httpcore raises its own errors `from None`, so it is only in the context."""
    below = exc.__cause__ or exc.__context__
    while below is not None and not isinstance(below, OSError):
        below = below.__cause__ or below.__context__
    return below


def _connection_error(exc: Exception, url: str, limits: Limits) -> NetworkError:
    cause = _find_cause(exc)
    if isinstance(exc, httpcore.ConnectError) and isinstance(cause, SSLError):
        why = getattr(cause, "verify_message", "") or cause.reason or "the handshake failed"
        return NetworkError(
            f"the connection is not secure: {why}", where=url, hint="Tell the site's owner that the certificate fails."
        )
    if isinstance(exc, httpcore.ConnectTimeout):
        message = f"the server could not be reached within {min(CONNECT_TIMEOUT, limits.timeout):g} seconds"
    elif isinstance(exc, httpcore.TimeoutException):
        message = f"the answer did not end within {limits.timeout:g} seconds"
    elif isinstance(cause, ConnectionRefusedError):
        message = "the server refused the connection"
    elif isinstance(exc, httpcore.ConnectError):
        message = f"the server cannot be reached ({getattr(cause, 'strerror', None) or exc})"
    else:
        message = "the server broke the answer off"
    return TransientFetchError(message, where=url, hint="Check that the site is up; the last snapshot stands.")
