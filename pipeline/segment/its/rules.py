"""The global rules of a document: inline and linked, in the order in which they count, the last one most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.errors import SegmentError
from pipeline.segment.its.links import MAX_BYTES, MAX_FILES, RuleReader, read_nothing, resolve_link
from pipeline.segment.its.selectors import QueryLanguage, Selector
from pipeline.segment.its.tree import ITS, XLINK, Document, Node, walk_elements
from pipeline.segment.its.xml import parse_xml

MAX_RULES = 2000


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule element, and what its selectors are read with."""

    element: Node
    where: str
    language: QueryLanguage
    variables: Mapping[str, str]

    @property
    def name(self) -> str:
        """`translateRule`, `locNoteRule` …"""
        return self.element.local

    @property
    def selector(self) -> Selector:
        return self.read_selector("selector")

    def read_selector(self, attribute: str) -> Selector:
        """The selector in an attribute. SegmentError where it is missing."""
        return Selector(self.require(attribute), self.language, self.element.namespaces, self.variables, self.where)

    def require(self, attribute: str) -> str:
        """An attribute that the rule must have. SegmentError where it is missing."""
        value = self.element.get(attribute)
        if value is None:
            raise SegmentError(
                f"the ITS rule {self.element.name} has no attribute {attribute}",
                where=self.where,
                hint="Add it; https://www.w3.org/TR/its20/ says what it holds.",
            )
        return value

    def choose(self, attribute: str, values: tuple[str, ...]) -> str:
        """An attribute that must be one of some values. SegmentError where it is not."""
        value = self.require(attribute)
        if value not in values:
            raise SegmentError(
                f"the ITS rule {self.element.name} has {attribute}={value!r}",
                where=self.where,
                hint=f"It must be one of: {', '.join(values)}.",
            )
        return value


def find_rules(document: Document, read_file: RuleReader = read_nothing) -> tuple[Rule, ...]:
    """All global rules of a document, linked ones where they are linked. SegmentError for what cannot be read.

    In XML: every `its:rules`; in HTML: `link rel=its-rules` and `script type=application/its+xml`.
    """
    loader = _Loader(read_file)
    rules: list[Rule] = []
    for element in walk_elements(document.top):
        if element.is_its("rules"):
            rules.extend(loader.read_rules(element, document.name).rules)
        elif document.html and element.local == "link" and _is_rules_link(element):
            rules.extend(loader.load(element.get("href") or "", document.name, element).rules)
        elif document.html and element.local == "script" and _is_rules_script(element):
            rules.extend(loader.read_script(element, document.name).rules)
    return tuple(rules)


def has_rules(element_name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element of HTML brings global rules: a cheap look before the tree is mirrored."""
    if element_name == "script":
        return _media_type(attributes.get("type")) == "application/its+xml"
    return element_name == "link" and "its-rules" in (attributes.get("rel") or "").lower().split()


def _is_rules_link(element: Node) -> bool:
    return has_rules("link", {"rel": element.get("rel") or ""})


def _is_rules_script(element: Node) -> bool:
    return has_rules("script", {"type": element.get("type") or ""})


def _media_type(value: str | None) -> str:
    return (value or "").partition(";")[0].strip().lower()


@dataclass(slots=True)
class _RuleSet:
    """The rules of one `its:rules` and what it links to, with the variables that were declared."""

    rules: list[Rule] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)


class _Loader:
    """Reads rules and the files that they link to, depth first, each file once on a way."""

    def __init__(self, read_file: RuleReader) -> None:
        self._read_file = read_file
        self._way: list[str] = []
        self._files = 0
        self._rules = 0

    def read_script(self, script: Node, file: str) -> _RuleSet:
        """The rules in a script of HTML."""
        name = f"{file}, script of ITS rules"
        content = "".join(child.value for child in script.children)
        text = content.lstrip()
        first_line = 1 + content[: len(content) - len(text)].count("\n")
        return self._read_document(parse_xml(text, name, first_line=first_line), name)

    def load(self, href: str, base: str, link: Node) -> _RuleSet:
        """The rules of a file that is linked to. SegmentError for one that is not there, too large, or in a ring."""
        where = _place(base, link)
        path = resolve_link(href, base, where)
        if path in self._way:
            raise SegmentError(f"the ITS rules link in a ring: {' → '.join((*self._way, path))}", where=where)
        self._files += 1
        if self._files > MAX_FILES:
            raise SegmentError(f"the document links to more than {MAX_FILES} files of ITS rules", where=where)
        document = parse_xml(self._read(path, where), path)
        self._way.append(path)
        rules = self._read_document(document, path)
        self._way.pop()
        return rules

    def read_rules(self, element: Node, file: str) -> _RuleSet:
        """The rules of an `its:rules`: what it links to as if that stood at its top (5.4), then its own."""
        href = element.get("href", XLINK)
        found = self.load(href, file, element) if href else _RuleSet()
        language = _query_language(element, file)
        # Parameters are settled by the last of a name (5.5), also for the rules that are linked to.
        found.variables.update(_read_params(element))
        own = [
            Rule(child, _place(file, child), language, found.variables)
            for child in element.elements()
            if child.uri == ITS and child.local.endswith("Rule")
        ]
        self._rules += len(own)
        if self._rules > MAX_RULES:
            raise SegmentError(f"the document brings more than {MAX_RULES} ITS rules", where=_place(file, element))
        linked = [Rule(rule.element, rule.where, rule.language, found.variables) for rule in found.rules]
        return _RuleSet([*linked, *own], found.variables)

    def _read_document(self, document: Document, file: str) -> _RuleSet:
        found = [element for element in walk_elements(document.top) if element.is_its("rules")]
        if len(found) > 1:
            raise SegmentError(
                "a file of ITS rules may hold one rules element only",
                where=_place(file, found[1]),
                hint="Put all rules into the first one.",
            )
        return self.read_rules(found[0], file) if found else _RuleSet()

    def _read(self, path: str, where: str) -> bytes:
        try:
            data = self._read_file(path)
        except OSError as error:
            raise SegmentError(
                f"the file of ITS rules {path!r} cannot be read: {error.strerror or 'it is not there'}",
                where=where,
                hint="Put it beside the page, or take the link out.",
            ) from error
        if len(data) > MAX_BYTES:
            raise SegmentError(f"the file of ITS rules {path!r} is larger than {MAX_BYTES:,} bytes", where=where)
        return data


def _read_params(element: Node) -> Iterator[tuple[str, str]]:
    for child in element.elements():
        if child.is_its("param") and (name := child.get("name")):
            yield name.strip(), "".join(leaf.value for leaf in child.children if leaf.kind == "text")


def _query_language(element: Node, file: str) -> QueryLanguage:
    language = element.get("queryLanguage") or "xpath"
    if language == "xpath":
        return "xpath"
    if language == "css":
        return "css"
    raise SegmentError(
        f"ITS selectors in {language!r} are not supported",
        where=_place(file, element),
        hint="queryLanguage must be xpath or css.",
    )


def _place(file: str, element: Node) -> str:
    return f"{file}:{element.line}" if element.line else file
