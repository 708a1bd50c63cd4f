"""A small workspace of a real publisher: one article, a helpline, Spanish approved by two people, Arabic untouched.

Made once a session through the same functions as anybody uses, from a site served on loopback; each test works on a
copy of it, with a site of its own.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

from pipeline import roster, workbench
from pipeline.bench import Bench, Item, open_bench
from pipeline.catalog import read_catalog
from pipeline.manifest import Manifest, live_site, read_manifests
from pipeline.model import EntryKey, Role
from pipeline.outcomes import Published
from pipeline.prepare import PreparedArticle, PreparedLocale, make_network, prepare_article, prepare_locale
from pipeline.publish import publish_editions
from pipeline.render.release import CURRENT
from pipeline.review.people import Actor
from pipeline.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
SLUG = "walking"

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Walking after surgery</title>
<meta name="description" content="How to begin to walk again after surgery."></head>
<body><header><nav><a href="/">Home</a></nav></header>
<article class="article">
<h1>Walking after surgery</h1>
<p>Walk for 5 minutes twice a day in the first week.</p>
<p>Call <a href="tel:+15550100123">our nurses</a> at once if you have pain in the chest.</p>
<p>Most people walk <strong>without help</strong> after ten days.</p>
<p><img src="/images/walk.png" alt="A woman walks in a corridor" width="60" height="60"></p>
<table><tr><th scope="col">Week</th><th scope="col">Each day</th></tr>
<tr><td>First week</td><td>10 minutes</td></tr></table>
<section class="help"><h2>Helpline</h2><p>Call <a href="tel:+15550100199">555-0100</a>, day and night.</p></section>
</article>
<footer>Harbor Health</footer></body></html>
"""

SPANISH = {
    "Walking after surgery": "Caminar después de la cirugía",
    "How to begin to walk again after surgery.": "Cómo volver a caminar después de la cirugía.",
    "Walk for 5 minutes twice a day in the first week.": (
        "Camine durante 5 minutos dos veces al día en la primera semana."
    ),
    "Call <a>our nurses</a> at once if you have pain in the chest.": (
        "Llame enseguida a <a>nuestras enfermeras</a> si le duele el pecho."
    ),
    "Most people walk <strong>without help</strong> after ten days.": (
        "La mayoría de las personas caminan <strong>sin ayuda</strong> después de diez días."
    ),
    "A woman walks in a corridor": "Una mujer camina por un pasillo",
    "Week": "Semana",
    "Each day": "Cada día",
    "First week": "Primera semana",
    "10 minutes": "10 minutos",
    "Helpline": "Línea de ayuda",
}

SETTINGS = """name = "Harbor Health"
source_locale = "en"
locales = ["es", "ar"]
four_eyes = "require"
report_url = "mailto:web@harbor.example"

[fetch]
contact = "https://www.harbor.example/contact"
delay = 0.0
resolve = {{ "www.harbor.example" = "127.0.0.1:{port}" }}

[[articles]]
id = "w1a2l3k4i5n6"
slug = "walking"
url = "http://www.harbor.example/walking.html"
profile = "harbor"
licence = "CC-BY-4.0"
attribution = "Harbor Health"

[[shared]]
id = "h1e2l3p4l5i6"
slug = "helpline"

[profiles.harbor]
root = "article.article"
title = "h1"

[profiles.harbor.shared]
helpline = ".help"
"""


@dataclass
class Place:
    """A workspace and the site that it takes its article from."""

    root: Path
    www: Path
    names: Mapping[str, str] = field(default_factory=dict)

    def open(self, *, now: datetime | None = None) -> Workspace:
        return Workspace.open(self.root, clock=lambda: now) if now else Workspace.open(self.root)

    def actor(self, workspace: Workspace, name: str) -> Actor:
        return roster.find_actor(workspace, name, channel="cli")

    # --- the source ---

    @property
    def page(self) -> str:
        return (self.www / "walking.html").read_text("utf-8")

    def write_page(self, html: str) -> None:
        (self.www / "walking.html").write_text(html, "utf-8")

    def change_page(self, old: str, new: str) -> None:
        assert old in self.page
        self.write_page(self.page.replace(old, new))

    def change_settings(self, old: str, new: str) -> None:
        path = self.root / "dragoman.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    # --- the round ---

    def prepare(
        self, *, accept_shrunk: bool = False, now: datetime | None = None
    ) -> tuple[dict[str, PreparedArticle], dict[tuple[str, str], PreparedLocale]]:
        with self.open(now=now) as workspace:
            network = make_network(workspace)
            slugs = [article.slug for article in workspace.articles]
            articles = {slug: prepare_article(workspace, slug, network, accept_shrunk=accept_shrunk) for slug in slugs}
            locales = {
                (slug, locale): prepare_locale(workspace, slug, locale)
                for locale in workspace.settings.locales
                for slug in slugs
            }
        return articles, locales

    def publish(
        self, slugs: Sequence[str] = (), locales: Sequence[str] = (), *, now: datetime | None = None
    ) -> Published:
        with self.open(now=now) as workspace:
            return publish_editions(workspace, slugs, locales)

    def approve_all(self, locale: str, texts: Mapping[str, str], slug: str = SLUG) -> None:
        """Enter texts by source, as Tom; approve whatever waits, as Rita."""
        with self.open() as workspace:
            bench = open_bench(workspace, slug, locale)
            keys = {item.status.unit.text: item.status.unit.key for item in bench.items}
            entered = {keys[source]: text for source, text in texts.items() if source in keys}
            workbench.save_texts(workspace, slug, locale, entered, actor=self.actor(workspace, "Tom"))
            bench = open_bench(workspace, slug, locale)
            waiting = [item.id for item in bench.left if item.status.contributors]
            workbench.approve_units(workspace, slug, locale, waiting, actor=self.actor(workspace, "Rita"))

    def save_and_approve(self, source: str, text: str, *, locale: str = "es", slug: str = SLUG) -> Item:
        self.save(source, text, locale=locale, slug=slug)
        return self.approve(source, locale=locale, slug=slug)

    def save(self, source: str, text: str, *, locale: str = "es", slug: str = SLUG) -> Item:
        with self.open() as workspace:
            item = find(open_bench(workspace, slug, locale), source)
            actor = self.actor(workspace, "Tom")
            return workbench.save_text(workspace, slug, locale, item.id, text, version=item.status.version, actor=actor)

    def approve(self, source: str, *, locale: str = "es", slug: str = SLUG, reason: str = "") -> Item:
        with self.open() as workspace:
            item = find(open_bench(workspace, slug, locale), source)
            actor = self.actor(workspace, "Rita")
            return workbench.approve_unit(
                workspace, slug, locale, item.id, version=item.status.version, actor=actor, reason=reason
            )

    def revoke(self, source: str, *, locale: str = "es", slug: str = SLUG) -> Item:
        with self.open() as workspace:
            item = find(open_bench(workspace, slug, locale), source)
            actor = self.actor(workspace, "Rita")
            return workbench.revoke_unit(
                workspace, slug, locale, item.id, version=item.status.version, actor=actor, reason="It is wrong."
            )

    # --- what stands ---

    def bench(self, locale: str = "es", slug: str = SLUG) -> Bench:
        with self.open() as workspace:
            return open_bench(workspace, slug, locale)

    def item(self, source: str, *, locale: str = "es", slug: str = SLUG) -> Item:
        return find(self.bench(locale, slug), source)

    def states(self, locale: str = "es", slug: str = SLUG) -> dict[str, str]:
        return {item.status.unit.text: item.status.state.value for item in self.bench(locale, slug).items}

    def head(self) -> int:
        with self.open() as workspace:
            return workspace.ledger.head().count

    @property
    def site(self) -> Path:
        return self.root / "output" / CURRENT

    def manifests(self) -> Mapping[tuple[str, str], Manifest]:
        site = live_site(self.root / "output")
        return read_manifests(site) if site else {}

    def live_page(self, tag: str = "es") -> str:
        return (self.site / SLUG / tag / "index.html").read_text("utf-8")

    def live_pdf(self, tag: str = "es") -> Path:
        return self.site / SLUG / tag / f"{SLUG}.{tag}.pdf"

    def catalog(self, locale: str = "es", slug: str = SLUG) -> Path:
        return self.root / "locales" / locale / "LC_MESSAGES" / f"{slug}.po"

    def edit_catalog(self, old: str, new: str, *, locale: str = "es", slug: str = SLUG) -> None:
        path = self.catalog(locale, slug)
        text = path.read_text("utf-8")
        assert text.count(old) == 1, text
        path.write_text(text.replace(old, new), "utf-8")

    def message(self, source: str, *, locale: str = "es", slug: str = SLUG) -> str:
        """The PO's block for the entry whose msgid begins so."""
        blocks = self.catalog(locale, slug).read_text("utf-8").split("\n\n")
        return next(block for block in blocks if re.search(rf'^msgid (""\n)?"{re.escape(source)}', block, re.M))

    def tree(self, *folders: str) -> dict[str, tuple[str, int]]:
        """Every file's hash and modification time; a link's target."""
        found = {}
        for folder in folders or ("source_html", "locales", "output"):
            for path in sorted((self.root / folder).rglob("*")):
                name = str(path.relative_to(self.root))
                if path.is_symlink():
                    found[name] = (str(path.readlink()), path.lstat().st_mtime_ns)
                elif path.is_file():
                    found[name] = (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        return found


def find(bench: Bench, source: str) -> Item:
    """The unit whose text begins so."""
    hits = [item for item in bench.items if item.status.unit.text.startswith(source)]
    assert hits, f"no unit begins with {source!r}"
    return hits[0]


def make_site(folder: Path) -> None:
    (folder / "images").mkdir(parents=True)
    (folder / "walking.html").write_text(PAGE, "utf-8")
    shutil.copy(ROOT / "examples" / "origin" / "www" / "images" / "pixel.png", folder / "images" / "walk.png")


def serve(stack: ExitStack, folder: Path) -> int:
    sys.path.insert(0, str(ROOT))
    try:
        from examples.origin import serve as origin
    finally:
        sys.path.remove(str(ROOT))
    return stack.enter_context(origin.serve(folder=folder)).port


@pytest.fixture(scope="session")
def prepared_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """prepare → people → every Spanish text entered and approved; nothing published."""
    base = tmp_path_factory.mktemp("prepared")
    place = Place(base / "workspace", base / "www")
    place.root.mkdir()
    make_site(place.www)
    with ExitStack() as stack:
        port = serve(stack, place.www)
        (place.root / "dragoman.toml").write_text(SETTINGS.format(port=port), "utf-8")
        articles, locales = place.prepare()
    assert not [each.error for each in (*articles.values(), *locales.values()) if each.error]
    with place.open() as workspace:
        add_people(workspace)
    place.approve_all("es", SPANISH)
    place.approve_all("es", {**SPANISH, HELP: "Llame al <a>555-0100</a>, de día y de noche."}, "helpline")
    place.approve_all("es", {key.source: text for key, text in read_site_words().items()}, "site")
    for slug in (SLUG, "helpline", "site"):
        assert not place.bench(slug=slug).left, [item.status for item in place.bench(slug=slug).left]
    return place


HELP = "Call <a>555-0100</a>, day and night."


def add_people(workspace: Workspace) -> None:
    first = roster.add_person(workspace, "Olga", email="olga@harbor.example", actor=None)
    operator = roster.find_actor(workspace, first.id, channel="cli")
    for name, role in (("Tom", Role.TRANSLATOR), ("Rita", Role.REVIEWER), ("Samir", Role.REVIEWER)):
        person = roster.add_person(workspace, name, email="", actor=operator)
        for locale in ("es", "ar"):
            roster.grant_role(
                workspace,
                person.id,
                role,
                locale=locale,
                basis="Diploma in medical translation",
                valid_from=date(2020, 1, 1),
                actor=operator,
            )


def read_site_words(locale: str = "es") -> dict[EntryKey, str]:
    path = ROOT / "examples" / "decisions" / f"site.{locale}.po"
    catalog = read_catalog(path.read_bytes(), name=path.name)
    return {entry.key: entry.target for entry in catalog.entries if entry.target}


@pytest.fixture(scope="session")
def published_place(prepared_place: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The same, with the Spanish edition published."""
    base = tmp_path_factory.mktemp("published")
    place = copy_place(prepared_place, base)
    result = place.publish()
    assert {(o.locale, o.action) for o in result.editions} == {("es", "published"), ("ar", "held")}, result
    return place


def copy_place(place: Place, base: Path) -> Place:
    for name in ("workspace", "www"):
        shutil.copytree(place.root.parent / name, base / name, symlinks=True)
    return Place(base / "workspace", base / "www")


def start(stack: ExitStack, place: Place) -> Place:
    """Serve the copy's own site at a port of its own."""
    port = serve(stack, place.www)
    path = place.root / "dragoman.toml"
    path.write_text(re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{port}", path.read_text("utf-8")), "utf-8")
    return place


@pytest.fixture
def ready(prepared_place: Place, tmp_path: Path) -> Iterator[Place]:
    """A workspace of one's own: Spanish approved, nothing published, no PDF made yet."""
    with ExitStack() as stack:
        yield start(stack, copy_place(prepared_place, tmp_path))


@pytest.fixture
def live(published_place: Place, tmp_path: Path) -> Iterator[Place]:
    """A workspace of one's own, its Spanish edition live."""
    with ExitStack() as stack:
        yield start(stack, copy_place(published_place, tmp_path))
