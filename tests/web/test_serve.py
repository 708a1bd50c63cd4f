"""The server for the published site, over a real socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.web.serve import make_site_server


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    release = folder / ".releases" / "one"
    (release / "leukemia").mkdir(parents=True)
    (release / "index.html").write_text("<p>index</p>")
    (release / "leukemia" / "index.html").write_text("<p>página</p>", "utf-8")
    (release / "leukemia" / "es.pdf").write_bytes(b"%PDF-1.7")
    (release / "manifest.json").write_text("{}")
    (release / "404.html").write_text("<p>not found</p>")
    (release / ".hidden").write_text("hidden")
    (tmp_path / "secret.txt").write_text("secret")
    (release / "way-out").symlink_to(tmp_path / "secret.txt")
    (folder / ".current").symlink_to(".releases/one")
    return folder


@pytest.fixture
def site(output: Path, run_server: object) -> Iterator[httpx.Client]:
    with run_server(make_site_server(output, port=0)) as base, httpx.Client(base_url=base) as client:  # type: ignore[operator]
        yield client


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/", "text/html; charset=utf-8", b"<p>index</p>"),
        ("/leukemia/", "text/html; charset=utf-8", "<p>página</p>".encode()),
        ("/leukemia/index.html", "text/html; charset=utf-8", "<p>página</p>".encode()),
        ("/leukemia/es.pdf", "application/pdf", b"%PDF-1.7"),
        ("/manifest.json", "application/json", b"{}"),
    ],
)
def test_the_published_files_come_with_their_types(site: httpx.Client, path: str, kind: str, body: bytes) -> None:
    answer = site.get(path)
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, kind, body)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "script-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/leukemia/..%2f..%2f..%2fsecret.txt",
        "/way-out",
        "/.hidden",
        "/.releases/one/index.html",
        "/.current/index.html",
        "/leukemia%00.html",
        "/leukemia\\..\\index.html",
        "//etc/passwd",
        "/nothing",
        "/index.html/",
        "/" + "a" * 3000,
    ],
)
def test_nothing_hidden_or_outside_is_served(site: httpx.Client, path: str) -> None:
    port = site.base_url.port
    with socket.create_connection(("127.0.0.1", port)) as raw:  # as it is, without a client's tidying
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.split(b" ", 2)[1] in (b"404", b"400")
    assert b"secret" not in answer.split(b"\r\n\r\n", 1)[1]


def test_a_folder_without_its_slash_leads_to_it_on_this_host(site: httpx.Client) -> None:
    answer = site.get("/leukemia")
    assert (answer.status_code, answer.headers["location"]) == (308, "leukemia/")


def test_an_unchanged_file_is_not_sent_again(site: httpx.Client) -> None:
    tag = site.get("/").headers["etag"]
    again = site.get("/", headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_release_is_served_from_the_moment_of_the_swap(site: httpx.Client, output: Path) -> None:
    release = output / ".releases" / "two"
    release.mkdir()
    (release / "index.html").write_text("<p>new</p>")
    (output / ".next").symlink_to(".releases/two")
    (output / ".next").replace(output / ".current")
    assert site.get("/").text == "<p>new</p>"


def test_a_missing_page_gets_the_releases_own_words_where_their_links_fit(site: httpx.Client) -> None:
    top, deep = site.get("/nothing"), site.get("/leukemia/nothing")
    assert (top.status_code, top.text) == (404, "<p>not found</p>")
    assert (deep.status_code, deep.text) == (404, "There is no such page.\n")


def test_before_the_first_publication_the_site_says_so(tmp_path: Path, run_server: object) -> None:
    with run_server(make_site_server(tmp_path / "output", port=0)) as base:  # type: ignore[operator]
        answer = httpx.get(base)
    assert (answer.status_code, answer.text) == (404, "Nothing is published here yet.\n")


def test_only_reading_is_possible(site: httpx.Client) -> None:
    assert site.request("HEAD", "/").status_code == 200
    assert {site.request(method, "/").status_code for method in ("POST", "PUT", "DELETE")} == {405}
