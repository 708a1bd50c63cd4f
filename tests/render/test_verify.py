"""The last gate: what is built says exactly the approved text, and every smallest change is found."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from bs4 import BeautifulSoup

from pipeline.render.article import take_apart
from pipeline.render.compare import find_unaccounted, fold_text, is_drawn, is_same_text
from pipeline.render.known import known_texts
from pipeline.render.page import render_page
from pipeline.render.pdf import Pdf, render_pdf
from pipeline.render.verify import verify_page, verify_pdf
from pipeline.render.view import EditionView

ViewOf = Callable[..., EditionView]
IMAGE_URL = "https://origin.example/img/engager.png"

CHANGES = {
    "es": [
        ("28 mcg", "26 mcg", "a digit"), ("1.5 mg", "15 mg", "a point"), ("No interrumpa", "Interrumpa", "a negation"),
        ("38&nbsp;°C (100.4&nbsp;°F)", "100.4&nbsp;°C (38&nbsp;°F)", "two numbers exchanged"),
        ("cada 4 horas", "cada horas", "a number lost"), ("inyección", "infección", "a letter"),
        ("1-800-555-0100", "1-800-555-0001", "a telephone number"), ("dificultad para hablar, ", "", "words lost"),
        ("a la célula de leucemia.", "a la célula de leucemia. Compre ahora.", "a sentence added"),
    ],
    "ar": [
        ("28 mcg", "26 mcg", "a digit"), ("1.5 mg", "15 mg", "a point"), ("لا توقف", "توقف", "a negation"),
        ("كل 4 ساعات", "كل ساعات", "a number lost"), ("تسريب مستمر", "تسرب مستمر", "a letter"),
        ("1-800-555-0100", "1-800-555-0001", "a telephone number"), ("أو صعوبة في الكلام ", "", "words lost"),
        ("يومًا، ثم", "يوما، ثم", "a mark"), ("3 أو 4", "4 أو 3", "two numbers exchanged"),
    ],
    "zh_Hans": [
        ("28 mcg", "26 mcg", "a digit"), ("1.5 mg", "15 mg", "a point"), ("请勿自行停止", "请自行停止", "a negation"),
        ("每 4 小时", "每小时", "a number lost"), ("静脉", "动脉", "a letter"),
        ("1-800-555-0100", "1-800-555-0001", "a telephone number"), ("说话困难、", "", "words lost"),
        ("3 或 4", "4 或 3", "two numbers exchanged"),
    ],
}  # fmt: skip


CASES = [(locale, *change) for locale, changes in CHANGES.items() for change in changes]


def approved_texts(view: EditionView) -> list[str]:
    """The units' plain text in the order of the page, as the joiner has it from the catalog."""
    parts = take_apart(view.document)
    return [parts.title, parts.description, *unit_texts(view).values()]


def alter(view: EditionView, old: str, new: str) -> EditionView:
    shared = tuple(replace(block, document=block.document.replace(old, new)) for block in view.shared)
    return replace(view, document=view.document.replace(old, new), shared=shared)


def check_pdf(pdf: Pdf, view: EditionView, texts: list[str]) -> tuple[str, ...]:
    title = take_apart(view.document).title
    return verify_pdf(pdf.data, texts, lang=view.tag, title=title, known=known_texts(view, pages=pdf.pages))


@pytest.mark.parametrize("locale", CHANGES)
def test_what_was_built_from_approved_text_passes(view_of: ViewOf, locale: str, picture: bytes) -> None:
    view = view_of(locale, base_url="https://health.example")
    texts = approved_texts(view)
    assert verify_page(render_page(view), texts, known=known_texts(view)) == ()
    assert check_pdf(render_pdf(view, assets={IMAGE_URL: picture}), view, texts) == ()


@pytest.mark.parametrize(("locale", "old", "new", "what"), CASES)
def test_every_change_is_found_on_the_page(view_of: ViewOf, locale: str, old: str, new: str, what: str) -> None:
    view = view_of(locale)
    altered = alter(view, old, new)
    assert altered != view, what
    faults = verify_page(render_page(altered), approved_texts(view), known=known_texts(altered))
    assert any(fault.startswith("altered in") for fault in faults)


@pytest.mark.parametrize("locale", CHANGES)
def test_every_change_is_found_in_the_pdf(view_of: ViewOf, locale: str, picture: bytes) -> None:
    view = altered = view_of(locale)
    for old, new, _ in CHANGES[locale]:
        altered = alter(altered, old, new)
    faults = check_pdf(render_pdf(altered, assets={IMAGE_URL: picture}), altered, approved_texts(view))
    named = {match[1] for fault in faults if (match := re.match(r"altered in (\w+):", fault))}
    assert named == changed_units(view, altered)
    assert len(named) >= 6


def changed_units(view: EditionView, altered: EditionView) -> set[str]:
    return {name for name, text in unit_texts(view).items() if unit_texts(altered)[name] != text}


def unit_texts(view: EditionView) -> dict[str, str]:
    documents = [view.document, *(block.document for block in view.shared)]
    elements = [e for one in documents for e in BeautifulSoup(one, "html5lib").body.select("[data-unit]")]
    return {str(element["data-unit"]): str(element.get("alt") or element.get_text()) for element in elements}


def test_a_unit_that_is_missing_or_doubled_is_found(view_of: ViewOf) -> None:
    view = view_of("es")
    texts = approved_texts(view)
    html = render_page(view)
    lost = html.replace('<li data-unit="u08">', '<li data-unit="u08" hidden="">').replace(
        "La primera parte de al menos", ""
    )
    assert any("u08" in fault for fault in verify_page(lost, texts))
    gone = BeautifulSoup(html, "html5lib")
    gone.select_one('[data-unit="u31"]').decompose()
    assert [fault[:8] for fault in verify_page(str(gone), texts)] == ["missing:"]
    twice = BeautifulSoup(html, "html5lib")
    copy = twice.select_one('[data-unit="u31"]')
    copy.insert_after(BeautifulSoup(str(copy), "html.parser"))
    assert [fault.split(":")[0] for fault in verify_page(str(twice), texts)] == ["not approved in u31"]


def test_units_in_another_order_are_found(view_of: ViewOf) -> None:
    view = view_of("es")
    texts = approved_texts(view)
    texts[10], texts[11] = texts[11], texts[10]
    assert verify_page(render_page(view), texts)


def test_alternative_text_title_and_description_are_compared_too(view_of: ViewOf, picture: bytes) -> None:
    view = view_of("es")
    for old, new in (
        ("Dibujo de un", "Foto de un"),
        ("Cómo actúa el", "Cómo obra el"),
        ("para la leucemia linfocítica aguda</title>", "</title>"),
    ):
        altered = alter(view, old, new)
        assert verify_page(render_page(altered), approved_texts(view))
    altered = alter(view, "Dibujo de un", "Foto de un")
    assert check_pdf(render_pdf(altered, assets={IMAGE_URL: picture}), altered, approved_texts(view))


def test_words_in_place_of_a_picture_must_be_approved_too(view_of: ViewOf) -> None:
    view = view_of("es", assets={}, shared=())
    picture = '<p data-unit="u31"><img src="https://origin.example/x.png" alt="Una célula"> '
    view = replace(view, document=view.document.replace('<p data-unit="u31">', picture))
    texts = [*unit_texts(view).values()]
    unmarked = "not approved in place of a picture: “Una célula”"
    assert verify_page(render_page(view), texts, known=known_texts(view)) == (unmarked,)
    pdf = render_pdf(view, assets={})
    assert check_pdf(pdf, view, texts) == (unmarked,)
    texts.insert(30, "Una célula")
    assert verify_page(render_page(view), texts, known=known_texts(view)) == ()
    assert check_pdf(pdf, view, texts) == ()


def test_text_that_nothing_accounts_for_is_found(view_of: ViewOf, picture: bytes) -> None:
    view = view_of("es")
    texts = approved_texts(view)
    smuggled = replace(
        view, document=view.document.replace('<h2 data-unit="u06"', '<p>Compre este producto</p><h2 data-unit="u06"')
    )
    faults = verify_page(render_page(smuggled), texts, known=known_texts(view))
    assert faults == ("not accounted for: “Compreesteproducto”",)
    pdf = render_pdf(smuggled, assets={IMAGE_URL: picture})
    assert any("Compreesteproducto" in fault for fault in check_pdf(pdf, view, texts))


def test_active_content_on_a_page_is_found(view_of: ViewOf) -> None:
    view = view_of("es")
    texts = approved_texts(view)
    for bad in (
        "<script>1</script>",
        "<p onclick='x'>",
        "<a href=' JavaScript:x'>",
        "<iframe></iframe>",
        "<img src='data:x'>",
    ):
        html = render_page(view).replace("</main>", f"{bad}</main>")
        assert any("not allowed" in fault for fault in verify_page(html, texts))


def change_pdf(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def test_faults_of_the_file_itself_are_found(view_of: ViewOf, picture: bytes) -> None:
    view = view_of("es")
    texts = approved_texts(view)
    pdf = render_pdf(view, assets={IMAGE_URL: picture})

    def faults(change: Callable[[pikepdf.Pdf], None]) -> str:
        return "; ".join(check_pdf(replace(pdf, data=change_pdf(pdf.data, change)), view, texts))

    def set_key(name: str, value: object) -> Callable[[pikepdf.Pdf], None]:
        return lambda p: p.Root.__setitem__(name, value)

    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    assert "the language is “fr”" in faults(set_key("/Lang", "fr"))
    assert "not marked as tagged" in faults(lambda p: p.Root.__delitem__("/MarkInfo"))
    assert "no structure tree" in faults(lambda p: p.Root.__delitem__("/StructTreeRoot"))
    assert "show its title" in faults(lambda p: p.Root.__delitem__("/ViewerPreferences"))
    assert "/OpenAction" in faults(set_key("/OpenAction", script))
    assert "/JavaScript" in faults(set_key("/OpenAction", script))
    assert "the title is" in faults(lambda p: p.docinfo.__setitem__("/Title", "otro"))
    assert "is not embedded" in faults(strip_fonts)
    assert verify_pdf(b"%PDF-1.7 nonsense", texts, lang="es", title="x")[0].startswith("not a readable PDF")


def strip_fonts(pdf: pikepdf.Pdf) -> None:
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/FontDescriptor":
            for name in ("/FontFile2", "/FontFile3"):
                if name in obj:
                    del obj[name]


def drop_glyphs(pdf: pikepdf.Pdf) -> None:
    """Cut the strings of the first page's longest line short, and leave what the document says of it."""
    page = pdf.pages[0]
    instructions = [
        pikepdf.ContentStreamInstruction(i.operands, i.operator) for i in pikepdf.parse_content_stream(page)
    ]
    shown = [i for i in instructions if str(i.operator) == "TJ"]
    longest = max(shown, key=lambda i: sum(len(bytes(p)) for p in i.operands[0] if isinstance(p, pikepdf.String)))
    pieces = list(longest.operands[0])
    at = max(range(len(pieces)), key=lambda n: len(bytes(pieces[n])) if isinstance(pieces[n], pikepdf.String) else 0)
    pieces[at] = pikepdf.String(bytes(pieces[at])[:-12])
    position = instructions.index(longest)
    instructions[position] = pikepdf.ContentStreamInstruction([pikepdf.Array(pieces)], pikepdf.Operator("TJ"))
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


@pytest.mark.parametrize("locale", ["es", "ar", "zh_Hans"])
def test_letters_that_are_not_drawn_are_found_even_where_the_document_claims_them(
    view_of: ViewOf, locale: str, picture: bytes
) -> None:
    view = view_of(locale)
    pdf = render_pdf(view, assets={IMAGE_URL: picture})
    cut = replace(pdf, data=change_pdf(pdf.data, drop_glyphs))
    assert check_pdf(cut, view, approved_texts(view))


def test_a_line_may_end_in_place_of_a_space_and_nowhere_else() -> None:
    assert is_same_text("uno dos tres", "uno dos\0tres")
    assert is_same_text("每天两次", "每天\0两次")
    assert is_same_text("1-800-555-0100", "1-800-\x00555-0100")
    assert not is_same_text("28 días", "2 8 días")
    assert not is_same_text("10² ml", "102 ml")
    assert fold_text("ﻻ\u200fa\u00adb") == "لاab"


def test_right_to_left_lines_are_compared_word_by_word_and_figure_by_figure() -> None:
    said = "خذ 20 mg كل 4 ساعات (لا أكثر)"
    drawn = ")رثكأ ال( تاعاس 4 لك 20 mg ذخ"
    assert is_drawn(said, drawn)
    assert not is_drawn(said, drawn.replace("20", "02"))
    assert not is_drawn(said, drawn.replace("ال", ""))
    assert not is_drawn(said, drawn.replace("ذخ", "خذ"))
    assert not is_drawn(said, drawn.replace("4", "40"))


def test_unaccounted_text_is_what_is_left_when_all_that_is_known_is_taken_away() -> None:
    assert find_unaccounted("Página 1 de 3 · Acerca de", ["Página", "de", "1", "3", "Acerca de"]) == []
    assert find_unaccounted("Página 1 extra", ["Página", "1"]) == ["extra"]
