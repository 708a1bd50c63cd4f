"""The whole site as one release: editions, notices, index, sitemap, styles. Joins editions with render's release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.editions import BuiltEdition, make_credits
from pipeline.errors import DragomanError, RenderError
from pipeline.manifest import FILE_NAME, ActedPolicy, Manifest, write_manifest
from pipeline.model import Article, EditionFile, Head, UnitState, sha256
from pipeline.projection import read_statuses
from pipeline.render.page import render_notice
from pipeline.render.release import KeepFromLive, Release, build_release
from pipeline.render.site import render_404, render_index, render_sitemap
from pipeline.render.styles import page_stylesheet
from pipeline.render.view import IndexEntry, NoticeView, PdfFacts, Sibling
from pipeline.render.words import WORDS, Words, make_unit
from pipeline.sources import Source, read_source
from pipeline.text.languages import direction
from pipeline.text.placeholders import plain_text
from pipeline.workspace import SITE, Workspace


def assemble_release(
    workspace: Workspace,
    *,
    editions: Sequence[tuple[Article, str, BuiltEdition]],
    notices: Sequence[tuple[Article, str, str, Manifest | None, ActedPolicy | None]],
    head: Head,
) -> Release:
    """Build the release aside; nothing is live before it is swapped in. OSError where the disk is full."""
    settings = workspace.settings
    styles = page_stylesheet()
    files: dict[str, bytes | KeepFromLive] = {styles.path: styles.data}
    entries = []
    for article, locale, built in editions:
        manifest = built.manifest
        for name, data in (("page", built.page), ("pdf", built.pdf)):
            file = manifest.files[name]
            files[file.path] = KeepFromLive(file.sha256) if data is None else data
        files[f"{manifest.folder}/{FILE_NAME}"] = write_manifest(manifest)
        files.update(built.assets)
        entries.append(_index_entry(workspace, article, locale, manifest))
    for article, locale, since, live, acted in notices:
        files.update(_notice_files(workspace, article, locale, since, live, acted, entries, head))
    words, tag = Words.of_source(), workspace.tag(settings.source_locale)
    files["index.html"] = render_index(
        entries, publisher=settings.name, words=words, tag=tag, demo=settings.demo, base_url=settings.base_url
    ).encode()
    files["404.html"] = render_404(
        publisher=settings.name, words=words, tag=tag, demo=settings.demo, base_url=settings.base_url
    ).encode()
    if settings.base_url:
        files["sitemap.xml"] = render_sitemap(entries, base_url=settings.base_url).encode()
    return build_release(workspace.output, files)


def words_or_source(workspace: Workspace, locale: str) -> Words:
    """The interface words as approved in a locale; English where one is not, so that a notice can always be shown."""
    units = {key: make_unit(key) for key in WORDS}
    statuses = {
        status.unit.key: status
        for status in read_statuses(workspace, Source(SITE, tuple(units.values())), locale)
        if status.state is UnitState.APPROVED
    }
    texts = {
        key: plain_text(statuses[unit.key].target or "", unit.placeholders)
        for key, unit in units.items()
        if unit.key in statuses
    }
    try:
        return Words(locale, texts)
    except RenderError:
        return Words.of_source()


def _index_entry(workspace: Workspace, article: Article, locale: str, manifest: Manifest) -> IndexEntry:
    source_locale = workspace.settings.source_locale
    return IndexEntry(
        slug=article.slug,
        locale=locale,
        tag=manifest.tag,
        direction=direction(locale),
        language=workspace.own_name(locale),
        title=manifest.title,
        words=words_or_source(workspace, locale),
        source_url=article.url,
        source_tag=workspace.tag(source_locale),
        pdf=PdfFacts(manifest.files["pdf"].size, manifest.pages),
        updated_on=date.fromisoformat(manifest.approved_at[:10]),
    )


def _notice_files(
    workspace: Workspace,
    article: Article,
    locale: str,
    since: str,
    live: Manifest | None,
    acted: ActedPolicy | None,
    entries: Sequence[IndexEntry],
    head: Head,
) -> Mapping[str, bytes]:
    try:
        source = read_source(workspace, article) or Source(article, ())
    except DragomanError:  # the page no longer fits its profile: what was taken down stays down all the same
        source = Source(article, ())
    words = words_or_source(workspace, locale)
    shown = locale if words.locale == locale else workspace.settings.source_locale
    view = NoticeView(
        slug=article.slug,
        locale=shown,
        tag=workspace.tag(locale),
        direction=direction(shown),
        language=workspace.own_name(locale),
        title=source.found.title if source.found else live.title if live else article.slug,
        words=words,
        credits=make_credits(workspace, source),
        publisher=workspace.settings.name,
        withdrawn_on=date.fromisoformat(since[:10]),
        siblings=tuple(
            Sibling(entry.tag, entry.language, entry.direction) for entry in entries if entry.slug == article.slug
        ),
        demo=workspace.settings.demo,
        report_url=workspace.settings.report_url,
    )
    page = render_notice(view).encode()
    manifest = Manifest(
        article=article.id,
        slug=article.slug,
        locale=locale,
        tag=view.tag,
        title=view.title,
        snapshot="",
        head=head,
        withdrawn_on=since[:10],
        acted=acted,
        files={"page": EditionFile(view.page_path, sha256(page), len(page))},
    )
    if live and replace(live, head=head) == manifest:
        manifest = live  # nothing but the ledger's head moved: a run with the same inputs writes nothing
    return {view.page_path: page, f"{manifest.folder}/{FILE_NAME}": write_manifest(manifest)}
