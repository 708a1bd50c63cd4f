"""Isolates for left-to-right runs in right-to-left text, without a change to the text.

In an Arabic sentence the Unicode bidirectional algorithm (UAX #9) shows `1-800-555-0100` as `0100-555-800-1` and
puts the unit of `20 mg` before its number. `<bdi dir="ltr">` around the run keeps it as it is dialled and read.
Figures are European or Persian; Arabic-Indic ones (٠–٩) would need an override, which WeasyPrint has not.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

RUN = re.compile(
    r"""
    (?:https?://|www\.)[^\s<>"'«»،؛]*[^\s<>"'«»،؛.,:;!?)\]]       # web address
  | [A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+            # e-mail address
    # telephone
  | (?<![\w.])[+(]{0,2}[0-9۰-۹](?:[0-9۰-۹]|[ .()/\u00a0\u2010-\u2013-](?=[ ()]?[0-9۰-۹(])){5,}[0-9۰-۹](?!\w)
  | (?<![\w.,])[<>≤≥≈±]?[0-9۰-۹]+(?:[.,][0-9۰-۹]+)*[ \u00a0]?[A-Za-zµμ°][A-Za-z0-9/²³µμ°]*   # 20 mg, 37.5 °C
    """,
    re.VERBOSE,
)


def isolate_runs(soup: BeautifulSoup) -> None:
    """Wrap each left-to-right run of the tree's right-to-left text nodes in `<bdi dir="ltr">`."""
    for node in list(soup.find_all(string=True)):
        if isinstance(node, PreformattedString) or not RUN.search(node) or _is_isolated(node):
            continue
        pieces: list[NavigableString | Tag] = []
        end = 0
        for match in RUN.finditer(node):
            if match.start() > end:
                pieces.append(NavigableString(node[end : match.start()]))
            short = "/" not in match[0] and "@" not in match[0]
            run = soup.new_tag("bdi", attrs={"dir": "ltr", **({"class": "run"} if short else {})})
            run.string = match[0]
            pieces.append(run)
            end = match.end()
        if end < len(node):
            pieces.append(NavigableString(node[end:]))
        node.replace_with(*pieces)


def _is_isolated(node: NavigableString) -> bool:
    for parent in node.parents:
        if parent.name in ("bdi", "code", "pre"):
            return True
        if parent.get("dir") == "ltr":
            return True
        if parent.get("dir") == "rtl":
            return False
    return False
