"""A workspace that is a git repository: take in what translators pushed, commit what the pipeline wrote.

Nothing is pushed or pulled; people do that. A text that came through git is an imported edit of the person to whom
`[git.authors]` maps its author, else of nobody known; it is never an approval. Git does not prove who an author is, so
whoever may push can name anyone: map people only where pushes are guarded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.catalog import OutsideEdit, read_catalog
from pipeline.errors import DragomanError, SyncError
from pipeline.git import Repository, encode_names
from pipeline.model import EntryKey
from pipeline.projection import project_catalog, write_template
from pipeline.review.people import Actor
from pipeline.roster import find_actor
from pipeline.sources import read_source
from pipeline.workspace import Workspace

_FOLDERS = ("source_html", "locales")
_COMMITS = 500
"""Commits of one catalog in which the author of a text is looked for."""
_OBJECT = re.compile(r"source_html/objects/[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one meeting of workspace and repository did."""

    taken_in: Mapping[tuple[str, str], Mapping[str, int]]
    """By slug and locale: how many texts from whom; `unknown` for nobody known."""
    committed: tuple[str, ...] = ()
    """Paths in the commit."""
    commit: str = ""
    left_alone: tuple[str, ...] = ()
    """Changed files in `source_html/` and `locales/` that no article or locale of the workspace has."""
    problems: tuple[str, ...] = ()
    """Catalogs that could not be read or written, in sentences."""


def sync_workspace(workspace: Workspace, environment: Mapping[str, str], *, dry_run: bool = False) -> SyncReport:
    """Take in, write, commit. With `dry_run` nothing is taken in or committed: it says what would be committed.

    SyncError where the workspace is no repository, is in the middle of a merge, is on no branch, or holds links.
    """
    repository = Repository(workspace.root, dict(environment))
    with workspace.lock("sync"):
        _check_repository(repository)
        _refuse_links(workspace)
        taken_in, problems = ({}, []) if dry_run else _take_in(workspace, repository)
        names, left_alone = _find_changes(workspace, repository)
        commit = "" if dry_run or not names else _commit(repository, names)
    return SyncReport(taken_in, names, commit, left_alone, tuple(problems))


def _check_repository(repository: Repository) -> None:
    inside = repository.run("rev-parse", "--is-inside-work-tree").strip()
    if inside != b"true":
        raise SyncError("the workspace is no git work tree", hint="Run `git init` in it.")
    if unmerged := repository.names("diff", "--name-only", "--diff-filter=U", "--no-ext-diff", "--no-textconv", "-z"):
        raise SyncError(
            f"a merge left {len(unmerged)} files with conflicts", where=unmerged[0], hint="Resolve and commit it first."
        )
    head = Path(os.fsdecode(repository.run("rev-parse", "--absolute-git-dir").rstrip(b"\n")))
    for name in ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"):
        if (head / name).exists():
            raise SyncError(f"git is in the middle of something ({name})", hint="Finish or abort it first.")
    repository.run("symbolic-ref", "HEAD")


def _refuse_links(workspace: Workspace) -> None:
    """What git checked out as a link could lead anywhere; the pipeline never makes one."""
    for folder in _FOLDERS:
        root = workspace.root / folder
        for path in (root, *root.rglob("*")) if root.exists() or root.is_symlink() else ():
            if path.is_symlink():
                raise SyncError(
                    "it is a symbolic link",
                    where=workspace.relative(path),
                    hint="Delete it and commit that: nothing here is ever a link.",
                )


def _take_in(
    workspace: Workspace, repository: Repository
) -> tuple[dict[tuple[str, str], Mapping[str, int]], list[str]]:
    taken_in: dict[tuple[str, str], Mapping[str, int]] = {}
    problems: list[str] = []
    for article in workspace.articles:
        try:
            source = read_source(workspace, article)
        except DragomanError as error:
            problems.append(str(error))
            continue
        if source is None:
            continue
        write_template(workspace, source)
        for locale in workspace.settings.locales:
            authors = _Authors(workspace, repository, workspace.relative(workspace.catalog_path(article.slug, locale)))
            result = project_catalog(workspace, source, locale, author_of=authors.find)
            if fault := result.error or result.unwritten:
                problems.append(str(fault))
            if result.taken_in:
                taken_in[article.slug, locale] = authors.count(result.taken_in)
    return taken_in, problems


class _Authors:
    """Who brought each text of a catalog, from the commits that changed it."""

    def __init__(self, workspace: Workspace, repository: Repository, path: str) -> None:
        self._workspace = workspace
        self._repository = repository
        self._path = path
        self._found: dict[EntryKey, str] = {}

    def find(self, edit: OutsideEdit) -> Actor | None:
        """The person whom the settings name for the author of the last commit that brought this text."""
        email = next((email for email, said in self._changes if said.get(edit.key) == (edit.target, edit.fuzzy)), "")
        who = self._workspace.settings.git.authors.get(email.casefold(), "")
        try:
            actor = find_actor(self._workspace, who, channel="git") if who else None
        except DragomanError:
            actor = None  # a person who left, or was never there: nobody known
        self._found[edit.key] = who if actor else "unknown"
        return actor

    def count(self, keys: Sequence[EntryKey]) -> Mapping[str, int]:
        """How many of these texts are whose."""
        counts: dict[str, int] = {}
        for key in keys:
            who = self._found.get(key, "unknown")
            counts[who] = counts.get(who, 0) + 1
        return counts

    @cached_property
    def _changes(self) -> list[tuple[str, dict[EntryKey, tuple[str, bool]]]]:
        """For each commit, the newest first: its author's address and the texts that it brought."""
        return list(self._read_changes())

    def _read_changes(self) -> Iterator[tuple[str, dict[EntryKey, tuple[str, bool]]]]:
        log = self._repository.run(
            "log", f"--max-count={_COMMITS}", "--no-merges", "--format=%H%x00%P%x00%ae", "HEAD", "--", self._path
        )
        for line in os.fsdecode(log).splitlines():
            commit, parents, email = line.split("\0")
            now = self._read_texts(commit)
            before = self._read_texts(parents.split(" ")[0]) if parents else {}
            yield email, {key: said for key, said in now.items() if before.get(key) != said}

    def _read_texts(self, commit: str) -> dict[EntryKey, tuple[str, bool]]:
        try:
            prefix = os.fsdecode(self._repository.run("rev-parse", "--show-prefix")).rstrip("\n")
            data = self._repository.run("cat-file", "blob", f"{commit}:{prefix}{self._path}")
            catalog = read_catalog(data, name=self._path)
        except DragomanError:
            return {}  # not there in that commit, or not to be read
        return {entry.key: (entry.target, entry.fuzzy) for entry in catalog.entries if entry.target}


def _find_changes(workspace: Workspace, repository: Repository) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Changed and new files that are the pipeline's, and those that are not."""
    folders = [folder for folder in _FOLDERS if (workspace.root / folder).is_dir()]
    changed = repository.names("ls-files", "-z", "--modified", "--others", "--exclude-standard", "--", *folders)
    staged = _list_staged(repository, folders)
    names = sorted({name for name in (*changed, *staged) if (workspace.root / name).is_file()})
    ours = tuple(name for name in names if _is_ours(workspace, name))
    return ours, tuple(name for name in names if name not in ours)


def _list_staged(repository: Repository, folders: Sequence[str]) -> tuple[str, ...]:
    options = ("--cached", "--name-only", "--relative", "--no-ext-diff", "--no-textconv", "-z")
    return repository.names("diff", *options, "--", *folders)


def _is_ours(workspace: Workspace, name: str) -> bool:
    parts = name.split("/")
    slugs = {article.slug for article in workspace.articles}
    stem, _, ending = parts[-1].rpartition(".")
    if parts[0] == "locales" and len(parts) == 2:
        return ending == "pot" and stem in slugs
    if parts[0] == "locales" and len(parts) == 4:
        return parts[1] in workspace.settings.locales and parts[2] == "LC_MESSAGES" and ending == "po" and stem in slugs
    return _OBJECT.fullmatch(name) is not None or (len(parts) == 2 and ending in ("html", "json") and stem in slugs)


def _commit(repository: Repository, names: Sequence[str]) -> str:
    listed = encode_names(names)
    repository.run("add", "--pathspec-from-file=-", "--pathspec-file-nul", data=listed)
    if not set(names) & set(_list_staged(repository, _FOLDERS)):
        return ""  # touched, with the same content
    identity = _identity(repository)
    message = _message(names)
    repository.run(
        *identity, "commit", "--quiet", "--no-verify", "--only", f"--message={message}",
        "--pathspec-from-file=-", "--pathspec-file-nul", data=listed,
    )  # fmt: skip
    return os.fsdecode(repository.run("rev-parse", "HEAD")).strip()


def _identity(repository: Repository) -> tuple[str, ...]:
    """Git's own, where it has one for us."""
    try:
        repository.run("var", "GIT_COMMITTER_IDENT")
    except SyncError:
        return ("-c", "user.name=Dragoman", "-c", "user.email=dragoman@localhost")
    return ()


def _message(names: Sequence[str]) -> str:
    """Names the articles and the locales."""
    slugs: dict[str, None] = {}
    locales: dict[str, None] = {}
    for name in names:
        parts = name.split("/")
        if len(parts) == 4:
            locales[parts[1]] = None
        if len(parts) != 3:
            slugs[parts[-1].rpartition(".")[0]] = None
    what = ", ".join(slugs) or "sources"
    where = f" ({', '.join(locales)})" if locales else ""
    head = f"Update {what}{where}"
    if len(head) <= 72:
        return head
    lines = [f"Articles: {what}", *([f"Locales: {', '.join(locales)}"] if locales else [])]
    return "\n".join([f"Update {len(slugs)} articles in {len(locales)} locales", "", *lines])
