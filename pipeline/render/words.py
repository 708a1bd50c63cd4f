"""The interface words: what our own page, PDF and index say around an article.

They are units of the catalog `site` and go through the same review as an article: a locale in which one of them
is not approved cannot be published. A field such as `{size}` is a protected placeholder of its unit, so every
check that guards a dose guards it too. No word has a plural: they are worded so ("pages: 2").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup, escape

from pipeline.errors import RenderError
from pipeline.model import SITE_SLUG, EntryKey, Placeholder, Unit
from pipeline.text.placeholders import plain_text

FIELD = re.compile(r"\{([a-z]+)\}")


class Word(NamedTuple):
    """An English interface word with its fields, and what a translator must know of it."""

    text: str
    note: str


WORDS: Mapping[str, Word] = {
    # head of the page
    "skip": Word(
        "Skip to the article", "Link for people who use a keyboard or a screen reader; the first on the page."
    ),
    "languages": Word("This article in other languages", "Label of the list of languages, which name themselves."),
    "pdf": Word("Download as PDF ({size}, pages: {pages})", "Link. {size} is like 142 kB. Avoid a plural for pages."),
    "original": Word("Read the original ({language})", "Link. {language} is the original's language, in yours."),
    "home": Word("All articles and languages", "Link to the list of everything published here."),
    # demonstration
    "demo_heading": Word("Demonstration", "Heading of a notice: this site only shows how the software works."),
    "demo": Word(
        "This text shows how the translation software works. It is not medical advice. "
        "Ask your doctor or nurse about your own health.",
        "Notice at the top of every page of a demonstration.",
    ),
    # the article
    "table": Word("Table: scroll sideways to see all columns", "Read out by screen readers for a wide table."),
    "help": Word("Help and contact", "Label of the block with the helpline, read out by screen readers."),
    "source_review_heading": Word("Medical review of the original", "Heading above the publisher's own review note."),
    "source_review": Word(
        "This part is about the original text ({language}), not about the translation.",
        "Under the heading “Medical review of the original”.",
    ),
    "references": Word(
        "The references are in the language of the original ({language}).", "Above the list of references."
    ),
    # about this translation
    "about": Word("About this translation", "Heading of the part that says how the translation was made."),
    "translated": Word(
        "This text is a translation. Language of the original: {language}.", "{language} is its name in yours."
    ),
    "reviewed": Word(
        "A qualified reviewer checked it against the original and approved every part of it. Last approval: {date}.",
        "“Qualified” as in the law: a translator with proven knowledge of both languages.",
    ),
    "single": Word(
        "The same person translated and approved at least a part of it. No second person has checked that part.",
        "Warning; stands where two people were not required.",
    ),
    "revision": Word(
        "It follows the original as it was on {date}.", "The date of the source text, not of the translation."
    ),
    "changed": Word(
        "The original changed on {date}. This translation does not contain that change yet.",
        "Notice at the top of the page.",
    ),
    "current": Word("The newest version of this text: {url}", "Printed in the PDF; {url} is a web address."),
    # mistakes, source, rights
    "report_heading": Word("Did you find a mistake?", "Heading."),
    "report": Word(
        "If something is wrong or hard to understand, please tell us.", "Before the link to report a mistake."
    ),
    "report_link": Word("Report a mistake in this translation", "Link to a form or an e-mail address."),
    "source_heading": Word("Source and licence", "Heading."),
    "source": Word("Original: {title}", "Link; {title} is the title or the web address of the original."),
    "licence": Word("Licence: {licence}", "{licence} is a name such as CC BY 4.0."),
    "public_domain": Word("The original is in the public domain.", "Instead of the licence line."),
    "permission": Word("Translated and published with permission.", "Instead of the licence line."),
    "adapted": Word(
        "This translation is an adaptation of the original. The authors of the original have not checked it.",
        "Required by Creative Commons licences.",
    ),
    # PDF
    "page": Word("Page {page} of {pages}", "Foot of each PDF page; both are numbers."),
    # withdrawn
    "withdrawn_heading": Word("This translation was taken down", "Heading of the page that stands in its place."),
    "withdrawn": Word(
        "We took it down on {date} because the original changed in an important way or a mistake was found. "
        "It will come back when it has been checked.",
        "The page that stands in the place of a translation.",
    ),
    "withdrawn_next": Word(
        "Until then, read the original, or ask your doctor, nurse or pharmacist.",
        "After the sentence that says why the translation was taken down.",
    ),
    # index and error page
    "index": Word("PDFs by language", "Title of the list of everything published."),
    "index_intro": Word(
        "Every translation listed here was approved by a qualified reviewer before it was published.",
        "Under the title “PDFs by language”.",
    ),
    "index_empty": Word("No translation has been published yet.", "In place of the list."),
    "index_jump": Word("Choose a language", "Label of the list of languages at the top of the list of PDFs."),
    "read": Word("Read as a web page", "Link beside the PDF link."),
    "missing_heading": Word("Page not found", "Title of the error page."),
    "missing": Word("The page may have moved, or it may have been taken down.", "Text of the error page."),
}
"""Key → English text. The key is the unit's context, so equal English texts can be translated differently."""


def make_unit(key: str) -> Unit:
    """The unit of an interface word, its fields protected."""
    word = WORDS[key]
    fields = FIELD.findall(word.text)
    names = ["x"] if len(fields) == 1 else [f"x{number}" for number in range(1, len(fields) + 1)]
    waiting = iter(names)

    def protect(match: re.Match[str]) -> str:
        name = next(waiting)
        return f"<{name}>{match[0]}</{name}>"

    placeholders = tuple(
        Placeholder(name, "protected", "span", text=f"{{{field}}}", markup=f"<span>{{{field}}}</span>")
        for name, field in zip(names, fields, strict=True)
    )
    return Unit(
        FIELD.sub(protect, word.text),
        placeholders,
        context=key,
        kind="interface",
        references=(f"{SITE_SLUG}#{key}",),
        notes=(word.note,),
    )


def interface_units() -> tuple[Unit, ...]:
    """The units of the catalog `site`, in the order of `WORDS`."""
    return tuple(make_unit(key) for key in WORDS)


def find_field_faults(source: str, target: str) -> tuple[str, ...]:
    """What is wrong with the fields of a translated word; one sentence each.

    >>> find_field_faults("Page {page} of {pages}", "Página {page}")
    ('the field {pages} is missing',)
    """
    wanted, found = FIELD.findall(source), FIELD.findall(target)
    return (
        *(f"the field {{{name}}} is missing" for name in wanted if name not in found),
        *(f"the field {{{name}}} is not in the source" for name in dict.fromkeys(found) if name not in wanted),
        *(f"the field {{{name}}} stands twice" for name in dict.fromkeys(found) if found.count(name) > 1),
    )


def _first_direction(value: object) -> str:
    """As `dir=auto` would find it, written out because WeasyPrint has no `auto`; figures alone are left-to-right."""
    text = value.striptags() if isinstance(value, Markup) else str(value)
    strong = (unicodedata.bidirectional(character) for character in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


class Words:
    """The interface words of one locale.

    RenderError names every word that is missing or whose fields are wrong: such a locale cannot be published.
    """

    def __init__(self, locale: str, texts: Mapping[str, str]) -> None:
        missing = [key for key in WORDS if not texts.get(key, "").strip()]
        faults = [f"{key} is missing" for key in missing]
        faults += [
            f"{key}: {fault}"
            for key, word in WORDS.items()
            if key not in missing
            for fault in find_field_faults(word.text, texts[key])
        ]
        if faults:
            raise RenderError(
                f"the interface words are not complete: {'; '.join(faults)}",
                where=f"{SITE_SLUG} {locale}",
                hint=f"Translate and approve the catalog “{SITE_SLUG}” in this locale.",
            )
        self.locale = locale
        self.texts: Mapping[str, str] = {key: texts[key] for key in WORDS}

    @classmethod
    def from_targets(cls, locale: str, targets: Mapping[EntryKey, str | None]) -> Words:
        """From approved targets of `interface_units()`, by entry."""
        units = {key: make_unit(key) for key in WORDS}
        return cls(
            locale,
            {key: plain_text(targets.get(unit.key) or "", unit.placeholders) for key, unit in units.items()},
        )

    @classmethod
    def of_source(cls) -> Words:
        """The English words as written above, for the index and for the original's language."""
        return cls("en", {key: word.text for key, word in WORDS.items()})

    def __call__(self, key: str, **fields: object) -> Markup:
        """The word as HTML: its text and its fields' values escaped, each value isolated from its surroundings."""
        pieces = FIELD.split(self.texts[key])
        return Markup("").join(
            Markup('<bdi dir="{}">{}</bdi>').format(_first_direction(fields[piece]), fields[piece])
            if number % 2
            else escape(piece)
            for number, piece in enumerate(pieces)
        )

    def plain(self, key: str, **fields: object) -> str:
        """The word as plain text, for attributes and file metadata."""
        return FIELD.sub(lambda match: str(fields[match[1]]), self.texts[key])

    def pieces(self, key: str) -> tuple[str, ...]:
        """The text around the fields: literal text and field names in turn, literal first."""
        return tuple(FIELD.split(self.texts[key]))
