"""The workspace as a git repository, with real git: what translators push, what is committed, what is refused."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SyncError
from pipeline.sync import SyncReport, sync_workspace

SLUG = "walking"
APPROVED = "Camine durante 5 minutos dos veces al día en la primera semana."
HOOKS = ["pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "reference-transaction", "post-index-change"]
CATALOG = "locales/es/LC_MESSAGES/walking.po"
ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(root: Path, *arguments: str, email: str = "pipeline@harbor.example") -> str:
    who = ("-c", f"user.email={email}", "-c", "user.name=Somebody")
    done = subprocess.run(["git", *who, *arguments], cwd=root, env=ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sync(place: Any, *, dry_run: bool = False) -> SyncReport:
    with place.open() as workspace:
        return sync_workspace(workspace, ENVIRONMENT, dry_run=dry_run)


@pytest.fixture
def shared(ready: Any) -> Any:
    """The workspace as a repository with one commit, Tom's address known."""
    (ready.root / ".gitignore").write_text(".dragoman/\noutput/\n")
    settings = ready.root / "dragoman.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[git.authors]\n"Tom@harbor.example" = "Tom"\n', "utf-8")
    git(ready.root, "init", "-q", "-b", "main")
    git(ready.root, "add", "-A")
    git(ready.root, "commit", "-q", "-m", "Begin")
    assert sync(ready) == SyncReport({})
    return ready


def test_what_the_pipeline_wrote_is_committed_once_with_its_articles_and_locales(shared: Any) -> None:
    shared.save_and_approve("First week", "La primera semana")
    (shared.root / "notes.txt").write_text("mine")
    git(shared.root, "add", "notes.txt")
    assert sync(shared, dry_run=True).committed == (CATALOG,)
    report = sync(shared)
    assert report.committed == (CATALOG,)
    assert git(shared.root, "log", "-1", "--format=%s%n%H").split("\n")[:2] == ["Update walking (es)", report.commit]
    assert git(shared.root, "show", "--name-only", "--format=", "HEAD").split() == [CATALOG]
    assert git(shared.root, "status", "--porcelain").split() == ["A", "notes.txt"], "what was staged stays staged"
    assert sync(shared) == SyncReport({})


def test_a_pushed_text_is_an_edit_of_its_author_and_never_an_approval(shared: Any) -> None:
    shared.edit_catalog("nuestras enfermeras", "nuestro personal")
    git(shared.root, "commit", "-qam", "Better word", email="tom@harbor.example")
    shared.edit_catalog(
        "La primera semana" if "La primera" in shared.catalog().read_text() else "Semana", "Las semanas"
    )
    git(shared.root, "commit", "-qam", "A stranger's", email="eve@elsewhere.example")
    report = sync(shared)
    assert report.taken_in == {(SLUG, "es"): {"Tom": 1, "unknown": 1}}
    item = shared.item("Call <a>")
    with shared.open() as workspace:
        assert item.status.author == shared.actor(workspace, "Tom").person
    assert item.status.state == "translated"
    assert not item.status.settled


def test_a_text_that_nobody_committed_is_of_nobody_known(shared: Any) -> None:
    shared.edit_catalog("nuestras enfermeras", "nuestro personal")
    assert sync(shared).taken_in == {(SLUG, "es"): {"unknown": 1}}


def test_a_translators_branch_and_a_run_merge_without_a_conflict(shared: Any) -> None:
    git(shared.root, "switch", "-q", "-c", "tom")
    shared.edit_catalog("nuestras enfermeras", "nuestro personal")
    text = shared.catalog().read_text("utf-8")
    lines = ['"PO-Revision-Date: 2026-05-05 10:00+0200\\n"' if "PO-Revision-Date" in x else x for x in text.split("\n")]
    shared.catalog().write_text("\n".join(lines).replace("X-Generator: Dragoman", "X-Generator: Poedit 3.2"), "utf-8")
    git(shared.root, "commit", "-qam", "Tom's", email="tom@harbor.example")
    git(shared.root, "switch", "-q", "main")
    shared.change_page("twice a day", "three times a day")
    shared.prepare()
    shared.save_and_approve("First week", "La primera semana")
    assert sync(shared).commit
    git(shared.root, "merge", "-q", "--no-edit", "tom")
    assert sync(shared).taken_in == {(SLUG, "es"): {"Tom": 1}}
    text = shared.catalog().read_text("utf-8")
    assert "nuestro personal" in text
    assert "La primera semana" in text
    assert "three times a day" in text
    assert "X-Generator: Poedit 3.2" in text


def test_a_merge_that_is_not_finished_is_not_committed_to(shared: Any) -> None:
    (shared.root / ".git" / "MERGE_HEAD").write_text(git(shared.root, "rev-parse", "HEAD"))
    with pytest.raises(SyncError, match="MERGE_HEAD"):
        sync(shared)


def test_a_folder_that_is_no_repository_is_refused(ready: Any) -> None:
    with pytest.raises(SyncError, match="not a git repository"):
        sync(ready)


@pytest.mark.parametrize("name", [CATALOG, "locales/es", "source_html/x.html"])
def test_a_link_in_the_content_is_refused_and_nothing_behind_it_is_read_or_written(
    shared: Any, tmp_path: Path, name: str
) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x").write_text("secret words")
    path = shared.root / name
    if path.exists():
        path.rename(tmp_path / "away")
    path.symlink_to(secret if name == "locales/es" else secret / "x")
    head = git(shared.root, "rev-parse", "HEAD")
    with pytest.raises(SyncError, match="symbolic link") as caught:
        sync(shared)
    assert caught.value.where == name
    assert git(shared.root, "rev-parse", "HEAD") == head
    if name == CATALOG:
        _, locales = shared.prepare()
        assert "symbolic link" in locales[SLUG, "es"].error
        assert "secret words" not in locales[SLUG, "es"].error
    assert (secret / "x").read_text() == "secret words"
    assert len(list(secret.iterdir())) == 1


def test_hostile_names_hooks_and_attributes_of_the_content_do_nothing(shared: Any, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for hook in (
        "pre-commit",
        "commit-msg",
        "post-commit",
        "prepare-commit-msg",
        "reference-transaction",
        "post-index-change",
    ):
        path = shared.root / ".git" / "hooks" / hook
        path.write_text(f"#!/bin/sh\ntouch {ran}\n")
        path.chmod(0o755)
    hostile = ["--output=x.po", "-rf", "--upload-pack=touch ran", ":(top)", "a\nb.po", "\u202egpj.po"]
    for name in hostile:
        (shared.root / "locales" / name).write_text("x")
        (shared.root / "locales" / "es" / "LC_MESSAGES" / name).write_text("x")
    (shared.root / "locales" / ".gitattributes").write_text("* filter=evil diff=evil merge=evil\n")
    bare = shared.root / "locales" / "bare"
    git(shared.root, "init", "-q", "--bare", str(bare))
    shared.save_and_approve("First week", "La primera semana")
    report = sync(shared)
    assert report.committed == (CATALOG,)
    assert {name.split("/")[-1] for name in report.left_alone} >= set(hostile)
    assert not ran.exists()


def test_variables_of_git_that_a_hook_leaves_behind_do_not_lead_elsewhere(shared: Any, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", str(tmp_path / "other"))
    shared.save_and_approve("First week", "La primera semana")
    with shared.open() as workspace:
        other = {**ENVIRONMENT, "GIT_DIR": str(tmp_path / "other" / ".git"), "GIT_INDEX_FILE": str(tmp_path / "index")}
        report = sync_workspace(workspace, other)
    assert git(shared.root, "rev-parse", "HEAD").strip() == report.commit
