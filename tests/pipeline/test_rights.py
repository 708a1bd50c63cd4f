"""Rights gate publication, with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

SLUG = "walking"


@pytest.mark.parametrize(
    ("licence", "reason"),
    [
        ("", "no licence is stated"),
        ("CC-BY-ND-4.0", "forbids derivatives"),
        ("Some-Licence", "none that is known"),
        ("permission", "no document is named"),
    ],
)
def test_a_source_that_may_not_be_translated_is_held_with_the_reason(ready: Any, licence: str, reason: str) -> None:
    ready.change_settings('licence = "CC-BY-4.0"', f'licence = "{licence}"')
    result = ready.publish()
    held = [hold for hold in result.holds if hold.locale == "es"]
    assert [reason in hold.reason for hold in held] == [True]
    assert held[0].who == "an operator"
    assert not list((ready.root / "output").rglob("*.pdf"))


def test_a_permission_that_ended_holds_and_one_that_lasts_publishes(ready: Any) -> None:
    lines = 'licence = "permission"\npermission = "letter.pdf"\npermission_until = 2030-06-30'
    ready.change_settings('licence = "CC-BY-4.0"', lines)
    missing = ready.publish().holds
    assert any("letter.pdf" in hold.reason for hold in missing)
    folder = ready.root / "source_html" / "permissions"
    folder.mkdir()
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7 a letter")
    ended = ready.publish(now=datetime(2030, 7, 1, tzinfo=UTC)).holds
    assert any("ended on 2030-06-30" in hold.reason for hold in ended)
    assert not list((ready.root / "output").rglob("*.pdf"))
    result = ready.publish(now=datetime(2030, 6, 30, tzinfo=UTC))
    assert {o.locale: o.action for o in result.editions}["es"] == "published"
