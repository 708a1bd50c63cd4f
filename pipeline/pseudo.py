"""A page in a pseudo-locale: segment → pseudo-text → page. Any page, no workspace, no I/O."""

from __future__ import annotations

import html
import re

from babel import UnknownLocaleError

from pipeline.errors import SegmentError
from pipeline.segment import SegmentOptions, extract_units, rebuild_page
from pipeline.text.languages import direction, locale_tag
from pipeline.text.pseudo import PSEUDO_LOCALES, find_pseudo_locale, pseudolocalize_text

_ATTRIBUTE = r"""[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_ROOT_TAG = re.compile(
    rf"\A(?:\s|\ufeff|<!--.*?-->|<[!?][^<>]*>)*(?P<tag><html(?P<attributes>(?:[\s/]+{_ATTRIBUTE})*)[\s/]*>)",
    re.IGNORECASE | re.DOTALL,
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_SET_HERE = frozenset({"lang", "dir", "xml:lang"})


def pseudolocalize_page(page: str, locale: str, *, source_locale: str = "") -> str:
    """The page with pseudo-text in all its units, its `html` element with the pseudo-locale's `lang` and `dir`.

    `locale` is `en_XA` or `ar_XB`, also as a tag (UsageError for another). `source_locale` is the language that the
    page is written in; without it, the page's own, else English. What is in another language, or asks not to be
    translated, stays and is marked as on a real edition. SegmentError for a page in which there is nothing to
    translate.
    """
    pseudo = find_pseudo_locale(locale)
    source = source_locale or _read_language(page) or "en"
    taken = extract_units(page, slug="page", options=SegmentOptions(source_locale=source))
    if not taken.units:
        raise SegmentError("there is no text to translate in it", hint="Give a page of HTML, as a browser gets it.")
    targets = {unit.key: pseudolocalize_text(unit.text, unit.placeholders, pseudo) for unit in taken.units}
    kept = {"lang": locale_tag(source), "dir": _find_direction(source)}
    built = rebuild_page(taken, targets, kept_attributes=kept)
    return _set_language(built, locale_tag(pseudo), PSEUDO_LOCALES[pseudo])


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
    assert root is not None, "a rebuilt page begins with its html element"
    others = [
        attribute
        for attribute in _ONE_ATTRIBUTE.findall(root["attributes"])
        if attribute.partition("=")[0].strip().lower() not in _SET_HERE
    ]
    start = " ".join(("<html", f'lang="{tag}"', f'dir="{direction}"', *others))
    return f"{built[: root.start('tag')]}{start}>{built[root.end('tag') :]}"
