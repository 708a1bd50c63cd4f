"""Fetch an article's page, if it changed since the snapshot that is known, and the images in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import FetchError
from pipeline.model import Asset, Snapshot, sha256
from pipeline.scrape.charset import decode_page, find_charset
from pipeline.scrape.faults import NetworkError, TransientFetchError
from pipeline.scrape.images import IMAGE_TYPES, is_svg, sniff_image
from pipeline.scrape.network import PAGE_TYPES, Network, Response

KEPT_HEADERS = ("content-language", "content-type", "etag", "last-modified")
"""What describes the bytes; Date, Age, cookies and the rest change by themselves and are not kept."""

MOST_IMAGES = 200
MOST_IMAGE_BYTES = 100_000_000
"""Of all images of an article together."""

_LONGEST_HEADER = 1_000
_LOOK = 65_536
_TAG = re.compile(r"<[a-zA-Z!/]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page that is new or changed."""

    final_url: str
    """After redirects; links in the page are relative to it."""
    data: bytes
    sha256: str
    charset: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FetchedAssets:
    """The images that could be had, and why others could not."""

    assets: tuple[Asset, ...] = ()
    data: Mapping[str, bytes] = field(default_factory=dict)
    """SHA-256 → bytes."""
    problems: tuple[str, ...] = ()
    """One sentence for each image that was left out."""
    transient: bool = False
    """Some image failed for a cause that passes: a later try may bring it."""


def fetch_page(network: Network, url: str, *, known: Snapshot | None) -> FetchedPage | None:
    """The page at `url`; None where it is the page that `known` has (304, or the same bytes in the same charset).

    FetchError says in plain words what failed; nothing is written here.
    """
    answer = network.get(
        url,
        accept=PAGE_TYPES,
        validators=_make_validators(known),
        validated_url=known.final_url if known else "",
    )
    if answer.status == 304:
        return None
    digest = sha256(answer.body)
    charset = find_charset(answer.body, content_type=answer.headers.get("content-type", ""))
    if known is not None and known.sha256 == digest and known.charset == charset:
        return None
    _require_web_page(answer, charset)
    return FetchedPage(answer.url, answer.body, digest, charset, _kept_headers(answer.headers))


def fetch_assets(network: Network, urls: Sequence[str]) -> FetchedAssets:
    """The images at `urls`, in order and once each; one that cannot be had is a sentence in `problems`."""
    assets: list[Asset] = []
    data: dict[str, bytes] = {}
    problems: list[str] = []
    transient = False
    unique = list(dict.fromkeys(urls))
    if len(unique) > MOST_IMAGES:
        problems.append(f"the article has {len(unique)} images; the first {MOST_IMAGES} were fetched")
    for url in unique[:MOST_IMAGES]:
        try:
            asset, content = _fetch_image(network, url)
        except FetchError as error:
            problems.append(f"image left out: {error}")
            transient = transient or isinstance(error, TransientFetchError)
            continue
        if sum(map(len, data.values())) + len(content) > MOST_IMAGE_BYTES:
            problems.append(f"image left out: {url}: the article's images are more than {MOST_IMAGE_BYTES:,} bytes")
            continue
        assets.append(asset)
        data[asset.sha256] = content
    return FetchedAssets(tuple(assets), data, tuple(problems), transient)


def _fetch_image(network: Network, url: str) -> tuple[Asset, bytes]:
    answer = network.get(url, accept=("image/*", "application/octet-stream"))
    kind = sniff_image(answer.body)
    if kind is None:
        known = ", ".join(each.extension.upper() for each in IMAGE_TYPES)
        what = "an SVG drawing, which can carry scripts" if is_svg(answer.body) else f"none of {known}"
        raise NetworkError(f"it is {what}", where=url, hint="Give the picture as PNG in the source, or do without.")
    digest = sha256(answer.body)
    return Asset(url, digest, kind.media_type, f"objects/{digest}.{kind.extension}"), answer.body


def _make_validators(known: Snapshot | None) -> Mapping[str, str]:
    headers = dict(known.headers) if known else {}
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return {names[name]: value for name, value in headers.items() if name in names}


def _kept_headers(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """In order of their names; only plain ASCII, since two of them are sent back."""
    found = ((name, headers.get(name, "").strip()) for name in KEPT_HEADERS)
    return tuple(
        (name, value)
        for name, value in found
        if value and value.isascii() and value.isprintable() and len(value) <= _LONGEST_HEADER
    )


def _require_web_page(answer: Response, charset: str) -> None:
    """A file that only calls itself HTML is refused: a picture, a PDF, an archive, plain text."""
    start = decode_page(answer.body[:_LOOK], charset)
    if _CONTROLS.search(start) or start.startswith("%PDF-") or not _TAG.search(start):
        raise NetworkError(
            "not a web page: the server says that it is HTML, but the bytes are not",
            where=answer.url,
            hint="Open the URL in a browser; give the address of the page, not of a file.",
        )
    if b"\x00" in answer.body and not charset.startswith("utf-16"):
        raise NetworkError(
            "not a web page: there are NUL bytes in it",
            where=answer.url,
            hint="The file is damaged or no HTML; tell the site's owner.",
        )
