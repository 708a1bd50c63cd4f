"""`dragoman review …`: the queue and the decisions on units."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline import confirming, splitting, workbench
from pipeline.bench import Bench, Item, open_bench
from pipeline.cli.options import (
    AsPerson,
    Json,
    Locales,
    OneLocale,
    Slug,
    Slugs,
    Why,
    actor_of,
    choose_articles,
    choose_locales,
    open_workspace,
)
from pipeline.cli.output import print_json, print_line, print_table, shorten
from pipeline.differences import ChangedSource, explain_change, sentences_as_json
from pipeline.errors import UsageError
from pipeline.model import UnitState
from pipeline.queueing import list_queue
from pipeline.workspace import Workspace

app = typer.Typer(help="List the queue and decide on units.", no_args_is_help=True)

UnitId = Annotated[str, typer.Argument(help="The unit's id, or how it begins.", metavar="UNIT")]
Version = Annotated[
    int | None,
    typer.Option(
        "--version",
        metavar="N",
        help="The version that you saw; a newer one refuses the act. Default: the current one.",
    ),
]


@app.command("list")
def list_units(
    context: typer.Context,
    slugs: Slugs = None,
    locale: Locales = None,
    state: Annotated[
        list[UnitState] | None,
        typer.Option(
            "--state",
            "-s",
            metavar="STATE",
            help="Only units in this state (missing, drafted, translated, approved, rejected, changed, omitted); "
            "may be given again.",
        ),
    ] = None,
    all_units: Annotated[bool, typer.Option("--all", help="Approved units too.")] = False,
    json: Json = False,
) -> None:
    """List what waits for a person: unit, state, since when, for whom."""
    workspace = open_workspace(context)
    rows = list_queue(
        workspace,
        choose_articles(workspace, slugs),
        choose_locales(workspace, locale),
        states=tuple(state or ()),
        settled=all_units,
    )
    if json:
        print_json([row.as_json() for row in rows])
        return
    print_table(
        ("unit", "article", "locale", "state", "since", "waits for", "findings", "source"),
        [
            (
                row.unit,
                row.slug,
                row.locale,
                row.state,
                row.since[:10],
                row.who,
                row.findings or "",
                shorten(row.source, 50),
            )
            for row in rows
        ],
        empty="Nothing waits for anybody. (Articles that were never fetched are not here: see `dragoman status`.)",
    )


@app.command("show")
def show_unit(context: typer.Context, slug: Slug, unit: UnitId, locale: OneLocale, json: Json = False) -> None:
    """Show a unit: source, translation, placeholders, findings and history."""
    workspace = open_workspace(context)
    bench = open_bench(workspace, slug, locale)
    item = bench.find(unit)
    history = workbench.read_history(workspace, bench, item)
    change = explain_change(workspace, bench.source, item.status)
    if json:
        print_json(workbench.item_as_json(item, history) | {"source_change": _change_as_json(change)})
        return
    status = item.status
    print_line(f"{item.id}  {status.state}  version {status.version}  {' › '.join(status.unit.headings)}", style="bold")
    print_line(f"source    {status.unit.text}")
    print_line(f"target    {status.target if status.target is not None else '(left out)'}")
    if status.previous_source:
        print_line(f"was       {status.previous_source}")
        print_line(f"then      {status.previous_target}")
    if change:
        print_line(f"change    {'; '.join([change.verdict.change_class.value, *change.verdict.reasons])}")
        for pair in change.sentences:
            print_line(f"          {pair.kind:8}  {shorten(pair.new or pair.old, 100)}")
    for line in workbench.describe_unit(item):
        print_line(f"          {line}")
    for finding in item.findings:
        waived = f" (waived by {finding.waived_by})" if finding.waived_by else ""
        print_line(f"{finding.severity:9} {finding.message} {finding.hint}{waived}  [{finding.id[:12]}]")
    for event in history:
        when = event.at[:16].replace("T", " ")
        print_line(f"{when}  {event.who}  {event.kind}  {shorten(event.text, 70)}  {event.reason}", style="dim")


@app.command("edit")
def edit_unit(
    context: typer.Context,
    slug: Slug,
    unit: UnitId,
    text: Annotated[str, typer.Argument(help="The translation; `-` reads it from standard input.", metavar="TEXT")],
    locale: OneLocale,
    person: AsPerson,
    version: Version = None,
) -> None:
    """Save a translation."""
    workspace, bench, item = _open(context, slug, unit, locale)
    if text == "-":
        text = typer.get_text_stream("stdin").read()
    actor = actor_of(workspace, person)
    _say(workbench.save_text(workspace, slug, bench.locale, item.id, text, version=_seen(version, item), actor=actor))


@app.command("approve")
def approve_unit(
    context: typer.Context,
    slug: Slug,
    units: Annotated[list[str], typer.Argument(help="Ids of the units to approve.", metavar="UNIT…")],
    locale: OneLocale,
    person: AsPerson,
    version: Version = None,
    why: Why = "",
) -> None:
    """Approve the texts that stand: each is a decision of its own, all of them or none."""
    if version is not None and len(units) > 1:
        raise UsageError("--version goes with one unit", hint="Approve the units one by one.")
    workspace = open_workspace(context)
    actor = actor_of(workspace, person)
    bench = open_bench(workspace, slug, locale)
    chosen = list(dict.fromkeys(bench.find(unit).id for unit in units))
    if version is None:
        workbench.approve_units(workspace, slug, bench.locale, chosen, actor=actor, reason=why)
    else:
        workbench.approve_unit(workspace, slug, bench.locale, chosen[0], version=version, actor=actor, reason=why)
    after = open_bench(workspace, slug, bench.locale)
    for unit in chosen:
        _say(after.find(unit))


@app.command("confirm")
def confirm_cosmetic(
    context: typer.Context,
    slug: Slug,
    locale: OneLocale,
    person: AsPerson,
    units: Annotated[
        list[str] | None,
        typer.Argument(help="Only these units; without any, all that may be.", metavar="[UNIT]…"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show which, and confirm none.")] = False,
) -> None:
    """Approve, in one act, the old texts of units whose source changed in white space, markup or quotes only."""
    workspace = open_workspace(context)
    if dry_run:
        for each in confirming.find_confirmable(workspace, open_bench(workspace, slug, locale)):
            _say(each.item)
        return
    actor = actor_of(workspace, person)
    done = confirming.confirm_cosmetic(workspace, slug, locale, actor=actor, units=tuple(units or ()))
    for item in done:
        _say(item)
    if not done:
        print_line("No unit waits whose source changed cosmetically only.")


@app.command("split")
def split_unit(
    context: typer.Context,
    slug: Slug,
    unit: UnitId,
    locale: OneLocale,
    person: AsPerson,
    occurrence: Annotated[
        int, typer.Option("--occurrence", metavar="N", help="Which one, 1 is the first. Without it, they are listed.")
    ] = 0,
) -> None:
    """Translate one occurrence of a text differently: it becomes an entry of its own, in every language."""
    workspace = open_workspace(context)
    if not occurrence:
        anchors = splitting.list_occurrences(open_bench(workspace, slug, locale), unit)
        cells = [(n, a.reference, shorten(a.before, 40), shorten(a.after, 40)) for n, a in enumerate(anchors, 1)]
        print_table(("occurrence", "where", "after", "before"), cells)
        return
    actor = actor_of(workspace, person)
    _say(splitting.split_unit(workspace, slug, locale, unit, occurrence, actor=actor))


@app.command("reject")
def reject_unit(
    context: typer.Context,
    slug: Slug,
    unit: UnitId,
    locale: OneLocale,
    person: AsPerson,
    why: Why,
    version: Version = None,
) -> None:
    """Send a text back, with the reason."""
    workspace, bench, item = _open(context, slug, unit, locale)
    actor = actor_of(workspace, person)
    _say(
        workbench.reject_unit(
            workspace, slug, bench.locale, item.id, version=_seen(version, item), actor=actor, reason=why
        )
    )


@app.command("revoke")
def revoke_unit(
    context: typer.Context,
    slug: Slug,
    unit: UnitId,
    locale: OneLocale,
    person: AsPerson,
    why: Why,
    version: Version = None,
) -> None:
    """Take back an approval; the next `publish` takes down what rests on it."""
    workspace, bench, item = _open(context, slug, unit, locale)
    actor = actor_of(workspace, person)
    _say(
        workbench.revoke_unit(
            workspace, slug, bench.locale, item.id, version=_seen(version, item), actor=actor, reason=why
        )
    )
    print_line("Editions that show this text are taken down by the next `dragoman publish`.")


@app.command("waive")
def waive_finding(
    context: typer.Context,
    slug: Slug,
    unit: UnitId,
    finding: Annotated[str, typer.Argument(help="The finding's id, or how it begins.", metavar="FINDING")],
    locale: OneLocale,
    person: AsPerson,
    why: Why,
) -> None:
    """Let a finding stand for exactly this text, with the reason."""
    workspace, bench, item = _open(context, slug, unit, locale)
    actor = actor_of(workspace, person)
    hits = [each.id for each in item.findings if each.id.startswith(finding)]
    if len(hits) != 1:
        raise UsageError(
            f"{finding!r} fits {len(hits)} findings of this unit",
            hint=f"`dragoman review show {slug} {item.id} --locale {bench.locale}` lists them.",
        )
    _say(workbench.waive_finding(workspace, slug, bench.locale, item.id, hits[0], actor=actor, reason=why))


@app.command("omit")
def omit_unit(
    context: typer.Context,
    slug: Slug,
    unit: UnitId,
    locale: OneLocale,
    person: AsPerson,
    why: Why,
    version: Version = None,
) -> None:
    """Propose to leave a unit out of a locale; another person approves it."""
    workspace, bench, item = _open(context, slug, unit, locale)
    actor = actor_of(workspace, person)
    _say(
        workbench.omit_unit(
            workspace, slug, bench.locale, item.id, version=_seen(version, item), actor=actor, reason=why
        )
    )


@app.command("keep")
def keep_source(
    context: typer.Context, slug: Slug, unit: UnitId, locale: OneLocale, person: AsPerson, version: Version = None
) -> None:
    """Propose the source's own text as the translation (a name, a code)."""
    workspace, bench, item = _open(context, slug, unit, locale)
    actor = actor_of(workspace, person)
    _say(workbench.keep_source(workspace, slug, bench.locale, item.id, version=_seen(version, item), actor=actor))


@app.command("accept")
def accept_draft(
    context: typer.Context, slug: Slug, unit: UnitId, locale: OneLocale, person: AsPerson, version: Version = None
) -> None:
    """Take a draft as your own text, unchanged."""
    workspace, bench, item = _open(context, slug, unit, locale)
    actor = actor_of(workspace, person)
    _say(workbench.accept_draft(workspace, slug, bench.locale, item.id, version=_seen(version, item), actor=actor))


def _open(context: typer.Context, slug: str, unit: str, locale: str) -> tuple[Workspace, Bench, Item]:
    workspace = open_workspace(context)
    bench = open_bench(workspace, slug, locale)
    return workspace, bench, bench.find(unit)


def _change_as_json(change: ChangedSource | None) -> dict[str, object] | None:
    if change is None:
        return None
    return {
        "class": change.verdict.change_class.value,
        "reasons": list(change.verdict.reasons),
        "sentences": sentences_as_json(change.sentences),
    }


def _seen(version: int | None, item: Item) -> int:
    return item.status.version if version is None else version


def _say(item: Item) -> None:
    print_line(f"{item.id}\t{item.status.state}\tversion {item.status.version}")
