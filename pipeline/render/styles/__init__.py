"""The bundled style sheets: `page.css` for the site, `print.css` for the PDFs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from pipeline.model import sha256


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """A style sheet and its path below the site's root, which changes with its content."""

    path: str
    data: bytes


@lru_cache(maxsize=1)
def page_stylesheet() -> Stylesheet:
    """The site's one style sheet."""
    data = files(__name__).joinpath("page.css").read_bytes()
    return Stylesheet(f"site/{sha256(data)[:16]}.css", data)


@lru_cache(maxsize=1)
def print_css() -> str:
    """The PDFs' style sheet, without the fonts, which depend on the locale."""
    return files(__name__).joinpath("print.css").read_text("utf-8")
