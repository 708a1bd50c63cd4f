"""Names with a number in them: CD20, COVID-19, SARS-CoV-2, H1N1; not 20mg, mid-2020 or 12-year-old."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.text.number_scan import Scan
from pipeline.text.number_values import Number

_CODE = re.compile(r"(?<![\w.])[A-Za-z0-9]+(?:-[A-Za-z0-9]+){0,8}(?![\w])", re.ASCII)
_LONGEST_CODE = 40
_CODE_CORE = re.compile(r"[A-Za-z]*[A-Z][A-Za-z]*-?\d")
_ANCHORED_CODE = re.compile(r"(?:[A-Za-z]*[A-Z][A-Za-z]*-)*[A-Za-z]*[A-Z][A-Za-z]*-?\d[A-Z0-9]*")


def find_codes(scan: Scan) -> Iterator[Number]:
    for match in _CODE.finditer(scan.text):
        if len(match[0]) > _LONGEST_CODE or not _CODE_CORE.search(match[0]):
            continue
        core = _ANCHORED_CODE.search(match[0])
        if core is None or (core.start() > 0 and match[0][core.start() - 1] not in "-"):
            continue
        start, end = match.start() + core.start(), match.start() + core.end()
        if end < len(scan.text) and scan.text[end].isalpha() and scan.text[end].isascii():
            continue
        digits = [(start + m.start(), start + m.end()) for m in re.finditer(r"\d+", core[0])]
        parts = tuple(scan.make(Decimal(scan.text[a:b]), a, b) for a, b in digits)
        scan.take(start, end)
        code = core[0].lower().replace("-", "")
        yield scan.make(parts[-1].value, start, end, kind="code", parts=parts, code=code)
