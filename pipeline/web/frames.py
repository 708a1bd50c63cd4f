"""The frame that shows a unit in its article, and the article's images.

A sandboxed frame has no origin and sends no cookies, so its images have addresses of their own, signed for twelve
hours by a key that this process alone knows.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import HTMLResponse, Response

from pipeline.bench import open_bench
from pipeline.model import Clock
from pipeline.scrape.snapshots import read_asset, read_snapshot
from pipeline.sources import page_slug
from pipeline.web.desk import desk_of
from pipeline.web.preview import Side, frame_policy, render_preview
from pipeline.web.visits import read_visit

router = APIRouter()

IMAGE_TYPES: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/svg+xml"}
)
"""What an image may be; anything else that a snapshot may hold is not served."""

IMAGE_LIFE: Final = timedelta(hours=12)


class ImageKeys:
    """Signs the addresses of a snapshot's images."""

    def __init__(self, clock: Clock) -> None:
        self._key = secrets.token_bytes(32)
        self._clock = clock

    def sign(self, slug: str, sha256: str) -> str:
        """The address of an image."""
        until = str(int((self._clock() + IMAGE_LIFE).timestamp()))
        return f"/a/{slug}/image/{sha256}?{urlencode({'until': until, 'key': self._signature(slug, sha256, until)})}"

    def fits(self, slug: str, sha256: str, until: str, key: str) -> bool:
        """Whether we signed that address and it still holds."""
        if not hmac.compare_digest(key.encode(), self._signature(slug, sha256, until).encode()):
            return False
        return int(until) >= self._clock().timestamp()

    def _signature(self, slug: str, sha256: str, until: str) -> str:
        return hmac.digest(self._key, f"{slug}\n{sha256}\n{until}".encode(), "sha256").hex()


@router.get("/a/{slug}/{locale}/page", dependencies=[Depends(read_visit)])
def show_frame(request: Request, slug: str, locale: str, unit: str = "", side: Side = "target") -> Response:
    """The article in its language or the source's, the unit marked; to be framed by the desk only."""
    desk = desk_of(request)
    bench = open_bench(desk.workspace, slug, locale)
    if bench.source.page is None:
        raise HTTPException(404, "These words have no page of their own.")
    keys: ImageKeys = request.app.state.image_keys
    assets = bench.source.snapshot.assets if bench.source.snapshot else ()
    images = {asset.url: keys.sign(slug, asset.sha256) for asset in assets if asset.media_type in IMAGE_TYPES}
    html = render_preview(desk, bench, unit=unit, side=side, images=images)
    origin = desk.address.origin(request.headers.get("host", ""))
    headers = {
        "Content-Security-Policy": frame_policy(origin),
        "X-Frame-Options": "SAMEORIGIN",
        "Cross-Origin-Opener-Policy": "unsafe-none",
    }
    return HTMLResponse(html, headers=headers)


@router.get("/a/{slug}/image/{sha256}")
def show_image(request: Request, slug: str, sha256: str, until: str = "", key: str = "") -> Response:
    """An image of the article's snapshot, under an address that we signed; its type is the snapshot's."""
    desk = desk_of(request)
    keys: ImageKeys = request.app.state.image_keys
    if not keys.fits(slug, sha256, until, key):
        raise HTTPException(404)
    workspace = desk.workspace
    snapshot = read_snapshot(workspace.source_html, page_slug(workspace, workspace.article(slug)))
    asset = next((asset for asset in snapshot.assets if asset.sha256 == sha256), None) if snapshot else None
    if asset is None or asset.media_type not in IMAGE_TYPES:
        raise HTTPException(404)
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(read_asset(workspace.source_html, asset), media_type=asset.media_type, headers=headers)
