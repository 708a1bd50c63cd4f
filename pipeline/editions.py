"""Editions made: view, PDF, page, both read back, manifest. Joins the gate's text with render.

What did not change is taken from the live site: the PDF depends on text and furniture, the page besides on the
PDF's size and on the other languages that stand.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import pipeline.render
from pipeline.checking import rules_version
from pipeline.errors import DragomanError, RenderError
from pipeline.files import remove_leftovers, write_atomically
from pipeline.gate import EditionText, Part, profile_hash_input
from pipeline.manifest import ActedPolicy, Manifest, live_site
from pipeline.model import EditionFile, Head, Pair, Snapshot, Unit, hash_of, sha256
from pipeline.render.known import known_texts
from pipeline.render.page import render_page
from pipeline.render.pdf import render_pdf
from pipeline.render.release import KeepFromLive
from pipeline.render.verify import verify_page, verify_pdf
from pipeline.render.view import Credits, EditionView, PdfFacts, Review, SharedBlock, Sibling
from pipeline.render.words import Words
from pipeline.scrape.snapshots import read_asset
from pipeline.segment import rebuild_page
from pipeline.sources import Source, read_source
from pipeline.text.languages import direction
from pipeline.text.placeholders import plain_text
from pipeline.workspace import Workspace

ATTRIBUTE_KINDS = frozenset(
    {"alt", "title-attribute", "aria-label", "aria-description", "placeholder", "label", "summary"}
)
"""Units that are attributes: they have no element of their own to mark."""

_NOT_PRINTED = ATTRIBUTE_KINDS - {"alt"}
"""Attributes that only a pointer or a screen reader on the page brings up; a PDF has no place for them."""

_CACHE_SECONDS = 7 * 86_400
"""How long a PDF that was made ahead waits to be asked for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An edition that the next release shows, and what it was, if it stands already."""

    text: EditionText
    acted: ActedPolicy | None = None
    """What was done about a source that changed since."""
    live: Manifest | None = None

    @property
    def changed_on(self) -> str:
        """The day that its notice names; empty where there is none."""
        return self.acted.since if self.acted and self.acted.policy in ("notice", "ask") else ""


@dataclass(frozen=True, slots=True)
class BuiltPdf:
    """A PDF, new or the live one's facts."""

    file: EditionFile
    pages: int
    input: str
    data: bytes | None
    """None where the live file is right."""


@dataclass(frozen=True, slots=True)
class BuiltEdition:
    """What a release needs of an edition."""

    manifest: Manifest
    page: bytes | None
    pdf: bytes | None
    assets: Mapping[str, bytes | KeepFromLive]
    """Path below the site's root → bytes."""

    @property
    def changed(self) -> bool:
        return self.page is not None or self.pdf is not None


def text_of_manifest(workspace: Workspace, manifest: Manifest) -> EditionText | None:
    """A live edition's text again, from its kept snapshot and pairs; None where it can no longer be put together.

    So it is where the profile no longer finds the article in that snapshot, or a new version of the program has
    interface words that nobody has approved yet.
    """
    article = workspace.article(manifest.slug)
    parts = []
    for part_id, pairs in manifest.parts.items():
        part = next((each for each in workspace.articles if each.id == part_id), None)
        if part is None:
            return None
        try:
            source = read_source(workspace, part, snapshot_id=manifest.snapshot, page=article)
        except DragomanError:
            return None
        if source is None or not _covers(pairs, source.units_for(manifest.locale)):
            return None
        parts.append(Part(source, pairs, manifest.locale))
    return EditionText(article, manifest.locale, tuple(parts), manifest.approved_at, manifest.single)


def _covers(pairs: Sequence[Pair], units: Sequence[Unit]) -> bool:
    known = {(pair.key, pair.fingerprint) for pair in pairs}
    return all((unit.key, unit.fingerprint) in known for unit in units)


def carry_over(workspace: Workspace, live: Manifest) -> BuiltEdition | None:
    """A live edition as it stands, byte for byte, where it cannot be made anew; None where its files were altered."""
    site = live_site(workspace.output)
    if site is None or not all(_stands(workspace, file) for file in live.files.values()):
        return None
    images = (path for path in site.glob(f"{live.slug}/files/*") if path.is_file())
    kept = {path.relative_to(site).as_posix(): KeepFromLive() for path in images}
    return BuiltEdition(live, None, None, kept)


def _stands(workspace: Workspace, file: EditionFile) -> bool:
    """Whether a live file still has the bytes that were published: what somebody altered there is made anew."""
    site = live_site(workspace.output)
    try:
        return site is not None and sha256((site / file.path).read_bytes()) == file.sha256
    except OSError:
        return False


def build_pdf(workspace: Workspace, plan: Plan) -> BuiltPdf:
    """The edition's PDF, read back; the live one where nothing that it depends on changed. RenderError otherwise."""
    wanted = hash_of("dragoman.pdf/1", _text_hash(workspace, plan), _furniture(workspace, plan))
    live = plan.live
    if live and live.live and live.inputs.get("pdf") == wanted and _stands(workspace, live.files["pdf"]):
        return BuiltPdf(live.files["pdf"], live.pages, wanted, None)
    view = make_view(workspace, plan)
    if cached := _read_cached(workspace, wanted, view.pdf_path):
        return cached
    pdf = render_pdf(view, assets=_asset_bytes_by_url(workspace, plan.text))
    where = f"{view.slug} ({view.locale}) PDF"
    faults = verify_pdf(
        pdf.data,
        expected_texts(plan.text, leave_out=_NOT_PRINTED),
        lang=view.tag,
        title=title_of(plan.text),
        known=known_texts(view, pages=pdf.pages),
    )
    _refuse(faults, where)
    file = EditionFile(view.pdf_path, sha256(pdf.data), len(pdf.data))
    with contextlib.suppress(OSError):  # a disk that is full stops the release, not the cache
        _write_cached(workspace, wanted, pdf.pages, pdf.data)
    return BuiltPdf(file, pdf.pages, wanted, pdf.data)


def prune_cache(workspace: Workspace, used: Collection[str]) -> None:
    """Forget PDFs that were made ahead and are live now, or that nothing asks for any more."""
    for folder in (workspace.state, _cache(workspace)):
        remove_leftovers(folder)
    for path in _cache(workspace).glob("*.pdf"):
        if path.name.split(".")[0] in used or path.stat().st_mtime < workspace.clock().timestamp() - _CACHE_SECONDS:
            path.unlink(missing_ok=True)


def _cache(workspace: Workspace) -> Path:
    return workspace.state / "cache" / "pdf"


def _read_cached(workspace: Workspace, wanted: str, path: str) -> BuiltPdf | None:
    """A verified PDF that was made ahead; its name carries its pages and hash, so that a damaged one is no match."""
    for file in _cache(workspace).glob(f"{wanted}.*.pdf"):
        _, pages, digest, _ = file.name.split(".")
        data = file.read_bytes()
        if sha256(data) == digest:
            return BuiltPdf(EditionFile(path, digest, len(data)), int(pages), wanted, data)
    return None


def _write_cached(workspace: Workspace, wanted: str, pages: int, data: bytes) -> None:
    write_atomically(_cache(workspace) / f"{wanted}.{pages}.{sha256(data)}.pdf", data)


def build_edition(
    workspace: Workspace, plan: Plan, pdf: BuiltPdf, siblings: tuple[Sibling, ...], head: Head
) -> BuiltEdition:
    """The edition's page and manifest, read back; the live ones where nothing changed."""
    facts = PdfFacts(pdf.file.size, pdf.pages)
    wanted = hash_of(
        "dragoman.page/1", pdf.input, [facts.size, facts.pages], [[s.tag, s.language, s.direction] for s in siblings]
    )
    live, text = plan.live, plan.text
    parts = {part.source.article.id: part.pairs for part in text.parts}
    # The same text may rest on new approvals, once the old ones were revoked: the manifest names those that hold.
    same = live is not None and live.inputs.get("page") == wanted and live.parts == parts
    if live and same and pdf.data is None and _stands(workspace, live.files["page"]):
        told = live if live.acted == plan.acted else replace(live, acted=plan.acted)
        return BuiltEdition(told, None, None, _asset_bytes(workspace, text))
    view = replace(make_view(workspace, plan), siblings=siblings, pdf=facts)
    page = render_page(view)
    faults = verify_page(page, expected_texts(text), known=known_texts(view))
    _refuse(faults, f"{view.slug} ({view.locale}) page")
    data = page.encode()
    manifest = Manifest(
        article=text.article.id,
        slug=text.article.slug,
        locale=text.locale,
        tag=view.tag,
        title=title_of(text),
        snapshot=_snapshot(text).id,
        head=head,
        rules=rules_version(workspace, text.locale),
        approved_at=text.approved_at,
        single=text.single,
        changed_on=plan.changed_on,
        acted=plan.acted,
        inputs={"text": _text_hash(workspace, plan), "pdf": pdf.input, "page": wanted},
        parts=parts,
        files={"page": EditionFile(view.page_path, sha256(data), len(data)), "pdf": pdf.file},
        pages=pdf.pages,
        rights={"licence": text.article.rights.licence, "attribution": text.article.rights.attribution},
    )
    return BuiltEdition(manifest, data, pdf.data, _asset_bytes(workspace, text))


def make_view(workspace: Workspace, plan: Plan) -> EditionView:
    """Approved text, laid out for rendering: documents rebuilt, words, credits, review facts."""
    settings, text = workspace.settings, plan.text
    return EditionView(
        slug=text.article.slug,
        locale=text.locale,
        tag=workspace.tag(text.locale),
        direction=direction(text.locale),
        language=workspace.own_name(text.locale),
        document=rebuild_part(workspace, text.main),
        words=Words.from_targets(text.locale, text.words.targets),
        credits=make_credits(workspace, text.main.source),
        review=Review(date.fromisoformat(text.approved_at[:10]), single=text.single),
        publisher=settings.name,
        shared=tuple(SharedBlock(part.source.article.slug, rebuild_part(workspace, part)) for part in text.shared),
        assets={asset.url: _asset_path(text, asset.file) for asset in _snapshot(text).assets},
        changed_on=date.fromisoformat(plan.changed_on) if plan.changed_on else None,
        demo=settings.demo,
        base_url=settings.base_url,
        report_url=settings.report_url,
    )


def rebuild_part(workspace: Workspace, part: Part) -> str:
    """A part's document in the edition's language, each unit marked with its id, what is kept with its language."""
    source_locale = workspace.settings.source_locale
    if part.source.page is None:
        raise RenderError(f"{part.source.article.slug} has no page of its own")
    return rebuild_page(
        part.source.page,
        part.targets,
        mark=lambda unit: {} if unit.kind in ATTRIBUTE_KINDS else {"data-unit": unit.key.id},
        kept_attributes={"lang": workspace.tag(source_locale), "dir": direction(source_locale)},
    )


def make_credits(workspace: Workspace, source: Source) -> Credits:
    """Where the text comes from and under what terms."""
    settings = workspace.settings
    rights = source.article.rights
    return Credits(
        source_url=source.article.url,
        source_tag=workspace.tag(settings.source_locale),
        source_title=source.found.title if source.found else "",
        source_date=date.fromisoformat(source.snapshot.fetched_at[:10]) if source.snapshot else None,
        licence=rights.licence,
        attribution=rights.attribution,
    )


def title_of(text: EditionText) -> str:
    """The edition's title in its language."""
    targets = text.main.targets
    for unit in text.main.source.units:
        if unit.kind == "title" and (target := targets[unit.key]):
            return plain_text(target, unit.placeholders)
    return text.article.slug


def expected_texts(text: EditionText, *, leave_out: Collection[str] = ()) -> tuple[str, ...]:
    """What a reader must read, one text an occurrence, in the order of the article and then its shared blocks.

    `leave_out`: kinds of units that this medium does not show.
    """
    texts = []
    for part in (text.main, *text.shared):
        targets, page = part.targets, part.source.page
        for index in page.skeleton.slots if page else ():
            unit = part.source.units[index]
            target = targets[unit.key]
            if target is not None and unit.kind not in leave_out:
                texts.append(plain_text(target, unit.placeholders))
    return tuple(texts)


def _refuse(faults: Sequence[str], where: str) -> None:
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise RenderError(
            f"read back, it does not say what was approved: {faults[0]}{more}",
            where=where,
            hint="Nothing was published; report this with the article, please.",
        )


def _snapshot(text: EditionText) -> Snapshot:
    snapshot = text.main.source.snapshot
    if snapshot is None:
        raise RenderError(f"{text.article.slug} has no snapshot", hint="Run `dragoman prepare`.")
    return snapshot


def _asset_path(text: EditionText, file: str) -> str:
    name = Path(file)
    return f"{text.article.slug}/files/{name.stem[:16]}{name.suffix}"


def _asset_bytes(workspace: Workspace, text: EditionText) -> Mapping[str, bytes]:
    return {_asset_path(text, asset.file): read_asset(workspace.source_html, asset) for asset in _snapshot(text).assets}


def _asset_bytes_by_url(workspace: Workspace, text: EditionText) -> Mapping[str, bytes]:
    return {asset.url: read_asset(workspace.source_html, asset) for asset in _snapshot(text).assets}


def _text_hash(workspace: Workspace, plan: Plan) -> str:
    return plan.text.hash(profile_hash_input(workspace, plan.text.article))


def _furniture(workspace: Workspace, plan: Plan) -> list[object]:
    settings, rights = workspace.settings, plan.text.article.rights
    return [
        render_version(),
        settings.name,
        settings.demo,
        settings.base_url,
        settings.report_url,
        workspace.tag(plan.text.locale),
        workspace.own_name(plan.text.locale),
        [plan.text.article.url, workspace.tag(settings.source_locale)],
        [rights.licence, rights.attribution],
        [plan.text.approved_at[:10], plan.text.single, plan.changed_on],
    ]


@lru_cache(maxsize=1)
def render_version() -> str:
    """Hash of the templates, styles and code that lay out a page, and of WeasyPrint's version."""
    folder = Path(pipeline.render.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".j2", ".css"})
    return hash_of(
        "dragoman.render/1",
        version("weasyprint"),
        [[path.relative_to(folder).as_posix(), sha256(path.read_bytes())] for path in files],
    )
