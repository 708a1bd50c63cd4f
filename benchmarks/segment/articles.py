"""Health articles to measure with: of about 24 kB and 119 units each, all different, the same on every run.

HTML that is XML too, for itstool and po4a read nothing else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

_WORDS = re.findall(
    r"\w+",
    """the of and to in a is that for it as was with be by on not he his but at are this have from or had an they
which one you were all her she there would their we him been has when who will no more if out so up said what its about
than into them can only other time new some could these two may first then do any like my now over such our man me even
most made after also did many off before must well back through years much where your way down should because long each
just those people too little state good very make world still see own work men day get here old life both between being
under last never same another know while might us great go come since against right came take used himself few house
medicine dose tablet clinic nurse doctor symptom fever vaccine allergy blood pressure sugar insulin pain rash breath
pregnancy child adult patient treatment hospital pharmacy infection antibody result test""",
)
_INLINE = ("strong", "em", "b", "span", "code", "abbr")


def write_articles(folder: Path, count: int) -> list[Path]:
    """Article files `a0000.html` …"""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"a{number:04}.html" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(make_article(number), encoding="utf-8")
    return paths


def make_article(number: int, *, sections: int = 9) -> str:
    """One article; 9 sections make about 24 kB and 119 units."""
    chance = random.Random(number)
    title = _sentence(chance, 6)
    body = "\n".join(line for _ in range(sections) for line in _section(chance))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n<title>{title}</title>\n'
        f'<meta name="description" content="{_sentence(chance, 18)}"/>\n'
        '<link rel="stylesheet" href="/assets/styles/main.css"/>\n</head>\n'
        f'<body class="page">\n<main>\n<article>\n<h1>{title}</h1>\n{body}\n</article>\n</main>\n</body>\n</html>\n'
    )


def _section(chance: random.Random) -> Iterator[str]:
    yield f'<h2 id="s{chance.randrange(10**6)}">{_sentence(chance, 5)}</h2>'
    for _ in range(5):
        yield f"<p>{_rich(chance, 40)}</p>"
    yield f'<figure><img src="/images/{chance.randrange(10**6)}.jpg" alt="{_sentence(chance, 8)}" width="640"/>'
    yield f"<figcaption>{_sentence(chance, 10)}</figcaption></figure>"
    yield '<ul class="plain-list">'
    for _ in range(3):
        yield f"  <li>{_rich(chance, 22)}</li>"
    yield "</ul>"
    yield "<table><tbody>"
    yield f"  <tr><td>{_sentence(chance, 5)}</td><td>{chance.randrange(2, 90)} mg, {_sentence(chance, 8)}</td></tr>"
    yield "</tbody></table>"


def _sentence(chance: random.Random, length: int) -> str:
    words = chance.choices(_WORDS, k=length)
    return f"{' '.join(words).capitalize()}."


def _rich(chance: random.Random, length: int) -> str:
    """Text with a link and some emphasis, a dose, and a reference now and then."""
    parts = [
        _sentence(chance, length // 3),
        f'{_sentence(chance, 3)[:-1]} <a href="https://www.example.org/{chance.choice(_WORDS)}">'
        f"{' '.join(chance.choices(_WORDS, k=3))}</a> &amp; {' '.join(chance.choices(_WORDS, k=length // 3))}.",
    ]
    name = chance.choice(_INLINE)
    parts.append(f"Take <{name}>{chance.randrange(2, 900)}\u00a0mg</{name}> {_sentence(chance, length // 4).lower()}")
    if chance.random() < 0.3:
        parts.append(f"{_sentence(chance, 4)}<sup>{chance.randrange(1, 40)}</sup>")
    return " ".join(parts)
