"""What cannot be read or applied is refused, with the file and line; nothing outside the page's folder is read."""

from __future__ import annotations

import re
import time

import pytest

from pipeline.errors import SegmentError
from pipeline.segment.its import annotate_document, find_category

NAMESPACES = 'xmlns:its="http://www.w3.org/2005/11/its" xmlns:xlink="http://www.w3.org/1999/xlink"'


def read(content: str, category: str = "translate", *, html: bool = False, **files: str) -> None:
    def read_file(path: str) -> bytes:
        if path not in files:
            raise FileNotFoundError(2, "No such file or directory", path)
        return files[path].encode()

    list(annotate_document(content, "page", find_category(category), html=html, read_file=read_file))


def refuse(
    says: str, where: str, content: str, category: str = "translate", *, html: bool = False, **files: str
) -> None:
    with pytest.raises(SegmentError, match=re.escape(says)) as caught:
        read(content, category, html=html, **files)
    assert caught.value.where == where


def with_rules(inner: str, attributes: str = "") -> str:
    return f"<a>\n<its:rules {NAMESPACES} version='2.0' {attributes}>\n{inner}\n</its:rules></a>"


@pytest.mark.parametrize(
    ("rule", "category", "says"),
    [
        ("<its:translateRule selector='//b[' translate='no'/>", "translate", "missing before"),
        ("<its:translateRule selector='//z:b' translate='no'/>", "translate", "prefix z:"),
        ("<its:translateRule selector='//b[$p]' translate='no'/><b/>", "translate", "has no attribute"),
        ("<its:translateRule selector='string(//b)' translate='no'/>", "translate", "text or number"),
        ("<its:translateRule selector='//text()' translate='no'/>", "translate", "something else than elements"),
        ("<its:translateRule selector='document(1)' translate='no'/>", "translate", "no function document()"),
        ("<its:translateRule translate='no'/>", "translate", "has no attribute selector"),
        ("<its:translateRule selector='//b'/>", "translate", "has no attribute translate"),
        ("<its:translateRule selector='//b' translate='maybe'/>", "translate", "translate='maybe'"),
        ("<its:dirRule selector='//b' dir='up'/>", "dir", "dir='up'"),
        ("<its:locNoteRule selector='//b' locNoteType='alert'/>", "locNote", "nothing to say"),
        ("<its:domainRule selector='/a' domainPointer='1'/>", "domain", "where nodes are expected"),
        ("<its:localeFilterRule selector='/a'/>", "localeFilter", "localeFilterList"),
    ],
)
def test_a_rule_that_cannot_be_applied_names_its_line(rule: str, category: str, says: str) -> None:
    if "$p" in rule:
        rule, says = "<its:translateRule selector='//its:*[$p]' translate='no'/>", "$p has no value"
    refuse(says, "page:3", with_rules(rule), category)


def test_other_data_categories_and_foreign_elements_are_passed_over() -> None:
    read(with_rules("<its:provRule selector='['/><x selector='['/>"))


@pytest.mark.parametrize(
    "href",
    [
        "http://example.org/r.xml",
        "//example.org/r.xml",
        "file:///etc/passwd",
        "/etc/passwd",
        "../r.xml",
        "x/../../r.xml",
        "%2e%2e/r.xml",
        "..\\r.xml",
        "C:\\r.xml",
        "data:text/xml,x",
    ],
)
def test_a_link_that_leads_outside_the_folder_is_refused_and_not_followed(href: str) -> None:
    asked: list[str] = []
    page = f"<link rel=its-rules href='{href}'>"
    with pytest.raises(SegmentError, match="outside the page's folder"):
        list(
            annotate_document(
                page,
                "page.html",
                find_category("translate"),
                html=True,
                read_file=lambda path: asked.append(path) or b"",
            )
        )
    refuse("outside the page's folder", "page:2", with_rules("", f"xlink:href='{href}'"))
    assert asked == []


def test_a_linked_file_that_is_not_there_or_is_no_xml_is_named() -> None:
    page = "<link rel=its-rules href='r.xml'>"
    refuse("'r.xml' cannot be read: No such file", "page", page, html=True)
    refuse("not well-formed", "r.xml:2", page, html=True, **{"r.xml": "<a>\n<b></a>"})
    refuse(
        "no attribute translate",
        "r.xml:1",
        page,
        html=True,
        **{"r.xml": with_rules("").replace("\n", "").replace("</its:rules>", "<its:translateRule/></its:rules>")},
    )


def test_rules_in_a_ring_and_floods_of_files_and_rules_are_refused() -> None:
    ring = with_rules("", "xlink:href='r.xml'")
    refuse("in a ring: r.xml → r.xml", "r.xml:2", ring, **{"r.xml": ring})
    refuse("more than 32 files", "page", "<link rel=its-rules href='r.xml'>" * 40, html=True, **{"r.xml": "<x/>"})
    refuse("more than 2000", "page:2", with_rules("<its:translateRule selector='/a' translate='no'/>" * 2001))
    refuse("larger than", "page:2", with_rules("", "xlink:href='r.xml'"), **{"r.xml": " " * 1_000_001})


def test_two_rules_elements_in_a_script_or_file_are_refused() -> None:
    two = "<x>" + with_rules("") + with_rules("") + "</x>"
    refuse("one rules element only", "r.xml:5", with_rules("", "xlink:href='r.xml'"), **{"r.xml": two})


def test_an_error_in_a_script_names_its_line_in_the_script() -> None:
    page = f"<script type=application/its+xml>\n\n<its:rules {NAMESPACES} version='2.0'>\n<b></its:rules></script>"
    refuse("not well-formed", "page, script of ITS rules:4", page, html=True)


@pytest.mark.parametrize(
    "declaration", ["<!ENTITY e 'x'>", "<!ENTITY e SYSTEM 'file:///etc/passwd'>", "<!ENTITY % e SYSTEM 'http://x/y'>"]
)
def test_entities_are_refused_before_anything_is_expanded(declaration: str) -> None:
    refuse("declares the entity 'e'", "page:2", f"<!DOCTYPE a [\n{declaration}]><a b='&e;'>&e;</a>")


def test_a_selector_language_that_is_not_known_is_refused() -> None:
    refuse("'xpath3' are not supported", "page:2", with_rules("", "queryLanguage='xpath3'"))


def test_a_css_selector_that_is_none_is_refused() -> None:
    rule = "<its:translateRule selector='a[' translate='no'/>"
    refuse("'a[' cannot be used", "page:3", with_rules(rule, "queryLanguage='css'"))


def test_rules_that_ask_for_too_much_work_are_stopped_together() -> None:
    rule = "<its:translateRule selector='//*[count(//*) > 1]' translate='no'/>"
    page = with_rules(rule * 30).replace("</a>", "<b/>" * 700 + "</a>")
    begun = time.process_time()
    refuse("too much work", "page:3", page)
    assert time.process_time() - begun < 15
