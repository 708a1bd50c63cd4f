"""A page in a pseudo-locale: segment → pseudo-text → page. Any page, no workspace, no I/O."""

from __future__ import annotations

import html
import re

from babel import UnknownLocaleError

from pipeline.errors import SegmentError
from pipeline.model import EntryKey
from pipeline.segment import (
    Page,
    SegmentOptions,
    extract_units,
    find_inexpressible,
    locate_units,
    rebuild_page,
    rewrite_page,
)
from pipeline.text.languages import direction, locale_tag
from pipeline.text.pseudo import PSEUDO_LOCALES, PseudoLocale, find_pseudo_locale, pseudolocalize_text

_ATTRIBUTE = r"""[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_PROLOGUE = r"\A(?>\s+|\ufeff|<!--(?:-?>|.*?--!?>)|<[!?][^<>]*>)*+"  # no second way: thousands of comments take no time
_BEFORE_ROOT = re.compile(_PROLOGUE, re.DOTALL)
_ROOT_TAG = re.compile(
    rf"{_PROLOGUE}(?P<tag><html(?P<attributes>(?>[\s/]+{_ATTRIBUTE})*+)[\s/]*>)",
    re.IGNORECASE | re.DOTALL,
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_SET_HERE = frozenset({"lang", "dir", "xml:lang"})


def pseudolocalize_page(page: str, locale: str, *, source_locale: str = "") -> str:
    """The page with pseudo-text in all its units, its `html` element with the pseudo-locale's `lang` and `dir`.

    `locale` is `en_XA` or `ar_XB`, also as a tag (UsageError for another). `source_locale` is the language that the
    page is written in; without it, the page's own, else English. What is in another language, or asks not to be
    translated, stays and is marked as on a real edition. A page whose tree no markup can express is rewritten in
    place, unmarked. SegmentError for a page in which there is nothing to translate.
    """
    pseudo = find_pseudo_locale(locale)
    source = source_locale or _read_language(page) or "en"
    options = SegmentOptions(source_locale=source)
    if find_inexpressible(page):
        located = locate_units(page.encode("utf-8", "replace"), charset="utf-8", slug="page", options=options)
        built = rewrite_page(located, _make_targets(located.page, pseudo)).data.decode("utf-8")
    else:
        taken = extract_units(page, slug="page", options=options)
        kept = {"lang": locale_tag(source), "dir": _find_direction(source)}
        built = rebuild_page(taken, _make_targets(taken, pseudo), kept_attributes=kept)
    return _set_language(built, locale_tag(pseudo), PSEUDO_LOCALES[pseudo])


def _make_targets(page: Page, pseudo: PseudoLocale) -> dict[EntryKey, str]:
    if not page.units:
        raise SegmentError("there is no text to translate in it", hint="Give a page of HTML, as a browser gets it.")
    return {unit.key: pseudolocalize_text(unit.text, unit.placeholders, pseudo) for unit in page.units}


def _find_direction(locale: str) -> str:
    try:
        return direction(re.split("[-_]", locale)[0].lower())
    except (UnknownLocaleError, ValueError):
        return "ltr"


def _read_language(page: str) -> str:
    """The `lang` of the page's `html` element; empty where it has none, or no such element stands first."""
    root = _ROOT_TAG.match(page)
    if root is None:
        return ""
    for attribute in _ONE_ATTRIBUTE.findall(root["attributes"]):
        name, _, value = attribute.partition("=")
        if name.strip().lower() == "lang":
            return html.unescape(value.strip().strip("\"'")).strip()
    return ""


def _set_language(built: str, tag: str, direction: str) -> str:
    root = _ROOT_TAG.match(built)
    if root is None:  # a page in place may leave its html element to the parser
        start = _BEFORE_ROOT.match(built)
        place = start.end() if start else 0
        return f'{built[:place]}<html lang="{tag}" dir="{direction}">{built[place:]}'
    others = [
        attribute
        for attribute in _ONE_ATTRIBUTE.findall(root["attributes"])
        if attribute.partition("=")[0].strip().lower() not in _SET_HERE
    ]
    start_tag = " ".join(("<html", f'lang="{tag}"', f'dir="{direction}"', *others))
    return f"{built[: root.start('tag')]}{start_tag}>{built[root.end('tag') :]}"
