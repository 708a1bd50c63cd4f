"""What a sweep over the editions did and what it holds back, for a table, a program and a person."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Hold

_NAMED = 3
"""Units held for the same cause that are named one by one before they are only counted."""

_TEXT = 48
"""Characters of a unit's source that a line shows."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sweep did with an article in a locale."""

    slug: str
    locale: str
    action: str
    """published, updated, unchanged, noticed, withdrawn, held."""
    path: str = ""
    """Of the page, below the output folder."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a sweep did, and what it holds back."""

    editions: tuple[Outcome, ...]
    holds: tuple[Hold, ...]
    errors: tuple[str, ...] = ()
    wrote: bool = False

    def as_json(self) -> dict[str, object]:
        """For a program."""
        return {
            "editions": [
                {"article": o.slug, "locale": o.locale, "action": o.action, "path": o.path} for o in self.editions
            ],
            "held": [
                {
                    "article": h.article,
                    "locale": h.locale,
                    "unit": h.unit,
                    "text": h.text,
                    "reason": h.reason,
                    "since": h.since,
                    "who": h.who,
                }
                for h in self.holds
            ],
            "errors": list(self.errors),
            "wrote": self.wrote,
        }

    def hold_lines(self) -> tuple[str, ...]:
        """What is held, a line a cause: each unit by name where they are few, the first and a count where many."""
        causes: dict[tuple[str, str, str, str], list[Hold]] = {}
        for hold in self.holds:
            causes.setdefault((hold.article, hold.locale, hold.reason, hold.who), []).append(hold)
        return tuple(_tell(holds) for holds in causes.values())

    def summary(self) -> str:
        """One line for a person."""
        counts: dict[str, int] = {}
        for outcome in self.editions:
            counts[outcome.action] = counts.get(outcome.action, 0) + 1
        told = ", ".join(f"{count} {action}" for action, count in counts.items()) or "no editions"
        return f"{told}. " + ("output/ was written." if self.wrote else "Nothing was written: output/ is as it was.")

    def table(self) -> list[dict[str, object]]:
        """One row an edition, for a run's report."""
        counts: dict[tuple[str, str], int] = {}
        for hold in self.holds:
            counts[hold.article, hold.locale] = counts.get((hold.article, hold.locale), 0) + 1
        return [
            {
                "article": outcome.slug,
                "locale": outcome.locale,
                "edition": outcome.action,
                "held": counts.get((outcome.slug, outcome.locale), 0),
                "page": outcome.path,
            }
            for outcome in self.editions
        ]


def _tell(holds: list[Hold]) -> str:
    first = holds[0]
    named = [f"unit {hold.unit} “{_shorten(hold.text)}”" for hold in holds[:_NAMED] if hold.unit]
    more = f" and {len(holds) - len(named)} more units" if len(holds) > len(named) and named else ""
    units = f" {', '.join(named)}{more}:" if named else ""
    dates = sorted(hold.since for hold in holds if hold.since)
    since = f", since {dates[0][:10]}" if dates else ""
    who = f" Waits for {first.who}." if first.who else ""
    return f"Held: {first.article} ({first.locale}){units} {first.reason}{since}.{who}"


def _shorten(text: str) -> str:
    return text if len(text) <= _TEXT else text[: _TEXT - 1].rstrip() + "…"
