"""What an engine is to the rest: texts in, a reply for each out, and a label that says who it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.draft.marks import Marks


@dataclass(frozen=True, slots=True)
class Reply:
    """An engine's answer to one text."""

    text: str | None
    """None where there is none."""
    reason: str = ""
    """Why there is none, as a sentence for a person."""
    down: bool = False
    """The engine itself does not work now: asking it for the next text is in vain."""


class Engine(Protocol):
    """A machine translator for one pair of languages. It is never trusted: what it says is verified and is a draft."""

    @property
    def label(self) -> str:
        """Name and version, kept with every draft: `apertium eng-spa 0.8.1`."""

    @property
    def marks(self) -> Marks:
        """How placeholders are written for it."""

    def translate(self, texts: Sequence[str]) -> list[Reply]:
        """A reply for each text, in order. Never raises for a bad answer, never waits without end."""
