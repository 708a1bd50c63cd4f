"""`dragoman pseudo`: a page in a pseudo-locale, to find hard-coded strings and layouts that break."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output import print_note
from pipeline.errors import SegmentError, UsageError
from pipeline.files import write_atomically
from pipeline.pseudo import pseudolocalize_page
from pipeline.scrape.charset import decode_page, find_charset
from pipeline.text.pseudo import find_pseudo_locale

_NO_PAGE = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"RIFF")
_SAYS_UTF8 = re.compile(r"""<meta\s[^>]*charset\s*=\s*["']?\s*utf-?8""", re.IGNORECASE)
_PRESCAN = 1024


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command("pseudo")(pseudo)


def pseudo(
    file: Annotated[Path, typer.Argument(help="An HTML page; - reads standard input.", metavar="FILE")],
    locale: Annotated[str, typer.Option("--locale", "-l", help="en_XA or ar_XB.", metavar="LOCALE")] = "en_XA",
    source: Annotated[
        str, typer.Option("--source", help="The page's language, where its lang does not say it.", metavar="LOCALE")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write it there instead of standard output.", metavar="FILE")
    ] = None,
) -> None:
    """Write a page with longer, accented, bracketed text (en_XA), or from right to left besides (ar_XB)."""
    find_pseudo_locale(locale)
    if out is not None and (out.is_dir() or (out.exists() and file.exists() and out.samefile(file))):
        raise UsageError("the page cannot be written there", where=str(out), hint="Name another file with --out.")
    data = _read_page(file)
    try:
        page = pseudolocalize_page(decode_page(data, find_charset(data)), locale, source_locale=source)
    except SegmentError as error:
        raise SegmentError(error.message, where=error.where or str(file), hint=error.hint) from error
    written = _encode_page(page)
    if out is None:
        sys.stdout.buffer.write(written)
        return
    write_atomically(out, written)
    print_note(f"Wrote {out}.")


def _read_page(file: Path) -> bytes:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the file cannot be read: {error.strerror}", where=str(file), hint="Name an HTML page."
        ) from error
    if data.startswith(_NO_PAGE):
        raise UsageError("this is no HTML page", where=str(file), hint="Name an HTML page.")
    return data


def _encode_page(page: str) -> bytes:
    """UTF-8; with a byte order mark, which outweighs any meta, unless the page itself says UTF-8 in time."""
    mark = "" if _SAYS_UTF8.search(page[:_PRESCAN]) else "\ufeff"
    return (mark + page).encode("utf-8", "replace")
