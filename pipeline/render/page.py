"""The page of an edition: a view in, HTML out.

Jinja2 with automatic escaping; the only HTML let through is what `article.py` cleaned and what `Words` escaped.
The page needs no script and loads nothing from elsewhere; its links within the site are relative.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.render.article import Dressed, dress_article
from pipeline.render.formats import format_count, format_date, format_size, language_name
from pipeline.render.styles import page_stylesheet
from pipeline.render.view import EditionView, NoticeView
from pipeline.text.languages import direction
from pipeline.text.licences import describe_licence, is_adaptable_licence

ROOT = "../../"
"""From an edition's page to the site's root."""


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The template environment: everything escaped, an unknown name is an error."""
    return Environment(
        loader=PackageLoader("pipeline.render"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
    )


def render_page(view: EditionView) -> str:
    """The edition's page as a complete HTML document for `view.page_path` below the site's root."""
    article = dress_article(view, assets={url: ROOT + path for url, path in view.assets.items()})
    values = edition_values(view, article)
    return templates().get_template("page.html.j2").render(values, json_ld=_json_ld(view, article))


def edition_values(view: EditionView, article: Dressed) -> dict[str, Any]:
    """What the templates of page and PDF name, from the view and the dressed article."""
    licence, licence_url = describe_licence(view.credits.licence)
    pdf = view.pdf and {
        "size": format_size(view.pdf.size, view.locale),
        "pages": format_count(view.pdf.pages, view.locale),
    }
    return {
        "view": view,
        "article": article,
        "words": view.words,
        "tag": view.tag,
        "direction": view.direction,
        "publisher": view.publisher,
        "publisher_tag": view.credits.source_tag,
        "demo": view.demo,
        "source_language": language_name(view.credits.source_tag, view.locale),
        "source_direction": direction(view.credits.source_tag.replace("-", "_")),
        "root": ROOT,
        "stylesheet": page_stylesheet().path,
        "pdf": pdf,
        "links": _absolute_links(view),
        "report_link": report_link(view.report_url, view.page_path, article.title),
        "licence": {"name": licence, "url": licence_url, "adapted": is_adaptable_licence(view.credits.licence)},
        "dates": {
            "approved": format_date(view.review.approved_on, view.locale),
            "source": format_date(view.credits.source_date, view.locale) if view.credits.source_date else "",
            "changed": format_date(view.changed_on, view.locale) if view.changed_on else "",
        },
    }


def report_link(report_url: str, page_path: str, title: str) -> str:
    """The publisher's address for mistakes, with the edition named in it; empty where there is none.

    >>> report_link("mailto:errors@example.org", "asthma/es/index.html", "Asma")
    'mailto:errors@example.org?subject=asthma%2Fes%2Findex.html%3A%20Asma'
    >>> report_link("https://example.org/report?a=1", "asthma/es/index.html", "Asma")
    'https://example.org/report?a=1&page=asthma%2Fes%2Findex.html'
    """
    if not report_url.startswith(("https://", "http://", "mailto:")):
        return ""
    joint = "&" if "?" in report_url else "?"
    if report_url.startswith("mailto:"):
        return f"{report_url}{joint}subject={quote(f'{page_path}: {title}', safe='')}"
    return f"{report_url}{joint}page={quote(page_path, safe='')}"


def absolute_url(base_url: str, path: str) -> str:
    """A path of the site under its fixed address, a folder's page by the folder's name."""
    return f"{base_url.rstrip('/')}/{path.removesuffix('index.html')}"


def _absolute_links(view: EditionView) -> dict[str, Any]:
    """Canonical address and alternates: each version lists itself and all others, x-default the list of languages."""
    if not view.base_url:
        return {"canonical": "", "alternates": ()}
    alternates = [
        {"tag": sibling.tag, "url": absolute_url(view.base_url, f"{view.slug}/{sibling.tag}/index.html")}
        for sibling in view.siblings
    ]
    if alternates:
        alternates.append({"tag": "x-default", "url": absolute_url(view.base_url, "index.html")})
    return {"canonical": absolute_url(view.base_url, view.page_path), "alternates": tuple(alternates)}


def _json_ld(view: EditionView, article: Dressed) -> Markup:
    """schema.org description of the edition; `<` is escaped so that no text can end the element."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": article.title,
        "inLanguage": view.tag,
        "publisher": {"@type": "Organization", "name": view.publisher},
        "translationOfWork": {
            "@type": "MedicalWebPage",
            "url": view.credits.source_url,
            "inLanguage": view.credits.source_tag,
        },
        "lastReviewed": view.review.approved_on.isoformat(),
    }
    if article.description:
        facts["description"] = article.description
    if view.credits.source_date:
        facts["translationOfWork"]["dateModified"] = view.credits.source_date.isoformat()
    _, licence_url = describe_licence(view.credits.licence)
    if licence_url:
        facts["license"] = licence_url
    if view.base_url:
        facts["url"] = absolute_url(view.base_url, view.page_path)
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - JSON with <, > and & escaped


def render_notice(view: NoticeView) -> str:
    """What stands in the place of a withdrawn edition, in the reader's language; not for search engines."""
    return (
        templates()
        .get_template("notice.html.j2")
        .render(
            view=view,
            words=view.words,
            tag=view.tag,
            direction=view.direction,
            publisher=view.publisher,
            publisher_tag=view.credits.source_tag,
            demo=view.demo,
            source_language=language_name(view.credits.source_tag, view.locale),
            root=ROOT,
            stylesheet=page_stylesheet().path,
            report_link=report_link(view.report_url, view.page_path, view.title),
            dates={"withdrawn": format_date(view.withdrawn_on, view.locale)},
        )
    )
