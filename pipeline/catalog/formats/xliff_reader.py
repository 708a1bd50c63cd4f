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

from pipeline.catalog.formats.received import Received, check_name, check_size, make_entry, refuse_flood
from pipeline.errors import CatalogError
from pipeline.model import Entry

_MAX_ELEMENTS = 300_000
_MAX_DEPTH = 200
_UNFINISHED_1 = ("new", "needs-")
_CODES_1 = {"x": "<{}/>", "ph": "<{}/>", "it": "<{}/>", "bx": "<{}>", "bpt": "<{}>", "ex": "</{}>", "ept": "</{}>"}
"""Codes that enclose nothing for a reader, and what they are in a text."""
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
    moments = [each.text or "" for each in _find_all(file, "meta") if each.get("type") == "exported-at"]
    entries: list[Entry] = []
    for unit in _find_all(file, "unit"):
        refuse_flood(len(entries), name=name)
        entries.append(_read_unit_2(unit, name))
    return Received(
        check_name(file.get("original") or "", "the article's name", name=name),
        check_name(root.get("trgLang") or "", "the target language", name=name),
        moments[0].strip() if moments else "",
        tuple(entries),
    )


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
        kind, code = _tag(child), check_name(child.get("id") or "", "an inline code's id", name=name)
        inner = _read_inline_2(child, name)
        if kind == "pc" or (kind == "mrk" and child.get("translate") == "no"):
            parts.append(f"<{code}>{inner}</{code}>")
        elif kind == "ph":
            parts.append(f"<{code}/>")
        elif kind == "sc":
            parts.append(f"<{code}>")
        elif kind == "ec":
            parts.append(f"</{check_name(child.get('startRef') or code, 'a code', name=name)}>")
        elif kind == "cp":
            parts.append(_read_character(child.get("hex") or "", name))
        else:
            parts.append(inner)
        parts.append(child.tail or "")
    return "".join(parts)


# --- 1.2 -------------------------------------------------------------------------------------------------


def _read_1(file: Any, name: str) -> Received:
    entries: list[Entry] = []
    for unit in _find_all(file, "trans-unit"):
        refuse_flood(len(entries), name=name)
        source, target = _child(unit, "source"), _child(unit, "target")
        state = (target.get("state") or "") if target is not None else "new"
        context = check_name(unit.get("resname") or "", "a unit's name", name=name)
        check_name(unit.get("id") or "", "a unit's id", name=name)
        entries.append(
            make_entry(
                context,
                _read_inline_1(source, name) if source is not None else "",
                _read_inline_1(target, name) if target is not None else "",
                fuzzy=state.startswith(_UNFINISHED_1),
                name=name,
            )
        )
    targets = {each.get(_XML_LANG) for each in _find_all(file, "target")} - {None}
    told = file.get("target-language") or (targets.pop() if len(targets) == 1 else "")
    return Received(
        check_name(file.get("original") or "", "the article's name", name=name),
        check_name(told, "the target language", name=name),
        (file.get("date") or "").strip(),
        tuple(entries),
    )


def _read_inline_1(element: Any, name: str) -> str:
    parts = [element.text or ""]
    for child in element:
        kind = _tag(child)
        code = check_name(child.get("id") or child.get("mid") or "", "an inline code's id", name=name)
        if kind in ("g", "mrk"):
            inner = _read_inline_1(child, name)
            coded = kind == "g" or child.get("mtype") == "protected"
            parts.append(f"<{code}>{inner}</{code}>" if coded else inner)
        elif kind == "x" and code.startswith("cp-"):
            parts.append(_read_character(code[3:], name))
        elif kind in _CODES_1:
            form = _CODES_1[kind]
            pair = check_name(child.get("rid") or code, "an inline code's id", name=name)
            parts.append(form.replace("{}", code if form.endswith("/>") else pair))
        else:
            parts.append(_read_inline_1(child, name))
        parts.append(child.tail or "")
    return "".join(parts)


def _read_character(number: str, name: str) -> str:
    try:
        return chr(int(number, 16))
    except (ValueError, OverflowError) as exc:
        raise CatalogError(f"{number!r} is no character", where=name, hint="Export the file anew.") from exc
