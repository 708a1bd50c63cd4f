"""One connection for one request: to the checked address, within the deadline, its body unpacked within limits.

httpx gives URLs, headers and answers; below it stands our own way to connect, so that TLS (SNI, certificate) and
Host name the site while the socket goes to the address that was judged. There is no httpx.Client: it would read
proxies and passwords from the environment, keep cookies, and parse a hostile Location by itself.
"""

from __future__ import annotations

import contextlib
import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore
import httpx

from pipeline.scrape.addresses import Destination
from pipeline.scrape.faults import NetworkError, TransientFetchError

CONNECT_TIMEOUT = 10.0
"""Seconds to reach a server, TLS included."""

MOST_INFLATION = 250
"""A body that unpacks to more than this many times its size, past a first megabyte, is a bomb."""

_PIECE = 65_536
_INFLATION_FREE = 1_000_000


class Deadline:
    """When a fetch must have ended, whatever the server does; time spent waiting out of politeness does not count."""

    def __init__(self, seconds: float, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._end = ticks() + seconds

    def cap(self, timeout: float | None) -> float:
        """The seconds that one operation may take; httpcore.ReadTimeout when none is left."""
        left = self._end - self._ticks()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline passed")
        return left if timeout is None else min(left, timeout)

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Time inside does not count."""
        start = self._ticks()
        try:
            yield
        finally:
            self._end += self._ticks() - start


class _TimedStream(httpcore.NetworkStream):
    """A socket whose every read and write ends by the deadline: a server that drips bytes cannot hold us."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = min(CONNECT_TIMEOUT, self._deadline.cap(timeout))
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, limit), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _CheckedBackend(httpcore.NetworkBackend):
    def __init__(self, destination: Destination, deadline: Deadline, ticks: Callable[[], float]) -> None:
        self._destination = destination
        self._deadline = deadline
        self._ticks = ticks

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  the name was looked up and judged before; only its addresses count
        port: int,  # noqa: ARG002
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        budget = Deadline(self._deadline.cap(CONNECT_TIMEOUT), self._ticks)
        failure: Exception | None = None
        for address in self._destination.addresses:
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address, self._destination.port, budget.cap(timeout), local_address, socket_options
                )
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.ReadTimeout) as exc:
                failure = failure or exc
        raise failure or httpcore.ConnectError("no address")


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        if isinstance(self._stream, contextlib.AbstractContextManager) or hasattr(self._stream, "close"):
            self._stream.close()


class CheckedTransport(httpx.BaseTransport):
    """Carries one request to a destination that was judged; raises httpcore's errors as they are."""

    def __init__(
        self, destination: Destination, deadline: Deadline, *, tls: ssl.SSLContext, ticks: Callable[[], float]
    ) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_CheckedBackend(destination, deadline, ticks),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        reply = self._pool.handle_request(httpcore.Request(request.method, url, headers=request.headers.raw))
        stream = reply.stream
        if not isinstance(stream, Iterable):
            raise httpcore.LocalProtocolError("an asynchronous stream in a synchronous client")
        return httpx.Response(reply.status, headers=reply.headers, stream=_Body(stream))

    def close(self) -> None:
        self._pool.close()


def read_body(reply: httpx.Response, *, url: str, limit: int, cut: bool = False) -> bytes:
    """The unpacked body, read until `limit` bytes and no further; NetworkError where it is bigger.

    With `cut` the first `limit` bytes are given instead. Only gzip is unpacked (nothing else was asked for), in
    pieces, so that no body takes more memory than the limit.
    """
    declared = reply.headers.get("content-length", "")
    if not cut and declared.isdecimal() and int(declared) > limit:
        raise _too_big(url, limit)
    body = bytearray()
    received = 0
    unpacker = _make_unpacker(reply.headers.get("content-encoding", "").strip().lower(), url)
    for raw in reply.iter_raw(_PIECE):
        received += len(raw)
        for piece in unpacker.unpack(raw):
            body += piece
            if len(body) > limit:
                if cut:
                    return bytes(body[:limit])
                raise _too_big(url, limit)
            if len(body) > _INFLATION_FREE and len(body) > received * MOST_INFLATION:
                raise NetworkError(
                    f"the body unpacks to more than {MOST_INFLATION} times its size",
                    where=url,
                    hint="No page does that; tell the site's owner.",
                )
    unpacker.end()
    return bytes(body)


def _too_big(url: str, limit: int) -> NetworkError:
    return NetworkError(
        f"it is bigger than {limit:,} bytes",
        where=url,
        hint="If it is right that it is so big, raise [fetch] max_bytes in dragoman.toml.",
    )


class _Plain:
    def unpack(self, raw: bytes) -> Iterator[bytes]:
        yield raw

    def end(self) -> None:
        pass


class _Gzip:
    """Unpacks gzip (RFC 1952, several members too) in pieces, so that a bomb never stands in memory whole."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def unpack(self, raw: bytes) -> Iterator[bytes]:
        try:
            while raw:
                if self._member.eof:
                    self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                yield self._member.decompress(raw, _PIECE)
                raw = self._member.unused_data or self._member.unconsumed_tail
        except zlib.error as exc:
            raise NetworkError(f"the packed body is damaged: {exc}", where=self._url, hint="Try again later.") from exc

    def end(self) -> None:
        if not self._member.eof:
            raise TransientFetchError("the packed body ended early", where=self._url, hint="Try again.")


def _make_unpacker(encoding: str, url: str) -> _Plain | _Gzip:
    if encoding in ("", "identity"):
        return _Plain()
    if encoding in ("gzip", "x-gzip"):
        return _Gzip(url)
    raise NetworkError(
        f"the server packed the page as {encoding!r}, which we did not ask for",
        where=url,
        hint="Tell the site's owner: the server ignores Accept-Encoding.",
    )
