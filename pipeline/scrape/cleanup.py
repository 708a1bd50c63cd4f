"""Make a foreign tree harmless and its addresses absolute, before anything else sees it.

What a reader does not see or cannot use on paper goes: scripts, styles, comments, frames, forms, hidden text. What
remains has no event handlers, no inline style, and only addresses of schemes on a list. `render` cleans once more
by its own list of elements and attributes; neither stage relies on the other.
"""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
IMAGE_SCHEMES = frozenset({"http", "https"})

_NEVER_SHOWN = """
    script style template noscript noframes noembed iframe frame frameset object embed applet portal param canvas
    audio video source track svg math map area input button select textarea option optgroup datalist output keygen
    dialog link meta base bgsound
"""
_DROPPED = frozenset(_NEVER_SHOWN.split())
_TOLD = frozenset({"iframe", "object", "embed", "audio", "video", "math", "canvas"})
"""Dropped elements that may have held something for a reader."""

_RAW_TEXT = frozenset({"xmp", "plaintext", "listing"})
"""Obsolete elements whose content a parser reads as text; as `pre` they are the same and safe."""

_NEVER_KEPT = """
    style srcset sizes srcdoc action formaction formmethod background poster ping longdesc usemap ismap manifest
    profile codebase classid archive data dynsrc lowsrc code contenteditable autofocus accesskey nonce integrity
    target itemid itemprop itemref itemscope itemtype loading decoding fetchpriority crossorigin referrerpolicy
"""
_DROPPED_ATTRIBUTES = frozenset(_NEVER_KEPT.split())
_PLAIN_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]*")
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-srcset", "srcset")
_PLACEHOLDER = re.compile(r"(?:^|[/_.-])(?:placeholder|blank|spacer|transparent|lazy|loading|1x1)[/_.-]", re.IGNORECASE)
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IGNORED_IN_URLS = re.compile(r"[\t\r\n]")


def clean_tree(root: Tag, *, base_url: str, page_url: str) -> list[str]:
    """Clean what is below `root`, and its attributes, in place; gives a sentence for each thing that a reader may miss.

    Links and images become absolute against `base_url`; a link to a place in `page_url` itself becomes `#place`.
    """
    problems: list[str] = []
    for text in root.find_all(string=lambda string: isinstance(string, PreformattedString)):
        text.extract()  # comments, doctypes, CDATA, processing instructions
    for picture in root.find_all("picture"):
        _reduce_picture(picture)
    for tag in list(root.find_all(True)):
        if tag.decomposed or tag is root:
            continue
        if tag.name in _DROPPED or is_hidden(tag):
            if tag.name in _TOLD and not is_hidden(tag):
                problems.append(f"left out of the article: a <{tag.name}>{_shorten(tag)}")
            tag.decompose()
        elif tag.name == "form":
            _drop_form(tag)
        elif not _PLAIN_NAME.fullmatch(tag.name):
            tag.unwrap()
        elif tag.name in _RAW_TEXT:
            tag.name = "pre"
    for tag in [root, *root.find_all(True)]:
        _clean_addresses(tag, base_url=base_url, page_url=page_url)
        _clean_attributes(tag)
    for image in list(root.find_all("img")):
        if not image.get("src") or _is_pixel(image):
            image.decompose()
    return problems


def is_hidden(tag: Tag) -> bool:
    """Whether the source itself says that a reader does not see this element."""
    style = _CSS_COMMENT.sub("", str(tag.get("style") or ""))
    return (
        tag.has_attr("hidden")
        or str(tag.get("aria-hidden") or "").strip().lower() == "true"
        or _HIDING.search(style) is not None
    )


def find_base_url(soup: BeautifulSoup, url: str) -> str:
    """What relative addresses are relative to: the page's <base href>, if it is one of the web, or its URL."""
    base = soup.find("base", href=True)
    return (base and make_absolute(str(base.get("href")), url, IMAGE_SCHEMES)) or url


def make_absolute(address: str, base_url: str, schemes: frozenset[str]) -> str:
    """The absolute address; empty where it is none or its scheme is not one of `schemes`.

    >>> make_absolute(" java\\tscript:alert(1)", "https://e.org/", LINK_SCHEMES)
    ''
    """
    # As the URL standard has it: browsers ignore tabs and newlines anywhere, control characters and blanks around.
    cleaned = _IGNORED_IN_URLS.sub("", address).strip("".join(map(chr, range(0x21))))
    try:
        absolute = urljoin(base_url, cleaned)
        parts = urlsplit(absolute)
    except ValueError:
        return ""
    if parts.scheme.lower() not in schemes or (parts.scheme in IMAGE_SCHEMES and not parts.netloc):
        return ""
    return absolute


def _clean_addresses(tag: Tag, *, base_url: str, page_url: str) -> None:
    if tag.name == "img":
        tag["src"] = _find_image_address(tag, base_url)
    elif tag.has_attr("src"):
        del tag["src"]
    if tag.has_attr("href"):
        href = str(tag["href"]).strip()
        absolute = href if href.startswith("#") else make_absolute(href, base_url, LINK_SCHEMES)
        place, fragment = urldefrag(absolute)
        if fragment and place == urldefrag(page_url).url:
            absolute = f"#{fragment}"
        tag["href"] = absolute
        if not absolute or tag.name != "a":
            del tag["href"]
    if tag.has_attr("cite"):
        tag["cite"] = make_absolute(str(tag["cite"]), base_url, IMAGE_SCHEMES)
        if not tag["cite"]:
            del tag["cite"]


def _find_image_address(image: Tag, base_url: str) -> str:
    """The picture that a reader sees: `src`, or where that is missing or a stand-in, what a script would load."""
    source = make_absolute(str(image.get("src") or ""), base_url, IMAGE_SCHEMES) if image.get("src") else ""
    if source and not _PLACEHOLDER.search(urlsplit(source).path.rpartition("/")[2]):
        return source
    for name in _LAZY:
        if value := str(image.get(name) or "").strip():
            first = value.split(",")[0].split()[0] if name.endswith("srcset") else value
            if lazy := make_absolute(first, base_url, IMAGE_SCHEMES):
                return lazy
    return source


def _clean_attributes(tag: Tag) -> None:
    for name in list(tag.attrs):
        plain = name.lower()
        odd = not _PLAIN_NAME.fullmatch(name)  # xlink:href, and names that only a parser's error makes
        if odd or plain in _DROPPED_ATTRIBUTES or plain.startswith(("on", "data-", "xmlns")):
            del tag[name]


def _reduce_picture(picture: Tag) -> None:
    """`<picture>` becomes its `<img>`, which takes a source's address if it has none of its own."""
    image = picture.find("img")
    if image is None:
        picture.decompose()
        return
    source = picture.find("source", srcset=True)
    if source is not None and not any(image.get(name) for name in ("src", *_LAZY)):
        image["srcset"] = source["srcset"]
    picture.replace_with(image.extract())


def _drop_form(form: Tag) -> None:
    """Some old systems wrap the whole page in a form: its text stays, a sign-up form goes."""
    if form.find(["h1", "article", "main"]) is not None:
        form.unwrap()
    else:
        form.decompose()


def _is_pixel(image: Tag) -> bool:
    """A tracking pixel: one by one, or nothing."""
    return all(str(image.get(name, "")).strip() in ("0", "1") for name in ("width", "height"))


def _shorten(tag: Tag) -> str:
    label = str(tag.get("title") or tag.get("aria-label") or "") or " ".join(tag.get_text(" ").split())
    return f" “{label[:60]}”" if label else ""
