"""What a page and a PDF show, as one frozen value: everything the templates need and nothing else.

The joiner fills it from approved text; rendering adds no knowledge of its own and reads no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.render.words import Words


@dataclass(frozen=True, slots=True)
class Sibling:
    """The same article in another language."""

    tag: str
    """BCP 47."""
    language: str
    """The language's own name."""
    direction: str = "ltr"


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What a link to a PDF says before one opens it."""

    size: int
    """Bytes."""
    pages: int


@dataclass(frozen=True, slots=True)
class Credits:
    """Where the text comes from and under what terms."""

    source_url: str
    source_tag: str
    """BCP 47 tag of the source's language."""
    source_title: str = ""
    source_date: date | None = None
    """The revision of the source that the translation follows."""
    licence: str = ""
    """As in `Rights.licence`: an SPDX or CC identifier, `public-domain`, `own`, `permission`."""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """How the text came about, as the footer tells it."""

    approved_on: date
    """The day of the last approval."""
    single: bool = False
    """The edition rests on one person's word somewhere (four_eyes is not `require`)."""


@dataclass(frozen=True, slots=True)
class SharedBlock:
    """A block that several pages show (a helpline), rebuilt in the edition's language."""

    slug: str
    document: str


@dataclass(frozen=True, slots=True)
class EditionView:
    """An article in a locale, ready to be laid out."""

    slug: str
    locale: str
    """The gettext name."""
    tag: str
    """The BCP 47 tag of it."""
    direction: str
    language: str
    """Its own name."""
    document: str
    """The rebuilt article: a complete HTML document in the edition's language."""
    words: Words
    credits: Credits
    review: Review
    publisher: str
    shared: tuple[SharedBlock, ...] = ()
    siblings: tuple[Sibling, ...] = ()
    """All published languages of the article, this one included, in the order to show."""
    pdf: PdfFacts | None = None
    """None while the PDF itself is made, or where there is none."""
    assets: Mapping[str, str] = field(default_factory=dict)
    """An image's URL → its path below the site's root (`<slug>/files/<sha16>.<ext>`)."""
    changed_on: date | None = None
    """The source changed then and the edition stands with a notice."""
    demo: bool = False
    base_url: str = ""
    """Of the site's root, with or without a final slash; empty where the site has no fixed address."""
    report_url: str = ""
    """https: or mailto: address for reports of mistakes."""
    paper: str = "letter"
    """Size of the PDF's pages, as CSS names it: `letter`, `A4`."""

    @property
    def folder(self) -> str:
        return f"{self.slug}/{self.tag}"

    @property
    def page_path(self) -> str:
        """Of the page, below the site's root."""
        return f"{self.folder}/index.html"

    @property
    def pdf_name(self) -> str:
        return f"{self.slug}.{self.tag}.pdf"

    @property
    def pdf_path(self) -> str:
        """Of the PDF, below the site's root."""
        return f"{self.folder}/{self.pdf_name}"


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What stands in the place of an edition that was taken down."""

    slug: str
    locale: str
    tag: str
    direction: str
    language: str
    title: str
    words: Words
    credits: Credits
    publisher: str
    withdrawn_on: date
    siblings: tuple[Sibling, ...] = ()
    """The languages that still stand."""
    demo: bool = False
    report_url: str = ""

    @property
    def page_path(self) -> str:
        return f"{self.slug}/{self.tag}/index.html"


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An edition as the list of PDFs shows it."""

    slug: str
    locale: str
    tag: str
    direction: str
    language: str
    title: str
    """In the edition's language."""
    words: Words
    source_url: str
    source_tag: str
    pdf: PdfFacts | None = None
    updated_on: date | None = None
    """The day of the last approval, for the sitemap."""

    @property
    def page_path(self) -> str:
        return f"{self.slug}/{self.tag}/index.html"

    @property
    def pdf_path(self) -> str:
        return f"{self.slug}/{self.tag}/{self.slug}.{self.tag}.pdf"
