"""New workspaces and new articles: what `init` and `add` write. Joins settings and files; decides nothing of a text.

dragoman.toml belongs to its people: `add` puts one table into it and leaves comments, order and layout as they are.
What is written was read back as settings before, so that no command leaves a workspace that the next one refuses.
"""

from __future__ import annotations

import re
import secrets
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomlkit

from pipeline.errors import SettingsError, UsageError
from pipeline.files import write_atomically
from pipeline.model import RESERVED_SLUGS, Article
from pipeline.scrape.rights import find_rights_hold, find_rights_note
from pipeline.settings import FILE_NAME, SLUG_PATTERN, articles_of, make_settings
from pipeline.workspace import Workspace

PERMISSIONS = "permissions"
"""Folder below `source_html/` for the documents that give permission."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_ID_LENGTH = 12
_MAX_SLUG = 80
_MAX_DOCUMENT = 50_000_000
"""Bytes of a permission document."""

_SETTINGS = """\
# Dragoman's settings for this workspace. docs/settings.md explains every key.
name = {name}  # the publisher, on every page
source_locale = {source_locale}
locales = {locales}  # gettext names: es, zh_Hans, pt_BR

# Two people on each text: "require", "warn" (one person may approve alone; the edition's footer says so) or "off".
four_eyes = {four_eyes}

# Where a reader reports an error, and where the published site stands.
# report_url = "mailto:translations@example.org"
# base_url = "https://example.org/translations/"

[fetch]
contact = ""  # a URL or address that tells a site's owner who fetches

# Machine drafts for translators: never published without a person. Off unless named.
# [engine]
# name = "apertium"

# How to find the article in a site's pages, as CSS selectors; name it in an article with `profile = "main-site"`.
# [profiles.main-site]
# root = "article"
# drop = [".share", ".sign-up"]
# keep = [".drug-code"]
# references = [".references"]

# Articles: `dragoman add URL --slug NAME --licence LICENCE` puts them here.
"""

_READMES = {
    "source_html": """\
# Source pages

The articles as they were fetched, with where they came from. Written by `dragoman prepare`; keep it in version
control, and do not edit it. `objects/` holds every snapshot and image by its hash: published editions rest on them.
`permissions/` holds the documents that allow a translation.
""",
    "locales": """\
# Catalogs

Translations as gettext PO files, one an article and language: `<locale>/LC_MESSAGES/<slug>.po`. They show what the
ledger of decisions says. Edit them with any PO editor: `dragoman import FILE --as YOU` takes the edits in under your
name. A text that was edited here is published only once a qualified person approved it.
""",
    "output": """\
# Output

The published site: releases in `.releases/`, the live one behind `.current`. Written by `dragoman publish`; not for
editing. Open `index.html` in a browser, or run `dragoman serve`.
""",
}

_IGNORED = """\
# ledger of decisions, its head, locks: back them up with `dragoman backup`, do not commit them
.dragoman/
# what `dragoman export` wrote: people's addresses are in it
/dragoman-export-*/
# what was published; the folder itself stands
/output/*
!/output/README.md
"""


@dataclass(frozen=True, slots=True)
class Added:
    """An article that `add` put under management."""

    article: Article
    rights_hold: str
    """Why its licence does not let it be published now; empty where it does."""
    rights_note: str
    """What the publisher must keep to."""


def make_workspace(
    root: Path, *, name: str, locales: Sequence[str], four_eyes: str = "require", source_locale: str = "en"
) -> tuple[Path, ...]:
    """Make a workspace and give the files written; dragoman.toml comes last, so a stopped `init` can be run again.

    UsageError for a folder that is one already, or lies in the way as a file; SettingsError for a wrong value. Files
    that are there are kept.
    """
    if (root / FILE_NAME).exists():
        raise UsageError(
            "this folder is a workspace already", where=str(root), hint=f"Its settings are in {FILE_NAME}; edit them."
        )
    names = tuple(dict.fromkeys(locale.strip().replace("-", "_") for locale in locales if locale.strip()))
    if source_locale in names:
        raise UsageError(f"{source_locale!r} is the language of the sources", hint="Name the languages to publish in.")
    text = _SETTINGS.format(
        name=_quote(name.strip() or "Dragoman"),
        source_locale=_quote(source_locale),
        locales=f"[{', '.join(map(_quote, names))}]",
        four_eyes=_quote(four_eyes),
    )
    make_settings(tomllib.loads(text))
    if root.exists() and not root.is_dir():
        raise UsageError("there is a file of that name", where=str(root), hint="Name another folder.")
    written = [path for folder, words in _READMES.items() if _write_new(path := root / folder / "README.md", words)]
    ignore = root / ".gitignore"
    if not ignore.exists() or ".dragoman/" not in ignore.read_text("utf-8"):
        before = ignore.read_text("utf-8") if ignore.exists() else ""
        write_atomically(ignore, (f"{before.rstrip()}\n\n" if before.strip() else "").encode() + _IGNORED.encode())
        written.append(ignore)
    write_atomically(root / FILE_NAME, text.encode())
    return (*written, root / FILE_NAME)


def add_article(
    workspace: Workspace,
    url: str,
    *,
    slug: str,
    licence: str = "",
    attribution: str = "",
    permission: Path | None = None,
    until: date | None = None,
    profile: str = "",
) -> Added:
    """Put an article under management; its id is random and outlives slug and URL. Nothing is fetched.

    UsageError for a slug or URL that cannot be, or is there already, and for a permission without its licence.
    """
    with workspace.lock("settings"):
        path = workspace.root / FILE_NAME
        text = path.read_bytes().decode()
        _check_slug(workspace, slug)
        _check_url(workspace, url)
        document = _check_permission(workspace, licence, permission, until, slug)
        table: dict[str, Any] = {
            "id": "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH)),
            "slug": slug,
            "url": url,
            "profile": profile,
            "licence": licence.strip(),
            "attribution": attribution.strip(),
            "permission": document.name if document else "",
        }
        table = {key: value for key, value in table.items() if value}
        if until:
            table["permission_until"] = until
        changed = _append_article(text, table)
        settings = make_settings(tomllib.loads(changed))
        if document and permission:
            write_atomically(document, permission.read_bytes())
        write_atomically(path, changed.encode())
    article = next(each for each in articles_of(settings) if each.slug == slug)
    hold = find_rights_hold(article.rights, on=workspace.clock().date(), has_permission_file=document is not None)
    return Added(article, hold or "", find_rights_note(article.rights))


def _check_slug(workspace: Workspace, slug: str) -> None:
    if not re.fullmatch(SLUG_PATTERN.removeprefix("^").removesuffix("$"), slug) or len(slug) > _MAX_SLUG:
        raise UsageError(
            f"{slug!r} cannot be a slug",
            hint=f"Use small letters a–z, digits and hyphens, at most {_MAX_SLUG}; it is part of the page's address.",
        )
    if slug in RESERVED_SLUGS:
        raise UsageError(f"the slug {slug!r} is reserved", hint="Choose another.")
    taken = next((each for each in workspace.settings.articles if each.slug == slug), None)
    if taken or any(each.slug == slug for each in workspace.settings.shared):
        page = f" for {taken.url}" if taken else " for a shared block"
        raise UsageError(f"the slug {slug!r} is taken{page}", where=FILE_NAME, hint="Choose another.")


def _check_url(workspace: Workspace, url: str) -> None:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole or re.search(r"\s", url):
        raise UsageError(f"{url!r} is not a web address", hint="Give it whole, as https://example.org/article.html.")
    if parts.username or parts.password:
        raise UsageError("the address carries a user name or password", hint="Secrets do not belong into a file.")
    for each in workspace.settings.articles:
        if each.url.partition("#")[0] == url.partition("#")[0]:
            raise UsageError(
                f"this page is under management already, as {each.slug!r}", where=FILE_NAME, hint="One article a page."
            )


def _check_permission(
    workspace: Workspace, licence: str, permission: Path | None, until: date | None, slug: str
) -> Path | None:
    """Where the document will lie; None where there is none."""
    by_permission = licence.strip().casefold() == "permission"
    if (permission or until) and not by_permission:
        raise UsageError("--permission and --until go with --licence permission", hint="Say so, or leave them out.")
    if permission is None:
        return None
    if not permission.is_file():
        raise UsageError("there is no such file", where=str(permission), hint="Name the document that permits it.")
    if not 0 < permission.stat().st_size <= _MAX_DOCUMENT:
        raise UsageError("the document is empty or larger than 50 MB", where=str(permission))
    folder = workspace.source_html / PERMISSIONS
    for name in (permission.name.lstrip("."), f"{slug}-{permission.name.lstrip('.')}"):
        target = folder / name
        if not target.exists() or target.read_bytes() == permission.read_bytes():
            return target
    raise UsageError("another document of that name is kept already", where=str(permission), hint="Rename it.")


def _append_article(text: str, table: dict[str, Any]) -> str:
    """dragoman.toml with one more [[articles]]; all that stood in it stands as it was."""
    before = tomllib.loads(text)
    if "articles" in before and not re.search(r"^\s*\[\[\s*articles\s*\]\]", text, re.MULTILINE):
        raise SettingsError(
            "`articles` is written as a list in one line", where=FILE_NAME, hint="Write each as a table: [[articles]]."
        )
    lines = ["[[articles]]", *(f"{key} = {tomlkit.item(value).as_string()}" for key, value in table.items()), ""]
    # At the end of the file: tomlkit's own append puts a table behind the comment that belongs to the next section.
    end = "\r\n" if "\r\n" in text else "\n"
    changed = text.rstrip() + end + end + end.join(lines)
    if tomllib.loads(changed) != {**before, "articles": [*before.get("articles", []), table]}:
        raise SettingsError("the article cannot be added without changing another key", where=FILE_NAME)
    return changed


def _write_new(path: Path, words: str) -> bool:
    return not path.exists() and write_atomically(path, words.encode())


def _quote(text: str) -> str:
    return str(tomlkit.string(text).as_string())
