"""Remembers what was found in a text: many checks ask the same of it, and each language asks the same of its source."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

Find = TypeVar("Find", bound=Callable[..., Any])

TEXTS = 1_024
"""Texts of which the findings of one function are kept; an article in ten languages has about as many."""
LONGEST = 2_000
"""Characters of a text that is remembered; a longer one is read each time, and takes no room."""


def remembered(find: Find) -> Find:
    """A pure function whose first argument is a text and whose result cannot be changed, with a memory."""
    known = lru_cache(maxsize=TEXTS)(find)

    @wraps(find)
    def ask(text: str, *rest: Any, **named: Any) -> Any:
        return known(text, *rest, **named) if len(text) <= LONGEST else find(text, *rest, **named)

    return ask  # type: ignore[return-value]
