"""Which addresses a fetch may connect to."""

from __future__ import annotations

import threading

import httpx
import pytest

from pipeline.errors import UsageError
from pipeline.scrape.addresses import Destination, find_destination, is_public_address
from pipeline.scrape.faults import NetworkError, TransientFetchError

_INNER = """
127.0.0.1 127.8.8.8 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 100.127.255.255
192.0.0.170 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1 239.255.255.255
240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1
64:ff9b:1::1 2002:7f00:1:: 2001:0:7f00:1:: 2001:db8::1 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0
fec0::1 ff02::1 ff0e::1 100::1 1.2.3 localhost
"""
INNER = _INNER.split()


@pytest.mark.parametrize("address", INNER)
def test_an_address_outside_the_public_internet_is_not_public(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "100.63.255.255", "172.32.0.1", "2606:4700:4700::1111"])
def test_an_address_of_the_public_internet_is_public(address: str) -> None:
    assert is_public_address(address)


def find(url: str, addresses: list[str], **more: object) -> Destination:
    settings: dict[str, object] = {"private_hosts": (), "resolve": {}} | more
    return find_destination(httpx.URL(url), look_up=lambda host, port: addresses, timeout=5, **settings)  # type: ignore[arg-type]


def test_one_inner_address_among_public_ones_refuses_the_host() -> None:
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1.*not one of the public internet"):
        find("https://e.example/", ["93.184.215.14", "127.0.0.1"])


def test_a_public_host_goes_to_all_of_its_addresses() -> None:
    assert find("https://e.example/", ["1.1.1.1", "2606:4700:4700::1111"]) == Destination(
        ("1.1.1.1", "2606:4700:4700::1111"), 443
    )


def test_another_port_is_refused_unless_the_host_is_private() -> None:
    with pytest.raises(NetworkError, match="port 6379"):
        find("http://e.example:6379/", ["1.1.1.1"])
    assert find("http://e.example:8080/", ["10.0.0.1"], private_hosts=("E.example",)) == Destination(
        ("10.0.0.1",), 8080
    )


def test_a_mapped_host_goes_where_the_operator_wrote() -> None:
    assert find("http://e.example./", [], resolve={"e.example": "[::1]:8000"}) == Destination(("::1",), 8000)


@pytest.mark.parametrize("place", ["127.0.0.1", "localhost:80", "127.0.0.1:http", ""])
def test_a_wrong_mapping_is_an_error_of_the_settings(place: str) -> None:
    with pytest.raises(UsageError, match=r"fetch\.resolve\.e\.example"):
        find("http://e.example/", [], resolve={"e.example": place})


def test_a_name_without_addresses_is_no_server() -> None:
    with pytest.raises(NetworkError, match=r"no server has the name e\.example"):
        find("http://e.example/", [])


def test_a_resolver_that_hangs_is_left_behind() -> None:
    release = threading.Event()
    with pytest.raises(TransientFetchError, match=r"within 0\.05 seconds"):
        find_destination(
            httpx.URL("http://e.example/"),
            private_hosts=(),
            resolve={},
            look_up=lambda host, port: [str(release.wait(5))],
            timeout=0.05,
        )
    release.set()
