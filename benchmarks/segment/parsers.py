"""Measure HTML parsers for `pipeline.segment`: fidelity to the HTML standard, speed, memory, deep nesting.

Run with the parsers installed beside (`pip install turbohtml selectolax markupever html5lib lxml beautifulsoup4
justhtml`), in an environment of its own:

    python benchmarks/segment/parsers.py --tests html5lib-1.1/html5lib/tests/testdata/tree-construction PAGE...

The tests are html5lib's tree-construction tests (MIT), from the source distribution of html5lib, but for those of
fragments; 36 of html5lib 1.1's expect what the standard has changed since (processing instructions, choices with
markup in them). Each parser's tree is written in the tests' own form by a function of a few lines, which also shows
what a parser does not tell (namespaces, doctype identifiers, a template's contents).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Lines = Iterator[str]
"""A tree as the tests write it: `| ` and two spaces a level."""

_PREFIX = {"svg": "svg ", "math": "math "}


# --- the trees in one form ----------------------------------------------------------------------------------


def tree_of_turbohtml(html: str, scripting: bool) -> Lines:
    import turbohtml as t

    stack: list[tuple[Any, int]] = [(node, 0) for node in reversed(t.parse(html, scripting=scripting).children)]
    while stack:
        node, depth = stack.pop()
        inner = depth + 1
        if isinstance(node, t.Element):
            space = {t.Namespace.SVG: "svg ", t.Namespace.MATHML: "math "}.get(node.namespace, "")
            attributes = {name: " ".join(v) if isinstance(v, list) else v for name, v in node.attrs.items()}
            yield from _element(space + node.tag, attributes, depth)
        elif isinstance(node, t.Text):
            yield _line(depth, f'"{node.data}"')
        elif isinstance(node, t.Comment):
            yield _line(depth, f"<!-- {node.data} -->")
        elif isinstance(node, t.ProcessingInstruction):
            yield _line(depth, f"<?{node.target} {node.data}>")
        elif isinstance(node, t.Doctype):
            yield _line(depth, _doctype(node.name, node.public_id, node.system_id))
        else:
            yield _line(depth, "content")
        stack.extend((child, inner) for child in reversed(node.children))


def tree_of_lexbor(html: str, _scripting: bool) -> Lines:
    from selectolax.lexbor import LexborHTMLParser

    top = LexborHTMLParser(html).root
    while top is not None and top.prev is not None:
        top = top.prev
    todo: list[tuple[Any, int]] = []
    while top is not None:
        todo.append((top, 0))
        top = top.next
    todo.reverse()
    while todo:
        node, depth = todo.pop()
        inner = depth + 1
        if node.is_element_node:
            yield from _element(node.tag, {k: v or "" for k, v in node.attributes.items()}, depth)
            if node.tag == "template":
                yield _line(depth + 1, "content")
                inner += 1
        elif node.is_text_node:
            yield _line(depth, f'"{node.text_content}"')
        elif node.is_comment_node:
            yield _line(depth, f"<!-- {node.comment_content} -->")
        elif node.tag == "-doctype":
            yield _line(depth, node.html)
        children = []
        child = node.first_child
        while child is not None:
            children.append((child, inner))
            child = child.next
        todo.extend(reversed(children))


def tree_of_markupever(html: str, _scripting: bool) -> Lines:
    import markupever as m

    tree = m.parse(html, m.HtmlOptions())
    stack = [(node, 0) for node in reversed(list(tree.root().children()))]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, m.dom.Element):
            space = {"http://www.w3.org/2000/svg": "svg ", "http://www.w3.org/1998/Math/MathML": "math "}
            yield from _element(space.get(str(node.name.ns), "") + node.name.local, _names(node.attrs), depth)
        elif isinstance(node, m.dom.Text):
            yield _line(depth, f'"{node.content}"')
        elif isinstance(node, m.dom.Comment):
            yield _line(depth, f"<!-- {node.content} -->")
        elif isinstance(node, m.dom.ProcessingInstruction):
            yield _line(depth, f"<?{node.target} {node.data}>")
        elif isinstance(node, m.dom.Doctype):
            yield _line(depth, _doctype(node.name, node.public_id, node.system_id))
        stack.extend((child, depth + 1) for child in reversed(list(node.children())))


def _names(attributes: Any) -> dict[str, str]:
    return {str(name.local): str(value) for name, value in attributes.items()}


def tree_of_justhtml(html: str, scripting: bool) -> Lines:
    from justhtml import JustHTML

    root = JustHTML(html, sanitize=False, scripting_enabled=scripting).root
    stack = [(node, 0) for node in reversed(root.children)]
    while stack:
        node, depth = stack.pop()
        if node.name == "#text":
            yield _line(depth, f'"{node.data}"')
        elif node.name == "#comment":
            yield _line(depth, f"<!-- {node.data or ''} -->")
        elif node.name == "#processing-instruction":
            yield _line(depth, f"<?{node.data}>")
        elif node.name == "!doctype":
            yield _line(depth, _doctype(node.data.name or "", node.data.public_id, node.data.system_id))
        elif node.name == "#document-fragment":
            yield _line(depth, "content")
        else:
            attributes = {name: value or "" for name, value in (node.attrs or {}).items()}
            yield from _element(_PREFIX.get(node.namespace, "") + node.name, attributes, depth)
            content = getattr(node, "template_content", None)
            if content is not None:
                stack.append((content, depth + 1))
        stack.extend((child, depth + 1) for child in reversed(node.children or ()))


def tree_of_html5lib(html: str, scripting: bool) -> Lines:
    import html5lib

    root = html5lib.HTMLParser(html5lib.getTreeBuilder("dom")).parse(html, scripting=scripting)
    root.normalize()  # its neighbouring texts are one
    stack = [(node, 0) for node in reversed(root.childNodes)]
    while stack:
        node, depth = stack.pop()
        inner = depth + 1
        if node.nodeType == node.ELEMENT_NODE:
            space = {"http://www.w3.org/2000/svg": "svg ", "http://www.w3.org/1998/Math/MathML": "math "}
            name = node.localName or node.nodeName
            yield from _element(space.get(node.namespaceURI, "") + name, dict(node.attributes.items()), depth)
            if name == "template" and node.namespaceURI not in space:
                yield _line(depth + 1, "content")
                inner += 1
        elif node.nodeType == node.TEXT_NODE:
            yield _line(depth, f'"{node.data}"')
        elif node.nodeType == node.COMMENT_NODE:
            yield _line(depth, f"<!-- {node.data} -->")
        elif node.nodeType == node.DOCUMENT_TYPE_NODE:
            yield _line(depth, _doctype(node.name or "", node.publicId, node.systemId))
        stack.extend((child, inner) for child in reversed(node.childNodes))


def tree_of_lxml(html: str, _scripting: bool) -> Lines:
    from lxml import etree
    from lxml import html as lxml_html

    root = lxml_html.document_fromstring(html)
    doc = root.getroottree().docinfo
    if doc.doctype:
        yield _line(0, _doctype(doc.root_name or "", doc.public_id, doc.system_url))
    stack: list[tuple[Any, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, str):
            yield _line(depth, f'"{node}"')
            continue
        if isinstance(node, etree._Comment):
            yield _line(depth, f"<!-- {node.text} -->")
        elif isinstance(node.tag, str):
            yield from _element(node.tag, dict(node.attrib), depth)
            if node.text:
                yield _line(depth + 1, f'"{node.text}"')
        if node.tail and depth:
            stack.append((node.tail, depth))
        stack.extend((child, depth + 1) for child in reversed(node))


def tree_of_soup(builder: str) -> Callable[[str, bool], Lines]:
    def tree(html: str, _scripting: bool) -> Lines:
        from bs4 import BeautifulSoup, Comment, Doctype, ProcessingInstruction, Tag

        stack = [(node, 0) for node in reversed(BeautifulSoup(html, builder).contents)]
        while stack:
            node, depth = stack.pop()
            if isinstance(node, Tag):
                space = {"http://www.w3.org/2000/svg": "svg ", "http://www.w3.org/1998/Math/MathML": "math "}
                attributes = {k: " ".join(v) if isinstance(v, list) else v or "" for k, v in node.attrs.items()}
                yield from _element(space.get(node.namespace or "", "") + node.name, attributes, depth)
                stack.extend((child, depth + 1) for child in reversed(node.contents))
            elif isinstance(node, Comment):
                yield _line(depth, f"<!-- {node} -->")
            elif isinstance(node, Doctype):
                yield _line(depth, f"<!DOCTYPE {node}>")
            elif isinstance(node, ProcessingInstruction):
                yield _line(depth, f"<?{node}>")
            else:
                yield _line(depth, f'"{node}"')

    return tree


PARSERS: dict[str, tuple[str, Callable[[str, bool], Lines], str]] = {
    "turbohtml": ("turbohtml", tree_of_turbohtml, "import turbohtml as m; p = lambda s: m.parse(s, scripting=True)"),
    "selectolax (lexbor)": (
        "selectolax",
        tree_of_lexbor,
        "from selectolax.lexbor import LexborHTMLParser as p",
    ),
    "markupever (html5ever)": (
        "markupever",
        tree_of_markupever,
        "import markupever as m; p = lambda s: m.parse(s, m.HtmlOptions())",
    ),
    "justhtml": (
        "justhtml",
        tree_of_justhtml,
        "from justhtml import JustHTML as m; p = lambda s: m(s, sanitize=False, scripting_enabled=True)",
    ),
    "html5lib": ("html5lib", tree_of_html5lib, "import html5lib; p = lambda s: html5lib.parse(s, 'dom')"),
    "lxml": ("lxml", tree_of_lxml, "from lxml.html import document_fromstring as p"),
    "bs4 + lxml": (
        "beautifulsoup4",
        tree_of_soup("lxml"),
        "from bs4 import BeautifulSoup as m; p = lambda s: m(s, 'lxml')",
    ),
    "bs4 + html5lib": (
        "beautifulsoup4",
        tree_of_soup("html5lib"),
        "from bs4 import BeautifulSoup as m; p = lambda s: m(s, 'html5lib')",
    ),
    "bs4 + html.parser": (
        "beautifulsoup4",
        tree_of_soup("html.parser"),
        "from bs4 import BeautifulSoup as m; p = lambda s: m(s, 'html.parser')",
    ),
}
"""Name → distribution, its tree, and how it is called for speed."""


def _line(depth: int, text: str) -> str:
    return f"| {'  ' * depth}{text}"


def _element(name: str, attributes: dict[str, str], depth: int) -> Lines:
    yield _line(depth, f"<{name}>")
    yield from sorted(_line(depth + 1, f'{key}="{value}"') for key, value in attributes.items())


def _doctype(name: str, public: str | None, system: str | None) -> str:
    ids = f' "{public or ""}" "{system or ""}"' if public or system else ""
    return f"<!DOCTYPE {name}{ids}>"


# --- fidelity -----------------------------------------------------------------------------------------------


def read_tests(folder: Path) -> Iterator[tuple[str, bool, str]]:
    """Markup, with or without scripts, and the expected tree; documents only."""
    for file in sorted(folder.glob("*.dat")):
        for block in ("\n\n" + file.read_bytes().decode()).split("\n\n#data\n")[1:]:
            data, _, rest = block.partition("\n#errors\n")
            _, _, expected = rest.partition("\n#document\n")
            if not expected or "#document-fragment" in rest:
                continue
            for scripting in (False, True):
                if f"#script-{'off' if scripting else 'on'}\n" not in f"{rest}\n":
                    yield data, scripting, expected.rstrip("\n")


def count_right(name: str, tests: list[tuple[str, bool, str]]) -> tuple[int, list[str]]:
    """How many trees are the expected ones, attribute order and namespaced attributes' spelling aside."""
    tree = PARSERS[name][1]
    right, wrong = 0, []
    for data, scripting, expected in tests:
        try:
            found = "\n".join(tree(data, scripting))
        except Exception as error:  # a parser that fails on a document got it wrong
            found = f"{type(error).__name__}: {error}"
        if _plain(found) == _plain(expected):
            right += 1
        else:
            wrong.append(f"{data!r}\n{expected}\n---\n{found}")
    return right, wrong


def _plain(tree: str) -> str:
    return tree.replace("xlink ", "xlink:").replace("xml ", "xml:").replace("xmlns ", "xmlns:")


# --- speed, memory, nesting: each in a process of its own ---------------------------------------------------

_RUN = """
import resource, sys, time
{setup}
pages = [open(path, encoding="utf-8", newline="").read() for path in sys.argv[1:]]
p(pages[0])
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rounds, start = 0, time.process_time()
while time.process_time() - start < 2:
    for page in pages:
        p(page)
    rounds += 1
spent = time.process_time() - start
size = sum(len(page.encode()) for page in pages) * rounds
tree = p(pages[0] * max(1, 2_000_000 // len(pages[0])))
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base
print(rounds * len(pages) / spent, size / spent / 1e6, grown / 2000)
"""

_NEST = """
import sys
{setup}
p("<div>" * int(sys.argv[1]) + "x")
print("ok")
"""


def measure_speed(name: str, pages: list[Path]) -> str:
    out = _run(_RUN.format(setup=PARSERS[name][2]), [str(page) for page in pages])
    if out is None:
        return "failed"
    per_second, megabytes, memory = map(float, out.split())
    return f"{per_second:>9.0f} {megabytes:>8.1f} {memory:>8.0f}"


def measure_nesting(name: str) -> str:
    for depth in (1_000, 10_000, 100_000):  # a minute each: some are quadratic in the depth
        if _run(_NEST.format(setup=PARSERS[name][2]), [str(depth)]) is None:
            return f"not {depth}"
    return "100000"


def _run(code: str, arguments: list[str]) -> str | None:
    try:
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tests", type=Path, help="html5lib's tree-construction tests")
    parser.add_argument("--wrong", help="show what this parser gets wrong")
    parser.add_argument("pages", nargs="*", type=Path)
    options = parser.parse_args()
    tests = list(read_tests(options.tests)) if options.tests else []
    if options.wrong:
        print("\n\n".join(count_right(options.wrong, tests)[1]))
        return
    print(f"{'parser':<24}{'right':>11}{'pages/s':>10}{'MB/s':>9}{'KiB/KB':>9}  nesting")
    for name in PARSERS:
        right = f"{count_right(name, tests)[0]}/{len(tests)}" if tests else "–"
        speed = measure_speed(name, options.pages) if options.pages else ""
        print(f"{name:<24}{right:>11} {speed} {measure_nesting(name):>15}", flush=True)


if __name__ == "__main__":
    main()
