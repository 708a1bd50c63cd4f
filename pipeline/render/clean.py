"""What of a source page may stand on ours: a written list of elements, attributes and URL schemes.

Law 2: the source is hostile too. Whatever is not on these lists is dropped by ammonia (nh3), which parses as a
browser does; the text inside unknown elements stays, the content of active or foreign ones goes. A translation
cannot add markup at all, so this is the only place where markup from outside is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urldefrag, urljoin

import nh3
from bs4 import BeautifulSoup, Tag

_BLOCKS = (
    "p div section article aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre hr address figure figcaption "
    "details summary"
)
_TABLES = "table caption colgroup col thead tbody tfoot tr th td"
_TEXT = (
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup "
    "time u var wbr"
)

ELEMENTS = frozenset(f"{_BLOCKS} {_TABLES} {_TEXT}".split())

_ACTIVE = "script style noscript template iframe frame frameset noframes object embed applet"
_FOREIGN = "svg math canvas audio video"
_CONTROLS = "select textarea button datalist title"

DROPPED_WITH_CONTENT = frozenset(f"{_ACTIVE} {_FOREIGN} {_CONTROLS}".split())
"""Active, foreign or form elements: their content is no text of the article."""

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset({"lang", "id", "data-unit", "title", "aria-label"}),
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ol": frozenset({"start", "reversed"}),
    "li": frozenset({"value"}),
    "th": frozenset({"colspan", "rowspan", "headers", "abbr"}),
    "td": frozenset({"colspan", "rowspan", "headers"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "time": frozenset({"datetime"}),
    "del": frozenset({"datetime", "cite"}),
    "ins": frozenset({"datetime", "cite"}),
    "blockquote": frozenset({"cite"}),
    "q": frozenset({"cite"}),
    "data": frozenset({"value"}),
}

CLOSED_VALUES: Mapping[str, frozenset[str]] = {
    "dir": frozenset({"ltr", "rtl", "auto"}),
    "data-part": frozenset({"source-review", "references", "dates", "kept"}),
    "translate": frozenset({"yes", "no"}),
}
"""Attributes of any element that keep only these values."""

SCOPES = frozenset({"row", "col", "rowgroup", "colgroup"})

URL_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""Fragments and relative links besides; never `javascript:`, `data:`, `file:` or anything else."""

IMAGE_NOTE = "image-note"
"""Stands as the unit of an alternative text shown in place of a picture, where the picture is not marked with one."""

ID_PREFIX = "a-"
"""Before each id of the source, so that none can be taken for one of ours."""


def clean_html(
    body_html: str, *, assets: Mapping[str, str] | None = None, page_url: str = "", id_prefix: str = ID_PREFIX
) -> str:
    """The part of an article's HTML that may be published, as a fragment.

    `assets` maps each image's URL to the path to write instead; an image that it lacks is replaced by its
    alternative text, so that nothing is loaded from outside. `page_url` is the source page: links into it become
    fragments, and relative ones start from there. Every id gets the prefix, and so do the fragments and the table
    headers that name one.
    """
    cleaned = nh3.clean(
        body_html,
        tags=set(ELEMENTS),
        clean_content_tags=set(DROPPED_WITH_CONTENT),
        attributes={element: set(names) for element, names in ATTRIBUTES.items()},
        tag_attribute_values={
            **{element: {name: set(values) for name, values in CLOSED_VALUES.items()} for element in ELEMENTS},
            "th": {**{name: set(values) for name, values in CLOSED_VALUES.items()}, "scope": set(SCOPES)},
        },
        set_tag_attribute_values={"details": {"open": ""}},
        attribute_filter=_attribute_filter(page_url, id_prefix),
        url_schemes=set(URL_SCHEMES),
        link_rel="noopener",
        strip_comments=True,
    )
    return _place_images(cleaned, assets or {})


def _attribute_filter(page_url: str, id_prefix: str) -> Callable[[str, str, str], str | None]:
    def keep(element: str, name: str, value: str) -> str | None:
        if name == "id":
            return id_prefix + value if value else None
        if name == "headers":
            return " ".join(id_prefix + token for token in value.split())
        if element == "a" and name == "href":
            base, fragment = urldefrag(value)
            if fragment and base in ("", urldefrag(page_url)[0]):
                return f"#{id_prefix}{fragment}"
            return urljoin(page_url, value) if page_url else value
        return value

    return keep


def _place_images(html: str, assets: Mapping[str, str]) -> str:
    if "<img" not in html:
        return html
    soup = parse_fragment(html)
    for image in soup.find_all("img"):
        path = assets.get(str(image.get("src", "")))
        if path is not None:
            image["src"] = path
            image["alt"] = str(image.get("alt", ""))
            continue
        note = soup.new_tag("span")
        for name in ("lang", "dir", "id"):
            if name in image.attrs:
                note[name] = image[name]
        note["data-part"] = "image-note"
        note["data-unit"] = str(image.get("data-unit", IMAGE_NOTE))
        note.string = str(image.get("alt", ""))
        image.replace_with(note) if note.string else image.decompose()
    return write_fragment(soup)


def parse_fragment(html: str) -> BeautifulSoup:
    """A tree of cleaned HTML, to be dressed for the page."""
    return BeautifulSoup(f"<!doctype html><body>{html}</body>", "html5lib")


def write_fragment(soup: BeautifulSoup) -> str:
    """The body's content again, as HTML."""
    body = soup.body
    return body.decode_contents(formatter="minimal") if isinstance(body, Tag) else ""
