"""Character references where they stand: how long one is and what it means (HTML standard, 13.2.5.72 to 13.2.5.80).

`html.unescape` would not do: it gives no offsets and drops references that the standard keeps.
"""

from __future__ import annotations

import re
from html.entities import html5

_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_NAME = re.compile(r"&([a-zA-Z][a-zA-Z0-9]*;?)")
_LONGEST_BARE = max(len(name) for name in html5 if not name.endswith(";"))

_WINDOWS = dict(
    enumerate("€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ", 0x80)
)  # what numbers from 0x80 to 0x9F mean


def read_reference(text: str, at: int, *, in_attribute: bool = False) -> tuple[str, int]:
    """What the reference that begins at `at` means, and where it ends; an ampersand that begins none means itself."""
    if match := _NUMBER.match(text, at):
        return _read_number(match[1] or match[2], 16 if match[1] else 10), match.end()
    if match := _NAME.match(text, at):
        name = match[1]
        lengths = (len(name), *range(min(len(name) - 1, _LONGEST_BARE), 1, -1))
        for length in lengths:
            if name[:length] not in html5:
                continue
            end = at + 1 + length
            if in_attribute and not name[:length].endswith(";") and re.match("[=a-zA-Z0-9]", text[end : end + 1]):
                break  # historical: `?a=1&copy=2` is an address
            return html5[name[:length]], end
    return "&", at + 1


def unescape_attribute(value: str) -> str:
    """An attribute's value as the parser reads it, NUL and line ends settled."""
    parts: list[str] = []
    at = 0
    while (found := value.find("&", at)) >= 0:
        parts.append(_settle(value[at:found]))
        meaning, at = read_reference(value, found, in_attribute=True)
        parts.append(meaning)
    return "".join((*parts, _settle(value[at:])))


def _settle(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _read_number(digits: str, base: int) -> str:
    if len(digits.lstrip("0")) > 7:
        return "\ufffd"
    number = int(digits, base)
    if number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return "\ufffd"
    return _WINDOWS.get(number, chr(number))
