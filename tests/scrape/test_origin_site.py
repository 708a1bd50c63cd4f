"""The sample site: its server, and the whole of scrape on its article."""

from __future__ import annotations

import http.client
import importlib.util
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from bs4 import BeautifulSoup

from pipeline.model import Snapshot
from pipeline.scrape.article import Profile, find_article
from pipeline.scrape.fetch import fetch_assets, fetch_page
from pipeline.scrape.network import Limits, Network, NetworkError
from pipeline.scrape.snapshots import read_asset, read_page, read_snapshot, write_snapshot

FOLDER = Path(__file__).parents[2] / "examples" / "origin"
URL = "http://origin.example/immunotherapy-all.html"


@pytest.fixture(scope="module")
def server() -> ModuleType:
    spec = importlib.util.spec_from_file_location("origin_serve", FOLDER / "serve.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def site(server: ModuleType) -> Iterator[Any]:
    with server.serve() as site:
        yield site


@pytest.fixture
def profile() -> Profile:
    table = tomllib.loads((FOLDER / "profile.toml").read_text("utf-8"))["profiles"]["origin"]
    return Profile(**table, name="origin")


def ask(site: Any, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    finally:
        connection.close()


def test_pages_have_types_charsets_and_validators(site: Any) -> None:
    status, headers, body = ask(site, "/immunotherapy-all.html")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert headers["last-modified"] == "Wed, 13 Aug 2025 00:00:00 GMT"
    assert "content-encoding" not in headers
    assert ask(site, "/images/logo.png")[1]["content-type"] == "image/png"
    assert ask(site, "/robots.txt")[1]["content-type"] == "text/plain; charset=utf-8"
    assert ask(site, "/immunotherapy-all.html", "HEAD")[2] == b""
    assert body.startswith(b"<!doctype html>")


def test_what_a_reader_has_is_not_sent_again(site: Any) -> None:
    etag = ask(site, "/styles.css")[1]["etag"]
    assert ask(site, "/styles.css", If_None_Match=f'"x", W/{etag}')[0] == 304
    assert ask(site, "/styles.css", If_None_Match='"x"', If_Modified_Since="Wed, 13 Aug 2025 00:00:00 GMT")[0] == 200
    assert ask(site, "/styles.css", If_Modified_Since="Wed, 13 Aug 2025 00:00:00 GMT")[0] == 304
    assert ask(site, "/styles.css", If_Modified_Since="Tue, 12 Aug 2025 00:00:00 GMT")[0] == 200
    assert ask(site, "/styles.css", If_Modified_Since="yesterday")[0] == 200


@pytest.mark.parametrize("path", ["/none.html", "/../serve.py", "/%2e%2e/serve.py", "//etc/passwd", "/%00", "/images"])
def test_nothing_outside_the_site_is_served(site: Any, path: str) -> None:
    status, _, body = ask(site, path)
    assert status == 404
    assert b"Not found" in body


@pytest.fixture
def network(site: Any, make_network: Callable[..., Network]) -> Network:
    return make_network(resolve={"origin.example": f"127.0.0.1:{site.port}"})


def test_the_sample_article_is_scraped_and_a_second_run_writes_nothing(
    network: Network, site: Any, profile: Profile, tmp_path: Path
) -> None:
    fetched = fetch_page(network, URL, known=None)
    assert fetched is not None
    found = find_article(fetched.data, charset=fetched.charset, base_url=fetched.final_url, profile=profile)
    assets = fetch_assets(network, found.images)
    snapshot = Snapshot(
        url=URL,
        final_url=fetched.final_url,
        sha256=fetched.sha256,
        charset=fetched.charset,
        fetched_at="2026-03-01T12:00:00.000000Z",
        headers=fetched.headers,
        assets=assets.assets,
    )
    assert write_snapshot(tmp_path, "all", fetched.data, snapshot, assets.data)
    assert (found.title, found.language, found.problems, assets.problems) == (
        "Immunotherapy for Acute Lymphocytic Leukemia (ALL) in Adults",
        "en-US",
        (),
        (),
    )
    assert found.images == ("http://origin.example/images/antibody-cell.png",)
    assert list(found.shared) == ["helpline"]
    assert "1-800-555-0100" in found.shared["helpline"]
    for furniture in (
        "Español",
        "Share this page",
        "Sign up",
        "Search this site",
        "due in August 2026",
        "Page version",
        "<script",
    ):
        assert furniture not in found.document
    soup = BeautifulSoup(found.document, "html5lib")
    assert {str(tag["data-part"]) for tag in soup.select("[data-part]")} == {"references", "source-review", "dates"}
    for link in soup.select('a[href^="#"]'):
        assert soup.find(id=str(link["href"])[1:]) is not None, link

    known = read_snapshot(tmp_path, "all")
    assert known == snapshot
    assert read_page(tmp_path, "all") == fetched.data
    assert len(read_asset(tmp_path, assets.assets[0])) > 1000
    assert fetch_page(network, URL, known=known) is None
    assert site.requests[-1] == ("/immunotherapy-all.html", 304)


def test_the_article_is_found_without_its_profile_too(profile: Profile) -> None:
    data = (FOLDER / "www" / "immunotherapy-all.html").read_bytes()
    named = find_article(data, charset="utf-8", base_url=URL, profile=profile)
    found = find_article(data, charset="utf-8", base_url=URL, profile=None)
    assert found.title == named.title
    assert "Get emergency help" in found.document
    assert "Search this site" not in found.document
    assert named.text_length <= found.text_length < 1.2 * named.text_length


def test_the_closed_folder_of_the_sample_site_is_left_alone(network: Network, site: Any) -> None:
    with pytest.raises(NetworkError, match="do not allow"):
        network.get("http://origin.example/private/notes.html")
    assert site.requests == [("/robots.txt", 200)]


def test_limits_default_to_what_the_settings_say() -> None:
    limits = Limits()
    assert (limits.timeout, limits.max_bytes, limits.delay) == (30.0, 10_000_000, 1.0)
