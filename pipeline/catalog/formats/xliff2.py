"""Writes XLIFF 2.1 (OASIS, 2018): core elements, notes, states, metadata, glossary and change tracking.

A pair is a `<pc>`, a void placeholder a `<ph>`, a protected text a `<mrk translate="no">`; each has its placeholder's
name as its id, in source and target alike, so that a tool may move it and not change it.
"""

from __future__ import annotations

from pipeline.catalog.formats.received import ExchangeFile, ExchangeUnit
from pipeline.catalog.formats.xliff_text import write_text
from pipeline.catalog.xml_text import escape_xml, make_legal, quote_xml
from pipeline.model import Placeholder, UnitState
from pipeline.text.placeholders import Piece

_STATES = {
    UnitState.MISSING: "initial",
    UnitState.DRAFTED: "initial",
    UnitState.CHANGED: "initial",
    UnitState.REJECTED: "initial",
    UnitState.TRANSLATED: "translated",
    UnitState.APPROVED: "final",
    UnitState.OMITTED: "final",
}
_TYPES = {"a": "link", "img": "image", "q": "quote"}
_CONTROL = '<cp hex="{}"/>'


def write_xliff2(file: ExchangeFile) -> bytes:
    """The file's bytes; a unit's own state, finer than XLIFF's, is its `subState`."""
    units = "".join(_write_unit(each) for each in file.units)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" '
        'xmlns:gls="urn:oasis:names:tc:xliff:glossary:2.0" '
        'xmlns:ctr="urn:oasis:names:tc:xliff:changetracking:2.1" '
        f'version="2.1" srcLang={quote_xml(file.source_tag)} trgLang={quote_xml(file.target_tag)}>\n'
        f' <file id="f1" original={quote_xml(file.slug)} xml:space="preserve">\n'
        f"  {_write_meta('exported-at', file.exported_at)}\n"
    )
    return f"{head}{units} </file>\n</xliff>\n".encode()


def _write_unit(each: ExchangeUnit) -> str:
    unit = each.unit
    name = f" name={quote_xml(unit.context)}" if unit.context else ""
    notes = "".join(f"<note>{escape_xml(make_legal(line))}</note>" for line in (each.where, *each.about))
    state = f'state="{_STATES[each.state]}" subState="dragoman:{each.state}"'
    target = f"<target>{_write(each.target, unit.placeholders)}</target>" if each.target else ""
    return (
        f'  <unit id="u{unit.key.id}"{name}>\n'
        + (f"   {_write_meta('base', each.base)}\n" if each.base else "")
        + _write_glossary(each)
        + _write_changes(each)
        + f"   <notes>{notes}</notes>\n"
        + f"   <segment {state}>\n    <source>{_write(unit.text, unit.placeholders)}</source>\n"
        + (f"    {target}\n" if target else "")
        + "   </segment>\n  </unit>\n"
    )


def _write_meta(kind: str, value: str) -> str:
    """In the metadata module, which other tools give back as it is."""
    meta = f'<mda:meta type="{kind}">{value}</mda:meta>'
    return f'<mda:metadata><mda:metaGroup category="dragoman">{meta}</mda:metaGroup></mda:metadata>'


def _write_glossary(each: ExchangeUnit) -> str:
    """In the glossary module: the terms of the source, and how the translation shall say them."""
    entries = []
    for term, forms in each.terms:
        said = "".join(f"<gls:translation>{escape_xml(make_legal(form))}</gls:translation>" for form in forms)
        entries.append(f"<gls:glossEntry><gls:term>{escape_xml(make_legal(term))}</gls:term>{said}</gls:glossEntry>")
    return f"   <gls:glossary>{''.join(entries)}</gls:glossary>\n" if entries else ""


def _write_changes(each: ExchangeUnit) -> str:
    """In the change tracking module: source and translation before the source changed."""
    before = [("source", each.previous_source), ("target", each.previous_target)]
    revisions = [
        f'<ctr:revisions appliesTo="{name}"><ctr:revision><ctr:item property="content">'
        f"{escape_xml(make_legal(text))}</ctr:item></ctr:revision></ctr:revisions>"
        for name, text in before
        if text
    ]
    return f"   <ctr:changeTrack>{''.join(revisions)}</ctr:changeTrack>\n" if revisions else ""


def _write(text: str, placeholders: tuple[Placeholder, ...]) -> str:
    return write_text(text, placeholders, _write_tag, _CONTROL)


def _write_tag(piece: Piece, placeholder: Placeholder) -> str:
    name = piece.name
    if piece.kind == "close":
        return "</pc>"
    kind = _TYPES.get(placeholder.element, "fmt" if piece.kind == "open" else "other")
    if piece.kind == "open":
        shown = f'dispStart="&lt;{name}&gt;" dispEnd="&lt;/{name}&gt;"'
        return f'<pc id="{name}" type="{kind}" canDelete="no" {shown}>'
    if piece.kind == "void":
        return f'<ph id="{name}" type="{kind}" canDelete="no" disp="&lt;{name}/&gt;"/>'
    return f'<mrk id="{name}" translate="no">{{}}</mrk>'
