"""Reads XLIFF 2.x and 1.2 of any tool. Nothing in it is trusted, nothing is fetched, and no state approves anything.

Inline elements become the placeholders that their ids name; one that no placeholder has is found by the checks when
the text is held against its unit. Of a unit in several segments the targets are joined.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from pipeline.catalog.formats.received import Entries, Received, check_code, check_name, check_size, make_entry
from pipeline.errors import CatalogError
from pipeline.model import Entry

_MAX_ELEMENTS = 300_000
_MAX_DEPTH = 200
_UNFINISHED_1 = ("new", "needs-")
_CODES = {
    "pair": "<{0}>{1}</{0}>",
    **dict.fromkeys(("ph", "x", "it"), "<{}/>"),
    **dict.fromkeys(("sc", "bx", "bpt"), "<{}>"),
    **dict.fromkeys(("ec", "ex", "ept"), "</{}>"),
}
"""What inline elements are in a text; in 2.x `ph`, `sc` and `ec`, in 1.2 the others and `ph`."""
_BASE_1 = "x-dragoman-base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_xliff(data: bytes, name: str) -> Received:
    """CatalogError for what is no XLIFF, is too large, or declares anything of its own."""
    check_size(data, name=name)
    root = _parse(data, name)
    if _tag(root) != "xliff":
        raise CatalogError("it is no XLIFF file", where=name, hint="Export it as XLIFF 2.1 or 1.2.")
    files = [each for each in root if _tag(each) == "file"]
    if len(files) != 1:
        raise CatalogError(
            f"it holds {len(files)} files, and one article is expected", where=name, hint="Export one file an article."
        )
    if (root.get("version") or "").startswith("2"):
        return _read_2(root, files[0], name)
    return _read_1(files[0], name)


def _parse(data: bytes, name: str) -> Any:
    root, depth = None, 0
    try:
        for count, (event, element) in enumerate(
            iterparse(io.BytesIO(data), ("start", "end"), forbid_dtd=True, forbid_entities=True, forbid_external=True)
        ):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            if count > _MAX_ELEMENTS or depth > _MAX_DEPTH:
                raise CatalogError(
                    "it has more elements than any article", where=name, hint="Check that it is the right file."
                )
    except DefusedXmlException as exc:
        raise CatalogError(
            "it declares entities or elements of its own, which may do harm", where=name, hint="Export it without them."
        ) from exc
    except (ParseError, ValueError, LookupError) as exc:
        raise CatalogError(f"it cannot be read as XML: {exc}", where=name, hint="Export it anew as XLIFF.") from exc
    return root


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _find_all(element: Any, *names: str) -> Iterator[Any]:
    return (each for each in element.iter() if _tag(each) in names)


def _child(element: Any, name: str) -> Any:
    return next((each for each in element if _tag(each) == name), None)


# --- 2.x -------------------------------------------------------------------------------------------------


def _read_2(root: Any, file: Any, name: str) -> Received:
    entries = Entries(name)
    for unit in _find_all(file, "unit"):
        entries.add(_read_unit_2(unit, name), _read_meta(unit, "base"))
    return Received(
        check_name(file.get("original") or "", "the article's name", name=name),
        check_name(root.get("trgLang") or "", "the target language", name=name),
        _read_meta(file, "exported-at"),
        tuple(entries),
        check_name(root.get("srcLang") or "", "the source language", name=name),
        entries.bases,
    )


def _read_meta(element: Any, kind: str) -> str:
    """What we wrote of a file or unit in the metadata module."""
    metadata = _child(element, "metadata")
    groups = [each for each in metadata if each.get("category") == "dragoman"] if metadata is not None else []
    found = [each.text or "" for group in groups for each in group if each.get("type") == kind]
    return found[0].strip() if found else ""


def _read_unit_2(unit: Any, name: str) -> Entry:
    source, target, whole, finished = "", "", True, True
    for part in unit:
        if _tag(part) not in ("segment", "ignorable"):
            continue
        own, translated = _child(part, "source"), _child(part, "target")
        text = _read_inline_2(own, name) if own is not None else ""
        source += text
        if translated is not None:
            target += _read_inline_2(translated, name)
        elif _tag(part) == "ignorable":
            target += text
        else:
            whole = False
        finished = finished and (_tag(part) == "ignorable" or (part.get("state") or "initial") != "initial")
    context = check_name(unit.get("name") or "", "a unit's name", name=name)
    check_name(unit.get("id") or "", "a unit's id", name=name)
    return make_entry(context, source, target if whole else "", fuzzy=not finished, name=name)


def _read_inline_2(element: Any, name: str) -> str:
    parts = [element.text or ""]
    for child in element:
        kind, inner = _tag(child), _read_inline_2(child, name)
        code = child.get("startRef") or child.get("id") or ""
        if kind == "pc" or (kind == "mrk" and child.get("translate") == "no"):
            parts.append(_CODES["pair"].format(check_code(code, name=name), inner))
        elif kind in _CODES:
            parts.append(_CODES[kind].format(check_code(code, name=name)))
        elif kind == "cp":
            parts.append(_read_character(child.get("hex") or "", name))
        else:
            parts.append(inner)
        parts.append(child.tail or "")
    return "".join(parts)


# --- 1.2 -------------------------------------------------------------------------------------------------


def _read_1(file: Any, name: str) -> Received:
    entries = Entries(name)
    for unit in _find_all(file, "trans-unit"):
        source, target = _child(unit, "source"), _child(unit, "target")
        state = (target.get("state") or "") if target is not None else "new"
        context = check_name(unit.get("resname") or "", "a unit's name", name=name)
        check_name(unit.get("id") or "", "a unit's id", name=name)
        entry = make_entry(
            context,
            _read_inline_1(source, name) if source is not None else "",
            _read_inline_1(target, name) if target is not None else "",
            fuzzy=state.startswith(_UNFINISHED_1),
            name=name,
        )
        bases = [each.text or "" for each in _find_all(unit, "context") if each.get("context-type") == _BASE_1]
        entries.add(entry, "".join(bases).strip())
    targets = {each.get(_XML_LANG) for each in _find_all(file, "target")} - {None}
    told = file.get("target-language") or (targets.pop() if len(targets) == 1 else "")
    return Received(
        check_name(file.get("original") or "", "the article's name", name=name),
        check_name(told, "the target language", name=name),
        (file.get("date") or "").strip(),
        tuple(entries),
        check_name(file.get("source-language") or "", "the source language", name=name),
        entries.bases,
    )


def _read_inline_1(element: Any, name: str) -> str:
    parts = [element.text or ""]
    for child in element:
        kind = _tag(child)
        protected = kind == "mrk" and child.get("mtype") == "protected"
        code = child.get("mid" if protected else "id") or ""
        if kind == "g" or (protected and code):
            parts.append(_CODES["pair"].format(check_code(code, name=name), _read_inline_1(child, name)))
        elif kind == "x" and code.startswith("cp-"):
            parts.append(_read_character(code[3:], name))
        elif kind in _CODES:
            void = _CODES[kind].endswith("/>")
            code = code if void else child.get("rid") or code
            parts.append(_CODES[kind].format(check_code(code, name=name)))
        else:
            parts.append(_read_inline_1(child, name))
        parts.append(child.tail or "")
    return "".join(parts)


def _read_character(number: str, name: str) -> str:
    try:
        return chr(int(number, 16))
    except (ValueError, OverflowError) as exc:
        raise CatalogError(f"{number!r} is no character", where=name, hint="Export the file anew.") from exc
