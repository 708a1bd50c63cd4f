"""The article as a page with one unit highlighted, for the desk's frame.

It comes from the source and is hostile: it is cleaned as for publication, has no script, and the frame that shows
it is a sandbox.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

from bs4 import BeautifulSoup
from markupsafe import Markup

from pipeline.bench import Bench
from pipeline.model import Unit
from pipeline.render.article import take_apart
from pipeline.render.clean import clean_html, parse_fragment, write_fragment
from pipeline.segment import rebuild_page
from pipeline.text.placeholders import find_faults
from pipeline.web.desk import FOLDER, Desk, Language

Side = Literal["source", "target"]

ANCHOR: Final = "unit"
"""The id of the highlighted element. Ids of the source carry a prefix, so none can be this one."""


def render_preview(desk: Desk, bench: Bench, *, unit: str, side: Side, images: Mapping[str, str]) -> str:
    """The whole document for the frame; `images` maps an image's URL in the source to its address at the desk.

    What has no usable translation shows the source's text, marked as such.
    """
    if bench.source.page is None:
        return ""
    source, target = desk.source, desk.language(bench.locale)
    states = {item.id: _state(item.status.unit, item.status.target, item.status.state, side) for item in bench.items}
    texts = {item.status.unit.key: _text(item.status.unit, item.status.target, states[item.id]) for item in bench.items}
    document = rebuild_page(
        bench.source.page,
        {**bench.source.left_out(bench.locale), **texts},
        mark=lambda marked: {"data-unit": marked.key.id},
        kept_attributes={"lang": source.tag, "dir": source.dir},
    )
    page_url = bench.source.snapshot.final_url if bench.source.snapshot else ""
    soup = parse_fragment(clean_html(take_apart(document).body, assets=images, page_url=page_url))
    _mark_units(soup, states, unit, source)
    _still_links(soup)
    language = source if side == "source" else target
    return _wrap(write_fragment(soup), language, title=bench.article.slug)


def frame_policy(origin: str) -> str:
    """The frame's Content-Security-Policy: its own style, our images, nothing else, no origin, framed by us only."""
    return (
        f"default-src 'none'; style-src '{_style()[1]}'; img-src {origin}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox"
    )


def _state(unit: Unit, target: str | None, state: str, side: Side) -> str:
    """How a unit is shown: `source`, its state, `missing` or `faulty` where the source's text stands in for it."""
    if side == "source":
        return "source"
    if target is None:
        return "omitted"
    if not target:
        return "missing"
    return "faulty" if find_faults(target, unit.placeholders, source=unit.text) else state


def _text(unit: Unit, target: str | None, state: str) -> str | None:
    return unit.text if state in ("source", "missing", "faulty") else target


def _mark_units(soup: BeautifulSoup, states: Mapping[str, str], current: str, source: Language) -> None:
    for element in soup.select("[data-unit]"):
        units = [name for name in str(element["data-unit"]).split() if name in states]
        shown = {states[name] for name in units}
        if shown <= {"missing", "faulty"} and shown:
            element["lang"], element["dir"] = source.tag, source.dir
        if units:
            element["data-state"] = states[units[0]]
        if current in units:
            element["data-here"] = ""
            if soup.find(id=ANCHOR) is None:
                element["id"] = ANCHOR


def _still_links(soup: BeautifulSoup) -> None:
    """Links out of the article show where they lead and lead nowhere: the frame must stay on the article."""
    for link in soup.find_all("a"):
        address = str(link.get("href", ""))
        if address and not address.startswith("#"):
            del link["href"]
            link["title"] = address
            link["data-link"] = ""


def _wrap(body: str, language: Language, *, title: str) -> str:
    head = Markup('<!doctype html><html lang="{}" dir="{}"><head><meta charset="utf-8"><title>{}</title>').format(
        language.tag, language.dir, title
    )
    return f"{head}<style>{_style()[0]}</style></head><body>{body}</body></html>"


@lru_cache(maxsize=1)
def _style() -> tuple[str, str]:
    """The frame's style sheet, and the hash by which its policy allows it."""
    text = (FOLDER / "static" / "page.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return text, f"sha256-{digest}"
