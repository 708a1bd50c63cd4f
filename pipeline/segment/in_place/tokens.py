"""A document's source as tokens with offsets, by the tokenisation rules of the HTML standard (13.2.5).

Lossless: the tokens, joined, are the source. The rules depend on the tree (a `title` in a drawing holds no RCDATA),
which is followed here as far as `nesting` knows; `marks` checks the outcome against the parser's own tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from pipeline.segment.in_place.nesting import Nesting
from pipeline.segment.in_place.references import unescape_attribute

Kind = Literal["text", "cdata", "raw", "start", "end", "comment", "doctype", "dropped"]


class SourceToken(NamedTuple):
    """A stretch of the source."""

    kind: Kind
    """`text` has references; `cdata` and `raw` (of scripts, styles and the like) have none; `dropped` is what the
    parser passes over: `</>`, a tag that the end of the file cuts off, the brackets of a CDATA section."""
    start: int
    end: int
    name: str = ""
    """Of a tag, in lower case."""


class SourceAttribute(NamedTuple):
    """An attribute as it stands in a start tag."""

    name: str
    value: str
    """As the parser reads it."""
    start: int
    """Of the value, inside its quotes."""
    end: int
    quote: str
    """The sign around the value; empty for a bare one."""


_RCDATA = frozenset({"title", "textarea"})
_RAW = frozenset({"style", "xmp", "iframe", "noembed", "noframes", "noscript"})

_MARKUP = re.compile(r"<(?:[a-zA-Z!?]|/.)", re.DOTALL)
_SPACE = r"[\t\n\f\r ]"
_NAME = r"[^\t\n\f\r />][^\t\n\f\r />=]*+"
_EQUALS = rf"{_SPACE}*+={_SPACE}*+"
_VALUE = rf"""{_EQUALS}(?:"[^"]*+"|'[^']*+'|(?!["'])[^\t\n\f\r >]*+)"""
_TAG = re.compile(rf"</?([a-zA-Z][^\t\n\f\r />]*+)(?:[\t\n\f\r /]++|{_NAME}(?:{_VALUE}|(?!{_SPACE}*+=)))*+>")
_ATTRIBUTE = re.compile(rf"""({_NAME})(?:{_EQUALS}(?:"([^"]*+)"|'([^']*+)'|(?!["'])([^\t\n\f\r >]*+)))?+""")
_TAG_NAME = re.compile(r"</?([a-zA-Z][^\t\n\f\r />]*+)")
_SHORT_COMMENT_END = re.compile("-?>")
_COMMENT_END = re.compile("--!?>")
_SCRIPT_STEP = re.compile(r"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)


def read_tokens(text: str) -> Iterator[SourceToken]:
    """The tokens of a document, in order, without a gap. Every string is a document. Linear in its length."""
    nesting = Nesting()
    at = 0
    while at < len(text):
        markup = _MARKUP.search(text, at)
        start = markup.start() if markup else len(text)
        if start > at:
            yield SourceToken("text", at, start)
        at = start
        if markup:
            for token in _read_markup(text, start, nesting):
                yield token
                at = token.end


def read_attributes(text: str, tag: SourceToken) -> Iterator[SourceAttribute]:
    """A start tag's attributes, in order; of two with one name only the first is one."""
    seen: set[str] = set()
    name = _TAG_NAME.match(text, tag.start)
    assert name is not None
    for match in _ATTRIBUTE.finditer(text, name.end(), tag.end - 1):
        group = next((number for number in (2, 3, 4) if match[number] is not None), 0)
        key = lower_name(match[1])
        if key in seen:
            continue
        seen.add(key)
        start, end = match.span(group) if group else (match.end(), match.end())
        yield SourceAttribute(key, unescape_attribute(text[start:end]), start, end, {2: '"', 3: "'"}.get(group, ""))


def lower_name(name: str) -> str:
    """ASCII letters in lower case, as in the names that a parser gives; `str.lower` would change others too."""
    lowered = name.lower() if name.isascii() else re.sub("[A-Z]", lambda letter: letter[0].lower(), name)
    return lowered.replace("\0", "\ufffd")


def _read_markup(text: str, at: int, nesting: Nesting) -> Iterator[SourceToken]:
    """What begins with the `<` at this offset; after a start tag also the text that only its end tag ends."""
    sign = text[at + 1]
    if sign == "!":
        yield from _read_declaration(text, at, nesting)
    elif sign == "?":
        yield SourceToken("comment", at, _after(text, ">", at + 2))
    elif sign == "/" and text[at + 2] == ">":
        yield SourceToken("dropped", at, at + 3)
    elif sign == "/" and not (text[at + 2].isascii() and text[at + 2].isalpha()):
        yield SourceToken("comment", at, _after(text, ">", at + 2))
    elif not (tag := _TAG.match(text, at)):
        yield SourceToken("dropped", at, len(text))  # the file ends within the tag
    elif sign == "/":
        name = lower_name(tag[1])
        nesting.leave(name)
        yield SourceToken("end", at, tag.end(), name)
    else:
        token = SourceToken("start", at, tag.end(), lower_name(tag[1]))
        yield token
        attributes = {each.name: each.value for each in read_attributes(text, token)} if nesting.foreign else {}
        if not nesting.enter(token.name, attributes, closed=text[token.end - 2] == "/"):
            yield from _read_content(text, token)


def _read_declaration(text: str, at: int, nesting: Nesting) -> Iterator[SourceToken]:
    if text.startswith("<!--", at):
        closing = _SHORT_COMMENT_END.match(text, at + 4) or _COMMENT_END.search(text, at + 4)
        yield SourceToken("comment", at, closing.end() if closing else len(text))
    elif text[at + 2 : at + 9].lower() == "doctype":
        yield SourceToken("doctype", at, _after(text, ">", at + 9))
    elif text.startswith("<![CDATA[", at) and nesting.foreign:
        yield from _read_section(text, at)
    else:
        yield SourceToken("comment", at, _after(text, ">", at + 2))


def _read_section(text: str, at: int) -> Iterator[SourceToken]:
    start = at + len("<![CDATA[")
    found = text.find("]]>", start)
    end = len(text) if found < 0 else found
    yield SourceToken("dropped", at, start)
    if end > start:
        yield SourceToken("cdata", start, end)
    if end < len(text):
        yield SourceToken("dropped", end, end + len("]]>"))


def _read_content(text: str, tag: SourceToken) -> Iterator[SourceToken]:
    """The text of an HTML element in which no tag but its own end tag counts; nothing for any other element."""
    end = tag.end
    if tag.name == "script":
        end = _find_script_end(text, end)
    elif tag.name == "plaintext":
        end = len(text)
    elif tag.name in _RCDATA or tag.name in _RAW:
        closing = re.compile(rf"</{tag.name}(?=[\t\n\f\r />])", re.IGNORECASE).search(text, end)
        end = closing.start() if closing else len(text)
    if end > tag.end:
        yield SourceToken("text" if tag.name in _RCDATA else "raw", tag.end, end)


def _find_script_end(text: str, at: int) -> int:
    """Where a script's end tag begins: not within `<!-- <script>` (13.2.5.20 to 13.2.5.31)."""
    depth = 0  # 1 in a comment, 2 in a script in a comment
    while step := _SCRIPT_STEP.search(text, at):
        at = step.end()
        if step[0] == "<!--":
            depth = depth or 1
            at -= 2  # its dashes may be those of the end
        elif step[0] == "-->":
            depth = 0
        elif depth == 0 or (depth == 1 and step[1]):
            if step[1]:
                return step.start()
        else:
            depth = 1 if step[1] else 2
    return len(text)


def _after(text: str, sign: str, at: int) -> int:
    found = text.find(sign, at)
    return len(text) if found < 0 else found + 1
