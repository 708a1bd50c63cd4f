"""A document's tree, as the HTML standard builds it: the one module that knows the parser.

The parser (turbohtml; `docs/segment.md` tells why) makes a tree of its own, which is copied into `Node`s: plain
objects that stay the same while the tree lives, and would be the same with another parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import turbohtml
from turbohtml import Namespace

from pipeline.errors import SegmentError
from pipeline.segment.elements import NO_TRAITS, Traits, find_traits
from pipeline.segment.plain import is_plain

_NAMESPACES = {Namespace.HTML: "html", Namespace.SVG: "svg", Namespace.MATHML: "math"}
_BYTE_ORDER_MARK = "\ufeff"

MAX_DEPTH = 512
"""Levels that the parser nests, as browsers do (a guard against pages made to take quadratic time)."""


@dataclass(slots=True, eq=False)
class Node:
    """An element; or a leaf or document, whose name begins with `#` or `!`. Each is itself and no other's equal."""

    name: str
    """The element's, or `#document`, `#text`, `#comment`, `#processing-instruction`, `!doctype`."""
    namespace: str
    """`html`, `svg` or `math`."""
    parent: Node | None = field(repr=False)
    data: str
    """Of a text, comment or instruction, what it says; of a doctype, what stands after `<!DOCTYPE`."""
    attrs: dict[str, str]
    """In the source's order; a value that is not given is empty."""
    children: list[Node] = field(repr=False)
    """Of a template, its content."""
    traits: Traits = field(repr=False, default=NO_TRAITS)
    """Of an element."""
    plain: str = field(repr=False, default="")
    """The content's markup, where that is plain; empty where it is not, or nobody has looked."""


class _PlainElement(Node):
    """An element whose children are copied when somebody asks for them: few do, where the content is plain."""

    __slots__ = ("_copied", "_source")

    def __init__(self, source: turbohtml.Element, parent: Node, attrs: dict[str, str], traits: Traits, plain: str):
        self._source = source
        self._copied: list[Node] | None = None
        self.name = source.tag
        self.namespace = "html"
        self.parent = parent
        self.data = ""
        self.attrs = attrs
        self.traits = traits
        self.plain = plain

    @property
    def children(self) -> list[Node]:  # type: ignore[override]
        if self._copied is None:
            self._copied = []
            _copy_children(self._source, self)
        return self._copied


_NO_ATTRIBUTES: dict[str, str] = {}
_NO_CHILDREN: list[Node] = []
"""Those of every leaf: one, not thousands, and never changed."""


@dataclass(slots=True, eq=False, kw_only=True)
class Document(Node):
    """The root of a tree."""

    parsed: turbohtml.Document = field(repr=False)
    """The parser's own tree, for its selectors."""


def parse_document(html: str) -> Document:
    """The document's tree, as a browser with scripts builds it; every string is a document. Nothing is cleaned.

    A byte order mark is none of the text; a lone surrogate, which no file can hold, becomes U+FFFD; an element
    that would be nested deeper than MAX_DEPTH becomes a sibling of the one before, as in browsers.
    """
    if html.startswith(_BYTE_ORDER_MARK):
        html = html[1:]
    if not html.isascii():
        html = html.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    parsed = turbohtml.parse(html, scripting=True, positions=False, allow_declarative_shadow_roots=False)
    root = Document("#document", "html", None, "", {}, [], parsed=parsed)
    _copy_children(parsed, root, plain_budget=2 * len(html))
    return root


def _copy_children(parsed: turbohtml.Node, root: Node, *, plain_budget: int = 0) -> None:
    """Copy what is below. `plain_budget` bounds the markup that is made to see whether it is plain."""
    text, element = turbohtml.Text, turbohtml.Element
    stack: list[tuple[turbohtml.Node, Node]] = [(parsed, root)]
    while stack:
        source, parent = stack.pop()
        add = parent.children.append
        for child in source.children:
            if type(child) is text:
                add(Node("#text", "html", parent, child.data, _NO_ATTRIBUTES, _NO_CHILDREN))
            elif type(child) is element:
                name, space, attributes = child.tag, _NAMESPACES[child.namespace], child.attrs
                found = _read_attributes(child, attributes) if attributes else {}
                traits = find_traits(name, space)
                if plain_budget > 0 and traits.often_plain:
                    markup = child.inner_html
                    plain_budget -= len(markup)
                    if is_plain(markup):
                        add(_PlainElement(child, parent, found, traits, markup))
                        continue
                node = Node(name, space, parent, "", found, [], traits)
                add(node)
                stack.append((child, node))
            elif type(child) is turbohtml.DocumentFragment:
                stack.append((child, parent))  # a template's content
            else:
                add(_copy_leaf(child, parent))


def _read_attributes(element: turbohtml.Element, attributes: Mapping[str, str | list[str] | None]) -> dict[str, str]:
    """Each value as the source has it; the parser's own mapping splits `class` and its like into words."""
    return {
        name: value if type(value) is str else element.attr(name) or ""  # exact, and quicker than isinstance
        for name, value in attributes.items()
    }


def _copy_leaf(leaf: turbohtml.Node, parent: Node) -> Node:
    if isinstance(leaf, turbohtml.Doctype):
        return Node("!doctype", "html", parent, _describe_doctype(leaf), _NO_ATTRIBUTES, _NO_CHILDREN)
    if isinstance(leaf, turbohtml.ProcessingInstruction):
        return Node("#processing-instruction", "html", parent, f"{leaf.target} {leaf.data}".rstrip(" "), {}, [])
    assert isinstance(leaf, turbohtml.Comment)
    return Node("#comment", "html", parent, leaf.data, {}, [])


def _describe_doctype(doctype: turbohtml.Doctype) -> str:
    """With its identifiers, which choose between quirks and standards mode."""
    public, system = doctype.public_id, doctype.system_id
    word = "PUBLIC" if public is not None else "SYSTEM" if system is not None else ""
    ids = (f"'{i}'" if '"' in i else f'"{i}"' for i in (public, system) if i is not None)
    return " ".join(part for part in (doctype.name, word, *ids) if part)


def is_element(node: Node) -> bool:
    return not node.name.startswith(("#", "!"))


def is_html(node: Node) -> bool:
    """Of the HTML namespace (not of SVG or MathML)."""
    return node.namespace == "html"


def select_elements(root: Document, selector: str) -> Iterator[Node]:
    """The elements that a CSS selector names. SegmentError for one that cannot be read."""
    try:
        found = set(root.parsed.select(selector))
    except turbohtml.SelectorSyntaxError as error:
        raise SegmentError(
            f"the selector {selector!r} cannot be read: {error}",
            hint="Correct it in the profile's keep or references.",
        ) from error
    if found:
        elements = (node for node in root.parsed.descendants if isinstance(node, turbohtml.Element))
        yield from (own for node, own in zip(elements, _walk(root), strict=True) if node in found)


def _walk(root: Node) -> Iterator[Node]:
    """Every element below, in document order."""
    stack = root.children[::-1]
    while stack:
        node = stack.pop()
        if is_element(node):
            yield node
            stack.extend(reversed(node.children))


def walk_elements(root: Node) -> Iterator[Node]:
    """Every element below and with root, parents before children, templates' contents left out."""
    stack = [root]
    while stack:
        node = stack.pop()
        if is_element(node):
            yield node
        if not (node.name == "template" and is_html(node)):
            stack.extend(reversed(node.children))


def read_text(nodes: Iterable[Node], *, limit: int = 0) -> str:
    """The text content, line breaks of `<br>` as a space; of at most `limit` nodes, 0 for all."""
    parts: list[str] = []
    stack: list[Node] = list(nodes)[::-1]
    seen = 0
    while stack and (not limit or seen < limit):
        node = stack.pop()
        seen += 1
        if node.name == "#text":
            parts.append(node.data)
        elif node.name == "br":
            parts.append(" ")
        elif is_element(node) and node.name not in ("script", "style", "template"):
            stack.extend(reversed(node.children))
    return "".join(parts)
