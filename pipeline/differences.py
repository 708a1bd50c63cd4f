"""What changed in an article's source between two snapshots, for a terminal, a program and a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from pipeline.changes import SourceChanges, UnitChange, compare_sources
from pipeline.earlier import find_earlier_units
from pipeline.errors import UsageError
from pipeline.manifest import live_site, read_manifests
from pipeline.model import Article, ArticleKind, Snapshot, Unit, UnitStatus
from pipeline.scrape.snapshots import list_snapshots, read_snapshot
from pipeline.sources import Source, read_source
from pipeline.text.changes import Verdict, classify_change
from pipeline.text.diff import Change, diff_words
from pipeline.text.languages import direction
from pipeline.text.placeholders import TAG
from pipeline.text.sentence_pairs import SentencePair, align_sentences
from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SourceDifference:
    """Two states of an article's source and what differs."""

    article: Article
    old: Snapshot
    new: Snapshot
    changes: SourceChanges


def find_difference(workspace: Workspace, slug: str, *, since: date | None = None) -> SourceDifference | None:
    """What changed since a day; without one, since what is published, else since the snapshot before.

    None where there is nothing to compare with. UsageError for what has no page of its own, or was never fetched.
    """
    article = workspace.article(slug)
    if article.kind is not ArticleKind.PAGE:
        raise UsageError(f"{slug} has no page of its own", hint="Name the article in whose page it stands.")
    new = read_snapshot(workspace.source_html, slug)
    if new is None:
        raise UsageError(f"{slug} has no snapshot yet", hint=f"Run `dragoman prepare {slug}`.")
    old = _find_old(workspace, slug, new, since)
    if old is None:
        return None
    return SourceDifference(article, old, new, _compare(workspace, article, old, new))


def _find_old(workspace: Workspace, slug: str, new: Snapshot, since: date | None) -> Snapshot | None:
    """The snapshot to compare with; snapshots stand in the order in which they were first seen."""
    every = list_snapshots(workspace.source_html, slug)
    if since:  # the page as it was then, which may be the page as it is
        known = [each for each in every if each.fetched_at[:10] <= since.isoformat()]
        return known[-1] if known else None
    earlier = [each for each in every if each.id != new.id]
    site = live_site(workspace.output)
    manifests = read_manifests(site).values() if site else ()
    live = {manifest.snapshot for manifest in manifests if manifest.slug == slug and manifest.live}
    published = next((each for each in earlier if each.id in live), None)
    return published or (earlier[-1] if earlier else None)


def _compare(workspace: Workspace, article: Article, old: Snapshot, new: Snapshot) -> SourceChanges:
    """The article's own changes, then those of its shared blocks."""
    changes: list[UnitChange] = []
    total = 0
    for part in (article, *(workspace.article(slug) for slug in article.shared)):
        before = read_source(workspace, part, snapshot_id=old.id, page=article)
        after = read_source(workspace, part, snapshot_id=new.id, page=article)
        if before and after:
            total += len(before.units)
            changes += compare_sources(workspace, before, after)
    return SourceChanges(tuple(changes), total)


# --- one unit as a person works on it ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChangedSource:
    """What became of the source of a unit whose old translation is at hand."""

    verdict: Verdict
    sentences: tuple[SentencePair, ...]
    """Which of its sentences stand since they were translated, which are new."""


def explain_change(workspace: Workspace, source: Source, status: UnitStatus) -> ChangedSource | None:
    """The class and the sentences of a unit's change; None where its text is of no earlier source.

    Where no kept snapshot has the earlier unit, its words alone are compared.
    """
    if not status.previous_source:
        return None
    old = find_earlier_units(workspace, source, {status.previous_source}).get(status.previous_source)
    old, new = (old, status.unit) if old else (Unit(_bare(status.previous_source)), Unit(_bare(status.unit.text)))
    locale = workspace.settings.source_locale
    verdict = classify_change(old, new, locale=locale)
    return ChangedSource(verdict, align_sentences(status.previous_source, status.unit.text, locale))


def _bare(text: str) -> str:
    return TAG.sub("", text)


# --- one change ----------------------------------------------------------------------------------------------


def word_changes(change: UnitChange) -> tuple[Change, ...]:
    """The unit's words: shared, added, removed."""
    if change.kind in ("moved", "renamed"):
        return (Change("same", change.unit.text),)
    return diff_words(change.old.text if change.old else "", change.new.text if change.new else "")


def tell_class(change: UnitChange) -> str:
    """The change's class; what only moved has none."""
    return "moved" if change.kind == "moved" else change.verdict.change_class.value


def difference_as_json(workspace: Workspace, difference: SourceDifference) -> dict[str, object]:
    """For a program."""
    locale = workspace.settings.source_locale
    return {
        "article": difference.article.slug,
        "old": {"snapshot": difference.old.id, "first_seen": difference.old.fetched_at},
        "new": {"snapshot": difference.new.id, "first_seen": difference.new.fetched_at},
        "class": difference.changes.change_class.value if difference.changes.counted else "",
        "units": difference.changes.total,
        "changes": [_change_as_json(change, locale) for change in difference.changes.changes],
    }


def _change_as_json(change: UnitChange, locale: str) -> dict[str, object]:
    old, new = change.old.text if change.old else "", change.new.text if change.new else ""
    sentences = align_sentences(old, new, locale) if change.kind == "edited" else ()
    return {
        "kind": change.kind,
        "class": tell_class(change),
        "reasons": list(change.verdict.reasons),
        "unit": change.unit.key.id,
        "headings": list(change.unit.headings),
        "old": old,
        "new": new,
        "sentences": sentences_as_json(sentences),
    }


def sentences_as_json(sentences: Iterable[SentencePair]) -> list[dict[str, str]]:
    """For a program."""
    return [{"kind": pair.kind, "old": pair.old, "new": pair.new} for pair in sentences]


# --- a page ----------------------------------------------------------------------------------------------------

_PAGE = Markup(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 system-ui, sans-serif; color: #1b1b1b; }}
section {{ border-top: 1px solid #767676; padding: .75rem 0; }}
h2 {{ font-size: 1rem; margin: 0; }} .critical h2 {{ color: #9b1c1c; }} .ordinary h2 {{ color: #744800; }}
.where, .why {{ color: #4a4a4a; margin: .2rem 0; }}
.text {{ white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0; }}
ins {{ background: #d5f0d9; text-decoration: underline; }} del {{ background: #fbdcdc; }}
@media print {{ ins, del {{ background: none; }} }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{summary}</p>
{sections}
</body>
</html>
"""
)
_SECTION = Markup(
    '<section class="{kind}"><h2>{heading}</h2>{where}{why}'
    '<p class="text" lang="{tag}" dir="{direction}">{text}</p></section>'
)
_WORDS = {"same": Markup("{}"), "added": Markup("<ins>{}</ins>"), "removed": Markup("<del>{}</del>")}


def render_difference(workspace: Workspace, difference: SourceDifference) -> str:
    """An HTML page of its own, without script: each change with its class, its place and its words."""
    title = f"What changed in the source of {difference.article.slug}"
    sections = Markup("\n").join(_render_change(workspace, change) for change in difference.changes.changes)
    return str(_PAGE.format(title=title, summary=summarize(difference), sections=sections))


def _render_change(workspace: Workspace, change: UnitChange) -> Markup:
    source = workspace.settings.source_locale
    where, why = " › ".join(change.unit.headings), "; ".join(change.verdict.reasons)
    return _SECTION.format(
        kind=tell_class(change),
        heading=f"{tell_class(change)}: {change.kind} {change.unit.kind}",
        where=Markup('<p class="where">{}</p>').format(where) if where else "",
        why=Markup('<p class="why">{}</p>').format(why) if why else "",
        tag=workspace.tag(source),
        direction=direction(source),
        text=_render_words(word_changes(change)),
    )


def _render_words(changes: Iterable[Change]) -> Markup:
    return Markup("").join(_WORDS[change.op].format(escape(change.text)) for change in changes)


def summarize(difference: SourceDifference) -> str:
    """One line: between which days, and how much changed."""
    days = f"{difference.old.fetched_at[:10]} → {difference.new.fetched_at[:10]}"
    counts = _count([tell_class(change) for change in difference.changes.changes])
    told = ", ".join(f"{count} {name}" for name, count in counts) or "no unit changed"
    return f"{days}: {told}; {difference.changes.total} units before."


def _count(names: Sequence[str]) -> list[tuple[str, int]]:
    order = ("critical", "ordinary", "cosmetic", "moved")
    return [(name, names.count(name)) for name in order if name in names]
