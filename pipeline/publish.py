"""`publish` = gate → render → verify → swap: a sweep that makes the site say exactly what is approved now.

It publishes whatever is approved and not yet published, puts a dated notice on editions whose source changed, takes
down what rests on a revoked or repudiated approval, and leaves everything else as it stands. It is safe to run at
any time, again and again, and to kill: readers see the old release or the new one.

A withdrawal or revocation made during the render wins: the gate is asked again inside the ledger's transaction
that records the publication, and `withdraw` waits for the publication lock before it sweeps.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.editions import (
    BuiltEdition,
    BuiltPdf,
    Plan,
    build_edition,
    build_pdf,
    carry_over,
    prune_cache,
    text_of_manifest,
)
from pipeline.errors import DragomanError, LedgerError, PublishError
from pipeline.gate import EditionText, pass_gate
from pipeline.guard import find_ledger_faults, find_void_pair, policy_decision, published_decision
from pipeline.manifest import Manifest, live_site, read_manifests
from pipeline.model import Article, Decision, Hold, Recorded, timestamp
from pipeline.outcomes import Outcome, Published
from pipeline.projection import project_catalog
from pipeline.render.release import prune, swap
from pipeline.render.view import Sibling
from pipeline.review.editions import EditionState, read_edition_state, record_restored, record_withdrawn
from pipeline.review.ledger import Reader
from pipeline.review.people import Actor
from pipeline.site import assemble_release
from pipeline.sources import read_source
from pipeline.text.languages import direction
from pipeline.workspace import SITE, Workspace

_ATTEMPTS = 3
"""How often a sweep starts again because somebody decided something in the meantime."""


@dataclass(slots=True)
class _Case:
    """An article in a locale during a sweep."""

    article: Article
    locale: str
    live: Manifest | None
    state: EditionState
    plan: Plan | None = None
    """Set where the next release shows the edition."""
    notice: str = ""
    """Set where the next release shows a notice: since when."""
    action: str = "held"
    gated: bool = False
    """The plan's text comes from the gate, not from the live manifest."""
    void: str = ""
    """Why the live edition rests on an approval that fell; it may not stand as it is."""
    pdf: BuiltPdf | None = None
    built: BuiltEdition | None = None


def publish_editions(
    workspace: Workspace,
    slugs: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    report: Callable[[str], None] = lambda _line: None,
) -> Published:
    """Sweep; `slugs` and `locales` limit what is newly published, never what is taken down.

    LedgerError, and nothing published, where the ledger is altered, shortened or older than what was published.
    PublishError where the release cannot be written; the old one then stands.
    """
    for _attempt in range(_ATTEMPTS):
        try:
            with workspace.lock("publish"):
                result = _sweep(workspace, frozenset(slugs), frozenset(locales), report)
        except OSError as exc:
            raise PublishError(
                f"it cannot be written: {exc.strerror or exc}; what was published before stands",
                where=exc.filename or workspace.relative(workspace.output),
                hint="Free some space or mend the permissions, and publish again.",
            ) from exc
        if result is not None:
            return result
    raise PublishError(
        "people keep deciding while the editions are built", hint="Nothing was published; run it again in a minute."
    )


def render_ahead(workspace: Workspace, slug: str, locale: str) -> str:
    """Make and verify an edition's PDF ahead of the sweep, where the gate lets it; says what it did.

    PDFs are kept by the hash of all that they were made from, so the sweep, or another run, finds them.
    """
    article = workspace.article(slug)
    source_text = pass_gate(workspace, article, workspace.check_locale(locale))
    if not isinstance(source_text, EditionText):
        return f"held: {len(source_text)}"
    site = live_site(workspace.output)
    live = read_manifests(site).get((slug, locale)) if site else None
    try:
        built = build_pdf(workspace, Plan(source_text, live=live))
    except DragomanError as error:
        return f"failed: {error}"  # the sweep meets it again and reports it
    return "unchanged" if built.data is None else f"rendered: {built.pages} pages"


def withdraw_editions(
    workspace: Workspace, slug: str, locales: Sequence[str], *, actor: Actor, why: str
) -> tuple[str, ...]:
    """Withdraw what is published of an article in these locales; their PDFs go, a notice takes their place."""
    article = workspace.article(slug)
    done = tuple(
        locale for locale in locales if record_withdrawn(workspace.ledger, article.id, locale, actor=actor, why=why)
    )
    if done:
        publish_editions(workspace, ("",), locales)
    return done


def restore_editions(
    workspace: Workspace, slug: str, locales: Sequence[str], *, actor: Actor, why: str
) -> tuple[str, ...]:
    """Let withdrawn editions be published again; the next sweep asks the gate as ever."""
    article = workspace.article(slug)
    return tuple(
        locale for locale in locales if record_restored(workspace.ledger, article.id, locale, actor=actor, why=why)
    )


def _sweep(
    workspace: Workspace, slugs: frozenset[str], locales: frozenset[str], report: Callable[[str], None]
) -> Published | None:
    """One sweep under the publication lock; None where somebody decided something meanwhile that matters."""
    site = live_site(workspace.output)
    manifests = read_manifests(site) if site else {}
    if faults := find_ledger_faults(workspace, manifests.values()):
        raise LedgerError(
            f"{faults[0].message}" + (f" ({len(faults) - 1} more faults)" if len(faults) > 1 else ""),
            where=faults[0].where,
            hint=f"Nothing was published. {faults[0].hint} `dragoman ledger verify` lists all.",
        )
    holds: list[Hold] = []
    errors: list[str] = []
    broken = _read_catalogs(workspace, errors)
    head = workspace.ledger.head()
    cases = []
    for article in workspace.pages:
        for locale in workspace.settings.locales:
            chosen = (not slugs or article.slug in slugs) and (not locales or locale in locales)
            cases.append(
                _judge(workspace, article, locale, manifests.get((article.slug, locale)), chosen, broken, holds)
            )
            report(f"{article.slug} {locale}")
    _build(workspace, cases, errors, holds)
    if not _record(workspace, cases, head.count):
        return None
    release = assemble_release(
        workspace,
        editions=[(case.article, case.locale, case.built) for case in cases if case.built],
        notices=[(case.article, case.locale, case.notice, case.live) for case in cases if case.notice],
        head=head,
    )
    wrote = swap(workspace.output, release)
    with contextlib.suppress(OSError):  # the release stands; what is left over goes next time
        prune(workspace.output)
        prune_cache(workspace, {case.pdf.input for case in cases if case.pdf})
    outcomes = [_outcome(case) for case in cases]
    return Published(tuple(outcomes), tuple(holds), tuple(errors), wrote)


def _read_catalogs(workspace: Workspace, errors: list[str]) -> frozenset[tuple[str, str]]:
    """Take in what other tools left in the catalogs; gives (slug, locale) of those that cannot be read."""
    broken = set()
    for article in workspace.articles:
        try:
            source = read_source(workspace, article)
        except DragomanError as error:
            errors.append(f"{article.slug}: {error}")
            continue
        if source is None:
            continue
        for locale in workspace.settings.locales:
            result = project_catalog(workspace, source, locale)
            if result.error:
                errors.append(str(result.error))
                broken.add((article.slug, locale))
            elif result.unwritten:  # the ledger has every text: publication goes on
                errors.append(result.unwritten)
    return frozenset(broken)


def _judge(
    workspace: Workspace,
    article: Article,
    locale: str,
    live: Manifest | None,
    chosen: bool,
    broken: frozenset[tuple[str, str]],
    holds: list[Hold],
) -> _Case:
    """What the next release shows of an article in a locale."""
    state = read_edition_state(workspace.ledger, article.id, locale)
    case = _Case(article, locale, live, state)
    if state.withdrawn_by_person:
        case.notice, case.action = state.since, "withdrawn"
        holds.append(
            Hold(
                article.slug,
                locale,
                f"it was withdrawn: {state.reason}",
                since=state.since,
                who=f"an operator: `dragoman restore {article.slug} --locale {locale} --why …`",
            )
        )
        return case
    case.void = find_void_pair(workspace, live) if live and live.live else ""
    if chosen or case.void:  # what was revoked may have been approved again since
        gate = _ask_gate(workspace, article, locale, broken)
        if isinstance(gate, EditionText):
            case.plan, case.gated = Plan(gate, live=live if live and live.live else None), True
            return case
        holds.extend(gate if chosen else ())
    if case.void:
        _take_down(workspace, case, case.void, holds)
    elif live and live.live:
        _keep(workspace, case, live, holds)
    elif state.withdrawn:
        case.notice, case.action = state.since, "withdrawn"
    return case


def _ask_gate(
    workspace: Workspace, article: Article, locale: str, broken: frozenset[tuple[str, str]]
) -> EditionText | tuple[Hold, ...]:
    for slug in (article.slug, *article.shared, SITE.slug):
        if (slug, locale) in broken:
            path = workspace.relative(workspace.catalog_path(slug, locale))
            reason = f"the catalog {path} cannot be read; mend it, or delete it to have it written anew"
            return (Hold(article.slug, locale, reason, who="an operator"),)
    try:
        return pass_gate(workspace, article, locale)
    except DragomanError as error:
        return (Hold(article.slug, locale, str(error), who="an operator"),)


def _keep(workspace: Workspace, case: _Case, live: Manifest, holds: list[Hold]) -> None:
    """A live edition that the gate does not renew: it stands, with a notice where its source changed."""
    text = text_of_manifest(workspace, live)
    changed_on = source_changed_on(workspace, live)
    policy = workspace.settings.policy.ordinary
    if changed_on and policy == "withdraw":
        _take_down(workspace, case, f"the source changed on {changed_on}", holds)
        return
    if policy == "stand":
        changed_on = ""
    if text is None:
        _carry_over(workspace, case, live, holds)
    else:
        case.plan = Plan(text, changed_on=changed_on, live=live)


def _carry_over(workspace: Workspace, case: _Case, live: Manifest, holds: list[Hold]) -> None:
    """A live edition that cannot be made anew stands byte for byte; one that somebody altered there goes."""
    case.built = carry_over(workspace, live)
    if case.built is None:
        _take_down(workspace, case, "its files were altered after they were published", holds)
    else:
        case.action = "unchanged"


def source_changed_on(workspace: Workspace, live: Manifest) -> str:
    """The day since which the source no longer says what a live edition translates; empty while it does.

    Where it cannot be told, because the profile no longer finds the article, it is as it was.
    """
    page = next((each for each in workspace.pages if each.id == live.article), None)
    for part_id, pairs in live.parts.items():
        part = next((each for each in workspace.articles if each.id == part_id), None)
        if part is None or part.id == SITE.id:
            continue
        try:
            source = read_source(workspace, part, page=page)
        except DragomanError:
            return live.changed_on
        if source is None or source.snapshot is None or source.snapshot.id == live.snapshot:
            continue
        if {(unit.key, unit.fingerprint) for unit in source.units} != {(pair.key, pair.fingerprint) for pair in pairs}:
            return source.snapshot.fetched_at[:10]
    return ""


def _take_down(workspace: Workspace, case: _Case, reason: str, holds: list[Hold]) -> _Case:
    now = case.state.since
    if not case.state.withdrawn:  # else a run that was killed before its swap has recorded it already
        now = timestamp(workspace.clock())
        workspace.ledger.append([policy_decision(case.article.id, case.locale, reason, at=now)])
    case.plan, case.gated, case.notice, case.action = None, False, now, "withdrawn"
    holds.append(
        Hold(
            case.article.slug,
            case.locale,
            f"taken down: {reason}",
            since=now,
            who="a reviewer, then `dragoman publish`",
        )
    )
    return case


def _build(workspace: Workspace, cases: Sequence[_Case], errors: list[str], holds: list[Hold]) -> None:
    """Make PDFs, then pages, which name the PDFs and the other languages. One that fails leaves its live one."""
    for case in cases:
        if case.plan:
            try:
                case.pdf = build_pdf(workspace, case.plan)
            except DragomanError as error:
                _fall_back(workspace, case, error, errors, holds)
    while failed := _build_pages(workspace, cases):  # again, without the one that failed: pages name each other
        _fall_back(workspace, *failed, errors, holds)


def _build_pages(workspace: Workspace, cases: Sequence[_Case]) -> tuple[_Case, DragomanError] | None:
    """Make all pages; the first that fails, and why."""
    head = workspace.ledger.head()
    for case in cases:
        if case.plan and case.pdf:
            siblings = _siblings(workspace, cases, case.article)
            try:
                case.built = build_edition(workspace, case.plan, case.pdf, siblings, head)
            except DragomanError as error:
                return case, error
            if case.built.changed:
                case.action = "noticed" if case.plan.changed_on else "updated" if case.plan.live else "published"
            else:
                case.action = "unchanged"
    return None


def _fall_back(workspace: Workspace, case: _Case, error: DragomanError, errors: list[str], holds: list[Hold]) -> None:
    errors.append(str(error))
    holds.append(Hold(case.article.slug, case.locale, str(error), who="an operator"))
    live = case.plan.live if case.plan else None
    case.plan, case.pdf, case.built, case.gated, case.action = None, None, None, False, "held"
    if case.void:
        _take_down(workspace, case, case.void, holds)
    elif live:
        _carry_over(workspace, case, live, holds)
    elif case.state.withdrawn:
        case.notice, case.action = case.state.since, "withdrawn"


def _siblings(workspace: Workspace, cases: Sequence[_Case], article: Article) -> tuple[Sibling, ...]:
    return tuple(
        Sibling(workspace.tag(case.locale), workspace.own_name(case.locale), direction(case.locale))
        for case in cases
        if case.article.id == article.id and (case.pdf or case.built)
    )


def _record(workspace: Workspace, cases: Sequence[_Case], seen: int) -> bool:
    """Record the publications in one transaction that asks the gate again; False where it says no now."""
    now = timestamp(workspace.clock())
    rows: list[Decision] = []
    for case in cases:
        if case.built and case.gated and case.state.edition != case.built.manifest.inputs["text"]:
            rows.append(published_decision(case.built.manifest, at=now))

    class _MeanwhileError(Exception):
        pass

    def guard(reader: Reader) -> None:
        since = reader.read(after=seen)
        for case in cases:
            if case.built and _concerns(since, case.built.manifest) and not _holds_still(workspace, case):
                raise _MeanwhileError

    try:
        workspace.ledger.append(rows, guard=guard)
    except _MeanwhileError:
        return False
    return True


def _concerns(since: Sequence[Recorded], manifest: Manifest) -> bool:
    """Whether decisions touch what an edition rests on: a text of it, the edition itself, or a person."""
    return any(
        not row.decision.locale or (row.decision.locale == manifest.locale and row.decision.article in manifest.parts)
        for row in since
    )


def _holds_still(workspace: Workspace, case: _Case) -> bool:
    """Whether an edition that was built may be shown now, after what was decided meanwhile."""
    if read_edition_state(workspace.ledger, case.article.id, case.locale).withdrawn_by_person:
        return False
    if case.gated and case.plan:
        gate = pass_gate(workspace, case.article, case.locale)
        return isinstance(gate, EditionText) and gate.says_what(case.plan.text)
    return case.built is None or not find_void_pair(workspace, case.built.manifest)


def _outcome(case: _Case) -> Outcome:
    path = f"{case.built.manifest.folder}/index.html" if case.built else ""
    return Outcome(case.article.slug, case.locale, case.action, path)
