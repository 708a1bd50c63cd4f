"""Any page and any catalog, without a workspace: bytes to a template, bytes and a catalog to the page.

Joins scrape (what character set the bytes are in), segment and catalog. Reads and writes no file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import UsageError
from pipeline.model import Catalog, Entry, EntryKey
from pipeline.scrape.charset import decode_page, find_charset, find_declared_charset
from pipeline.segment import SegmentOptions, SourcePage, find_inexpressible, locate_units, rebuild_page, rewrite_page
from pipeline.text.placeholders import find_faults

_NOT_HTML = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"RIFF")
_TAG = re.compile("<[a-zA-Z!/]")


@dataclass(frozen=True, slots=True)
class PageFinding:
    """What somebody should know of one entry, or of the page."""

    kind: Literal["untranslated", "fuzzy", "placeholders", "stranger", "fixed", "charset", "mode"]
    message: str
    """One sentence."""
    source: str = ""
    """The entry's source text; empty where it is about the page."""
    where: str = ""
    """The unit's reference, or the catalog's."""


@dataclass(frozen=True, slots=True)
class RebuiltPage:
    """A page with a catalog's texts in it."""

    data: bytes
    in_place: bool
    translated: int
    """Units that have their translation, on every place where they stand."""
    units: int
    findings: tuple[PageFinding, ...]


def segment_page(
    data: bytes, *, name: str, content_type: str = "", options: SegmentOptions | None = None
) -> tuple[SourcePage, tuple[PageFinding, ...]]:
    """The page's units and where they stand in its bytes; and what is doubtful about its character set.

    `name` is the page's name in references, without a folder. UsageError for bytes that are no HTML; SegmentError for
    a selector or ITS rules that cannot be read.
    """
    charset, declared = choose_charset(data, content_type=content_type)
    text = decode_page(data[:1_000_000], charset)
    if data.startswith(_NOT_HTML) or not _TAG.search(text):
        raise UsageError("this is no HTML: there is no tag in it", where=name, hint="Name an HTML page.")
    doubtful = declared != charset and not (declared == "" and charset == "utf-8" and not data.isascii())
    page = locate_units(data, charset=charset, slug=_slug(name), ascii_only=doubtful, options=options)
    return page, tuple(_judge_charset(page, charset, declared))


def choose_charset(data: bytes, *, content_type: str = "") -> tuple[str, str]:
    """The character set to read the bytes in, and the one that is declared (empty for none).

    As when fetching; but a page in UTF-8 with a few bad bytes in it is UTF-8, not windows-1252 throughout.
    """
    charset, declared = (
        find_charset(data, content_type=content_type),
        find_declared_charset(data, content_type=content_type),
    )
    if charset != "utf-8" and declared in ("", "utf-8"):
        text = data.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        if sum(sign > "\x7f" for sign in text) >= 4 * bad:
            charset = "utf-8"
    return charset, declared


def rebuild_document(
    data: bytes,
    catalog: Catalog | None = None,
    *,
    name: str,
    content_type: str = "",
    options: SegmentOptions | None = None,
    in_place: bool = False,
) -> RebuiltPage:
    """The page with the catalog's texts; without a catalog, with its own.

    A fuzzy entry, one without a translation, one with faulty placeholders, falls back to the source's text, and each
    is a finding; so is an entry of no unit. A page whose tree no markup can express is rebuilt in place in any case.
    UsageError for a catalog of which no entry is of this page.
    """
    source, findings = segment_page(data, name=name, content_type=content_type, options=options)
    targets, found = choose_targets(source, catalog, name=name) if catalog else ({}, ())
    notes = list(findings)
    if not in_place and (reason := find_inexpressible(source.source.text)):
        notes.append(PageFinding("mode", f"It is rebuilt in place: {reason}."))
        in_place = True
    own = {unit.key: unit.text for unit in source.page.units}
    if in_place:
        written = rewrite_page(source, targets)
        fixed = [
            PageFinding("fixed", f"The unit stays as it is: {each.reason}.", each.unit.text, each.reference)
            for each in written.fixed
        ]
        done = len(targets.keys() - {each.unit.key for each in written.fixed})
        return RebuiltPage(written.data, True, done, len(own), (*notes, *found, *fixed))
    html = rebuild_page(source.page, {**own, **targets})
    return RebuiltPage(_encode_page(html, source), False, len(targets), len(own), (*notes, *found))


def choose_targets(
    source: SourcePage, catalog: Catalog, *, name: str = ""
) -> tuple[Mapping[EntryKey, str], tuple[PageFinding, ...]]:
    """The catalog's texts that can be put into the page, and why the others cannot."""
    entries = {entry.key: entry for entry in catalog.entries if not entry.obsolete}
    units = {unit.key: unit for unit in source.page.units}
    if units and entries and not units.keys() & entries.keys():
        raise UsageError(
            "the catalog is of another article: not one of its entries is of this page",
            where=name,
            hint="Name the page that the catalog was made from, or make its template with `dragoman segment`.",
        )
    targets: dict[EntryKey, str] = {}
    findings: list[PageFinding] = []
    for key, unit in units.items():
        where = unit.references[0]
        entry = entries.get(key)
        faults = find_faults(entry.target, unit.placeholders, source=unit.text) if entry and entry.target else ()
        if entry is None or not entry.target.strip():
            findings.append(PageFinding("untranslated", "It has no translation.", unit.text, where))
        elif entry.fuzzy:
            findings.append(PageFinding("fuzzy", "Its translation is fuzzy and is not used.", unit.text, where))
        elif faults:
            message = "; ".join(fault.message for fault in faults)
            findings.append(PageFinding("placeholders", f"Its translation is not used: {message}.", unit.text, where))
        else:
            targets[key] = entry.target
    findings.extend(_describe_stranger(entries[key]) for key in entries if key not in units)
    return targets, tuple(findings)


def _describe_stranger(entry: Entry) -> PageFinding:
    where = entry.references[0] if entry.references else ""
    return PageFinding("stranger", "The catalog has it, the page has not.", entry.source, where)


def _judge_charset(page: SourcePage, charset: str, declared: str) -> list[PageFinding]:
    findings = []
    ascii_only = page.source.data.isascii()
    if not (declared or ascii_only or charset.startswith("utf-")):
        message = f"The page says no character set that is known; it is read as {charset}, which is a guess."
        findings.append(PageFinding("charset", message))
    if declared == charset != "utf-8" and not ascii_only and _is_utf8(page.source.data):
        message = f"The page says that it is {charset}, but its bytes are UTF-8; look whether its signs are read right."
        findings.append(PageFinding("charset", message))
    if declared and declared != charset:
        message = f"The page says that it is {declared}; it is read as {charset}, and new text is written in ASCII."
        findings.append(PageFinding("charset", message))
    if page.source.bad_bytes:
        message = f"{page.source.bad_bytes} of its bytes or signs are no text in {charset}; they read as U+FFFD."
        findings.append(PageFinding("charset", message))
    return findings


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encode_page(html: str, source: SourcePage) -> bytes:
    """In the page's own character set where all can be said in it; in UTF-8 with a byte order mark otherwise."""
    sure = not source.source.ascii_only or html.isascii()
    written = source.source.encode_exactly(html) if sure else None
    return codecs.BOM_UTF8 + html.encode("utf-8", "replace") if written is None else written


def _slug(name: str) -> str:
    return re.sub(r"\.[xX]?[hH][tT][mM][lL]?$", "", name) or "page"
