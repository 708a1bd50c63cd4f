"""`dragoman check`: what the checks say, grouped for a person, as JSON or SARIF for a machine."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

import typer

from pipeline.cli.options import Json, Locales, Slugs, choose_articles, choose_locales, open_workspace
from pipeline.cli.output import print_json, print_line, shorten
from pipeline.model import Severity
from pipeline.reports import Reported, as_json, as_sarif, collect_findings

_STYLES = {Severity.CRITICAL: "bold red", Severity.MAJOR: "yellow", Severity.MINOR: "dim"}


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command("check")(check)


def check(
    context: typer.Context,
    slug: Slugs = None,
    locale: Locales = None,
    severity: Annotated[
        Severity, typer.Option("--severity", help="Only findings of this severity and above.")
    ] = Severity.MINOR,
    json: Json = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF 2.1.0 for a program.")] = False,
) -> None:
    """Run the checks over all translations. Ends with 1 where there are findings that nobody waived."""
    workspace = open_workspace(context)
    found = collect_findings(
        workspace, choose_articles(workspace, slug), choose_locales(workspace, locale), least=severity
    )
    if sarif:
        print_json(as_sarif(workspace, found))
    elif json:
        print_json(as_json(found))
    else:
        _print_grouped(found)
    if any(reported.finding.open for reported in found):
        raise typer.Exit(1)


def _print_grouped(found: tuple[Reported, ...]) -> None:
    """Articles in a locale, their units, each unit's findings, and a count at the end."""
    if not found:
        print_line("No findings.")
        return
    for (slug, locale), of_article in groupby(found, key=lambda reported: (reported.slug, reported.locale)):
        print_line(f"{slug} ({locale})", style="bold")
        for unit, of_unit in groupby(of_article, key=lambda reported: reported.unit):
            findings = list(of_unit)
            print_line(f"  {unit}  {shorten(findings[0].source, 90)}")
            for reported in findings:
                _print_finding(reported)
    counts = {severity: sum(reported.finding.severity is severity for reported in found) for severity in Severity}
    waived = sum(not reported.finding.open for reported in found)
    told = ", ".join(f"{count} {severity}" for severity, count in counts.items() if count)
    print_line(f"{told}{f', {waived} of them waived' if waived else ''}")


def _print_finding(reported: Reported) -> None:
    finding = reported.finding
    waived = " (waived)" if finding.waived_by else ""
    style = "dim" if finding.waived_by else _STYLES[finding.severity]
    print_line(f"    {finding.severity:<8}  {finding.check:<18}  {finding.message}{waived}", style=style)
    if finding.open:
        print_line(f"              {'':<18}  {finding.hint}", style="dim")
        print_line(f"              {'':<18}  {finding.id}", style="dim")
