"""The built page and PDF, read back and compared with the approved text.

This is the last gate: whatever went wrong before (a template, a font, a layout engine, our own code), a reader must
not see other text than what was approved. Reading is done by libraries that took no part in writing.

What it proves. For the page: the text of each element that holds a unit is exactly the approved text (white space
folded), in order; each approved text is there; no other text stands on the page but what is accounted for. For the
PDF: the same for the structure that screen readers follow, and for each line that the glyphs drawn map to that text
(`compare.is_drawn` says how exactly, by script), that no glyph is the empty one, and that a second engine, PDFium,
sees the same figures on each page. What it does not prove: that a font's glyph looks like the letter it is mapped to,
that nothing is drawn over a text, and, on a right-to-left line, the order in which whole words are drawn. Running
heads and feet are compared only where they are left-to-right.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pikepdf
import pypdfium2
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from pipeline.render.clean import IMAGE_NOTE
from pipeline.render.compare import (
    find_differences,
    find_unaccounted,
    fold_space,
    fold_text,
    is_complex,
    is_drawn,
    is_rtl,
    is_same_text,
)
from pipeline.render.pdf_text import LINE_JOIN, Element, PdfReader, ReadPdf

ATTRIBUTES = ("title", "alt", "aria-label", "abbr")
"""Where an approved text may stand on a page without an element of its own."""

FORBIDDEN_ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"})
FORBIDDEN_NAMES = frozenset({"/JavaScript", "/JS", "/OpenAction", "/AA", "/Launch", "/EmbeddedFiles", "/RichMedia"})


def verify_page(html: str, expected: Sequence[str], *, known: Sequence[str] | None = None) -> tuple[str, ...]:
    """What is wrong with a built page; empty is good.

    `expected`: the approved texts as plain text, in the order of the page: title, meta description and attributes
    may be among them. `known`: all other text that may stand on it (`known_texts`); None leaves that check out.
    """
    soup = BeautifulSoup(html, "html5lib")
    body = soup.body or soup
    found = [
        (str(element["data-unit"]), _own_text(element)) for element in body.select("[data-unit]") if _is_shown(element)
    ]
    elsewhere = Counter(
        fold_space(str(tag[name])) for tag in soup.find_all(True) for name in ATTRIBUTES if name in tag.attrs
    )
    title = fold_space(soup.title.get_text()) if soup.title else ""
    elsewhere.update({title, re.sub(r" – [^–]*$", "", title)} - {""})
    meta = soup.find("meta", attrs={"name": "description"})
    if isinstance(meta, Tag):
        elsewhere[fold_space(str(meta.get("content", "")))] += 1
    wanted = [fold_space(text) for text in expected]
    found, faults = _take_notes(found, wanted, known, elsewhere)
    faults += find_differences(wanted, found, elsewhere)
    faults += [f"not allowed on a page: <{tag.name}>" for tag in soup.find_all(_is_active)]
    if known is not None:
        rest = "\n".join(_text_outside_units(body))
        faults += [f"not accounted for: “{stretch}”" for stretch in find_unaccounted(rest, known)]
    return tuple(faults)


def _take_notes(
    found: list[tuple[str, str]], expected: Sequence[str], known: Sequence[str] | None, elsewhere: Counter[str]
) -> tuple[list[tuple[str, str]], list[str]]:
    """Alternative texts shown in place of pictures count as attributes, which have no place among the units."""
    notes = [text for name, text in found if name == IMAGE_NOTE]
    elsewhere.update(notes)
    allowed = {*expected, *(fold_text(text) for text in known or ())}
    faults = [f"not approved in place of a picture: “{text}”" for text in notes if text not in allowed]
    return [(name, text) for name, text in found if name != IMAGE_NOTE], faults


def _own_text(element: Tag) -> str:
    """The text of a unit's element without that of units within it; a picture's is its alternative text."""
    if element.name == "img":
        return fold_space(str(element.get("alt", "")))
    pieces = []
    for node in element.descendants:
        if isinstance(node, Tag):
            pieces.append("\n" if node.name == "br" else "")
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            owner = node.find_parent(lambda tag: "data-unit" in tag.attrs)
            pieces.append(str(node) if owner is element else "")
    return fold_space("".join(pieces))


def _is_shown(element: Tag) -> bool:
    return not any(parent.name in ("head", "template") for parent in element.parents)


def _is_active(tag: Tag) -> bool:
    """Script and whatever else runs or loads; JSON-LD is data."""
    if tag.name == "script":
        return tag.get("type") != "application/ld+json"
    if tag.name in ("iframe", "object", "embed", "svg", "math", "form", "base", "style"):
        return True
    addresses = (str(tag.get(name, "")).strip().lower() for name in ("href", "src", "action", "formaction"))
    return any(name.startswith("on") for name in tag.attrs) or any(
        address.startswith(("javascript:", "data:", "file:", "vbscript:")) for address in addresses
    )


def _text_outside_units(body: Tag) -> list[str]:
    return [
        str(node)
        for node in body.find_all(string=True)
        if not isinstance(node, PreformattedString)
        and node.strip()
        and node.find_parent(lambda tag: "data-unit" in tag.attrs or tag.name in ("script", "style")) is None
    ]


def verify_pdf(
    data: bytes, expected: Sequence[str], *, lang: str, title: str, known: Sequence[str] | None = None
) -> tuple[str, ...]:
    """What is wrong with a built PDF; empty is good. `expected` and `known` as for `verify_page`."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            faults = _check_document(pdf, lang=lang, title=title)
            if "/StructTreeRoot" not in pdf.Root:
                return tuple(faults)
            reader = PdfReader(pdf)
            read = reader.read()
            facts = [str(pdf.docinfo.get(name, "")) for name in ("/Title", "/Subject")]
    except pikepdf.PdfError as exc:
        return (f"not a readable PDF: {exc}",)
    found = [(_unit_name(unit), _unit_text(unit)) for unit in read.units]
    wanted = [fold_text(text) for text in expected]
    matched = _match_lines(wanted, read.units)
    elsewhere = Counter(fold_text(text) for text in (*facts, *read.alts) if text)
    found = [(name, matched.get(number, text)) for number, (name, text) in enumerate(found)]
    found, unapproved = _take_notes(found, wanted, known, elsewhere)
    faults += unapproved
    faults += find_differences(wanted, found, elsewhere)
    faults += _check_glyphs(read, lang)
    faults += [f"drawn but not in the structure: “{text}”" for text in read.untagged if text.strip()]
    if known is not None:
        rest = "\n".join(line.text for line in read.rest)
        faults += [f"not accounted for: “{stretch}”" for stretch in find_unaccounted(rest, known)]
        feet = "\n".join(text for text in read.artifacts if not any(is_rtl(one) or is_complex(one) for one in text))
        repeated = [*known, *expected]  # table heads are drawn again on the next page
        faults += [f"not accounted for: “{stretch}”" for stretch in find_unaccounted(feet, repeated)]
    faults += _check_with_pdfium(data, reader)
    return tuple(faults)


def _unit_name(unit: Element) -> str:
    return unit.name.rsplit(".", 1)[0]


def _unit_text(unit: Element) -> str:
    return fold_text(unit.alt if unit.kind == "/Figure" else unit.text.replace(LINE_JOIN, " "))


def _match_lines(expected: Sequence[str], units: Sequence[Element]) -> dict[int, str]:
    """Index of a unit's element → the approved text that its lines say, whatever a line's end stands for."""
    by_letters: dict[str, list[str]] = {}
    for text in expected:
        by_letters.setdefault(text.replace(" ", ""), []).append(text)
    matched = {}
    for number, unit in enumerate(units):
        if unit.kind == "/Figure":
            continue
        for text in by_letters.get(re.sub(f"[ {LINE_JOIN}]", "", fold_text(unit.text)), ()):
            if is_same_text(text, unit.text):
                matched[number] = text
                break
    return matched


def _check_glyphs(read: ReadPdf, lang: str) -> list[str]:
    faults = []
    stretches = [(_unit_name(unit), unit.language, unit.lines) for unit in read.units]
    for name, language, lines in [*stretches, ("", lang, list(read.rest))]:
        place = f" in {name}" if name else ""
        for line in lines:
            if line.unmapped:
                faults.append(f"letters without a glyph{place}: “{line.text}”")
            if line.actual is not None and not is_drawn(line.actual, line.drawn, language=language):
                faults.append(f"drawn otherwise than it says{place}: says “{line.actual}”, draws “{line.drawn}”")
    return faults


def _check_document(pdf: pikepdf.Pdf, *, lang: str, title: str) -> list[str]:
    """The facts of PDF/UA-1 (ISO 14289-1) that are about the file as a whole, and what no file of ours may contain."""
    root = pdf.Root
    faults = []
    if str(root.get("/Lang", "")) != lang:
        faults.append(f"the language is “{root.get('/Lang', '')}”, not “{lang}”")
    if str(pdf.docinfo.get("/Title", "")) != title:
        faults.append(f"the title is “{pdf.docinfo.get('/Title', '')}”, not “{title}”")
    with pdf.open_metadata() as metadata:
        if fold_space(str(metadata.get("dc:title", ""))) != fold_space(title):
            faults.append(f"the title in the metadata is “{metadata.get('dc:title', '')}”, not “{title}”")
        if str(metadata.get("pdfuaid:part", "")) != "1":
            faults.append("the metadata does not say PDF/UA-1")
    if "/MarkInfo" not in root or not bool(root.MarkInfo.get("/Marked", False)):
        faults.append("it is not marked as tagged")
    if "/StructTreeRoot" not in root:
        faults.append("it has no structure tree")
    if "/ViewerPreferences" not in root or not bool(root.ViewerPreferences.get("/DisplayDocTitle", False)):
        faults.append("viewers are not told to show its title")
    for obj in pdf.objects:
        faults += _check_object(obj)
    return faults


def _check_object(obj: Any) -> list[str]:
    """An object and what lies directly in it; what it only refers to is looked at by itself."""
    faults: list[str] = []
    if isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
        faults += _check_keys(obj)
        inner = [value for _, value in obj.items()]
    elif isinstance(obj, pikepdf.Array):
        inner = list(obj)
    else:
        return faults
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            faults += _check_object(value)
    return faults


def _check_keys(obj: Any) -> list[str]:
    faults = [f"it contains {name}" for name in FORBIDDEN_NAMES if name in obj]
    if obj.get("/S") in FORBIDDEN_ACTIONS:
        faults.append(f"it contains an action {obj['/S']}")
    if (uri := str(obj.get("/URI", ""))) and not re.match(r"(?:https?:|mailto:|tel:)", uri):
        faults.append(f"it links to {uri}")
    if obj.get("/Type") == "/FontDescriptor" and not any(f"/FontFile{kind}" in obj for kind in ("", "2", "3")):
        faults.append(f"the font {obj.get('/FontName', '')} is not embedded")
    return faults


def _check_with_pdfium(data: bytes, reader: PdfReader) -> list[str]:
    """A second engine must see, page by page, the same figures as were read from the glyphs."""
    faults = []
    document = pypdfium2.PdfDocument(data)
    try:
        per_page: dict[int, list[str]] = {number: [] for number in range(len(document))}
        for (number, _), line in reader.lines.items():
            per_page[number].append(line.drawn)
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            seen = _digits(text_page.get_text_range())
            text_page.close()
            page.close()
            read = _digits("".join(per_page[number]))
            if read - seen:
                lost = ", ".join(sorted((read - seen).elements()))
                faults.append(f"PDFium does not see these figures on page {number + 1}: {lost}")
    finally:
        document.close()
    return faults


def _digits(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isdigit())
