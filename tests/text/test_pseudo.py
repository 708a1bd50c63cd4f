"""Pseudo-text: longer, accented, bracketed; what must not change does not."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.model import Placeholder
from pipeline.text.placeholders import find_faults
from pipeline.text.pseudo import PSEUDO_LOCALES, PseudoLocale, find_pseudo_locale, pseudolocalize_text

INLINE = (
    Placeholder("a", "pair", "a", "https://a.example/"),
    Placeholder("b", "pair", "b"),
    Placeholder("br", "void", "br"),
    Placeholder("x", "protected", "span", text="20 mg"),
)
MARKS = re.compile("[\u200f\u202e\u202c]")
SENTENCE = "Talk to your doctor before you take this medicine if you have kidney disease."

locales = st.sampled_from(list(PSEUDO_LOCALES))


def pseudo(text: str, locale: PseudoLocale = "en_XA") -> str:
    return pseudolocalize_text(text, INLINE, locale)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Home", "[Ĥööɱéé]"),
        ("Take 20 mg daily.", "[Ţååķéé 20 ɱĝ ďååîîļýý.]"),
        ("COVID", "[ÇÖÖṼÎÎĎ]"),
        ("<a>Home</a>", "<a>[Ĥööɱéé]</a>"),
        ("<b>Do not</b> take <x>20 mg</x>", "<b>[Ďöö ñööţ</b> ţååķéé] <x>20 mg</x>"),
        ("Call<br/>1-800-555-0100", "[Çååļļ<br/>1-800-555-0100]"),
        ("Ask help@a.example", "[Ååšķ help@a.example]"),
        ("See www.cancer.org.", "[Šéééé www.cancer.org.]"),
        ("每日服用两次，每次二十毫克。", "[每日服用两次，每次二十毫克。 öñé]"),
        ("<x>20 mg</x>", "<x>20 mg</x>"),
        ("<br/> <br/>", "<br/> <br/>"),
        ("", ""),
    ],
)
def test_what_becomes_of_a_text(text: str, expected: str) -> None:
    assert pseudo(text) == expected


def test_each_word_without_digits_is_turned_around_in_ar_xb() -> None:
    turned = "[\u200f\u202eŢååķéé\u202c\u200f 20 \u200f\u202eɱĝ\u202c\u200f \u200f\u202eďååîîļýý.\u202c\u200f]"
    assert pseudo("Take 20 mg daily.", "ar_XB") == turned


@pytest.mark.parametrize(("text", "low", "high"), [("Ask your doctor", 0.36, 0.44), (SENTENCE, 0.28, 0.32)])
def test_it_grows_by_its_length_class(text: str, low: float, high: float) -> None:
    assert low <= (len(pseudo(text)) - 2 - len(text)) / len(text) <= high


def test_no_letter_of_english_stays_plain() -> None:
    letters = "".join(chr(code) for code in range(ord("A"), ord("z") + 1) if chr(code).isalpha())
    written = pseudo(f"{letters}, {letters}")
    accented = set(re.sub(r"\W", "", written))
    assert len(accented) == 52
    assert all(unicodedata.name(sign).startswith("LATIN") and not sign.isascii() for sign in accented)


@pytest.mark.parametrize(("name", "locale"), [("en_XA", "en_XA"), ("en-xa", "en_XA"), ("ar-XB", "ar_XB")])
def test_a_pseudo_locale_is_known_by_name_or_tag(name: str, locale: str) -> None:
    assert find_pseudo_locale(name) == locale


@pytest.mark.parametrize("name", ["es", "en", "", "en_XB", "xx"])
def test_another_locale_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is not a pseudo-locale"):
        find_pseudo_locale(name)


pieces = st.sampled_from(
    [
        "<a>Home</a>",
        "<b>not </b>",
        "<br/>",
        "<x>20 mg</x>",
        " ",
        "1,250.5",
        "www.cancer.org",
        "<c>",
        "< A1 >",
        "[x]",
        "患",
    ]
)


@given(st.lists(pieces | st.text(max_size=6), max_size=8, unique=True).map("".join), locales)
def test_placeholders_and_digits_stay(text: str, locale: PseudoLocale) -> None:
    written = pseudolocalize_text(text, INLINE, locale)
    assert [(f.kind, f.name) for f in find_faults(written, INLINE, source=text) if f.kind != "invented"] == [
        (f.kind, f.name) for f in find_faults(text, INLINE, source=text) if f.kind != "invented"
    ]
    assert re.findall(r"\d", written) == re.findall(r"\d", text)


@given(st.text(max_size=80))
def test_ar_xb_is_en_xa_with_marks_in_pairs(text: str) -> None:
    if MARKS.search(text):
        return
    turned = pseudolocalize_text(text, (), "ar_XB")
    assert MARKS.sub("", turned) == pseudolocalize_text(text, (), "en_XA")
    assert turned.count("\u202e") == turned.count("\u202c")
