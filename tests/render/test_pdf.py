"""The PDF: tagged as PDF/UA-1 asks, the same bytes again, and made by a process that cannot do harm."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.errors import RenderError
from pipeline.render.fonts import TYPEFACES, find_missing_fonts, font_css, script_of
from pipeline.render.pdf import Pdf, PdfLimits, render_pdf
from pipeline.render.pdf_worker import make_pdf
from pipeline.render.view import EditionView

ViewOf = Callable[..., EditionView]
OpenPdf = Callable[[bytes], pikepdf.Pdf]
IMAGE_URL = "https://origin.example/img/engager.png"
LOCALES = ("es", "ar", "zh_Hans")
LONG = "<p data-unit='long'>" + "Texto de prueba que llena la página. " * 250 + "</p>"
ROWS = "".join(
    f"<tr><th scope='row' data-unit='r{n}'>Fila {n}</th><td data-unit='c{n}'>Valor {n}</td></tr>" for n in range(70)
)
HEAD = "<thead><tr><th data-unit='h1'>Uno</th><th data-unit='h2'>Dos</th></tr></thead>"
TABLE = f"<table>{HEAD}<tbody>{ROWS}</tbody></table>"


def make_document(body: str) -> str:
    return f"<!doctype html><html><head><title>Título</title></head><body><h1 data-unit='t'>A</h1>{body}</body></html>"


@pytest.fixture(scope="module")
def pdfs(view_of: ViewOf, picture: bytes) -> dict[str, Pdf]:
    """One PDF per locale, made once."""
    return {
        locale: render_pdf(view_of(locale, base_url="https://health.example"), assets={IMAGE_URL: picture})
        for locale in LOCALES
    }


def walk(node: Any) -> Iterator[Any]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from walk(kid)


def structure(pdf: pikepdf.Pdf) -> list[Any]:
    return list(walk(pdf.Root.StructTreeRoot))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.skipif(
    not shutil.which("qpdf") or not shutil.which("pdfinfo"), reason="qpdf and poppler-utils are not here"
)
def test_other_programs_find_it_sound_and_tagged(pdfs: dict[str, Pdf], locale: str, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdfs[locale].data)
    assert subprocess.run(["qpdf", "--check", file], capture_output=True, check=False).returncode == 0
    facts = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True).stdout
    assert "Tagged:          yes" in facts
    assert f"Pages:           {pdfs[locale].pages}" in facts
    fonts = subprocess.run(["pdffonts", file], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), "embedded, subset, with Unicode map"


@pytest.mark.parametrize("locale", LOCALES)
def test_each_script_is_set_in_its_own_face(pdfs: dict[str, Pdf], locale: str, open_pdf: OpenPdf) -> None:
    pdf = open_pdf(pdfs[locale].data)
    names = {
        str(obj.FontFamily)
        for obj in pdf.objects
        if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/FontDescriptor"
    }
    expected = {
        "es": {"Noto Sans"},
        "ar": {"Noto Sans", "Noto Naskh Arabic"},
        "zh_Hans": {"Noto Sans", "Noto Sans CJK SC"},
    }
    assert names == expected[locale]


def test_the_same_view_gives_the_same_bytes(view_of: ViewOf, picture: bytes) -> None:
    view = view_of("ar")
    first, second = (render_pdf(view, assets={IMAGE_URL: picture}) for _ in range(2))
    assert first == second


def test_what_it_says_of_its_links_and_siblings_does_not_change_the_pdf(view_of: ViewOf, picture: bytes) -> None:
    view = view_of("es")
    other = replace(view, pdf=None, siblings=view.siblings[:1])
    assert render_pdf(view, assets={IMAGE_URL: picture}) == render_pdf(other, assets={IMAGE_URL: picture})


def test_passages_in_another_language_are_marked(pdfs: dict[str, Pdf], open_pdf: OpenPdf) -> None:
    marked = {str(e.Lang) for e in structure(open_pdf(pdfs["ar"].data)) if "/Lang" in e}
    assert marked == {"en"}


def test_pictures_and_links_have_words(pdfs: dict[str, Pdf], open_pdf: OpenPdf) -> None:
    elements = structure(open_pdf(pdfs["es"].data))
    assert [str(e.Alt) for e in elements if e.S == "/Figure"] == [
        "Dibujo de un anticuerpo que une un linfocito T con una célula de leucemia"
    ]
    pdf = open_pdf(pdfs["es"].data)
    words = [str(link.Contents) for page in pdf.pages for link in page.get("/Annots", [])]
    assert "1-800-555-0100" in words
    assert not any(word.startswith("tel:") for word in words)


def test_each_link_has_one_annotation_inside_a_link_element(view_of: ViewOf, open_pdf: OpenPdf) -> None:
    body = "<p data-unit='a'><a href='https://a.example/'>uno <strong>dos</strong> <em>tres</em></a></p>"
    data = render_pdf(view_of("es", document=make_document(body), shared=(), report_url=""), assets={}).data
    pdf = open_pdf(data)
    annotations = [str(a.A.URI) for page in pdf.pages for a in page.get("/Annots", [])]
    assert annotations.count("https://a.example/") == 1
    owners = [
        e
        for e in structure(open_pdf(data))
        if any(isinstance(k, pikepdf.Dictionary) and k.get("/Type") == "/OBJR" for k in e.K)
    ]
    assert {str(e.S) for e in owners} == {"/Link"}
    assert len(owners) == len(annotations)


def test_a_paragraph_over_a_page_break_is_one_paragraph(view_of: ViewOf, open_pdf: OpenPdf) -> None:
    pdf = render_pdf(view_of("es", document=make_document(LONG), shared=()), assets={})
    assert pdf.pages > 1
    named = [e for e in structure(open_pdf(pdf.data)) if str(e.get("/T", "")) == "long.1"]
    assert [str(e.S) for e in named] == ["/P"]


def test_a_table_over_a_page_break_is_one_table_whose_head_repeats_as_an_artifact(
    view_of: ViewOf, open_pdf: OpenPdf
) -> None:
    pdf = render_pdf(view_of("es", document=make_document(TABLE), shared=()), assets={})
    assert pdf.pages > 1
    elements = structure(open_pdf(pdf.data))
    kinds = [str(e.S) for e in elements]
    assert (kinds.count("/Table"), kinds.count("/THead"), kinds.count("/TBody")) == (1, 1, 1)
    heads = {str(e.T): str(e.A.Scope) for e in elements if e.S == "/TH"}
    assert (heads["h1.1"], heads["h2.1"], heads["r5.1"]) == ("/Column", "/Column", "/Row")
    ids = {bytes(e.ID) for e in elements if e.S == "/TH"}
    cells = [e for e in elements if e.S == "/TD"]
    assert all({bytes(name) for name in cell.A.Headers} <= ids for cell in cells)
    second = open_pdf(pdf.data).pages[1]
    text = subprocess.run(
        ["pdftotext", "-f", "2", "-l", "2", "-", "-"], input=pdf.data, capture_output=True, check=True
    )
    assert b"Uno" in text.stdout, "the head is drawn on the second page"
    assert b"/Artifact" in b"".join(s.read_bytes() for s in [second.Contents])


def test_heads_feet_and_page_numbers_are_artifacts(pdfs: dict[str, Pdf], open_pdf: OpenPdf) -> None:
    from pipeline.render.pdf_text import PdfReader

    read = PdfReader(open_pdf(pdfs["es"].data)).read()
    assert read.untagged == ()
    feet = "".join(read.artifacts)
    assert all(f"Página {n} de {pdfs['es'].pages}".replace(" ", "") in feet.replace(" ", "") for n in (1, 2))


def test_headings_become_bookmarks(pdfs: dict[str, Pdf], open_pdf: OpenPdf) -> None:
    with open_pdf(pdfs["es"].data).open_outline() as outline:
        assert [str(item.title) for item in outline.root] == [
            "Inmunoterapia para la leucemia linfocítica aguda (LLA): blinatumomab"
        ]
        assert "Efectos secundarios" in [str(item.title) for item in outline.root[0].children]


HOSTILE = """<p data-unit="a" onclick="alert(1)">texto <script>alert(1)</script>
<a href="javascript:alert(1)">uno</a> <a href="file:///etc/passwd">dos</a></p>
<img src="file:///etc/passwd" alt="secreto"><img src="http://127.0.0.1:9/x.png" alt="fuera">
<iframe src="file:///etc/passwd"></iframe><svg><image href="file:///etc/passwd"/></svg>
<link rel="attachment" href="file:///etc/passwd"><style>@import url(file:///etc/passwd);</style>
<p style="background: url(file:///etc/passwd)" data-unit="b">fin</p>"""


def test_nothing_hostile_reaches_the_pdf(view_of: ViewOf, open_pdf: OpenPdf) -> None:
    pdf = render_pdf(view_of("es", document=make_document(HOSTILE), shared=()), assets={})
    assert pdf.warnings == ()
    document = open_pdf(pdf.data)
    targets = {str(obj.URI) for obj in document.objects if isinstance(obj, pikepdf.Dictionary) and "/URI" in obj}
    assert not [target for target in targets if not target.startswith(("https://", "mailto:", "tel:"))]
    assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf.data, capture_output=True, check=True).stdout.decode()
    assert "alert" not in text
    assert "root:" not in text
    assert "secreto" in text, "a picture that is not ours is told in words"


def test_the_fetcher_serves_the_job_and_nothing_else(tmp_path: Path, picture: bytes, open_pdf: OpenPdf) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture)
    html = (
        f"<html lang=es><title>t</title><body><img src='dragoman:ours' alt=a><img src='{secret.as_uri()}' alt=b>"
        "<img src='http://127.0.0.1:9/x.png' alt=c><img src='dragoman:other' alt=d>"
        "<img src='data:image/png;base64,eA==' alt=e>"
    )
    css = f"body {{ background: url({secret.as_uri()}?css) }}"
    data, pages, warnings = make_pdf(html, css, {"ours": ("image/png", picture)}, b"x")
    refused = [line for line in warnings if line.startswith("refused:")]
    assert {line.removeprefix("refused: ") for line in refused} == {
        secret.as_uri(), f"{secret.as_uri()}?css", "http://127.0.0.1:9/x.png", "dragoman:other",
        "data:image/png;base64,eA==",
    }  # fmt: skip
    assert pages == 1
    images = [o for o in open_pdf(data).objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
    assert len(images) == 1


def test_a_letter_that_no_font_has_stops_the_pdf_and_is_named(view_of: ViewOf) -> None:
    document = make_document("<p data-unit='a'>\U000e0fff \ue000</p>")
    with pytest.raises(RenderError, match=r"U\+E000"):
        render_pdf(view_of("es", document=document), assets={})


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (PdfLimits(wall_seconds=0.05), "took longer"),
        (PdfLimits(cpu_seconds=1), "processor time"),
        (PdfLimits(memory=64 * 2**20), "stopped"),
    ],
)
def test_a_renderer_that_takes_too_much_is_stopped(view_of: ViewOf, limits: PdfLimits, said: str) -> None:
    document = make_document(TABLE * 12 if limits.cpu_seconds == 1 else LONG)
    with pytest.raises(RenderError, match=said) as caught:
        render_pdf(view_of("es", document=document), assets={}, limits=limits)
    assert caught.value.where == "blinatumomab es"


def test_scripts_and_faces_follow_the_locale() -> None:
    locales = {
        "zh_Hans": "Hans", "zh_TW": "Hant", "zh_HK": "HantHK", "ja": "Jpan", "ur": "Aran", "fa": "Arab", "hi": "Deva",
        "pt_BR": "Latn", "ru": "Cyrl", "sr_Latn": "Latn", "am": "Ethi", "ht": "Latn", "so": "Latn",
    }  # fmt: skip
    assert {locale: script_of(locale) for locale in locales} == locales
    assert '"Noto Sans CJK SC"' in font_css("zh_Hans")
    assert "Noto Sans CJK JP" not in font_css("zh_Hans")


def test_a_face_that_is_not_installed_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_missing_fonts("zh_Hans") == ()
    monkeypatch.setitem(TYPEFACES, "Hans", replace(TYPEFACES["Hans"], family="Noto Sans Nowhere"))  # type: ignore[arg-type]
    assert find_missing_fonts("zh_Hans") == ("Noto Sans Nowhere (Debian: fonts-noto-cjk)",)
