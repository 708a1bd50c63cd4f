"""The header of a catalog: its fields in order, as a text and as pairs, and what a locale puts there.

A line that is not `Name: value` is kept as a pair with an empty name, so that a foreign header comes back as
it was. Plural rules are Babel's gettext table, which comes from CLDR in the form that gettext can compute:
CLDR's own rules for Spanish or French ask for the exponent of a compact number, which gettext has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import PLURALS, get_plural
from babel.plural import to_gettext

from pipeline.catalog.po_strings import BIDI_CONTROLS, UNWRITABLE
from pipeline.errors import CatalogError

Fields = tuple[tuple[str, str], ...]

ORDER = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Plural-Forms",
)
"""As xgettext and msginit write them."""

_NO_CONTROLS = dict.fromkeys(map(ord, UNWRITABLE))
_FIELD = re.compile(r"([!-9;-~]+): (.*)", re.DOTALL)
_CHARSET = re.compile(r"charset\s*=\s*([^\s;]*)", re.IGNORECASE)
_NPLURALS = re.compile(r"nplurals\s*=\s*([0-9]{1,2})(?![0-9])")
_CODE = re.compile(r"[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*\s*\(|__|[\[\]{}\"'`$@#]")
"""A call, or a character that no plural rule has: what a Plural-Forms that is a program cannot do without."""
_RULE_WORD = re.compile(r"(?<![A-Za-z0-9_])(?:n|n?plurals?)(?![A-Za-z0-9_])")
_MAX_PLURAL_FORMS = 1_000


def parse_header(text: str) -> Fields:
    """The pairs of a header's msgstr."""
    if not text:
        return ()
    lines = text.removesuffix("\n").split("\n")
    return tuple((m[1], m[2]) if (m := _FIELD.fullmatch(line)) else ("", line) for line in lines)


def format_header(fields: Fields) -> str:
    """The msgstr for these pairs; its twin is `parse_header`."""
    return "".join(f"{name}: {value}\n" if name else f"{value}\n" for name, value in fields)


def find_field(fields: Fields, name: str) -> str | None:
    """A field's value, None where it is missing. `Name:value`, which older tools wrote, is found too."""
    wanted = name.casefold()
    for found, value in fields:
        if found.casefold() == wanted:
            return value
        if not found and value.partition(":")[0].strip().casefold() == wanted and ":" in value:
            return value.partition(":")[2].strip()
    return None


def set_field(fields: Fields, name: str, value: str) -> Fields:
    """The fields with this one changed in place, or put where gettext has it; all others stay byte for byte."""
    if find_field(fields, name) == value:
        return fields
    wanted = name.casefold()
    for index, (found, text) in enumerate(fields):
        if found.casefold() == wanted or (not found and text.partition(":")[0].strip().casefold() == wanted):
            return (*fields[:index], (name, value), *fields[index + 1 :])
    if name not in ORDER:
        return (*fields, (name, value))
    before = ORDER[: ORDER.index(name)]
    place = max((index + 1 for index, (found, _) in enumerate(fields) if found in before), default=0)
    return (*fields[:place], (name, value), *fields[place:])


def check_fields(fields: Fields, *, where: str) -> None:
    """CatalogError for a Plural-Forms that is no plural rule, and for a field that does not read as it is written.

    The rule is never run by us, but other programs compile it. What is merely no rule (old files have `3`) is kept.
    """
    forms = find_field(fields, "Plural-Forms") or ""
    if len(forms) > _MAX_PLURAL_FORMS or _CODE.search(_RULE_WORD.sub("", forms)):
        raise CatalogError(
            f"the header's Plural-Forms is no plural rule: {forms[:60]!a}",
            where=where,
            hint="Write nplurals=…; plural=… with an expression of n, as in the gettext manual.",
        )
    for name, value in fields:
        if BIDI_CONTROLS.search(f"{name}{value}"):
            raise CatalogError(
                f"a control of text direction in the header field {name or value[:40]!a}",
                where=where,
                hint="Delete it: with it, a name can read as another.",
            )


def find_charset(fields: Fields) -> str:
    """The character set that the header declares, empty where it declares none."""
    match = _CHARSET.search(find_field(fields, "Content-Type") or "")
    return match[1] if match else ""


def count_plurals(fields: Fields) -> int:
    """`nplurals` of the header, 2 where it says nothing. The expression beside it is never evaluated."""
    match = _NPLURALS.search(find_field(fields, "Plural-Forms") or "")
    return int(match[1]) if match else 2


def make_plural_forms(locale: str) -> str:
    """The Plural-Forms field of a locale, e.g. `nplurals=2; plural=(n != 1);`; CatalogError where CLDR has no such."""
    try:
        known = Locale.parse(locale, sep="_")
    except (ValueError, UnknownLocaleError) as exc:
        raise CatalogError(
            f"{locale!r} is not a locale that CLDR knows", hint="Write es, zh_Hans, pt_BR … as on disk."
        ) from exc
    if str(known) in PLURALS or known.language in PLURALS:
        return str(get_plural(locale))
    forms = to_gettext(known.plural_form)
    return forms if not re.search(r"\b[a-mo-z]\b", forms.partition("plural=")[2]) else str(get_plural(locale))


def format_date(moment: str) -> str:
    """A time as PO headers write it, in UTC and to the minute: `2025-08-13 12:00+0000`."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError as exc:
        raise CatalogError(f"{moment!r} is not an ISO 8601 time", hint="Give the snapshot's first fetch.") from exc
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%d %H:%M+0000")


def fold_line(text: str) -> str:
    """The text on one line, with single spaces: what a header field or a `#.` comment can hold."""
    if text.isprintable() and "  " not in text and text == text.strip():
        return text
    return " ".join(text.translate(_NO_CONTROLS).split())


def fold_lines(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text on one line, empty ones left out."""
    return tuple(line for text in texts if (line := fold_line(text)))
