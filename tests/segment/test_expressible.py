"""Trees that no markup can express are found before anything is lost, and only they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.segment import find_inexpressible
from pipeline.segment.markup import format_nodes
from pipeline.segment.tree import parse_document

INEXPRESSIBLE = {
    "a form in a form": ("<form><div></form><form>x</form></div>", "<form> in <div> in <form>"),
    "plaintext with text after": ("<p>a<plaintext>b</p>", "<plaintext>"),
    "empty plaintext": ("<plaintext>", "<plaintext>"),
    "a link in a link around a table": ("<a href=x><table><a href=y>z", "<a> in <a>"),
    "a paragraph in a paragraph by way of a table": ("<p>a<table><p>b", "<p>"),
    "nobr in nobr around a table": ("<nobr><table><nobr>z", "<nobr> in <nobr>"),
    "deeper than browsers nest": ("<div>" * 600, "nested 512 deep"),
}
EXPRESSIBLE = {
    "a form in a cell": "<form><table><tr><td><form>x</form></table></form>",
    "a form in a template": "<form><template><form>x</form></template></form>",
    "a link in a cell in a link": "<a href=x>1<table><tr><td><a href=y>2</a></table></a>",
    "misnested formatting": "<b>1<p>2</b>3</p><i><table><i>x",
    "a button in a cell in a button": "<button><table><tr><td><button>x",
    "an instruction that ends in a question mark": "<?pi ??>",
    "line breaks that begin preformatted text": "<pre>\n\nx</pre><textarea>\n\n</textarea><listing>\n\nx</listing>",
    "text after the end": "<html><body>a</body></html>b<!--c-->",
    "a script with a comment": "<script><!--<script></script>--></script>x",
    "as deep as browsers nest": "<div>" * 500,
}


@pytest.mark.parametrize(("html", "named"), INEXPRESSIBLE.values(), ids=INEXPRESSIBLE.keys())
def test_what_no_markup_can_express_is_named(html: str, named: str, tree_of: Callable[[str], Any]) -> None:
    assert named in find_inexpressible(html)
    if "deep" not in named:
        assert tree_of("".join(format_nodes([parse_document(html)]))) != tree_of(html)


@pytest.mark.parametrize("html", EXPRESSIBLE.values(), ids=EXPRESSIBLE.keys())
def test_what_looks_like_it_is_not_refused(html: str, tree_of: Callable[[str], Any]) -> None:
    assert find_inexpressible(html) == ""
    assert tree_of("".join(format_nodes([parse_document(html)]))) == tree_of(html)
