"""What the next release shows of an article in a locale: the edition, an older one with a notice, or a notice.

Joins the gate, the live manifests and the ledger's word on editions. Nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.editions import BuiltEdition, BuiltPdf, Plan, carry_over, text_of_manifest
from pipeline.errors import DragomanError
from pipeline.gate import EditionText, pass_gate
from pipeline.guard import find_void_pair, policy_decision, read_acted
from pipeline.manifest import ActedPolicy, Manifest
from pipeline.model import Article, Hold, timestamp
from pipeline.policies import ask, rule_change
from pipeline.projection import project_catalog
from pipeline.review.editions import EditionState, read_edition_state
from pipeline.sources import read_source
from pipeline.workspace import SITE, Workspace


@dataclass(slots=True)
class Case:
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
    acted: ActedPolicy | None = None
    """What is to be done about a live edition whose source changed."""
    void: str = ""
    """Why the live edition rests on an approval that fell; it may not stand as it is."""
    pdf: BuiltPdf | None = None
    built: BuiltEdition | None = None


def read_catalogs(workspace: Workspace, errors: list[str]) -> frozenset[tuple[str, str]]:
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


def judge_case(
    workspace: Workspace,
    article: Article,
    locale: str,
    live: Manifest | None,
    chosen: bool,
    broken: frozenset[tuple[str, str]],
    holds: list[Hold],
) -> Case:
    """What the next release shows of an article in a locale; a live edition that stays is left to `follow_policies`."""
    state = read_edition_state(workspace.ledger, article.id, locale)
    case = Case(article, locale, live, state)
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
    elif state.withdrawn:  # live or not: a run that was killed before its swap may have recorded it already
        case.notice, case.action = state.since, "withdrawn"
    elif live and live.live:
        case.acted = rule_change(workspace, article, live)
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


def follow_policies(workspace: Workspace, cases: Sequence[Case], holds: list[Hold]) -> None:
    """Do to the live editions whose source changed what the policies say: nothing, a dated notice, a take-down.

    Where more articles would be withdrawn than a run may, none is, and an operator is asked.
    """
    falling = {case.article.id for case in cases if case.acted and case.acted.policy == "withdraw"}
    limit = workspace.settings.policy.ask_articles
    for case in cases:
        acted = case.acted
        if acted and acted.policy == "withdraw" and len(falling) > limit:
            acted = ask(acted, f"{len(falling)} articles changed critically in one run, more than {limit}")
            case.acted = acted
        if acted and acted.policy == "withdraw":
            reason = f"the source changed on {acted.since}, {acted.change_class}: {acted.reason}"
            _take_down(workspace, case, reason, holds)
        elif case.live and case.live.live and not case.plan and not case.notice:
            _keep(workspace, case, case.live, holds)
        if acted and acted.policy == "ask":
            holds.append(_ask_operator(case, acted))


def _keep(workspace: Workspace, case: Case, live: Manifest, holds: list[Hold]) -> None:
    """A live edition that the gate does not renew stands, with what was done about its source."""
    text = text_of_manifest(workspace, live)
    if text is None:
        _carry_over(workspace, case, live, holds)
    else:
        case.plan = Plan(text, acted=case.acted, live=live)


def _ask_operator(case: Case, acted: ActedPolicy) -> Hold:
    slug = case.article.slug
    return Hold(
        slug,
        case.locale,
        f"{acted.reason}; nothing is withdrawn by itself, a notice stands. Look at `dragoman diff {slug}`; then let it "
        f"stand until the new text is approved, or `dragoman withdraw {slug} --why …`",
        since=acted.since,
        who="an operator",
    )


def _carry_over(workspace: Workspace, case: Case, live: Manifest, holds: list[Hold]) -> None:
    """A live edition that cannot be made anew stands byte for byte; one that somebody altered there goes."""
    case.built = carry_over(workspace, live)
    if case.built is None:
        _take_down(workspace, case, "its files were altered after they were published", holds)
    else:
        case.action = "unchanged"


def _take_down(workspace: Workspace, case: Case, reason: str, holds: list[Hold]) -> Case:
    now = case.state.since
    if not case.state.withdrawn:  # else a run that was killed before its swap has recorded it already
        now = timestamp(workspace.clock())
        decision = policy_decision(case.article.id, case.locale, reason, at=now, acted=case.acted)
        workspace.ledger.append([decision])
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


def find_acted(case: Case) -> ActedPolicy | None:
    """What change of the source an edition was taken down for, before or now; None where it was for something else."""
    return read_acted(case.state) or case.acted


def fall_back(workspace: Workspace, case: Case, error: DragomanError, errors: list[str], holds: list[Hold]) -> None:
    """An edition that could not be made: its live one stands as it is, unless an approval of it fell."""
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
