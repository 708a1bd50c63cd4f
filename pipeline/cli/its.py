"""`dragoman its`: what a file says of its own translation, in the output format of the W3C's ITS 2.0 test suite."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import UsageError
from pipeline.scrape.charset import find_charset
from pipeline.segment.its import annotate_document, find_category, list_annotations

_HTML_SUFFIXES = frozenset({".html", ".htm"})
_XML_SUFFIXES = frozenset({".xml", ".xhtml", ".xht", ".xlf", ".svg", ".dita"})


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command("its")(its)


def its(
    file: Annotated[Path, typer.Argument(help="An HTML or XML file.", metavar="FILE")],
    category: Annotated[
        str, typer.Option("--category", "-c", help="The data category: translate, locNote …", metavar="NAME")
    ],
) -> None:
    """Print what an ITS 2.0 data category says of each element and attribute, one line a node in document order."""
    chosen = find_category(category)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"the file cannot be read: {error.strerror}", where=str(file)) from error
    html = _is_html(file, data)
    content = data.decode(find_charset(data), "replace") if html else data
    folder = file.parent.resolve()
    for line in list_annotations(
        annotate_document(content, file.name, chosen, html=html, read_file=lambda path: read_within(folder, path))
    ):
        sys.stdout.write(f"{line}\n")


def _is_html(file: Path, data: bytes) -> bool:
    """By the name, otherwise by how it begins."""
    if file.suffix.lower() in _HTML_SUFFIXES | _XML_SUFFIXES:
        return file.suffix.lower() in _HTML_SUFFIXES
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return not head.startswith(b"<?xml") and (b"<!doctype html" in head or b"<html" in head)


def read_within(folder: Path, path: str) -> bytes:
    """A file below the folder, also after links of the file system are followed."""
    target = (folder / path).resolve()
    if not target.is_relative_to(folder):
        raise PermissionError(1, "it leads outside the folder")
    return target.read_bytes()
