"""Find the article in a page's bytes: by the site's profile, or by the page's main content.

Gives a small document of its own: no furniture, no script, no hidden text, addresses absolute, the parts that other
stages treat apart marked with `data-part`. Pure: knows no network and no files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

from pipeline.errors import ArticleError
from pipeline.scrape.charset import decode_page
from pipeline.scrape.cleanup import clean_tree, find_base_url
from pipeline.scrape.main_content import drop_furniture, find_main
from pipeline.scrape.parse import parse_page

__all__ = ["Found", "Profile", "find_article", "has_shrunk"]


@dataclass(frozen=True, slots=True)
class Profile:
    """How to find the article in a site's pages, as CSS selectors; [profiles.<name>] in dragoman.toml."""

    root: str = ""
    """The article; without it the page's main content is looked for."""
    drop: Sequence[str] = ()
    keep: Sequence[str] = ()
    """What stays as in the source; segment's matter, unused here."""
    title: str = ""
    dates: Sequence[str] = ()
    references: Sequence[str] = ()
    source_review: Sequence[str] = ()
    shared: Mapping[str, str] = field(default_factory=dict)
    """Slug of a shared block → its selector, anywhere in the page."""
    name: str = ""
    """For messages."""


@dataclass(frozen=True, slots=True)
class Found:
    """An article as it was found in its page."""

    document: str
    """A complete small HTML document: language, title, description, the article."""
    title: str
    description: str
    language: str
    """BCP 47, as the page says it; empty where it does not."""
    images: tuple[str, ...]
    """Absolute URLs of the images in the article and its shared blocks, once each."""
    shared: Mapping[str, str]
    """Slug → a document of its own; a block that is not in this page is missing here."""
    text_length: int
    """Characters that a reader sees, white space counted once; shared blocks not counted."""
    problems: tuple[str, ...] = ()
    """A sentence for each thing that a reader may miss: a video, a formula, a box that was taken for furniture."""


def find_article(data: bytes, *, charset: str, base_url: str, profile: Profile | None) -> Found:
    """The article in a page; ArticleError where it is not there, naming profile, selector and URL.

    `base_url` is the page's own URL (after redirects).
    """
    soup = parse_page(decode_page(data, charset), url=base_url)
    profile = profile or Profile()
    page = _Page(soup, base_url, profile)
    root = page.find_root()
    shared = page.take_shared(root)
    marks = {
        part: [tag for selector in selectors for tag in page.select(part, selector)]
        for part, selectors in (
            ("dates", profile.dates),
            ("references", profile.references),
            ("source-review", profile.source_review),
        )
    }
    title_tags = page.select("title", profile.title) if profile.title else []
    problems = [] if profile.root else drop_furniture(root)
    page.drop_parts(root, tuple(shared.values()))
    link_base = find_base_url(soup, base_url)
    description = _find_meta(soup, "description", "og:description")
    named_title = _find_meta(soup, "og:title") or (_text_of(soup.title) if soup.title else "")
    for block in (root, *shared.values()):
        problems += clean_tree(block, base_url=link_base, page_url=base_url)
    for tag in title_tags:
        if not tag.decomposed and root not in tag.parents:
            clean_tree(tag, base_url=link_base, page_url=base_url)
    for part, tags in marks.items():
        for tag in tags:
            if not tag.decomposed:
                tag["data-part"] = part
    title = _find_title(root, title_tags) or named_title
    length = len(_text_of(root))
    if not length:
        raise page.error(f"{page.described_root()} is there, but there is no text in it", _EMPTY_HINT)
    language = _find_language(soup, root)
    blocks = {slug: _make_document(block, language=language) for slug, block in shared.items()}
    images = [str(image["src"]) for block in (root, *shared.values()) for image in _self_and(block, "img")]
    return Found(
        document=_make_document(root, language=language, title=title, description=description),
        title=title,
        description=description,
        language=language,
        images=tuple(dict.fromkeys(images)),
        shared=blocks,
        text_length=length,
        problems=tuple(problems),
    )


def has_shrunk(old: int, new: int, *, limit: float) -> bool:
    """Whether an article of `old` characters has become one of less than `limit` times as many.

    >>> has_shrunk(1000, 499, limit=0.5), has_shrunk(1000, 500, limit=0.5), has_shrunk(0, 0, limit=0.5)
    (True, False, False)
    """
    return new < old * limit


_EMPTY_HINT = "Perhaps the page is filled in by a script, which we do not run; ask the site's owner for the text."
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,6}")


class _Page:
    """A parsed page, its profile, and how its errors name both."""

    def __init__(self, soup: BeautifulSoup, url: str, profile: Profile) -> None:
        self.soup = soup
        self.url = url
        self.profile = profile

    def error(self, message: str, hint: str) -> ArticleError:
        return ArticleError(message, where=self.url, hint=hint)

    def select(self, key: str, selector: str, start: Tag | None = None) -> list[Tag]:
        try:
            return list((start or self.soup).select(selector))
        except (SelectorSyntaxError, NotImplementedError, ValueError) as exc:
            reason = str(exc).splitlines()[0]
            raise self.error(
                f"{self._place(key)}: {selector!r} is no CSS selector that we understand: {reason}", self._correct(key)
            ) from exc

    def find_root(self) -> Tag:
        selector = self.profile.root
        if not selector:
            if (found := find_main(self.soup)) is None:
                raise self.error(
                    "no article was found in the page", f"Give the site a profile with a root. {_EMPTY_HINT}"
                )
            return found
        outermost = _outermost(self.select("root", selector))
        if len(outermost) == 1:
            return outermost[0]
        count = "nothing" if not outermost else f"{len(outermost)} elements"
        raise self.error(f"{self._place('root')}: {selector!r} finds {count} in the page", self._correct("root"))

    def take_shared(self, root: Tag) -> dict[str, Tag]:
        """Take the shared blocks out of the page; of one that stands there several times, the first is given."""
        taken: dict[str, Tag] = {}
        for slug, selector in self.profile.shared.items():
            blocks = _outermost(self.select(f"shared.{slug}", selector))
            if any(block is root or block in root.parents for block in blocks):
                raise self.error(
                    f"{self._place(f'shared.{slug}')}: {selector!r} finds what holds the article itself",
                    self._correct(f"shared.{slug}"),
                )
            for block in blocks:
                if block.parent is not None:
                    block.extract()
            if blocks:
                taken[slug] = blocks[0]
        return taken

    def drop_parts(self, root: Tag, shared: Sequence[Tag]) -> None:
        """Drop what the profile names, in the article and in the shared blocks; never one of them whole."""
        kept = {id(root), *map(id, root.parents), *map(id, shared)}
        for selector in self.profile.drop:
            for start in (self.soup, *shared):
                for tag in self.select("drop", selector, start):
                    if id(tag) not in kept and not tag.decomposed:
                        tag.decompose()

    def described_root(self) -> str:
        return f"what {self.profile.root!r} finds" if self.profile.root else "the page's main content"

    def _place(self, key: str) -> str:
        return f"profile {self.profile.name or '(unnamed)'}, {key}"

    def _correct(self, key: str) -> str:
        name = self.profile.name or "…"
        return f"Look at the page, and correct `{key}` in [profiles.{name}] of dragoman.toml; the last snapshot stands."


def _outermost(tags: Sequence[Tag]) -> list[Tag]:
    found = {id(tag) for tag in tags}
    return [tag for tag in tags if not any(id(parent) in found for parent in tag.parents)]


def _self_and(root: Tag, name: str) -> list[Tag]:
    return [*([root] if root.name == name else []), *root.find_all(name)]


def _text_of(tag: Tag) -> str:
    """What a reader reads, with single spaces; a line break is one."""
    words = (" " if isinstance(node, Tag) and node.name == "br" else node for node in tag.descendants)
    return " ".join("".join(word for word in words if isinstance(word, str)).split())


def _find_title(root: Tag, named: Sequence[Tag]) -> str:
    """The text of what the profile calls the title, or of the article's first heading."""
    for tag in (*named, *root.find_all("h1")):
        if not tag.decomposed and (text := _text_of(tag)):
            return text
    return ""


def _find_meta(soup: BeautifulSoup, *names: str) -> str:
    for name in names:
        for tag in soup.find_all("meta", content=True):
            own = str(tag.get("name") or tag.get("property") or "").strip().lower()
            if own == name and (text := " ".join(str(tag["content"]).split())):
                return text
    return ""


def _find_language(soup: BeautifulSoup, root: Tag) -> str:
    """The nearest `lang` around the article, then the page's Content-Language; never what is no language tag."""
    around = [root, *root.parents, *([soup.html] if soup.html else [])]
    said = [str(tag.get("lang") or "") for tag in around]
    said += [str(tag.get("content") or "") for tag in soup.select("meta[http-equiv='content-language' i]")]
    for value in said:
        tag = value.strip().replace("_", "-")
        if _LANGUAGE.fullmatch(tag):
            return tag
    return ""


def _make_document(block: Tag, *, language: str, title: str = "", description: str = "") -> str:
    lang = f' lang="{escape(language)}"' if language else ""
    direction = str(block.get("dir") or "").strip().lower()
    for parent in block.parents:
        direction = direction or str(parent.get("dir") or "").strip().lower()
    turned = ' dir="rtl"' if direction == "rtl" else ""
    head = f"<title>{escape(title, quote=False)}</title>" if title else ""
    if description:
        head += f'<meta name="description" content="{escape(description)}">'
    if block.name == "body":
        body = block.decode_contents(formatter="minimal")
    else:
        if block.name == "main":
            block.name = "article"  # the page that it comes into has a <main> of its own
        body = block.decode(formatter="minimal")
    return f"<!doctype html>\n<html{lang}{turned}><head>{head}</head><body>\n{body}\n</body></html>\n"
