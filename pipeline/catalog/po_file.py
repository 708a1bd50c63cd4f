"""A PO file as it stands: each entry with its own lines, so that what nobody changed goes back byte for byte.

`po_reader` makes it of bytes, `po_writer` of entries and bytes of it; `merge` picks the blocks that stay. A block in
the common form is kept as three pieces of text and read as an `Entry` only when somebody asks: most of a catalog is
the same as yesterday.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from pipeline.catalog.header import Fields, parse_header, set_field
from pipeline.catalog.po_form import OUR_FORM, FileForm
from pipeline.catalog.po_parser import parse_text
from pipeline.catalog.po_strings import escape_text, find_strings, read_comment, unescape_text
from pipeline.catalog.references import split_references
from pipeline.model import Catalog, Entry, EntryKey

HEADER_NAME = 'msgid ""\n'
"""The name of the header's block."""


class Block:
    """An entry with its lines. Not changed once it is made, but for remembering its entry."""

    __slots__ = ("_entry", "gap", "head", "ident", "name", "value")

    def __init__(self, head: str, ident: str, value: str, gap: str, name: str, entry: Entry | None = None) -> None:
        self.head = head
        """Its comment lines; all of its lines where `value` is empty."""
        self.ident = ident
        """The lines of msgctxt and msgid."""
        self.value = value
        """The lines of msgstr. Empty for every form but the common one: no plural, previous text, `#~`."""
        self.gap = gap
        """The blank lines after it."""
        self.name = name
        """As `name_key` gives it: the same object as `ident`, where that is so written."""
        self._entry = entry

    @property
    def raw(self) -> str:
        """Its lines as they stand, each with its end."""
        return self.head + self.ident + self.value

    @property
    def entry(self) -> Entry:
        """What they say."""
        if self._entry is None:
            self._entry = _read_common(self) if self.value else parse_text(self.raw, name="")[0].entry
        return self._entry

    @property
    def obsolete(self) -> bool:
        """Whether its lines begin with `#~`."""
        if self._entry is None:
            return not self.value and (self.head.startswith("#~ ") or "\n#~ " in self.head)
        return self._entry.obsolete

    @property
    def key(self) -> EntryKey:
        if self._entry is None and "\\" not in self.name and self.name.startswith("msgid"):
            return EntryKey("", self.name[7:-2])
        return self.entry.key


@dataclass(frozen=True)
class PoFile:
    """A file in blocks, the header's among them where it has one."""

    blocks: tuple[Block, ...]
    lead: str = ""
    """Blank lines before the first block."""
    tail: str = ""
    """What stands after the last block: blank lines, comments of no entry."""
    form: FileForm = OUR_FORM
    read_from: bytes = b""
    """The bytes that it was read from, and is written as while its blocks are those that were read."""
    read_blocks: tuple[Block, ...] = ()
    """What it was read as."""

    @cached_property
    def header_block(self) -> Block | None:
        return next((block for block in self.blocks if block.name == HEADER_NAME and not block.obsolete), None)

    @cached_property
    def header(self) -> Fields:
        return parse_header(self.header_block.entry.target) if self.header_block else ()

    @property
    def body(self) -> tuple[Block, ...]:
        """All blocks but the header's."""
        header = self.header_block
        if header is None or header is self.blocks[0]:
            return self.blocks[1:] if header else self.blocks
        return tuple(block for block in self.blocks if block is not header)

    @cached_property
    def catalog(self) -> Catalog:
        """What the file says."""
        comment = "\n".join(self.header_block.entry.comments) if self.header_block else ""
        header = self.header
        if header and self.form.charset != "utf-8":  # a catalog is text; it is written as UTF-8
            header = set_field(header, "Content-Type", "text/plain; charset=UTF-8")
        return Catalog(header, tuple(block.entry for block in self.body), comment)

    @property
    def text(self) -> str:
        """The whole file, with LF."""
        lines = [f"{each.head}{each.ident}{each.value}{each.gap}" for each in self.blocks[:-1]]
        return "".join([self.lead, *lines, *(each.raw for each in self.blocks[-1:]), self.tail])

    def line_of(self, block: Block) -> int:
        """The line of a block's first keyword, for a message."""
        before = takewhile(lambda each: each is not block, self.blocks)
        comments = sum(line.startswith("#") for line in block.raw.split("\n"))
        return 1 + self.lead.count("\n") + sum((b.raw + b.gap).count("\n") for b in before) + comments


def name_key(key: EntryKey) -> str:
    """The block name of an entry: its msgctxt and msgid, each on one line, in one spelling only."""
    context = f'msgctxt "{escape_text(key.context)}"\n' if key.context else ""
    return f'{context}msgid "{escape_text(key.source)}"\n'


def name_ident(ident: str) -> str:
    """The same for the lines of msgctxt and msgid as they stand; those of the plainest form are their own name."""
    if ident.count("\n") == 1 and "\\" not in ident and ident.startswith('msgid "'):
        return ident
    return name_key(_read_ident(ident))


def _read_ident(ident: str) -> EntryKey:
    context, _, source = ident.rpartition("msgid ") if ident.startswith("msgid ") else _split_context(ident)
    return EntryKey(_read_string(context), _read_string(source))


def _split_context(ident: str) -> tuple[str, str, str]:
    return ident.partition("\nmsgid ")


def _read_string(lines: str) -> str:
    if lines.count("\n") == 1 and "\\" not in lines:
        return lines[lines.index('"') + 1 : -2]
    return "".join(unescape_text(raw) for raw in find_strings(lines))


def _read_common(block: Block) -> Entry:
    """The entry of a block in the common form. Law: as `po_parser` reads it."""
    comments, notes, references, flags = [], [], [], {}  # type: ignore[var-annotated]
    for line in block.head.split("\n")[:-1]:
        mark = line[1:2]
        if mark == ".":
            notes.append(read_comment(line[2:]))
        elif mark == ":":
            references.extend(split_references(line[2:].rstrip(" \t\r\f\v")))
        elif mark == ",":
            flags.update((flag.strip(), None) for flag in line[2:].split(",") if flag.strip())
        else:
            comments.append(read_comment(line[1:]))
    context, source = ("", block.ident[7:-2]) if block.name is block.ident else _read_ident(block.ident)
    return Entry(
        context,
        source,
        _read_string(block.value),
        "fuzzy" in flags,
        tuple(references),
        tuple(notes),
        tuple(comments),
        tuple(flag for flag in flags if flag != "fuzzy"),
    )
