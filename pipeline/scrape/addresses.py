"""Which addresses we may connect to: the guard against server-side request forgery (OWASP SSRF cheat sheet).

A page under management, or a redirect of it, must not make us read what only this machine or its network can
reach. A name is looked up once, each address is judged, and the connection goes to the judged address (so that a
second look-up cannot give another one: DNS rebinding).
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from pipeline.errors import UsageError
from pipeline.scrape.faults import NetworkError, TransientFetchError

LookUp = Callable[[str, int], Sequence[str]]
"""Gives all addresses of a host, A and AAAA; OSError where it has none."""

_PORTS = {"http": 80, "https": 443}

# IANA special-purpose registries, written out: what `is_global` says differs between Python versions.
_SPECIAL_IPV4 = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
    192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
"""
# With those that carry an IPv4 address inside: compatible, mapped, translated, NAT64, 6to4, Teredo.
_SPECIAL_IPV6 = """
    ::/96 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 2002::/16 2001::/23
    100::/64 100:0:0:1::/64 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
"""
_SPECIAL = tuple(ip_network(block) for block in (_SPECIAL_IPV4 + _SPECIAL_IPV6).split())


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a request may go: addresses that were judged, and the port."""

    addresses: tuple[str, ...]
    port: int


def is_public_address(address: str) -> bool:
    """Whether an address is one of the public internet; False for what is no address.

    >>> is_public_address("198.51.100.7"), is_public_address("8.8.8.8"), is_public_address("::ffff:8.8.8.8")
    (False, True, False)
    """
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if not parsed.is_global or parsed.is_multicast:
        return False
    return not any(parsed.version == block.version and parsed in block for block in _SPECIAL)


def find_destination(
    url: httpx.URL,
    *,
    private_hosts: Sequence[str],
    resolve: Mapping[str, str],
    look_up: LookUp,
    timeout: float,
) -> Destination:
    """Where a request for `url` goes; NetworkError where it may not go there, or the name is not known.

    A host in `resolve` goes to the address that the operator wrote; one in `private_hosts` may have a private
    address and any port. Every other: ports 80 and 443, and no address outside the public internet among all that
    the name has.
    """
    host = url.raw_host.decode("ascii").rstrip(".").lower()
    mapped = {name.rstrip(".").lower(): place for name, place in resolve.items()}
    if host in mapped:
        return _parse_place(host, mapped[host])
    private = host in {name.rstrip(".").lower() for name in private_hosts}
    port = url.port or _PORTS[url.scheme]
    if not private and port not in _PORTS.values():
        raise NetworkError(
            f"port {port} is not one that we connect to",
            where=str(url),
            hint="Pages come from ports 80 and 443; name a host of your own network in [fetch] private_hosts.",
        )
    addresses = _look_up_in_time(look_up, host, port, timeout, str(url))
    for address in addresses:
        if not private and not is_public_address(address):
            raise NetworkError(
                f"{host} has the address {address}, which is not one of the public internet",
                where=str(url),
                hint="If it is a site of your own network, name its host in [fetch] private_hosts.",
            )
    return Destination(addresses, port)


def look_up_addresses(host: str, port: int) -> list[str]:
    """All addresses of a host by the system's resolver; OSError (socket.gaierror) where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _look_up_in_time(look_up: LookUp, host: str, port: int, timeout: float, url: str) -> tuple[str, ...]:
    """The resolver has no time-out of its own, so it runs in a thread that is left behind when it is too slow."""
    answer: list[str] = []
    failure: list[Exception] = []

    def ask() -> None:
        try:
            answer.extend(look_up(host, port))
        except (OSError, UnicodeError) as exc:  # UnicodeError: a label that IDNA cannot encode
            failure.append(exc)

    thread = threading.Thread(target=ask, daemon=True, name=f"look-up {host}")
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        raise TransientFetchError(
            f"the name {host} could not be looked up within {timeout:g} seconds", where=url, hint="Check the network."
        )
    if failure and isinstance(failure[0], socket.gaierror) and failure[0].errno == socket.EAI_AGAIN:
        raise TransientFetchError(
            f"the name {host} cannot be looked up now", where=url, hint="Check this machine's network and DNS."
        ) from failure[0]
    if failure or not answer:
        raise NetworkError(
            f"no server has the name {host}", where=url, hint="Check the spelling of the URL in dragoman.toml."
        ) from (failure[0] if failure else None)
    return tuple(answer)


def _parse_place(host: str, place: str) -> Destination:
    address, _, port = place.rpartition(":")
    try:
        parsed = ip_address(address.removeprefix("[").removesuffix("]"))
        number = int(port)
    except ValueError as exc:
        raise UsageError(
            f"{place!r} is not an address with a port",
            where=f"dragoman.toml: fetch.resolve.{host}",
            hint='Write it as "127.0.0.1:8000" or "[::1]:8000".',
        ) from exc
    return Destination((str(parsed),), number)
