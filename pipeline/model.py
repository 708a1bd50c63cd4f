"""The values that stages share. Frozen, without behaviour beyond what defines them; they know no stage.

Hashes are SHA-256 in lower-case hex over canonical JSON: an array that begins with a version tag, UTF-8,
no spaces, keys sorted, no Unicode normalisation (two texts that differ in a byte are two texts).
Times are UTC, ISO 8601, with a final Z. Locales are gettext names (`zh_Hans`); pages get BCP 47 tags (`zh-Hans`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple

SITE_SLUG = "site"
"""The slug of the interface catalog: the words of page, PDF and index."""

RESERVED_SLUGS = frozenset({SITE_SLUG, "desk", "index"})

UNKNOWN = "unknown"
"""The actor of an outside edit that nobody signed for. Unknown is nobody: it never counts as a person."""

MACHINE = "machine"
"""The actor of a draft. Machines are nobody."""

POLICY = "policy"
"""The actor of what a rule of the workspace did by itself (an edition taken down)."""


def canonical_json(value: Any) -> bytes:
    """The one byte string that stands for a JSON value: sorted keys, no spaces, UTF-8, not normalised."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def hash_of(tag: str, *parts: Any) -> str:
    """Hash of a canonical JSON array that begins with a version tag such as `dragoman.approval/1`."""
    return sha256(canonical_json([tag, *parts]))


# --- articles and snapshots ------------------------------------------------------------------------------


class ArticleKind(StrEnum):
    PAGE = "page"
    SHARED = "shared"
    """A block that several pages show (a helpline); approved once, placed in each edition that has it."""
    INTERFACE = "interface"
    """The words of our own page, PDF and index."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Under what terms a source may be translated and published."""

    licence: str = ""
    """An SPDX or Creative Commons identifier, `public-domain`, `own`, `permission`; empty is unknown."""
    attribution: str = ""
    permission: str = ""
    """File name of the document that gives permission."""
    permission_until: date | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One source under management. Its id is given once and outlives its slug."""

    id: str
    slug: str
    url: str
    rights: Rights
    profile: str = ""
    kind: ArticleKind = ArticleKind.PAGE
    shared: tuple[str, ...] = ()
    """Slugs of the shared blocks that its editions show, in order."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that belongs to a snapshot: an image of the article."""

    url: str
    """As the page names it, made absolute."""
    sha256: str
    media_type: str
    file: str
    """Path below `source_html/`."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An article's bytes and images as fetched, with where they came from. Volatile headers are not kept."""

    url: str
    final_url: str
    sha256: str
    """Of the page's bytes."""
    charset: str
    fetched_at: str
    """When these bytes were first seen."""
    headers: tuple[tuple[str, str], ...] = ()
    """Lower-case names; only those that describe the bytes (content-type, etag, last-modified, content-language)."""
    assets: tuple[Asset, ...] = ()

    @property
    def id(self) -> str:
        """What an edition names: the hash of the page and of each image."""
        return hash_of("dragoman.snapshot/1", self.sha256, sorted([a.url, a.sha256] for a in self.assets))


# --- units -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placeholder:
    """An inline element or protected span of a unit (XLIFF: inline code)."""

    name: str
    """As it stands in the text: `a`, `a1`, `br`, `x1`."""
    form: Literal["pair", "void", "protected"]
    element: str
    """The source's element name."""
    target: str = ""
    """Where it leads and what it shows: href, src and the hash of the file; empty when it has none."""
    text: str = ""
    """The protected text, which must stand unchanged; empty for the other forms."""
    attributes: tuple[tuple[str, str], ...] = ()
    """All attributes of the source element, for rebuilding; the allow-list is applied when a page is rendered."""
    markup: str = ""
    """The outer HTML of a protected span, put back as it was."""

    @property
    def identity(self) -> tuple[str, str, str]:
        """What it stands for, whatever its name: merge, memory and diff compare this."""
        return (self.element, self.target, self.text)


class LocaleFilter(NamedTuple):
    """For which locales a passage is (ITS 2.0, Locale Filter)."""

    ranges: tuple[str, ...]
    """BCP 47 extended language ranges: `fr-CA`, `*-CA`, `*`."""
    exclude: bool = False
    """For all locales but these."""


class EntryKey(NamedTuple):
    """Identity of an entry within an article: content, never position."""

    context: str
    source: str
    """The source text with placeholders (gettext: msgid)."""

    @property
    def id(self) -> str:
        """A short stable name for addresses and messages: 16 hex digits."""
        return hash_of("dragoman.entry/1", self.context, self.source)[:16]


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit: one block of text, or one attribute, with placeholders for its inline elements."""

    text: str
    placeholders: tuple[Placeholder, ...] = ()
    context: str = ""
    """Empty unless equal text stands for different things in the article."""
    kind: str = "paragraph"
    """paragraph, heading-1 … heading-6, list-item, cell, header-cell, caption, term, description, title,
    meta-description, alt, title-attribute, aria-label …"""
    headings: tuple[str, ...] = ()
    """The headings above the first occurrence, outermost first, as plain text."""
    references: tuple[str, ...] = ()
    """Where it occurs: `<slug>.html#<section>/<kind>-<ordinal>`; never a line number."""
    notes: tuple[str, ...] = ()
    """For the translator (ITS Localization Note, profile)."""
    target: str = ""
    """Of an attribute: where its element leads and what it shows, as `Placeholder.target`; an `alt` is of one image."""
    filters: tuple[LocaleFilter, ...] = ()
    """It is for the locales that one of these lets through; for all where there is none."""

    @property
    def key(self) -> EntryKey:
        return EntryKey(self.context, self.text)

    @property
    def fingerprint(self) -> str:
        """What the entry stands for: its text and, for each placeholder, element, target and protected text."""
        inline = [[p.name, p.form, p.element, p.target, p.text] for p in self.placeholders]
        return hash_of("dragoman.source/1", self.text, inline, *([self.target] if self.target else []))


def approval_binding(article_id: str, locale: str, context: str, fingerprint: str, target: str | None) -> str:
    """The hash that an approval binds. `target` is None where the approved decision is to omit the unit."""
    return hash_of("dragoman.approval/1", article_id, locale, context, fingerprint, target)


# --- catalogs --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A gettext message of a template or catalog."""

    context: str
    source: str
    target: str = ""
    fuzzy: bool = False
    references: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Extracted comments (`#.`)."""
    comments: tuple[str, ...] = ()
    """Translator's comments (`# `), kept as they are."""
    flags: tuple[str, ...] = ()
    """Flags other than fuzzy; no entry of ours carries a format flag."""
    previous_context: str = ""
    previous_source: str = ""
    """`#| msgid`: what the target was a translation of, where the source changed."""
    source_plural: str = ""
    targets: tuple[str, ...] = ()
    """Plural forms, in interface catalogs only; `target` is then empty."""
    obsolete: bool = False
    previous_source_plural: str = ""
    """`#| msgid_plural`, kept from other people's files."""

    @property
    def key(self) -> EntryKey:
        return EntryKey(self.context, self.source)


@dataclass(frozen=True, slots=True)
class Catalog:
    """A POT or PO file: header fields in order, header comment, entries in order (obsolete ones last)."""

    header: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    header_comment: str = ""


# --- drafts and findings ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Draft:
    """A machine's or the memory's proposal."""

    key: EntryKey
    target: str
    origin: Literal["memory", "engine", "previous"]
    """`previous`: the old translation of a changed source, kept at hand."""
    engine: str
    """`memory`, or the engine's name and version: `deepl`, `apertium eng-spa 0.8.1`."""
    score: int = 100
    """Per cent of likeness for memory and previous; 100 for an engine."""
    previous_source: str = ""


class Severity(StrEnum):
    """MQM severities; a critical one blocks approval and publication unless a reviewer waives it with a reason."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of one target."""

    check: str
    """The check's name: `numbers`, `placeholders` …"""
    severity: Severity
    message: str
    """One sentence that tells a person what is wrong: "The source says 28 days, the translation 20"."""
    hint: str
    """What would clear it."""
    id: str = ""
    """Given by the registry: hash of (check, entry, source and target hashes, ordinal); free of wording and spans."""
    source_spans: tuple[Span, ...] = ()
    target_spans: tuple[Span, ...] = ()
    waived_by: str = ""
    """The person who waived it, with a reason that the evidence keeps; empty while it is open."""

    @property
    def open(self) -> bool:
        return not self.waived_by


# --- decisions -------------------------------------------------------------------------------------------


class DecisionKind(StrEnum):
    # of a unit
    DRAFTED = "drafted"
    EDITED = "edited"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    REJECTED = "rejected"
    REVOKED = "revoked"
    WAIVED = "waived"
    OMITTED = "omitted"
    SAME_AS_SOURCE = "same as source"
    IMPORTED = "imported"
    # of an article's text, in every language
    SPLIT = "split"
    """One occurrence of a text becomes an entry of its own."""
    # of an edition
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    # of a person
    GRANTED = "granted"
    ENDED = "ended"
    DEACTIVATED = "deactivated"
    REPUDIATED = "repudiated"
    # of the ledger itself
    LOSS_ACCEPTED = "loss accepted"
    """An operator says that decisions after a head that was published are lost, and why."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One act on one thing by one actor. The ledger numbers and chains it."""

    kind: DecisionKind
    actor: str
    """A person's id, or MACHINE, POLICY, UNKNOWN."""
    at: str
    """UTC, ISO 8601 with microseconds and Z. Order is the ledger's sequence, not this clock."""
    channel: str
    """cli, desk, flow, import, demo …"""
    system_user: str = ""
    article: str = ""
    """The article's id, where the act is on a unit or an edition."""
    locale: str = ""
    context: str = ""
    source: str = ""
    fingerprint: str = ""
    target: str | None = None
    """The text concerned; None where there is none (an omission)."""
    binding: str = ""
    """For an approval: the hash that it binds (`approval_binding`)."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """Engine, origin, finding id, role, languages, validity, edition hash, note id …; JSON values only."""

    @property
    def key(self) -> EntryKey:
        return EntryKey(self.context, self.source)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as the ledger keeps it."""

    seq: int
    hash: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Head:
    """Where a ledger ends: how many decisions, and the hash of the last."""

    count: int
    hash: str


class UnitState(StrEnum):
    """Derived on every read from unit and ledger; stored nowhere as truth."""

    MISSING = "missing"
    DRAFTED = "drafted"
    TRANSLATED = "translated"
    APPROVED = "approved"
    REJECTED = "rejected"
    CHANGED = "changed"
    OMITTED = "omitted"


class Role(StrEnum):
    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """A unit in a locale as it stands now."""

    unit: Unit
    state: UnitState
    version: int
    """Sequence of the last decision on this entry, 0 if none; a save names the version that it saw."""
    target: str | None
    """The current text; "" when missing, None when the current decision is to omit."""
    author: str = ""
    """Who gave the current text: a person's id, MACHINE or UNKNOWN."""
    origin: str = ""
    """Of a draft: engine, version; `previous` for the old text of a changed source."""
    contributors: tuple[str, ...] = ()
    """People who wrote or accepted text since it last came from a machine, the memory or unknown."""
    approved_by: str = ""
    approved_at: str = ""
    approval: int = 0
    """Sequence of the approval that holds; 0 if none does."""
    since: str = ""
    """When it came into this state."""
    previous_source: str = ""
    previous_target: str = ""
    """What stood before the source changed."""
    waivers: Mapping[str, str] = field(default_factory=dict)
    """Finding id → the person who waived it, for exactly this source and target."""
    shown: frozenset[str] | None = None
    """Ids of the findings that the approval that holds was given over; None where it does not say."""
    reason: str = ""
    """Why it is held, where the state alone does not say."""

    @property
    def settled(self) -> bool:
        """Approved text, or an approved omission: ready to be published."""
        return self.approval > 0 and self.state in (UnitState.APPROVED, UnitState.OMITTED)


# --- editions --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hold:
    """Why something is not published: which unit, the reason, since when, and who can release it."""

    article: str
    """Slug."""
    locale: str
    reason: str
    unit: str = ""
    """Entry id, where one unit is the cause."""
    text: str = ""
    """The unit's source, shortened, for a person."""
    since: str = ""
    who: str = ""
    """Who can release it: "a reviewer for en → es", "an operator"."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and its approved target as an edition shows it."""

    key: EntryKey
    fingerprint: str
    target: str | None
    approval: int
    """Sequence of the approval in the ledger."""
    binding: str


@dataclass(frozen=True, slots=True)
class EditionFile:
    path: str
    """Below the site's root."""
    sha256: str
    size: int


# --- time ------------------------------------------------------------------------------------------------

Clock = Callable[[], datetime]
"""Gives the time now, in UTC; passed in so that a test or a replay can hold it still."""


def system_clock() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """`2026-11-23T21:40:00.000000Z`; ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
