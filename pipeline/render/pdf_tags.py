"""The structure tree of our PDFs: what WeasyPrint builds, put right for PDF/UA-1 and for reading back.

WeasyPrint 70 tags a document, but a paragraph that crosses a page becomes two, running heads are tagged as text,
table heads repeat in the tree, header cells lack a scope, passages in another language are not marked, and the text
of a complex script cannot be read back from its glyphs (Kozea/WeasyPrint #2482, #2508). This module runs in the
renderer's own process; it listens to the private function that builds the tree, and repairs tree and page streams
before they are written. `tests/render/test_pdf.py` holds the result: a WeasyPrint that builds differently is found.

An element that holds a unit carries `<unit>.<occurrence>` as its title (/T): `verify.py` finds it by that.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags as weasyprint_tags


@dataclass(slots=True, eq=False)
class Node:
    """A structure element with the box it stands for, if any; kids are nodes, or leaves as WeasyPrint wrote them."""

    element: Any
    box: Any
    page: int
    kids: list[Any] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str(self.element["S"])

    @property
    def source(self) -> Any:
        """The HTML element; the boxes of it, and the fragments of a broken one, share it."""
        return None if self.box is None else self.box.element

    def nodes(self) -> list[Node]:
        return [kid for kid in self.kids if isinstance(kid, Node)]

    def walk(self) -> Iterator[Node]:
        yield self
        for kid in self.nodes():
            yield from kid.walk()

    def marks(self) -> Iterator[tuple[int, int]]:
        """(page, marked-content id) of all that is drawn below."""
        for node in self.walk():
            yield from ((node.page, kid) for kid in node.kids if isinstance(kid, int))


class TagRecorder:
    """Listens while WeasyPrint builds the tree; `finish` repairs it."""

    def __init__(self) -> None:
        self._boxes: dict[int, Any] = {}
        """Object number of a structure element → its box."""
        self._drawn: list[dict[int, Any]] = []
        """Per page: marked-content id → the box drawn in it."""

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While the block runs, every structure element that WeasyPrint makes is noted with its box."""
        original = weasyprint_tags._build_box_tree

        def build(box: Any, parent: Any, pdf: Any, page: int, nums: Any, links: Any, tags: Any) -> Iterator[Any]:
            if len(self._drawn) == page:
                self._drawn.append({mark["mcid"]: drawn for drawn, mark in tags.items()})
            for element in original(box, parent, pdf, page, nums, links, tags):
                self._boxes.setdefault(element.number, box)
                yield element

        weasyprint_tags._build_box_tree = build
        try:
            yield
        finally:
            weasyprint_tags._build_box_tree = original

    def finish(self, document: Any, pdf: Any) -> None:
        """WeasyPrint's finisher: gets the laid-out document and the PDF before it is written."""
        root = _find(pdf, pdf.catalog["StructTreeRoot"])
        top = self._read_tree(pdf, _find(pdf, root["K"][0]), {ref: n for n, ref in enumerate(pdf.page_references)})
        artifacts = self._margin_marks(document)
        headers: dict[bytes, Any] = {}
        _join_fragments(top, artifacts, headers)
        _drop_decoration(top, artifacts)
        _write_tree(top)
        _describe(top, document.metadata.lang or "", headers)
        is_rtl = any(page._page_box.style["direction"] == "rtl" for page in document.pages[:1])
        if is_rtl:
            pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"
        self._write_actual_text(top, is_rtl)
        parents = _find(pdf, root["ParentTree"])["Nums"]
        self._mark_streams(pdf, artifacts, parents)
        _describe_links(pdf, top, parents)

    def _read_tree(self, pdf: Any, element: Any, pages: dict[bytes, int]) -> Node:
        node = Node(element, self._boxes.get(element.number), pages.get(element.get("Pg", b""), 0))
        for kid in element["K"]:
            target = _find(pdf, kid) if isinstance(kid, bytes) else None
            is_element = target is not None and target.get("Type") == "/StructElem"
            node.kids.append(self._read_tree(pdf, target, pages) if is_element else kid)
        return node

    def _margin_marks(self, document: Any) -> set[tuple[int, int]]:
        """What is drawn in margin boxes: running head and foot and page numbers."""
        found = set()
        for number, page in enumerate(document.pages):
            margins = [box for box in page._page_box.children if isinstance(box, boxes.MarginBox)]
            inside = {id(box) for margin in margins for box in _descend(margin)}
            found |= {(number, mcid) for mcid, box in self._drawn[number].items() if id(box) in inside}
        return found

    def _write_actual_text(self, top: Node, is_rtl: bool) -> None:
        """In a right-to-left document on all text: there the glyph of `(` may be mapped to `)`."""
        for node in top.walk():
            if any(isinstance(kid, Node) for kid in node.kids):
                continue
            boxes_below = [self._drawn[page].get(mcid) for page, mcid in node.marks()]
            text = "".join(getattr(box, "text", "") for box in boxes_below)
            if text and (is_rtl or needs_actual_text(text)):
                node.element["ActualText"] = pydyf.String(text)

    def _mark_streams(self, pdf: Any, artifacts: set[tuple[int, int]], parents: list[Any]) -> None:
        """In the pages' streams, what is no content of the document becomes an artifact."""
        for number, reference in enumerate(pdf.page_references):
            mapping = parents[2 * number + 1]
            items = _find(pdf, _find(pdf, reference)["Contents"]).stream
            for position, item in enumerate(items):
                if not (isinstance(item, dict) and "MCID" in item):
                    continue
                mcid = item["MCID"]
                if (number, mcid) in artifacts:
                    items[position - 1] = "/Artifact"
                    items[position] = pydyf.Dictionary({"Type": "/Pagination"})
                    mapping[mcid] = "null"


def needs_actual_text(text: str) -> bool:
    """True for right-to-left and complex scripts, whose glyphs do not stand for the characters one by one in order.

    Their structure elements carry the text itself as ActualText (ISO 32000-1, 14.9.4), for screen readers and for
    reading back. Not in the page's stream: there PDFium and Poppler would turn its order around once more.
    """
    return any(
        character == "\u00ad"
        or "\u0900" <= character <= "\u109f"
        or "\u1780" <= character <= "\u17ff"
        or unicodedata.bidirectional(character) in ("R", "AL", "AN")
        for character in text
    )


def _find(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _descend(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _descend(child)


def _join_fragments(node: Node, artifacts: set[tuple[int, int]], headers: dict[bytes, Any]) -> None:
    """Join what page breaks took apart. A table head that is drawn again on the next page is an artifact there."""
    kept: list[Any] = []
    last: dict[tuple[int, str], Node] = {}
    for kid in node.kids:
        if not isinstance(kid, Node) or kid.source is None or kid.kind in ("/Link", "/Figure"):
            kept.append(kid)
            continue
        key = (id(kid.source), kid.kind)
        earlier = last.get(key)
        if earlier is None or earlier.element["Pg"] == kid.element["Pg"]:
            kept.append(kid)
            last[key] = kid
        elif kid.kind == "/THead":
            artifacts.update(kid.marks())
            cells = zip(_header_cells(kid), _header_cells(earlier), strict=False)
            headers.update((later.element["ID"].data, first.element["ID"]) for later, first in cells)
        else:
            earlier.kids += kid.kids
    node.kids = kept
    for kid in node.nodes():
        _join_fragments(kid, artifacts, headers)


def _header_cells(node: Node) -> Iterator[Node]:
    return (below for below in node.walk() if below.kind == "/TH" and "ID" in below.element)


def _drop_decoration(node: Node, artifacts: set[tuple[int, int]]) -> None:
    """An image without alternative text is decoration (PDF/UA-1, 7.3): an artifact, not a figure."""
    for kid in node.nodes():
        if kid.kind == "/Figure" and "Alt" not in kid.element:
            artifacts.update(kid.marks())
            node.kids.remove(kid)
        else:
            _drop_decoration(kid, artifacts)


def _write_tree(node: Node) -> None:
    node.element["K"] = pydyf.Array(kid.element.reference if isinstance(kid, Node) else kid for kid in node.kids)
    for kid in node.nodes():
        kid.element["P"] = node.element.reference
        _write_tree(kid)


def _describe(node: Node, language: str, headers: dict[bytes, Any], holder: Any = None) -> None:
    """Language, unit, scope of header cells and numbering of lists, from the HTML that the elements stand for."""
    source, element = node.source, node.element
    attributes = {} if source is None else source.attrib
    own = node.box.style["lang"] if node.box is not None else None
    if own and own != language:
        element["Lang"] = pydyf.String(own)
        language = own
    unit = attributes.get("data-unit")
    if unit and source is not holder:
        element["T"] = pydyf.String(f"{unit}.{attributes.get('data-occurrence', '1')}")
        holder = source
    if node.kind == "/TH":
        scope = {"col": "/Column", "row": "/Row", "colgroup": "/Column", "rowgroup": "/Row"}
        element["A"]["Scope"] = scope.get(attributes.get("scope", "col"), "/Column")
    elif node.kind == "/TD" and "Headers" in element.get("A", {}):
        element["A"]["Headers"] = pydyf.Array(headers.get(key.data, key) for key in element["A"]["Headers"])
    elif node.kind == "/L" and source is not None:
        numbering = {"ol": "/Decimal", "ul": "/Disc"}.get(source.tag, "/None")
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})
    for kid in node.nodes():
        _describe(kid, language, headers, holder)


def _describe_links(pdf: Any, top: Node, parents: list[Any]) -> None:
    """A link annotation says what it is by the link's own words, not by its address (PDF/UA-1, 7.18.5).

    WeasyPrint gives an element inside a link an annotation of its own, outside of any Link element; it goes.
    """
    for node in top.walk():
        annotation = None if node.box is None else getattr(node.box, "link_annotation", None)
        if not annotation:
            continue
        if node.kind != "/Link":
            _remove_annotation(pdf, node, annotation, parents)
            continue
        words = "".join(getattr(box, "text", "") for box in _descend(node.box)).strip()
        if words:
            annotation["Contents"] = pydyf.String(words)
        annotation["F"] = 4  # printed as it is shown


def _remove_annotation(pdf: Any, node: Node, annotation: Any, parents: list[Any]) -> None:
    for reference in pdf.page_references:
        annotations = _find(pdf, reference).get("Annots", [])
        if annotation.reference in annotations:
            annotations.remove(annotation.reference)
    node.element["K"] = pydyf.Array(
        kid
        for kid in node.element["K"]
        if not (isinstance(kid, bytes) and _find(pdf, kid).get("Obj") == annotation.reference)
    )
    position = next(n for n in range(0, len(parents), 2) if parents[n] == annotation["StructParent"])
    del parents[position : position + 2]
