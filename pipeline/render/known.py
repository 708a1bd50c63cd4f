"""All text that may stand in an edition besides its approved units: interface words, facts of the view, kept source."""

from __future__ import annotations

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString

from pipeline.render.formats import format_count, format_date, format_size, language_name
from pipeline.render.page import absolute_url
from pipeline.render.view import EditionView
from pipeline.text.licences import describe_licence


def known_texts(view: EditionView, *, pages: int = 0) -> tuple[str, ...]:
    """What `verify_page` and `verify_pdf` may meet outside of units; `pages`: of the PDF, for its page numbers."""
    credits = view.credits
    dates = [day for day in (view.review.approved_on, credits.source_date, view.changed_on) if day]
    numbers = {*range(1, pages + 1), *([view.pdf.pages] if view.pdf else [])}
    return (
        *(piece for key in view.words.texts for piece in view.words.pieces(key)[::2]),
        *(format_date(day, view.locale) for day in dates),
        *(str(number) for number in numbers),
        *(format_count(number, view.locale) for number in numbers),
        *([format_size(view.pdf.size, view.locale)] if view.pdf else []),
        language_name(credits.source_tag, view.locale),
        *(sibling.language for sibling in view.siblings),
        view.language,
        view.publisher,
        credits.attribution,
        credits.source_title or credits.source_url,
        describe_licence(credits.licence)[0],
        *([absolute_url(view.base_url, view.page_path)] if view.base_url else []),
        *_title_and_kept(view.document),
        *(text for block in view.shared for text in _title_and_kept(block.document)),
    )


def _title_and_kept(document: str) -> tuple[str, ...]:
    """The title, which heads the running pages, and text outside of units, which comes from the source as it is."""
    soup = BeautifulSoup(document, "html5lib")
    title = soup.title.get_text() if soup.title else ""
    nodes = soup.body.find_all(string=True) if soup.body else []
    kept = (
        str(node)
        for node in nodes
        if isinstance(node, NavigableString)
        and not isinstance(node, PreformattedString)
        and node.find_parent(lambda tag: "data-unit" in tag.attrs) is None
    )
    alts = (str(image.get("alt", "")) for image in soup.select("body [lang] img[alt], [data-part=kept] img[alt]"))
    return (title, *kept, *alts)
