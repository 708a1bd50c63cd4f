"""The tables of a language as a linguist wrote them: `pipeline/check/languages/<language>.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any


@lru_cache(maxsize=64)
def read_table(locale: str) -> Mapping[str, Any]:
    """The whole table of a locale's language; empty where there is none. ValueError names a file that is not TOML."""
    code = locale.split("_")[0].lower()
    file = resources.files("pipeline").joinpath("check", "languages", f"{code}.toml")
    if not code.isalpha() or not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as exc:
        raise ValueError(f"pipeline/check/languages/{code}.toml: {exc}") from exc
