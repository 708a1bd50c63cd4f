"""Placeholders: only the source's names are markup, and each fault is found and named."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Placeholder
from pipeline.text.placeholders import (
    cut_alike,
    find_faults,
    plain_text,
    rename_placeholders,
    split_text,
)

A1 = Placeholder("a1", "pair", "a", target="https://a.example/", attributes=(("href", "https://a.example/"),))
A2 = Placeholder("a2", "pair", "a", target="tel:911", attributes=(("href", "tel:911"),))
EM = Placeholder("em", "pair", "em")
BR = Placeholder("br", "void", "br")
X = Placeholder("x", "protected", "span", text="20 mg")
ALL = (A1, A2, EM, BR, X)
GOOD = "Lea <a1>esto</a1> o <a2><em>llame</em></a2>.<br/>Tome <x>20 mg</x>."


def kinds(text: str, placeholders: tuple[Placeholder, ...] = ALL, source: str = "") -> list[tuple[str, str]]:
    return [(fault.kind, fault.name) for fault in find_faults(text, placeholders, source=source)]


def test_a_text_is_split_into_tags_and_literal_text() -> None:
    pieces = split_text("a <em>b</em><br/> 3 < 4 <x>20 mg</x>", ALL)
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("text", "a "),
        ("open", "<em>"),
        ("text", "b"),
        ("close", "</em>"),
        ("void", "<br/>"),
        ("text", " 3 < 4 "),
        ("protected", "<x>20 mg</x>"),
    ]
    assert pieces[-1].content == "20 mg"


@pytest.mark.parametrize(
    "text", ["<b>", "<script>alert(1)</script>", "x < y > z", "<em >", "<br>", "<em/>", "<EM>", "<"]
)
def test_what_the_source_has_not_is_text(text: str) -> None:
    assert [piece.kind for piece in split_text(text, ALL)] == ["text"]


def test_a_good_translation_has_no_faults() -> None:
    assert kinds(GOOD) == []


def test_placeholders_may_change_places() -> None:
    assert kinds("Tome <x>20 mg</x>.<br/><em>Llame</em> <a2>aquí</a2> o <a1>lea</a1>") == []


def test_a_lost_placeholder_is_found() -> None:
    assert kinds(GOOD.replace("<br/>", "")) == [("lost", "br")]
    assert kinds(GOOD.replace("<x>20 mg</x>", "20 mg")) == [("lost", "x")]


def test_a_doubled_placeholder_is_found() -> None:
    assert kinds(GOOD + "<br/>") == [("doubled", "br")]
    assert kinds(GOOD + "<a1>otra</a1>") == [("doubled", "a1")]


def test_crossed_pairs_are_found() -> None:
    assert kinds("<a1>x <em>y</a1> z</em>", (A1, EM)) == [("misnested", "a1")]


def test_a_link_inside_a_link_is_found() -> None:
    assert kinds("<a1>x <a2>y</a2></a1>", (A1, A2)) == [("misnested", "a2")]


def test_a_ruby_text_outside_its_ruby_is_found() -> None:
    ruby = (Placeholder("ruby", "pair", "ruby"), Placeholder("rt", "pair", "rt"))
    assert kinds("<ruby>漢<rt>kan</rt></ruby>", ruby) == []
    assert kinds("<ruby>漢</ruby><rt>kan</rt>", ruby) == [("misnested", "rt")]


def test_an_unclosed_pair_is_found() -> None:
    assert kinds("<em>x", (EM,)) == [("unclosed", "em")]
    assert kinds("x</em>", (EM,)) == [("unclosed", "em")]
    assert kinds("<x>20 mg", (X,)) == [("unclosed", "x")]


def test_altered_protected_text_is_found_with_what_it_must_be() -> None:
    (fault,) = find_faults("Tome <x>200 mg</x>", (X,))
    assert (fault.kind, fault.name) == ("altered", "x")
    assert "20 mg" in fault.message
    assert "Tome <x>200 mg</x>"[slice(*fault.span)] == "<x>200 mg</x>"


@pytest.mark.parametrize("text", ["<a3>", "</a3>", "< a1 >", "<A1>", "<a>", "<br>", "</br>", "<x2>", "<b7/>", "<em/>"])
def test_what_looks_like_a_placeholder_of_ours_is_invented(text: str) -> None:
    assert [kind for kind, _ in kinds(GOOD + text)] == ["invented"]


@pytest.mark.parametrize("text", ["<b>", "<script>", "p < 0.05", "<5 mg", "<k3>", "</h2>"])
def test_any_other_less_than_sign_is_no_fault(text: str) -> None:
    assert kinds(GOOD + text) == []


def test_what_stands_literally_in_the_source_is_not_invented() -> None:
    assert kinds("La etiqueta <a3>", (), "The tag <a3>") == []


def test_plain_text_is_what_a_reader_reads() -> None:
    assert plain_text(GOOD, ALL) == "Lea esto o llame.\nTome 20 mg."


def test_an_old_translation_takes_the_new_names() -> None:
    new = (Placeholder("a", "pair", "a", target="tel:911"), EM)
    assert rename_placeholders("<a2>Llame</a2> <em>ya</em>", (A2, EM), new) == "<a>Llame</a> <em>ya</em>"


def test_renaming_follows_what_a_link_leads_to_not_its_number() -> None:
    new = (
        Placeholder("a1", "pair", "a", target="tel:911"),
        Placeholder("a2", "pair", "a", target="https://a.example/"),
    )
    assert rename_placeholders("<a1>web</a1> <a2>tel</a2>", (A1, A2), new) == "<a2>web</a2> <a1>tel</a1>"


def test_a_changed_target_is_the_next_of_its_element() -> None:
    new = (Placeholder("a", "pair", "a", target="tel:112"),)
    assert rename_placeholders("<a2>Llame</a2>", (A2,), new) == "<a>Llame</a>"


def test_protected_text_is_that_of_the_new_source() -> None:
    new = (Placeholder("x", "protected", "span", text="30 mg"),)
    assert rename_placeholders("Tome <x>20 mg</x>", (X,), new) == "Tome <x>30 mg</x>"


def test_a_translation_that_does_not_fit_is_not_renamed() -> None:
    assert rename_placeholders("<em>ya</em>", (EM,), (EM, BR)) is None
    assert rename_placeholders("<em>ya</em>", (EM,), (BR,)) is None
    assert rename_placeholders("ya", (EM,), (EM,)) is None


signs = st.sampled_from(
    ["<a1>", "</a1>", "<a2>", "</a2>", "<em>", "</em>", "<br/>", "<x>", "</x>", "20 mg", "<", ">", "a"]
)
texts = st.lists(signs | st.text(max_size=3), max_size=20).map("".join)


@given(texts)
def test_pieces_join_to_the_text(text: str) -> None:
    pieces = split_text(text, ALL)
    assert "".join(piece.text for piece in pieces) == text
    assert all(text[slice(*piece.span)] == piece.text for piece in pieces)
    assert all(a.kind != "text" or b.kind != "text" for a, b in itertools.pairwise(pieces))


@given(texts)
def test_renaming_to_the_same_placeholders_changes_nothing_or_refuses(text: str) -> None:
    assert rename_placeholders(text, ALL, ALL) in (text, None)


@given(
    st.permutations(["<a1>b</a1>", "<a2>c</a2>", "<em>d</em>", "<br/>", "<x>20 mg</x>"]), st.text("k <3>", max_size=4)
)
def test_any_order_without_loss_has_no_faults(parts: list[str], between: str) -> None:
    assert kinds(between.join(parts)) == []


TAGS = ("<a1>", "</a1>", "<a2>", "</a2>", "<em>", "</em>", "<br/>", "<x>", "</x>", "<a3>", "< A1 >", "word", " ", "<")


@given(text=st.lists(st.sampled_from(TAGS), max_size=8).map("".join), with_protected=st.booleans())
def test_what_is_cut_alike_has_no_fault(text: str, with_protected: bool) -> None:
    """The law of the short cut, over texts that mostly have faults, and over those that have none."""
    placeholders = (A1, EM, BR, X) if with_protected else (A1, EM, BR)
    source = "Read <a1>this <em>now</em></a1>.<br/>Then go" + (" <x>20 mg</x>" if with_protected else "")
    for each in (text, source, source.replace("this", text), source.replace("Then", "Luego")):
        if (cut := cut_alike(each, source, placeholders)) is not None:
            assert "".join(cut) == each
            assert find_faults(each, placeholders, source=source) == ()


def test_a_translation_in_the_order_of_its_source_is_cut_at_its_tags() -> None:
    source = "Read <a1>this</a1>.<br/>Go"
    assert cut_alike("Lea <a1>esto</a1>.<br/>Vaya", source, (A1, BR)) == [
        *("Lea ", "<a1>", "esto", "</a1>", ".", "<br/>", "Vaya")
    ]
    assert cut_alike("<br/>Vaya. Lea <a1>esto</a1>", source, (A1, BR)) is None
    assert cut_alike("x", "y", ()) == ["x"]
    assert cut_alike("3 < 4", "y", ()) is None
