"""URLs, e-mail addresses and telephone numbers in running text, with spans.

Every pattern is linear in the length of the text. A trailing full stop or bracket belongs to the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Span
from pipeline.text.folding import fold_text
from pipeline.text.remembered import remembered


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach somebody or something."""

    kind: Literal["url", "email", "telephone"]
    value: str
    """What is compared: a URL with scheme and host in lower case, an e-mail address so too, a telephone's digits."""
    text: str
    """As it stands in the text."""
    span: Span


_TOP_LEVEL = "com|org|gov|net|edu|int|info|mil|eu|uk|ca|us|es|mx|fr|de|ch|nl|br|pt|au|nz|io|health|cn|jp|kr"
"""Of hosts without a scheme, in lower case. Not `in`, `it`, `at`, `be`: sentences run together look like them."""

_PATH = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]"
_URL = re.compile(
    rf"(?:[Hh][Tt][Tt][Pp][Ss]?|[Ff][Tt][Pp])://{_PATH}{{1,2000}}|(?<![\w@.\-])(?:[A-Za-z0-9][A-Za-z0-9\-]{{0,62}}\.){{1,4}}(?:{_TOP_LEVEL})"
    rf"(?![\w\-]|\.[A-Za-z0-9])(?:[/?#]{_PATH}{{0,2000}})?",
    re.ASCII,
)
_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,6}", re.ASCII)
_SEPARATOR = r"[ .\-]{0,2}"
_TELEPHONE = re.compile(
    r"(?<![\w+.,])(?:"
    rf"\+\d{{1,3}}(?:{_SEPARATOR}\(?\d{{1,5}}\)?){{2,6}}"  # +34 900 55 66 77
    rf"|(?:1{_SEPARATOR})?(?:\(\d{{3}}\) ?|\d{{3}}[ .\-])\d{{3}}[ .\-]\d{{4}}"  # 1-800-555-0100, (800) 555-0100
    r"|1-8\d\d-[A-Z0-9]{2,7}(?:-[A-Z0-9]{2,5}){0,2}"  # 1-800-QUIT-NOW
    r"|0\d{1,4}[ \-/]\d{3,8}(?:[ \-]\d{2,8})*"  # 0800 123 4567
    r")(?![\w%])",
    re.ASCII,
)
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def find_urls(text: str) -> tuple[Contact, ...]:
    """URLs, with a scheme or as bare host names of common top-level domains (`cdc.gov/flu`), as written.

    >>> [u.text for u in find_urls("See https://example.org/a(b), or www.example.com.")]
    ['https://example.org/a(b)', 'www.example.com']
    """
    found = []
    for match in _URL.finditer(text):
        if match.end() < len(text) and text[match.end()] == "@":
            continue  # the name part of an e-mail address
        url = _without_sentence_end(match[0])
        scheme, mark, rest = url.rpartition("://")
        host, slash, path = rest.partition("/")  # scheme and host have no case (RFC 3986, section 6.2.2.1)
        value = f"{scheme.lower()}{mark}{host.lower()}{slash}{path}"
        found.append(Contact("url", value, url, Span(match.start(), match.start() + len(url))))
    return tuple(found)


def _without_sentence_end(url: str) -> str:
    while url and (url[-1] in ".,;:!?'" or (url[-1] in ")]" and url.count(url[-1]) > url.count("(["[url[-1] == "]"]))):
        url = url[:-1]
    return url


def find_emails(text: str) -> tuple[Contact, ...]:
    """E-mail addresses; upper and lower case are one."""
    found = []
    for match in _EMAIL.finditer(text):
        address = match[0].rstrip(".-")
        span = Span(match.start(), match.start() + len(address))
        found.append(Contact("email", address.lower(), address, span))
    return tuple(found)


def find_telephones(text: str) -> tuple[Contact, ...]:
    """Telephone numbers in international, North American and 0… forms, in any digits; short numbers (911) are numbers.

    >>> [(t.text, t.value) for t in find_telephones("Call 1-800-555-0100 or ‎+1 (800) 555-0100")]
    [('1-800-555-0100', '18005550100'), ('+1 (800) 555-0100', '18005550100')]
    """
    folded = fold_text(text)
    found = []
    for match in _TELEPHONE.finditer(folded.text):
        digits = re.sub(r"[^0-9A-Z]", "", match[0]).translate(_KEYPAD)
        if 7 <= len(digits) <= 15:  # ITU-T E.164: at most 15
            span = folded.span(match.start(), match.end())
            found.append(Contact("telephone", digits, text[span.start : span.end], span))
    return tuple(found)


@remembered
def find_contacts(text: str) -> tuple[Contact, ...]:
    """All of them, in order, none inside another: an e-mail address is no URL, a number in a URL no telephone."""
    emails = find_emails(text)
    text = blank_out(text, [found.span for found in emails])
    urls = find_urls(text)
    text = blank_out(text, [found.span for found in urls])
    return tuple(sorted((*emails, *urls, *find_telephones(text)), key=lambda found: found.span))


@remembered
def blank_contacts(text: str) -> str:
    """The text with addresses and telephone numbers as spaces; offsets stay. Several checks ask it of one text."""
    return blank_out(text, [found.span for found in find_contacts(text)])


def blank_out(text: str, spans: Iterable[Span]) -> str:
    """The text with these spans (in order, apart) as spaces, so that offsets stay."""
    parts, last = [], 0
    for start, end in spans:
        parts += [text[last:start], " " * (end - start)]
        last = end
    return "".join((*parts, text[last:]))
