"""Pages that are new, changed or the same, and the images in them."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.errors import FetchError
from pipeline.model import Snapshot, sha256
from pipeline.scrape.fetch import FetchedPage, fetch_assets, fetch_page
from pipeline.scrape.network import Network

URL = "http://origin.example/page"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40


def keep(fetched: FetchedPage | None) -> Snapshot:
    assert fetched is not None
    return Snapshot(
        URL, fetched.final_url, fetched.sha256, fetched.charset, "2026-03-01T12:00:00.000000Z", fetched.headers
    )


def test_a_new_page_comes_with_the_headers_that_describe_it(network: Network, origin: Any, page: bytes) -> None:
    modified = "Wed, 13 Aug 2025 00:00:00 GMT"
    origin.add("/page", page, etag='"1"', last_modified=modified, set_cookie="a=b", age="7", content_language="en")
    assert fetch_page(network, URL, known=None) == FetchedPage(
        URL,
        page,
        sha256(page),
        "utf-8",
        (
            ("content-language", "en"),
            ("content-type", "text/html; charset=utf-8"),
            ("etag", '"1"'),
            ("last-modified", modified),
        ),
    )


def test_a_page_that_the_server_calls_unchanged_is_none(network: Network, origin: Any, page: bytes) -> None:
    modified = "Wed, 13 Aug 2025 00:00:00 GMT"

    def answer(handler: Any) -> None:
        known = handler.headers.get("If-None-Match") == '"1"' and handler.headers.get("If-Modified-Since") == modified
        headers = {"ETag": '"1"', "Last-Modified": modified, "Content-Type": "text/html"}
        handler.answer(304 if known else 200, b"" if known else page, headers)

    origin.routes["/page"] = answer
    known = keep(fetch_page(network, URL, known=None))
    assert fetch_page(network, URL, known=known) is None


def test_the_same_bytes_without_validators_are_none(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", page)
    known = keep(fetch_page(network, URL, known=None))
    assert fetch_page(network, URL, known=known) is None
    origin.add("/page", page.replace(b"20 mg", b"25 mg"))
    changed = fetch_page(network, URL, known=known)
    assert changed is not None
    assert b"25 mg" in changed.data


def test_another_page_at_the_url_is_not_asked_with_the_old_page_s_date(
    network: Network, origin: Any, page: bytes
) -> None:
    origin.add("/page", page, last_modified="Wed, 13 Aug 2025 00:00:00 GMT", etag='"1"')
    known = keep(fetch_page(network, URL, known=None))
    origin.redirect("/page", "/other")
    origin.add("/other", page + b"<p>other")
    moved = fetch_page(network, URL, known=known)
    assert moved is not None
    assert moved.final_url == "http://origin.example/other"
    assert "If-Modified-Since" not in origin.requests[-1][1]


def test_the_same_bytes_read_in_another_charset_are_a_changed_page(network: Network, origin: Any) -> None:
    body = "<p>20 µg</p>".encode()
    origin.add("/page", body, content_type="text/html; charset=iso-8859-1")
    known = keep(fetch_page(network, URL, known=None))
    assert known.charset == "windows-1252"
    origin.add("/page", body, content_type="text/html; charset=utf-8")
    corrected = fetch_page(network, URL, known=known)
    assert corrected is not None
    assert corrected.charset == "utf-8"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"just words",
        b"%PDF-1.7 <a",
        PNG,
        JPEG,
        b"PK\x03\x04<html>",
        b"\x1f\x8b\x08<html>",
        b"<html><p>fine at first" + b" " * 100_000 + b"\x00",
        b'{"a": 1}',
    ],
)
def test_a_file_that_only_calls_itself_html_is_refused(network: Network, origin: Any, body: bytes) -> None:
    origin.add("/page", body)
    with pytest.raises(FetchError, match="not a web page"):
        fetch_page(network, URL, known=None)


def test_a_page_in_utf_16_is_a_page(network: Network, origin: Any) -> None:
    origin.add("/page", "\ufeff<p>20 µg</p>".encode("utf-16-le"), content_type="text/html")
    fetched = fetch_page(network, URL, known=None)
    assert fetched is not None
    assert fetched.charset == "utf-16le"


def test_a_header_that_could_not_be_sent_back_is_not_kept(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", page, etag='"é"', last_modified="x" * 2000)
    known = keep(fetch_page(network, URL, known=None))
    assert dict(known.headers).keys() == {"content-type"}


def test_images_are_fetched_once_each_and_typed_by_their_bytes(network: Network, origin: Any) -> None:
    origin.add("/a.png", PNG, content_type="image/png")
    origin.add("/b", JPEG, content_type="image/png; lies")
    a, b = "http://origin.example/a.png", "http://origin.example/b"
    fetched = fetch_assets(network, [a, b, a])
    assert [(asset.url, asset.media_type, asset.file) for asset in fetched.assets] == [
        (a, "image/png", f"objects/{sha256(PNG)}.png"),
        (b, "image/jpeg", f"objects/{sha256(JPEG)}.jpg"),
    ]
    assert fetched.data == {sha256(PNG): PNG, sha256(JPEG): JPEG}
    assert (fetched.problems, fetched.transient) == ((), False)
    assert origin.paths.count("/a.png") == 1


def test_images_that_cannot_be_had_are_left_out_one_by_one(network: Network, origin: Any) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    origin.add("/drawing.svg", svg, content_type="image/svg+xml")
    origin.add("/drawing.png", svg, content_type="image/png")
    origin.add("/page.png", b"<p>not found, says a page", content_type="text/html")
    origin.add("/text.png", b"nothing", content_type="image/png")
    origin.add("/good.png", PNG, content_type="image/png")
    names = ["lost.png", "drawing.svg", "drawing.png", "page.png", "text.png", "good.png"]
    urls = [f"http://origin.example/{name}" for name in names] + ["http://127.0.0.1/x.png"]
    fetched = fetch_assets(network, urls)
    assert [asset.url for asset in fetched.assets] == ["http://origin.example/good.png"]
    words = ["no such page", "SVG", "SVG", "not an image", "none of PNG", "public internet"]
    assert len(fetched.problems) == len(words)
    for problem, word in zip(fetched.problems, words, strict=True):
        assert word in problem
        assert problem.startswith("image left out: http://")
    assert not fetched.transient


def test_an_image_that_a_later_try_may_bring_is_marked(network: Network, origin: Any) -> None:
    origin.add("/a.png", status=503)
    assert fetch_assets(network, ["http://origin.example/a.png"]).transient


def test_an_article_of_a_thousand_images_is_cut_and_says_so(network: Network, origin: Any) -> None:
    fetched = fetch_assets(network, [f"http://origin.example/{number}.png" for number in range(1000)])
    assert "1000 images; the first 200" in fetched.problems[0]
    assert len(origin.paths) == 201
