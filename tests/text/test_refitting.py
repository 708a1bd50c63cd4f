"""The old translation with the new source's placeholders."""

from __future__ import annotations

import pytest

from pipeline.model import Placeholder, Unit
from pipeline.text.refitting import refit_target


def _unit(text: str, **elements: str) -> Unit:
    return Unit(text, tuple(Placeholder(name, "pair", *element.split()) for name, element in elements.items()))


@pytest.mark.parametrize(
    ("target", "old", "new", "expected"),
    [
        # renamed by what they stand for
        (
            "<a1>B</a1> y <a2>C</a2>",
            _unit("<a1>b</a1> and <a2>c</a2>", a1="a /b", a2="a /c"),
            _unit("<a1>c</a1> and <a2>b</a2>", a1="a /c", a2="a /b"),
            "<a2>B</a2> y <a1>C</a1>",
        ),
        # bold became italic
        ("Un <b>uno</b>", _unit("A <b>one</b>", b="b"), _unit("A <em>one</em>", em="em"), "Un <em>uno</em>"),
        # bold went
        ("Un <b>uno</b>", _unit("A <b>one</b>", b="b"), _unit("A one"), "Un uno"),
        # one of two went; the link stays
        (
            "<b>Lea</b> <a>esto</a>",
            _unit("<b>Read</b> <a>this</a>", b="b", a="a /x"),
            _unit("Read <a>this</a>", a="a /x"),
            "Lea <a>esto</a>",
        ),
        # what is new has no place in the old translation
        ("Un uno", _unit("A one"), _unit("A <b>one</b>", b="b"), None),
        # a link is no styling
        ("Un <a>uno</a>", _unit("A <a>one</a>", a="a /x"), _unit("A one"), None),
        ("10<sup>9</sup>", _unit("10<sup>9</sup>", sup="sup"), _unit("109"), None),
    ],
)
def test_placeholders_follow_the_new_source(target: str, old: Unit, new: Unit, expected: str | None) -> None:
    assert refit_target(target, old, new) == expected
