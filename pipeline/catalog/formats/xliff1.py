"""Writes XLIFF 1.2 (OASIS, 2008), for tools that know no newer version.

A pair is a `<g>`, a void placeholder an `<x/>`, a protected text a `<mrk mtype="protected">` in a `<g>`.
"""

from __future__ import annotations

from pipeline.catalog.formats.received import ExchangeFile, ExchangeUnit
from pipeline.catalog.formats.xliff_text import write_text
from pipeline.catalog.xml_text import escape_xml, make_legal, quote_xml
from pipeline.model import Placeholder, UnitState
from pipeline.text.placeholders import Piece

_STATES = {
    UnitState.MISSING: "new",
    UnitState.DRAFTED: "needs-translation",
    UnitState.CHANGED: "needs-adaptation",
    UnitState.REJECTED: "needs-review-translation",
    UnitState.TRANSLATED: "translated",
    UnitState.APPROVED: "final",
    UnitState.OMITTED: "final",
}
_CONTROL = '<x id="cp-{}"/>'


def write_xliff1(file: ExchangeFile) -> bytes:
    """The file's bytes."""
    units = "".join(_write_unit(each) for each in file.units)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n'
        f" <file original={quote_xml(file.slug)} source-language={quote_xml(file.source_tag)} "
        f'target-language={quote_xml(file.target_tag)} datatype="html" xml:space="preserve" '
        f'date="{file.exported_at}">\n'
        '  <header><tool tool-id="dragoman" tool-name="Dragoman"/></header>\n  <body>\n'
    )
    return f"{head}{units}  </body>\n </file>\n</xliff>\n".encode()


def _write_unit(each: ExchangeUnit) -> str:
    unit = each.unit
    approved = ' approved="yes"' if each.state in (UnitState.APPROVED, UnitState.OMITTED) else ""
    name = f" resname={quote_xml(unit.context)}" if unit.context else ""
    notes = "".join(f"    <note>{escape_xml(make_legal(line))}</note>\n" for line in (each.where, *each.about))
    context = f'<context context-type="x-dragoman-base">{each.base}</context>'
    base = f'    <context-group purpose="x-dragoman">{context}</context-group>\n' if each.base else ""
    target = _write(each.target, unit.placeholders)
    return (
        f'   <trans-unit id="u{unit.key.id}"{name}{approved} xml:space="preserve">\n'
        f"    <source>{_write(unit.text, unit.placeholders)}</source>\n"
        f'    <target state="{_STATES[each.state]}">{target}</target>\n{notes}{base}{_write_previous(each)}'
        "   </trans-unit>\n"
    )


def _write_previous(each: ExchangeUnit) -> str:
    """Source and translation before the source changed, as tools show them beside it."""
    if not (each.previous_source and each.previous_target):
        return ""
    source, target = (escape_xml(make_legal(text)) for text in (each.previous_source, each.previous_target))
    pair = f"<source>{source}</source><target>{target}</target>"
    return f'    <alt-trans alttranstype="previous-version">{pair}</alt-trans>\n'


def _write(text: str, placeholders: tuple[Placeholder, ...]) -> str:
    return write_text(text, placeholders, _write_tag, _CONTROL)


def _write_tag(piece: Piece, placeholder: Placeholder) -> str:
    name = piece.name
    if piece.kind == "close":
        return "</g>"
    if piece.kind == "open":
        return f'<g id="{name}" ctype="{"link" if placeholder.element == "a" else f"x-html-{placeholder.element}"}">'
    if piece.kind == "void":
        return f'<x id="{name}" ctype="{"lb" if placeholder.element == "br" else f"x-html-{placeholder.element}"}"/>'
    return f'<g id="{name}" ctype="x-html-{placeholder.element}"><mrk mtype="protected">{{}}</mrk></g>'
