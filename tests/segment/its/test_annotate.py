"""Annotations: golden files in the format of the W3C's suite, and the standard's rules of precedence."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.segment.its import CATEGORIES, annotate_document, find_category, list_annotations

DATA = Path(__file__).resolve().parents[2] / "data" / "its"
GOLDEN = sorted(DATA.glob("clinic.*.*.txt"))
NAMESPACES = 'xmlns:its="http://www.w3.org/2005/11/its" xmlns:h="http://www.w3.org/1999/xhtml"'


def say(content: str, category: str, *, html: bool = False, **files: str) -> dict[str, str]:
    """Path → values, for the nodes of which something is said."""
    annotations = annotate_document(
        content, "a", find_category(category), html=html, read_file=lambda path: files[path].encode()
    )
    return dict(line.split("\t", 1) for line in list_annotations(annotations) if "\t" in line)


def rules(*lines: str, attributes: str = "") -> str:
    return f'<its:rules {NAMESPACES} version="2.0" {attributes}>{"".join(lines)}</its:rules>'


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name)
def test_each_node_and_attribute_is_listed_as_the_suite_has_it(golden: Path) -> None:
    name, suffix, category, _ = golden.name.split(".")
    file = DATA / f"{name}.{suffix}"
    found = annotate_document(
        file.read_bytes(),
        file.name,
        find_category(category),
        html=suffix == "html",
        read_file=lambda path: (DATA / path).read_bytes(),
    )
    assert list(list_annotations(found)) == golden.read_text("utf-8").splitlines()


def test_there_is_a_golden_file_for_each_category_in_xml_and_html() -> None:
    assert len(GOLDEN) == 2 * len(CATEGORIES)


@pytest.mark.skipif(shutil.which("itstool") is None, reason="itstool is not installed")
@pytest.mark.parametrize(
    "category", ["translate", "locNote", "localeFilter", "withinText", "preserveSpace", "externalResourceRef"]
)
def test_itstool_says_the_same(category: str, tmp_path: Path) -> None:
    """But for what it lacks: rules deep in a linked file, position() and last()."""
    shutil.copy(DATA / "clinic-rules.xml", tmp_path)
    linked = (tmp_path / "clinic-rules.xml").read_text("utf-8")
    (tmp_path / "clinic-rules.xml").write_text(
        linked.replace('<rules xmlns="urn:house">', "").replace("</rules>\n", "", 1)
    )
    content = (
        (DATA / "clinic.xml").read_text("utf-8").replace("concat(../@name, '-', position(), '/', last())", "@name")
    )
    (tmp_path / "clinic.xml").write_text(content, "utf-8")
    command = ["itstool", "-n", "-t", category, str(tmp_path / "clinic.xml")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    found = annotate_document(
        content,
        "clinic.xml",
        find_category(category),
        html=False,
        read_file=lambda path: (tmp_path / path).read_bytes(),
    )
    assert list(list_annotations(found)) == said


def test_own_markup_goes_before_rules_and_they_before_what_is_inherited() -> None:
    found = say(
        f'<a {NAMESPACES} its:translate="no">'
        + rules('<its:translateRule selector="//b | //c" translate="yes"/>')
        + '<b><d/></b><c its:translate="no"/><e/></a>',
        "translate",
    )
    assert {path: found[path] for path in ("/a", "/a/b[1]", "/a/b[1]/d[1]", "/a/c[1]", "/a/e[1]")} == {
        "/a": 'translate="no"',
        "/a/b[1]": 'translate="yes"',
        "/a/b[1]/d[1]": 'translate="yes"',
        "/a/c[1]": 'translate="no"',
        "/a/e[1]": 'translate="no"',
    }


def test_the_last_rule_counts_and_linked_rules_stand_at_the_top_of_what_links_them() -> None:
    linked = rules('<its:dirRule selector="//b" dir="rtl"/>', '<its:dirRule selector="//c" dir="rtl"/>')
    found = say(
        "<a>" + rules('<its:dirRule selector="//b" dir="lro"/>', attributes=_link("r.xml")) + "<b/><c/></a>",
        "directionality",
        **{"r.xml": linked},
    )
    assert (found["/a/b[1]"], found["/a/c[1]"]) == ('dir="lro"', 'dir="rtl"')


def _link(href: str) -> str:
    return f'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{href}"'


def test_links_lead_on_from_the_folder_of_the_file_that_has_them() -> None:
    found = say(
        f"<a>{rules(attributes=_link('one/r.xml'))}<b/></a>",
        "translate",
        **{
            "one/r.xml": rules(attributes=_link("../two/s.xml")),
            "two/s.xml": rules('<its:translateRule selector="//b" translate="no"/>'),
        },
    )
    assert found["/a/b[1]"] == 'translate="no"'


def test_in_html_links_and_scripts_count_in_the_order_of_the_document() -> None:
    inline = rules('<its:translateRule selector="//h:b" translate="yes"/>')
    script = f"<script type='application/its+xml'>{inline}</script>"
    page = "<link rel='its-rules' href='r.xml'>{}<b>x</b>"
    linked = {"r.xml": rules('<its:translateRule selector="//h:b" translate="no"/>')}
    assert say(page.format(script), "translate", html=True, **linked)["/html/body[1]/b[1]"] == 'translate="yes"'
    assert say(page.format(""), "translate", html=True, **linked)["/html/body[1]/b[1]"] == 'translate="no"'
    later = script + "<link rel='its-rules' href='r.xml'><b>x</b>"
    assert say(later, "translate", html=True, **linked)["/html/body[1]/b[1]"] == 'translate="no"'


@pytest.mark.parametrize(
    ("selector", "chosen"),
    [
        ("p", ["p[1]", "p[2]"]),
        (".x, #y", ["p[2]", "ul[1]/li[1]"]),
        ("ul > li:nth-child(2)", ["ul[1]/li[2]"]),
        ("p + ul li:not(#y)", ["ul[1]/li[2]"]),
        ("[data-of=$who]", ["p[1]"]),
        ("LI:last-of-type", ["ul[1]/li[2]"]),
    ],
)
def test_css_selectors_select_as_in_a_browser(selector: str, chosen: list[str]) -> None:
    rule = rules(
        '<its:param name="who">nurse</its:param>',
        f'<its:translateRule selector="{selector.replace(">", "&gt;")}" translate="no"/>',
        attributes='queryLanguage="css"',
    )
    page = f"<script type=application/its+xml>{rule}</script><p data-of=nurse><p class='a x'><ul><li id=y><li></ul>"
    found = say(page, "translate", html=True)
    assert [
        path.removeprefix("/html/body[1]/") for path, value in found.items() if "no" in value and "@" not in path
    ] == chosen


def test_a_css_pointer_looks_below_the_selected_element() -> None:
    rule = rules(
        '<its:locNoteRule selector="li" locNoteType="alert" locNotePointer="i"/>', attributes='queryLanguage="css"'
    )
    found = say(f"<script type=application/its+xml>{rule}</script><i>out</i><li>a<i>in</i>", "locNote", html=True)
    assert found["/html/body[1]/li[1]"] == 'locNote="in"\tlocNoteType="alert"'


def test_the_language_of_an_element_goes_before_a_rule() -> None:
    rule = rules('<its:langRule selector="//h:p" langPointer="@data-lang"/>')
    page = f"<html lang=en><script type=application/its+xml>{rule}</script><p data-lang=fr lang=de><p data-lang=fr><p>"
    found = say(page, "lang", html=True)
    assert [found[f"/html/body[1]/p[{n}]"] for n in (1, 2, 3)] == ['lang="de"', 'lang="fr"', 'lang="en"']


@pytest.mark.parametrize(
    ("value", "mapping", "domains"),
    [
        ("a, 'b c' ,d", "", "a, b c, d"),
        ("a,,a", "", "a"),
        ("sports law, Law", "'sports law' law, Law law", "law"),
        ("  x ", "x 'y z'", "y z"),
        ("X", "x y", "X"),
    ],
)
def test_domains_are_split_unquoted_mapped_and_named_once(value: str, mapping: str, domains: str) -> None:
    rule = rules(f'<its:domainRule selector="/a" domainPointer="@d" domainMapping="{mapping}"/>')
    assert say(f'<a d="{value}">{rule}</a>', "domain")["/a"] == f'domains="{domains}"'


def test_annotators_are_gathered_and_the_innermost_of_a_category_counts() -> None:
    found = say(
        f'<a {NAMESPACES} its:annotatorsRef="text-analysis|A terminology|B"><b its:annotatorsRef="terminology|C"/></a>',
        "terminology",
    )
    assert found["/a/b[1]"] == 'annotatorsRef="terminology|C text-analysis|A"\tterm="no"'


def test_xhtml_has_the_attributes_of_html() -> None:
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><p translate="no" title="t" its-term="yes">x</p></html>'
    assert say(page, "translate")["/html/p[1]/@title"] == 'translate="no"'
    assert say(page, "term")["/html/p[1]"] == 'term="yes"'


def test_a_document_type_gives_ids_and_nothing_else() -> None:
    document = (
        '<!DOCTYPE a SYSTEM "file:///etc/passwd" [<!ATTLIST b n ID #IMPLIED t CDATA "default">]>'
        "<a>" + rules("<its:translateRule selector=\"id('k')\" translate='no'/>") + "<b n='k'/></a>"
    )
    found = say(document, "translate")
    assert found["/a/b[1]"] == 'translate="no"'
    assert "/a/b[1]/@t" not in found


@pytest.mark.parametrize("name", ["Localization Note", "locnote", "LOCALIZATIONNOTE", "localization-note"])
def test_a_category_goes_by_several_names(name: str) -> None:
    assert find_category(name).name == "localization-note"


def test_an_unknown_category_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="preserve-space"):
        find_category("ruby")
