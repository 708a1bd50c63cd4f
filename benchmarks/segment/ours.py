"""What the peers' commands do, by Dragoman's functions: a folder of articles to templates, or back to pages.

python -m benchmarks.segment.ours extract ARTICLES TEMPLATES
python -m benchmarks.segment.ours rebuild ARTICLES CATALOGS PAGES
"""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.catalog import make_template, read_catalog, write_catalog
from pipeline.segment import extract_units, rebuild_page


def extract_all(articles: Path, templates: Path) -> None:
    for path in sorted(articles.glob("*.html")):
        page = extract_units(path.read_text(encoding="utf-8"), slug=path.stem)
        template = make_template(page.units, slug=path.stem, created="2026-01-01T00:00:00Z", publisher="Benchmark")
        (templates / f"{path.stem}.pot").write_bytes(write_catalog(template))


def rebuild_all(articles: Path, catalogs: Path, pages: Path) -> None:
    for path in sorted(articles.glob("*.html")):
        page = extract_units(path.read_text(encoding="utf-8"), slug=path.stem)
        name = f"{path.stem}.po"
        catalog = read_catalog((catalogs / name).read_bytes(), name=name)
        targets = {entry.key: entry.target for entry in catalog.entries}
        rebuilt = rebuild_page(page, {unit.key: targets[unit.key] for unit in page.units})
        (pages / path.name).write_text(rebuilt, encoding="utf-8")


def main(arguments: list[str]) -> None:
    folders = [Path(argument) for argument in arguments[1:]]
    folders[-1].mkdir(parents=True, exist_ok=True)
    if arguments[0] == "extract":
        extract_all(*folders)
    else:
        rebuild_all(*folders)


if __name__ == "__main__":
    main(sys.argv[1:])
