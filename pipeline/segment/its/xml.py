"""XML → tree, by expat. Nothing outside the file is read, and no entity is ever expanded."""

from __future__ import annotations

from xml.parsers import expat

from pipeline.errors import SegmentError
from pipeline.segment.its.tree import XHTML, XML, Document, TreeBuilder


def parse_xml(data: bytes | str, name: str, *, first_line: int = 1) -> Document:
    """The tree of an XML document.

    SegmentError, which names file and line, for what is not well-formed and for a document type that declares an
    entity. A document type is otherwise read for its ID attributes and not obeyed. `first_line` is where the text
    stands in its file. XHTML is a document whose outermost element is XHTML's `html`.
    """
    reader = _Reader(name, first_line, "utf-8" if isinstance(data, str) else None)
    try:
        reader.parser.Parse(data.encode() if isinstance(data, str) else data, True)
    except expat.ExpatError as error:
        raise SegmentError(
            f"this is not well-formed XML: {expat.errors.messages[error.code]}",
            where=f"{name}:{error.lineno + first_line - 1}",
            hint="Correct the file.",
        ) from error
    except (LookupError, ValueError) as error:
        raise SegmentError(f"its encoding cannot be read: {error}", where=name, hint="Save it as UTF-8.") from error
    document = reader.builder.finish(name, html=False)
    document.html = document.top.uri == XHTML and document.top.local == "html"
    return document


class _Reader:
    """Expat's events → tree."""

    def __init__(self, name: str, first_line: int, encoding: str | None) -> None:
        self.builder = TreeBuilder()
        self.parser = expat.ParserCreate(encoding, namespace_separator=" ")
        self._name = name
        self._offset = first_line - 1
        self._id_attributes: set[tuple[str, str]] = set()
        self._scopes: list[dict[str, str]] = [{"xml": XML}]
        self._declared: dict[str, str] = {}
        parser = self.parser
        parser.namespace_prefixes = True
        parser.ordered_attributes = True
        parser.specified_attributes = True  # what a document type would add is not there
        parser.buffer_text = True
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = lambda text: self.builder.add_leaf("text", text)
        parser.CommentHandler = lambda text: self.builder.add_leaf("comment", text)
        parser.ProcessingInstructionHandler = lambda target, text: self.builder.add_leaf("instruction", text, target)
        parser.EntityDeclHandler = self._refuse_entity
        parser.AttlistDeclHandler = self._note_attribute

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self._declared[prefix or ""] = uri or ""

    def _start(self, name: str, attributes: list[str]) -> None:
        scope = {**self._scopes[-1], **self._declared} if self._declared else self._scopes[-1]
        self._declared = {}
        self._scopes.append(scope)
        written, uri = _split_name(name)
        pairs = [(*_split_name(attributes[at]), attributes[at + 1]) for at in range(0, len(attributes), 2)]
        line = self.parser.CurrentLineNumber + self._offset
        node = self.builder.start(written, uri, pairs, line=line, namespaces=scope)
        for key, space, value in pairs:
            html_id = uri == XHTML and key == "id"
            if html_id or (key == "xml:id" and space == XML) or (written, key) in self._id_attributes:
                self.builder.add_id(value, node)

    def _end(self, _name: str) -> None:
        self._scopes.pop()
        self.builder.end()

    def _refuse_entity(self, entity: str, *_rest: object) -> None:
        raise SegmentError(
            f"the document type declares the entity {entity!r}; entities are never expanded",
            where=f"{self._name}:{self.parser.CurrentLineNumber + self._offset}",
            hint="Write the text itself where the entity stands.",
        )

    def _note_attribute(self, element: str, attribute: str, kind: str, *_rest: object) -> None:
        if kind == "ID":
            self._id_attributes.add((element, attribute))


def _split_name(name: str) -> tuple[str, str]:
    """The name as written, and its namespace, of expat's `uri local prefix`."""
    parts = name.split(" ")
    if len(parts) == 1:
        return name, ""
    return (f"{parts[2]}:{parts[1]}" if len(parts) == 3 else parts[1]), parts[0]
