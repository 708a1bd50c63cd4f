"""The findings of a workspace as values, JSON and SARIF. Joins the workbench and the checks' names.

SARIF is the Static Analysis Results Interchange Format of OASIS, version 2.1.0: code hosts show it beside the file.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.bench import Item, open_bench
from pipeline.checking import rules_version
from pipeline.model import Finding, Severity, Span
from pipeline.workspace import Workspace

_RANK = {Severity.MINOR: 0, Severity.MAJOR: 1, Severity.CRITICAL: 2}
_LEVELS = {Severity.CRITICAL: "error", Severity.MAJOR: "warning", Severity.MINOR: "note"}
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding and where it stands."""

    slug: str
    locale: str
    unit: str
    source: str
    target: str
    finding: Finding


def collect_findings(
    workspace: Workspace, slugs: Sequence[str], locales: Sequence[str], *, least: Severity = Severity.MINOR
) -> tuple[Reported, ...]:
    """The findings of these articles in these locales from a severity up, in document order, the gravest first."""
    found: list[Reported] = []
    for locale in locales:
        for slug in slugs:
            for item in open_bench(workspace, slug, locale).items:
                found.extend(_report(slug, locale, item, least))
    return tuple(found)


def _report(slug: str, locale: str, item: Item, least: Severity) -> list[Reported]:
    findings = [finding for finding in item.findings if _RANK[finding.severity] >= _RANK[least]]
    findings.sort(key=lambda finding: -_RANK[finding.severity])
    unit = item.status.unit
    return [Reported(slug, locale, item.id, unit.text, item.status.target or "", finding) for finding in findings]


def as_json(found: Sequence[Reported]) -> list[dict[str, object]]:
    """One object a finding."""
    return [
        {
            "article": reported.slug,
            "locale": reported.locale,
            "unit": reported.unit,
            "id": reported.finding.id,
            "check": reported.finding.check,
            "severity": reported.finding.severity,
            "message": reported.finding.message,
            "hint": reported.finding.hint,
            "source_spans": reported.finding.source_spans,
            "target_spans": reported.finding.target_spans,
            "waived_by": reported.finding.waived_by,
        }
        for reported in found
    ]


def as_sarif(workspace: Workspace, found: Sequence[Reported]) -> dict[str, Any]:
    """A SARIF log with one run. A finding's place is its catalog; its unit and spans are a logical location."""
    names = sorted({reported.finding.check for reported in found})
    driver = {
        "name": "dragoman check",
        "version": importlib.metadata.version("dragoman"),
        "semanticVersion": importlib.metadata.version("dragoman"),
        "rules": [{"id": name, "name": name} for name in names],
        "properties": {
            "rulesVersions": {
                locale: rules_version(workspace, locale) for locale in sorted({each.locale for each in found})
            }
        },
    }
    results = [_result(reported, names.index(reported.finding.check)) for reported in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(reported: Reported, rule: int) -> dict[str, Any]:
    finding = reported.finding
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.hint}".strip()},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": f"locales/{reported.locale}/LC_MESSAGES/{reported.slug}.po"}
                },
                "logicalLocations": [
                    {"name": reported.unit, "fullyQualifiedName": f"{reported.slug}/{reported.locale}/{reported.unit}",
                     "kind": "element"}
                ],
            }
        ],
        "partialFingerprints": {"dragomanFinding/v1": finding.id},
        "properties": {
            "severity": finding.severity,
            "source": _quote(reported.source, finding.source_spans),
            "target": _quote(reported.target, finding.target_spans),
        },
    }  # fmt: skip
    if not finding.open:
        result["suppressions"] = [{"kind": "external", "status": "accepted"}]
    return result


def _quote(text: str, spans: Sequence[Span]) -> list[dict[str, object]]:
    return [{"start": span.start, "end": span.end, "text": text[span.start : span.end]} for span in spans]
