"""Links to rules files: resolved within the page's folder, and nowhere else."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from pipeline.errors import SegmentError

RuleReader = Callable[[str], bytes]
"""Gives the bytes of a rules file by its path relative to the page's folder; FileNotFoundError where there is none."""

MAX_FILES = 32
"""Rules files that a document may bring."""

MAX_BYTES = 1_000_000
"""Of one rules file."""


def resolve_link(href: str, base: str, where: str) -> str:
    """The path, relative to the page's folder, to which a link in the file `base` leads.

    SegmentError for another host or scheme, an absolute path, and one that leaves the folder.
    """
    try:
        parts = urlsplit(href.strip())
    except ValueError as error:
        raise _refuse(href, where, "is no address") from error
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or path.startswith(("/", "\\")) or "\\" in path or "\0" in path:
        raise _refuse(href, where, "points outside the page's folder")
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    if not path or joined == ".." or joined.startswith("../"):
        raise _refuse(href, where, "points outside the page's folder" if path else "names no file")
    return joined


def read_nothing(path: str) -> bytes:
    """The reader of a caller who has no files."""
    raise FileNotFoundError(path)


def _refuse(href: str, where: str, why: str) -> SegmentError:
    return SegmentError(
        f"the link to ITS rules {href!r} {why}",
        where=where,
        hint="Put the rules file beside the page and link it by its relative path.",
    )
