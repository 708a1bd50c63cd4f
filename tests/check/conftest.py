"""A unit from a text, and a check of one translation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.check import check_target
from pipeline.model import Finding, Placeholder, Unit

Check = Callable[..., tuple[Finding, ...]]


@pytest.fixture
def check() -> Check:
    def run(
        source: str,
        target: str,
        locale: str = "es",
        *,
        placeholders: tuple[Placeholder, ...] = (),
        kind: str = "paragraph",
    ) -> tuple[Finding, ...]:
        unit = Unit(source, placeholders, kind=kind)
        return check_target(unit, target, source_locale="en", locale=locale, article_id="article1")

    return run
