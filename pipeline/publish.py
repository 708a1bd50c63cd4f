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

from pipeline.cases import Case, fall_back, find_acted, follow_policies, judge_case, read_catalogs
from pipeline.editions import Plan, build_edition, build_pdf, prune_cache
from pipeline.errors import DragomanError, LedgerError, PublishError
from pipeline.gate import EditionText, pass_gate
from pipeline.guard import find_ledger_faults, find_void_pair, published_decision
from pipeline.manifest import Manifest, live_site, read_manifests
from pipeline.model import Article, Decision, DecisionKind, Hold, Recorded, timestamp
from pipeline.outcomes import Outcome, Published
from pipeline.policies import has_unanswered_change
from pipeline.render.release import prune, swap
from pipeline.render.view import Sibling
from pipeline.review.editions import read_edition_state, record_restored, record_withdrawn
from pipeline.review.ledger import Reader
from pipeline.review.people import Actor
from pipeline.site import assemble_release
from pipeline.text.languages import direction
from pipeline.workspace import Workspace

_ATTEMPTS = 3
"""How often a sweep starts again because somebody decided something in the meantime."""


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


def follow_changes(workspace: Workspace) -> Published | None:
    """Do at once what the policies say where a source changed; nothing is newly published. None where nothing did.

    LedgerError and PublishError as `publish_editions`.
    """
    return publish_editions(workspace, ("",)) if has_unanswered_change(workspace) else None


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
    """Withdraw what is published of an article in these locales, in one act; a notice stands for page and PDF."""
    article = workspace.article(slug)
    done = record_withdrawn(workspace.ledger, article.id, locales, actor=actor, why=why)
    if done:
        publish_editions(workspace, ("",), locales)
    return done


def restore_editions(
    workspace: Workspace, slug: str, locales: Sequence[str], *, actor: Actor, why: str
) -> tuple[str, ...]:
    """Let withdrawn editions be published again; the next sweep asks the gate as ever."""
    article = workspace.article(slug)
    return record_restored(workspace.ledger, article.id, locales, actor=actor, why=why)


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
    broken = read_catalogs(workspace, errors)
    head = workspace.ledger.head()
    cases = []
    for article in workspace.pages:
        for locale in workspace.settings.locales:
            chosen = (not slugs or article.slug in slugs) and (not locales or locale in locales)
            cases.append(
                judge_case(workspace, article, locale, manifests.get((article.slug, locale)), chosen, broken, holds)
            )
            report(f"{article.slug} {locale}")
    follow_policies(workspace, cases, holds)
    _build(workspace, cases, errors, holds)
    if not _record(workspace, cases, head.count):
        return None
    release = assemble_release(
        workspace,
        editions=[(case.article, case.locale, case.built) for case in cases if case.built],
        notices=[
            (case.article, case.locale, case.notice, case.live, find_acted(case)) for case in cases if case.notice
        ],
        head=head,
    )
    wrote = swap(workspace.output, release)
    with contextlib.suppress(OSError):  # the release stands; what is left over goes next time
        prune(workspace.output)
        prune_cache(workspace, {case.pdf.input for case in cases if case.pdf})
    outcomes = [_outcome(case) for case in cases]
    return Published(tuple(outcomes), tuple(holds), tuple(errors), wrote)


def _build(workspace: Workspace, cases: Sequence[Case], errors: list[str], holds: list[Hold]) -> None:
    """Make PDFs, then pages, which name the PDFs and the other languages. One that fails leaves its live one."""
    for case in cases:
        if case.plan:
            try:
                case.pdf = build_pdf(workspace, case.plan)
            except DragomanError as error:
                fall_back(workspace, case, error, errors, holds)
    while failed := _build_pages(workspace, cases):  # again, without the one that failed: pages name each other
        fall_back(workspace, *failed, errors, holds)


def _build_pages(workspace: Workspace, cases: Sequence[Case]) -> tuple[Case, DragomanError] | None:
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


def _siblings(workspace: Workspace, cases: Sequence[Case], article: Article) -> tuple[Sibling, ...]:
    return tuple(
        Sibling(workspace.tag(case.locale), workspace.own_name(case.locale), direction(case.locale))
        for case in cases
        if case.article.id == article.id and (case.pdf or case.built)
    )


def _record(workspace: Workspace, cases: Sequence[Case], seen: int) -> bool:
    """Record the publications in one transaction that asks the gate again; False where it says no now."""
    now = timestamp(workspace.clock())
    rows: list[Decision] = []
    for case in cases:
        stands = case.state.last is DecisionKind.PUBLISHED  # not so after it was taken down or restored
        if case.built and case.gated and not (stands and case.state.edition == case.built.manifest.inputs["text"]):
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


def _holds_still(workspace: Workspace, case: Case) -> bool:
    """Whether an edition that was built may be shown now, after what was decided meanwhile."""
    if read_edition_state(workspace.ledger, case.article.id, case.locale).withdrawn_by_person:
        return False
    if case.gated and case.plan:
        gate = pass_gate(workspace, case.article, case.locale)
        return isinstance(gate, EditionText) and gate.says_what(case.plan.text)
    return case.built is None or not find_void_pair(workspace, case.built.manifest)


def _outcome(case: Case) -> Outcome:
    path = f"{case.built.manifest.folder}/index.html" if case.built else ""
    return Outcome(case.article.slug, case.locale, case.action, path)
