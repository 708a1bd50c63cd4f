"""`dragoman segment` and `dragoman rebuild`: any page to a template and back, without a workspace."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

import typer

from pipeline.catalog import make_template, read_catalog, write_catalog
from pipeline.cli.its import read_within
from pipeline.cli.options import open_workspace
from pipeline.cli.output import print_error, print_note, shorten
from pipeline.errors import DragomanError, UsageError
from pipeline.files import write_atomically
from pipeline.model import Catalog
from pipeline.prepare import make_network
from pipeline.scrape.fetch import fetch_page
from pipeline.scrape.network import Limits, Network
from pipeline.segment import Fixed, Place, SegmentOptions, SourcePage
from pipeline.segmenting import PageFinding, RebuiltPage, rebuild_document, segment_page

_Format = Literal["pot", "json"]
_Root = Annotated[
    str, typer.Option("--root", help="Only what is in the elements that this CSS selector names.", metavar="CSS")
]
_Source = Annotated[str, typer.Option("--source", help="The page's language.", metavar="LOCALE")]


class _Input(NamedTuple):
    """A page as it came in."""

    data: bytes
    name: str
    options: SegmentOptions
    content_type: str = ""
    created: str = ""


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("segment")(segment)
    app.command("rebuild")(rebuild)


def segment(
    context: typer.Context,
    page: Annotated[str, typer.Argument(help="An HTML page: a file, a URL, or - for standard input.", metavar="PAGE")],
    root: _Root = "",
    source: _Source = "en",
    format: Annotated[_Format, typer.Option("--format", help="A gettext template, or JSON with all that is known.")] = (
        "pot"
    ),
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Say where each unit stands in the bytes, and which cannot be changed.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write it there instead of standard output.", metavar="FILE")
    ] = None,
) -> None:
    """Print the units of any page. Ends with 1 where something about the page is doubtful."""
    given = _read_input(context, page, SegmentOptions(root=root, source_locale=source))
    taken, findings = segment_page(given.data, name=given.name, content_type=given.content_type, options=given.options)
    fixed = _find_fixed(taken) if in_place else []
    if format == "json":
        written = (
            json.dumps(_describe_page(taken, given.name, places=in_place), ensure_ascii=False, indent=2) + "\n"
        ).encode()
    else:
        slug = given.name.removesuffix(".html")
        written = write_catalog(make_template(taken.page.units, slug=slug, created=given.created, publisher=""))
    _write(written, out, page)
    _report([*findings, *fixed])


def rebuild(
    context: typer.Context,
    pages: Annotated[
        list[str], typer.Argument(help="HTML pages: files, URLs, or - for standard input.", metavar="PAGE…")
    ],
    catalog: Annotated[
        Path | None, typer.Option("--catalog", "-c", help="The PO file with the translations.", metavar="FILE")
    ] = None,
    root: _Root = "",
    source: _Source = "en",
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Leave every byte outside the units as it is in the source.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write it there; for several pages, a folder.", metavar="FILE"),
    ] = None,
) -> None:
    """Write any page with a catalog's texts, or with its own. Ends with 1 where something fell back to the source."""
    entries = _read_entries(catalog, pages)
    targets = _choose_outputs(pages, out)
    failures: list[DragomanError] = []
    findings: list[PageFinding] = []
    for page, target in zip(pages, targets, strict=True):
        try:
            given = _read_input(context, page, SegmentOptions(root=root, source_locale=source))
            rebuilt = rebuild_document(
                given.data,
                entries,
                name=given.name,
                content_type=given.content_type,
                options=given.options,
                in_place=in_place,
            )
            _write(rebuilt.data, target, page)
        except DragomanError as error:
            if len(pages) == 1:
                raise
            print_error(error)
            failures.append(error)
            continue
        findings.extend(rebuilt.findings)
        _say_what_was_done(rebuilt, page, target, translating=entries is not None)
    if failures:
        raise typer.Exit(2 if all(isinstance(error, UsageError) for error in failures) else 3)
    _report(findings)


# --- in ------------------------------------------------------------------------------------------------------


def _read_input(context: typer.Context, page: str, options: SegmentOptions) -> _Input:
    now = datetime.now(UTC)
    if page == "-":
        return _Input(sys.stdin.buffer.read(), "page.html", options, created=_stamp(now))
    if page.lower().startswith(("http://", "https://")):
        fetched = fetch_page(_make_network(context), page, known=None)
        assert fetched is not None
        name = urlsplit(fetched.final_url).path.rstrip("/").rpartition("/")[2] or "page.html"
        return _Input(fetched.data, name, options, dict(fetched.headers).get("content-type", ""), _stamp(now))
    path = Path(page)
    try:
        data, changed = path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        message = f"the page cannot be read: {error.strerror}"
        raise UsageError(message, where=page, hint="Name a file, a URL, or - for standard input.") from error
    rules = partial(read_within, path.parent.resolve())
    with_rules = SegmentOptions(root=options.root, source_locale=options.source_locale, read_rules=rules)
    return _Input(data, path.name, with_rules, created=_stamp(changed))


def _make_network(context: typer.Context) -> Network:
    """Within the limits of the workspace, where there is one."""
    if (context.find_root().obj / "dragoman.toml").is_file():
        return make_network(open_workspace(context))
    return Network(Limits(), clock=lambda: datetime.now(UTC))


def _stamp(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_entries(catalog: Path | None, pages: Sequence[str]) -> Catalog | None:
    if catalog is None:
        return None
    if len(pages) > 1:
        raise UsageError("one catalog is of one page", hint="Name one page with --catalog.")
    try:
        return read_catalog(catalog.read_bytes(), name=str(catalog))
    except OSError as error:
        message = f"the catalog cannot be read: {error.strerror}"
        raise UsageError(message, where=str(catalog), hint="Name a PO file.") from error


# --- out -----------------------------------------------------------------------------------------------------


def _choose_outputs(pages: Sequence[str], out: Path | None) -> list[Path | None]:
    """Where each page is written; UsageError before anything is, where two would meet or a source be overwritten."""
    if out is None:
        if len(pages) > 1:
            raise UsageError("several pages need a folder", hint="Name it with --out.")
        return [None]
    names = [_name_output(page) for page in pages]
    targets = [out / name for name in names] if len(pages) > 1 else [out]
    if len(set(targets)) < len(targets):
        raise UsageError("two pages have one name", where=str(out), hint="Rebuild them into two folders.")
    if len(pages) == 1 and out.is_dir():
        targets = [out / names[0]]
    for target in targets:
        if target.exists() and any(Path(page).exists() and target.samefile(page) for page in pages):
            raise UsageError("the page cannot be written over its source", where=str(target), hint="Name another.")
    return [*targets]


def _name_output(page: str) -> str:
    """The page's own name; an address may have none (`https://example.org/`), or one that leads elsewhere."""
    name = Path(urlsplit(page).path if "://" in page else page).name
    return "page.html" if name in ("", "-", "..") else name


def _write(data: bytes, out: Path | None, page: str) -> None:
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    if out.exists() and Path(page).exists() and out.samefile(page):
        raise UsageError("it cannot be written over its source", where=str(out), hint="Name another file with --out.")
    write_atomically(out, data)


def _say_what_was_done(rebuilt: RebuiltPage, page: str, target: Path | None, *, translating: bool) -> None:
    where = f"Wrote {target}" if target else f"Rebuilt {page}"
    mode = "in place" if rebuilt.in_place else "from its tree"
    counts = f"{rebuilt.translated} of {rebuilt.units} units translated" if translating else "the source's own text"
    print_note(f"{where} {mode}: {counts}.")


def _report(findings: Sequence[PageFinding]) -> None:
    """Each finding as a line on standard error; ends with 1 where there is one that is more than a remark."""
    for each in findings:
        place = f"{each.where}: " if each.where else ""
        source = f" “{shorten(each.source, 80)}”" if each.source else ""
        print_note(f"{place}{each.message}{source}")
    if any(each.kind != "mode" for each in findings):
        raise typer.Exit(1)


def _find_fixed(taken: SourcePage) -> list[PageFinding]:
    return [
        PageFinding("fixed", f"In place it stays as it is: {place.reason}.", unit.text, reference)
        for unit, reference, place in taken.list_occurrences()
        if isinstance(place, Fixed)
    ]


def _describe_page(taken: SourcePage, name: str, *, places: bool) -> dict[str, Any]:
    units: list[dict[str, Any]] = [
        {
            "id": unit.key.id,
            "context": unit.context,
            "text": unit.text,
            "kind": unit.kind,
            "headings": unit.headings,
            "references": unit.references,
            "notes": unit.notes,
            "placeholders": [
                {"name": p.name, "form": p.form, "element": p.element, "target": p.target, "text": p.text}
                for p in unit.placeholders
            ],
            **({"places": []} if places else {}),
        }
        for unit in taken.page.units
    ]
    for index, place in zip(taken.page.skeleton.slots, taken.places, strict=True) if places else ():
        units[index]["places"].append(_describe_place(place, taken))
    return {"page": name, "charset": taken.source.charset, "units": units}


def _describe_place(place: Place, taken: SourcePage) -> dict[str, Any]:
    if isinstance(place, Fixed):
        return {"fixed": place.reason}
    return {"start": taken.source.byte_offset(place.start), "end": taken.source.byte_offset(place.end)}
