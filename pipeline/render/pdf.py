"""The PDF of an edition: tagged (PDF/UA-1), in the script's own typeface, the same bytes for the same view.

The renderer runs in a process of its own with limits on processor time, wall time and memory; it is handed the page,
the style sheet and the snapshot's pictures, and has nothing else to read.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pipeline
from pipeline.errors import RenderError
from pipeline.render.article import Dressed, dress_article
from pipeline.render.clean import parse_fragment, write_fragment
from pipeline.render.fonts import font_css
from pipeline.render.page import edition_values, templates
from pipeline.render.pdf_worker import SCHEME, read_message, write_message
from pipeline.render.styles import print_css
from pipeline.render.view import EditionView

_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pipeline.render.pdf_worker import main; main()"  # not from cwd
)

_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
)
"""Pictures that are shown, by their first bytes. SVG is not: it can hold script and links of its own."""


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What one PDF may take."""

    cpu_seconds: int = 120
    wall_seconds: float = 180.0
    memory: int = 3 * 2**30
    """Bytes of address space; fonts and pictures are mapped into it."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF."""

    data: bytes
    pages: int
    warnings: tuple[str, ...] = field(default=(), compare=False)
    """What the renderer remarked, for an operator."""


def render_pdf(view: EditionView, *, assets: Mapping[str, bytes], limits: PdfLimits = PdfLimits()) -> Pdf:
    """The edition as a PDF. `assets`: image URL of the source → the bytes that the snapshot kept.

    RenderError if the renderer ran out of its limits, met a letter that no font has, or asked for anything else than
    what it was given.
    """
    names = {
        url: f"file{number}" for number, url in enumerate(sorted(view.assets)) if _media_type(assets.get(url, b""))
    }
    html = _write_html(view, {url: SCHEME + name for url, name in names.items()})
    css = f"{print_css()}\n{font_css(view.locale)}\n{_page_css(view)}"
    blobs = [html.encode(), css.encode(), *(assets[url] for url in names)]
    job = {
        "cpu_seconds": limits.cpu_seconds,
        "memory": limits.memory,
        "identifier": hashlib.sha256(b"\0".join(blobs)).hexdigest()[:32],
        "files": [[name, _media_type(assets[url])] for url, name in names.items()],
    }
    where = f"{view.slug} {view.locale}"
    data, pages, warnings = _run_worker(job, blobs, limits, where)
    faults = [line for line in warnings if line.startswith(("refused:", ".notdef"))]
    if faults:
        raise RenderError(
            f"the PDF cannot be made as it should be: {'; '.join(dict.fromkeys(faults))}",
            where=where,
            hint="`dragoman doctor` lists the fonts that are missing.",
        )
    return Pdf(data, pages, tuple(warnings))


def _write_html(view: EditionView, assets: Mapping[str, str]) -> str:
    without_pdf = replace(view, pdf=None)
    article = dress_article(without_pdf, assets=assets)
    values = edition_values(without_pdf, article)
    values["article"] = _number_units(article)
    return templates().get_template("pdf.html.j2").render(values)


def _number_units(article: Dressed) -> Dressed:
    """Each element that holds a unit says which occurrence it is: a page break makes fragments of one element."""
    fragments = [article.body, *article.shared]
    numbered = []
    counts: dict[str, int] = {}
    for fragment in fragments:
        soup = parse_fragment(str(fragment))
        for element in soup.select("[data-unit]"):
            unit = str(element["data-unit"])
            counts[unit] = counts.get(unit, 0) + 1
            element["data-occurrence"] = str(counts[unit])
        numbered.append(type(fragment)(write_fragment(soup)))
    return replace(article, body=numbered[0], shared=tuple(numbered[1:]))


def _page_css(view: EditionView) -> str:
    """Paper, and the running foot on the side where a line begins."""
    start, end = ("right", "left") if view.direction == "rtl" else ("left", "right")
    return (
        f"@page {{ size: {view.paper};"
        f" @bottom-{start} {{ content: element(foot); width: 65%; vertical-align: top }}"
        f" @bottom-{end} {{ content: element(page); width: 35%; vertical-align: top }} }}"
        f" .running-foot {{ text-align: {start} }} .running-page {{ text-align: {end} }}"
    )


def _media_type(data: bytes) -> str:
    return next((kind for start, kind in _PICTURES if data.startswith(start)), "")


def _run_worker(
    job: Mapping[str, object], blobs: list[bytes], limits: PdfLimits, where: str
) -> tuple[bytes, int, list[str]]:
    message = io.BytesIO()
    write_message(message, job, blobs)
    root = str(Path(pipeline.__path__[0]).parent)
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _START, root],
            input=message.getvalue(),
            capture_output=True,
            timeout=limits.wall_seconds,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        raise RenderError(
            f"the PDF took longer than {limits.wall_seconds:g} seconds", where=where, hint="Shorten the article."
        ) from exc
    if done.returncode:
        raise RenderError(
            f"the renderer stopped: {_tell_end(done.returncode, done.stderr)}",
            where=where,
            hint="The page may be too large for the limits, or WeasyPrint's libraries are missing (`dragoman doctor`).",
        )
    try:
        facts, (data,) = read_message(io.BytesIO(done.stdout))
    except (EOFError, ValueError) as exc:
        raise RenderError("the renderer's answer is cut short", where=where) from exc
    return data, facts["pages"], facts["warnings"]


def _tell_end(code: int, stderr: bytes) -> str:
    if code in (-9, -24):
        return "it used up its processor time"
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    last = lines[-1] if lines else ""
    if "MemoryError" in last:
        return "it used up its memory"
    return last[:300] or f"exit code {code}"
