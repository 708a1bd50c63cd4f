"""Parses the text of a PO file, as strictly as `msgfmt` and with the line in each error.

It follows GNU gettext's grammar: tokens, not lines, so `msgid "a" "b"` and several keywords on a line are read;
blank lines mean nothing; comments stand before an entry, not inside it. A live and an obsolete entry of the same
identity are duplicates, as they are to msgfmt. It is the authority; `po_reader` reads the common form faster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from pipeline.catalog.po_strings import MAX_ENTRIES, MAX_ENTRY_LINES, MAX_STRING, STRING, read_comment, unescape_text
from pipeline.catalog.references import split_references
from pipeline.errors import CatalogError
from pipeline.model import Entry, EntryKey

_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[([0-9]{1,3})\])?)(?=[ \t\r\"]|$)")
_BLANK = " \t\r\f\v"


@dataclass(frozen=True, slots=True)
class Parsed:
    """An entry and the lines that it stands on, counted from 1; both ends belong to it."""

    entry: Entry
    first: int
    """Of its first comment or keyword."""
    keyword: int
    """Of its first keyword: what an error names."""
    last: int


def parse_text(text: str, *, name: str, charset: str = "utf-8") -> list[Parsed]:
    """The entries of a PO file's text, the header among them. CatalogError has `where="name:line"`.

    `charset` is the file's, for `\\342` is a byte of it. Comments after the last entry belong to none.
    """
    parser = _Parser(name, charset)
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        parser.take_line(line, number)
    return parser.finish()


class _Message:
    """An entry while it is read."""

    __slots__ = ("comments", "first", "flags", "last", "line", "notes", "obsolete", "parts", "references", "targets")

    def __init__(self) -> None:
        self.first = self.last = 0
        self.line = 0
        """Of its first keyword, 0 while only comments have come."""
        self.obsolete = False
        self.comments: list[str] = []
        self.notes: list[str] = []
        self.references: list[str] = []
        self.flags: dict[str, None] = {}
        self.parts: dict[str, list[str]] = {}
        """`msgid`, `msgctxt`, `msgid_plural`, and the same after `#| `."""
        self.targets: list[list[str]] = []

    def join(self, part: str) -> str:
        return "".join(self.parts.get(part, ()))

    def make_entry(self) -> Entry:
        targets = tuple("".join(target) for target in self.targets)
        plural = "msgid_plural" in self.parts
        return Entry(
            context=self.join("msgctxt"),
            source=self.join("msgid"),
            target="" if plural else targets[0],
            fuzzy="fuzzy" in self.flags,
            references=tuple(self.references),
            notes=tuple(self.notes),
            comments=tuple(self.comments),
            flags=tuple(flag for flag in self.flags if flag != "fuzzy"),
            previous_context=self.join("#| msgctxt"),
            previous_source=self.join("#| msgid"),
            source_plural=self.join("msgid_plural"),
            targets=targets if plural else (),
            obsolete=self.obsolete,
            previous_source_plural=self.join("#| msgid_plural"),
        )


class _Parser:
    def __init__(self, name: str, charset: str) -> None:
        self.name = name
        self.charset = charset
        self.number = 0
        self.message = _Message()
        self.entries: list[Parsed] = []
        self.first_lines: dict[EntryKey, int] = {}
        self.keyword = ""
        """The keyword whose strings are being read, empty at the start."""
        self.mode = (False, False)
        """Whether that keyword's line was obsolete (`#~`), and previous (`#|`)."""
        self.strings: list[str] = []
        self.length = 0

    def fail(self, message: str, hint: str, *, line: int = 0) -> NoReturn:
        raise CatalogError(message, where=f"{self.name}:{line or self.number}", hint=hint)

    # --- lines

    def take_line(self, line: str, number: int) -> None:
        self.number = number
        if self.message.first and number - self.message.first >= MAX_ENTRY_LINES and not self.message.targets:
            self.fail(f"an entry of more than {MAX_ENTRY_LINES:,} lines", "Check that the file is what it should be.")
        body = line.lstrip(_BLANK)
        if body.startswith("#"):
            self.take_comment(body.removesuffix("\r"))
        elif body:
            self.take_tokens(body, obsolete=False, previous=False)

    def take_comment(self, body: str) -> None:
        mark = body[1:2]
        if len(body) > MAX_STRING and mark not in ("~", "|"):
            self.fail(f"a comment of more than {MAX_STRING:,} characters", "Check that the file is what it should be.")
        if mark == "~":
            previous = body.startswith("#~|")
            rest = body[3 if previous else 2 :].lstrip(_BLANK)
            if rest.startswith("#") and not rest.startswith(("#~", "#|")):  # old tools: `#~ # a comment`
                self.take_comment(rest)
            else:
                self.take_tokens(rest, obsolete=True, previous=previous)
            return
        if mark == "|":
            self.take_tokens(body[2:], obsolete=False, previous=True)
            return
        self.begin_comment()
        if mark == ".":
            self.message.notes.append(read_comment(body[2:]))
        elif mark == ":":
            self.message.references.extend(split_references(body[2:].rstrip(_BLANK)))
        elif mark == ",":
            self.message.flags.update((flag.strip(), None) for flag in body[2:].split(",") if flag.strip())
        else:
            self.message.comments.append(read_comment(body[1:]))

    def begin_comment(self) -> None:
        if self.message.targets:
            self.close_message()
        elif self.message.line:
            self.fail(
                f"a comment inside the entry that begins at line {self.message.line}",
                "Comments stand before msgctxt and msgid: move it there, or add the missing msgstr.",
            )
        self.message.first = self.message.first or self.number

    def take_tokens(self, body: str, *, obsolete: bool, previous: bool) -> None:
        place, end = 0, len(body)
        while place < end:
            if body[place] in _BLANK:
                place += 1
            elif match := STRING.match(body, place):
                self.take_string(match[1], (obsolete, previous))
                place = match.end()
            elif match := _KEYWORD.match(body, place):
                self.take_keyword(match[1], match[2], obsolete=obsolete, previous=previous)
                place = match.end()
            else:
                self.refuse(body[place:])

    def refuse(self, rest: str) -> NoReturn:
        shown = repr(rest[:40].rstrip())
        if rest.startswith('"'):
            self.fail(f"the string {shown} has no closing quote", 'End it with " and write a quote inside it as \\".')
        if rest.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            self.fail("a conflict that git left in the file", "Resolve it: keep one side and delete the marker lines.")
        if rest.startswith("domain"):
            self.fail("a file with several domains", "Split it into one file each.")
        self.fail(
            f"expected a comment, msgctxt, msgid, msgid_plural, msgstr or a string in double quotes, found {shown}",
            "Correct that line.",
        )

    # --- tokens

    def take_string(self, raw: str, mode: tuple[bool, bool]) -> None:
        if not self.keyword:
            self.fail("a string without msgid or msgstr before it", "Add the keyword or delete the line.")
        if mode != self.mode:
            self.fail(
                f"a string that continues {self.keyword}, but the lines begin in different ways",
                "Begin all lines of one string with the same of nothing, #~, #| or #~|.",
            )
        try:
            text = unescape_text(raw, charset=self.charset)
        except ValueError as exc:
            self.fail(str(exc), "Write a backslash as \\\\.")
        self.length += len(text)
        if len(self.strings) >= MAX_ENTRY_LINES:
            self.fail(f"a text in more than {MAX_ENTRY_LINES:,} pieces", "Check that the file is what it should be.")
        if self.length > MAX_STRING:
            self.fail(f"a string of more than {MAX_STRING:,} characters", "Check that the file is what it should be.")
        self.strings.append(text)
        self.message.last = self.number

    def take_keyword(self, keyword: str, index: str | None, *, obsolete: bool, previous: bool) -> None:
        self.check_strings()
        self.place_keyword(keyword, index, previous=previous)
        message = self.message
        message.first = message.first or self.number
        if not previous:
            if not message.line:
                message.line, message.obsolete = self.number, obsolete
            elif message.obsolete != obsolete:
                self.fail(
                    f"{keyword} of the entry that begins at line {message.line}, which is "
                    f"{'obsolete (#~)' if message.obsolete else 'not obsolete'}",
                    "Begin all of its lines with #~, or none.",
                )
        self.keyword, self.mode, self.strings, self.length = keyword, (obsolete, previous), [], 0
        if keyword.startswith("msgstr"):
            message.targets.append(self.strings)
        else:
            message.parts[f"#| {keyword}" if previous else keyword] = self.strings

    def place_keyword(self, keyword: str, index: str | None, *, previous: bool) -> None:
        """Close the entry before if a new one begins; fail if the keyword has no place here."""
        if keyword in ("msgctxt", "msgid") or previous:
            if self.message.targets:
                self.close_message()
            parts = self.message.parts
            if previous and (self.message.line or keyword.startswith("msgstr")):
                self.fail(f"#| {keyword} inside an entry", "Previous texts stand before msgctxt and msgid.")
            if not previous and "msgid" in parts:
                self.fail(
                    f"expected msgstr of the entry that begins at line {self.message.line}, found {keyword}",
                    'Add msgstr "" before it.',
                )
            if (f"#| {keyword}" if previous else keyword) in parts:
                self.fail(f"{keyword} is given twice", "Delete one.")
            return
        parts, count = self.message.parts, len(self.message.targets)
        if "msgid" not in parts:
            self.fail(f"{keyword} without msgid before it", "Add the msgid.")
        if keyword == "msgid_plural":
            if count or "msgid_plural" in parts:
                self.fail("msgid_plural in the wrong place", "It stands once, between msgid and msgstr[0].")
        elif index is None:
            if "msgid_plural" in parts:
                self.fail("expected msgstr[0], found msgstr", "An entry with msgid_plural has msgstr[0], msgstr[1] …")
            if count:
                self.fail("msgstr is given twice", "Delete one, or add the msgid that is missing between them.")
        elif "msgid_plural" not in parts:
            self.fail(f"{keyword} without msgid_plural before it", "Write msgstr, or add msgid_plural.")
        elif int(index) != count:
            self.fail(f"expected msgstr[{count}], found {keyword}", "Number the plural forms 0, 1, 2 …")

    def check_strings(self) -> None:
        if self.keyword and not self.strings:
            self.fail(f"expected a string in double quotes after {self.keyword}", 'Write "" for an empty one.')

    # --- entries

    def close_message(self) -> None:
        message, self.message = self.message, _Message()
        self.check_strings()
        self.keyword = ""
        if not message.line and not message.parts:
            return  # comments after the last entry
        if not message.targets:
            self.fail("the entry has no msgstr", 'Add msgid and msgstr "".', line=message.line)
        entry = message.make_entry()
        if first := self.first_lines.get(entry.key):
            self.fail(
                f"the entry {entry.source[:60]!r} is given twice; the first is at line {first}",
                "Keep one, or give them different msgctxt.",
                line=message.line,
            )
        self.first_lines[entry.key] = message.line
        if len(self.entries) >= MAX_ENTRIES:
            self.fail(f"more than {MAX_ENTRIES:,} entries", "Check that the file is what it should be, or split it.")
        self.entries.append(Parsed(entry, message.first, message.line, message.last))

    def finish(self) -> list[Parsed]:
        if self.message.parts and not self.message.line:
            self.fail("#| lines without an entry after them", "Delete them.")
        self.close_message()
        return self.entries
