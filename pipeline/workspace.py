"""A workspace: the folder with dragoman.toml, and where each thing in it stands.

Gives stages their paths, settings, clock, ledger and locks. It knows files and names, no stage's rules.
"""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import UsageError
from pipeline.model import SITE_SLUG, Article, ArticleKind, Clock, Rights, system_clock
from pipeline.review.ledger import Ledger
from pipeline.settings import FILE_NAME, Settings, articles_of, read_settings
from pipeline.text.languages import locale_tag, own_name

STATE_FOLDER = ".dragoman"
"""Ledger, its head, locks: what is not for git."""

SITE = Article(SITE_SLUG, SITE_SLUG, "", Rights("own"), kind=ArticleKind.INTERFACE)
"""The words of our own pages, as an article: translated, reviewed and approved like any other."""


class Workspace:
    """An open workspace. Use it as a context manager, so that the ledger is closed."""

    def __init__(self, root: Path, settings: Settings, *, clock: Clock = system_clock) -> None:
        self.root = root
        self.settings = settings
        self.clock = clock
        self.source_html = root / "source_html"
        self.locales = root / "locales"
        self.output = root / "output"
        self.state = root / STATE_FOLDER

    @classmethod
    def open(cls, root: Path, *, clock: Clock = system_clock) -> Workspace:
        """The workspace in `root`; SettingsError where there is none."""
        return cls(root, read_settings(root), clock=clock)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        if "ledger" in self.__dict__:
            self.ledger.close()

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """Pages, then shared blocks, then the interface."""
        return (*articles_of(self.settings), SITE)

    @property
    def pages(self) -> tuple[Article, ...]:
        return tuple(article for article in self.articles if article.kind is ArticleKind.PAGE)

    def article(self, slug: str) -> Article:
        """The article with this slug; UsageError names those that there are."""
        for article in self.articles:
            if article.slug == slug:
                return article
        known = ", ".join(article.slug for article in self.articles)
        raise UsageError(f"no article has the slug {slug!r}", where=FILE_NAME, hint=f"There are: {known}.")

    def check_locale(self, locale: str) -> str:
        """The locale, if the workspace publishes in it; a BCP 47 tag is taken too."""
        name = locale.replace("-", "_")
        if name not in self.settings.locales:
            known = ", ".join(self.settings.locales) or "none yet"
            raise UsageError(
                f"{locale!r} is not a locale of this workspace", where=FILE_NAME, hint=f"There are: {known}."
            )
        return name

    @cached_property
    def ledger(self) -> Ledger:
        """The store of decisions, opened at the first use."""
        self.state.mkdir(parents=True, exist_ok=True)
        place = self.settings.ledger or self.state / "ledger.sqlite3"
        return Ledger.open(place, head_file=self.head_file, clock=self.clock)

    @property
    def head_file(self) -> Path:
        """Where the ledger's head is kept outside the database."""
        return self.state / "head.json"

    def template_path(self, slug: str) -> Path:
        return self.locales / f"{slug}.pot"

    def catalog_path(self, slug: str, locale: str) -> Path:
        return self.locales / locale / "LC_MESSAGES" / f"{slug}.po"

    def relative(self, path: Path) -> str:
        """A path as a message shows it."""
        with contextlib.suppress(ValueError):
            return path.relative_to(self.root).as_posix()
        return path.as_posix()

    def tag(self, locale: str) -> str:
        """The BCP 47 tag that pages in this locale carry."""
        language = self.settings.languages.get(locale)
        return (language.tag if language else "") or locale_tag(locale)

    def own_name(self, locale: str) -> str:
        """The language's name as readers of it write it."""
        language = self.settings.languages.get(locale)
        return (language.name if language else "") or own_name(locale)

    @contextlib.contextmanager
    def lock(self, name: str, *, wait: float = 600) -> Iterator[None]:
        """Hold the lock `name` (`publish`, `article-<slug>`, `catalog-<slug>-<locale>`), freed when its holder dies.

        In a file of this workspace; where the ledger is PostgreSQL, in the database, for the machines that share it.
        UsageError after `wait` seconds, naming the lock.
        """
        try:
            with self._hold(name, wait):
                yield
        except Timeout as exc:
            raise UsageError(
                f"another run has held {name!r} for {wait:.0f} seconds",
                hint="Wait for it to end, or stop it; nothing was changed.",
            ) from exc

    def _hold(self, name: str, wait: float) -> contextlib.AbstractContextManager[object]:
        if self.settings.ledger.startswith("postgresql"):
            return self.ledger.hold(name, wait=wait)
        folder = self.state / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        return FileLock(folder / f"{name}.lock", timeout=wait)


def system_user() -> str:
    """The login name that the ledger records beside the person; `unknown` where the system has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
