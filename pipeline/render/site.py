"""What stands around the editions: the list of PDFs by language, the sitemap, the error page."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from pipeline.render.formats import format_count, format_size, language_name
from pipeline.render.page import absolute_url, templates
from pipeline.render.styles import page_stylesheet
from pipeline.render.view import IndexEntry
from pipeline.render.words import Words

SITEMAP_LIMIT = 50_000
"""Addresses in one sitemap (sitemaps.org protocol)."""


def render_index(
    entries: Sequence[IndexEntry],
    *,
    publisher: str,
    words: Words,
    tag: str = "en",
    demo: bool = False,
    base_url: str = "",
) -> str:
    """`index.html` of the site: all editions by language, each in its own words; says so when there is none.

    `words` and `tag` are those of the page's own frame: the source's language.
    """
    languages = []
    for language_tag in sorted({entry.tag for entry in entries}):
        group = sorted((entry for entry in entries if entry.tag == language_tag), key=lambda entry: entry.slug)
        first = group[0]
        languages.append({"tag": first.tag, "direction": first.direction, "name": first.language, "entries": group})
    with_pdf = [(entry, entry.pdf) for entry in entries if entry.pdf]
    return (
        templates()
        .get_template("index.html.j2")
        .render(
            languages=languages,
            sizes={entry.pdf_path: format_size(pdf.size, entry.locale) for entry, pdf in with_pdf},
            counts={entry.pdf_path: format_count(pdf.pages, entry.locale) for entry, pdf in with_pdf},
            source_names={entry.locale: language_name(entry.source_tag, entry.locale) for entry in entries},
            canonical=absolute_url(base_url, "index.html") if base_url else "",
            **_frame(publisher, words, tag, demo),
        )
    )


def render_404(*, publisher: str, words: Words, tag: str = "en", demo: bool = False, base_url: str = "") -> str:
    """`404.html`. A server shows it under any address, so its links begin at the site's root where that is known."""
    path = urlsplit(base_url).path.rstrip("/")
    frame = _frame(publisher, words, tag, demo)
    frame["root"] = f"{path}/" if base_url else ""
    return templates().get_template("missing.html.j2").render(**frame)


def _frame(publisher: str, words: Words, tag: str, demo: bool) -> dict[str, object]:
    return {
        "publisher": publisher,
        "publisher_tag": tag,
        "words": words,
        "tag": tag,
        "direction": "ltr",
        "demo": demo,
        "root": "",
        "stylesheet": page_stylesheet().path,
    }


def render_sitemap(entries: Sequence[IndexEntry], *, base_url: str) -> str:
    """`sitemap.xml` with each page's other languages as alternates; ValueError without the site's address."""
    if not base_url:
        raise ValueError("a sitemap needs the site's address")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
        f"<url><loc>{escape(absolute_url(base_url, 'index.html'))}</loc></url>",
    ]
    for entry in sorted(entries, key=lambda entry: (entry.slug, entry.tag))[: SITEMAP_LIMIT - 1]:
        lines.append(f"<url><loc>{escape(absolute_url(base_url, entry.page_path))}</loc>")
        if entry.updated_on:
            lines.append(f"<lastmod>{entry.updated_on.isoformat()}</lastmod>")
        for other in sorted((one for one in entries if one.slug == entry.slug), key=lambda one: one.tag):
            url = absolute_url(base_url, other.page_path)
            lines.append(f'<xhtml:link rel="alternate" hreflang={quoteattr(other.tag)} href={quoteattr(url)}/>')
        lines.append("</url>")
    return "\n".join([*lines, "</urlset>", ""])
