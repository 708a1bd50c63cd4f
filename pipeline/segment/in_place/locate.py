"""A page taken apart where it stands: the units of the tree mode, each with its stretch of the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Unit
from pipeline.segment.content import NO_ATTRIBUTE, Origin
from pipeline.segment.extract import extract_tree
from pipeline.segment.in_place.encoded import Encoded, decode_bytes
from pipeline.segment.in_place.marks import MarkedTree, mark_tree
from pipeline.segment.in_place.matching import Stretch, Unmatched, match_core
from pipeline.segment.in_place.signs import find_first_sign, find_last_end, read_text
from pipeline.segment.in_place.tokens import read_attributes
from pipeline.segment.linked_data import find_data_texts
from pipeline.segment.plain_text import collapse, needs_translation
from pipeline.segment.skeleton import Page, SegmentOptions
from pipeline.segment.tree import Node, parse_document


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where a unit's text stands, white space around it left out; offsets in the text."""

    start: int
    end: int
    placeholders: Mapping[str, Stretch]


@dataclass(frozen=True, slots=True)
class AttributePlace:
    """Where an attribute's value stands."""

    start: int
    end: int
    quote: str
    """The sign around it; empty where it has none and needs one."""


@dataclass(frozen=True, slots=True)
class DataPlace:
    """Where a string of linked data stands, quotes included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """Why a unit cannot be changed in place."""

    reason: str
    """The rest of a sentence that begins "The unit stays as it is: "."""


Place = TextPlace | AttributePlace | DataPlace | Fixed


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page and where its units stand in its bytes."""

    page: Page
    """As `extract_units` gives it: one catalog serves both modes."""
    source: Encoded
    places: tuple[Place, ...]
    """One for each slot of the skeleton, in document order."""

    def list_occurrences(self) -> Iterator[tuple[Unit, str, Place]]:
        """Each occurrence of a unit in document order: the unit, this occurrence's reference, and its place."""
        seen: Counter[int] = Counter()
        for index, place in zip(self.page.skeleton.slots, self.places, strict=True):
            unit = self.page.units[index]
            yield unit, unit.references[seen[index]], place
            seen[index] += 1


def locate_units(
    data: bytes,
    *,
    charset: str,
    slug: str,
    ascii_only: bool = False,
    options: SegmentOptions | None = None,
    asset_hashes: Mapping[str, str] | None = None,
) -> SourcePage:
    """Take a page's bytes apart, and find where each unit stands in them.

    `ascii_only` has new text written in ASCII with references, for a page that may be read in another character set.

    Any bytes are a page. A unit that has no stretch of the source to itself (its text stands in several places, an
    element in it ends elsewhere, the parser made it of nothing) is `Fixed` and stays as in the source, and so are
    all units where the source's own structure cannot be followed, or its character set cannot be written into.
    SegmentError for an unknown character set and for a selector that cannot be read.
    """
    source = decode_bytes(data, charset, ascii_only=ascii_only)
    tree = mark_tree(source.text)
    root = tree.root if tree else parse_document(source.text)
    page, origins = extract_tree(root, slug=slug, options=options, asset_hashes=asset_hashes)
    texts = _locate_data(origins, tree) if tree else {}
    places = tuple(_find_place(origin, source, tree, texts.get(slot)) for slot, origin in enumerate(origins))
    return SourcePage(page, source, _refuse_conflicts(places, page))


def _find_place(origin: Origin, source: Encoded, tree: MarkedTree | None, found: Place | None) -> Place:
    if tree is None:
        return Fixed("the page's markup is too broken to tell where its text stands")
    if not source.stateless:
        return Fixed(f"nothing can be put into the middle of a text in {source.charset}")
    try:
        place = found or _locate(origin, tree)
    except Unmatched as error:
        return Fixed(str(error))
    return place if _has_bytes(place, source) else Fixed("there are bytes at its edge that are no text")


def _locate(origin: Origin, tree: MarkedTree) -> TextPlace | AttributePlace:
    if origin.node is None:
        return _locate_core(origin, tree)
    if origin.attribute == NO_ATTRIBUTE:
        return _locate_label(origin.node, tree)
    return _locate_attribute(origin.node, origin.attribute, tree)


def _locate_data(origins: Sequence[Origin], tree: MarkedTree) -> dict[int, Place]:
    """The places of linked data's texts, by slot: they are found again in the source of their script."""
    places: dict[int, Place] = {}
    left: dict[int, Iterator[DataPlace]] = {}
    for slot, origin in enumerate(origins):
        node = origin.node
        if node is None or origin.attribute != NO_ATTRIBUTE or node.name != "script":
            continue
        texts = left.setdefault(id(node), _read_data_places(node, tree))
        places[slot] = next(texts, None) or Fixed("its script is not where the source has one")
    return places


def _read_data_places(script: Node, tree: MarkedTree) -> Iterator[DataPlace]:
    number = tree.elements.get(id(script), len(tree.tokens))
    for token in tree.tokens[number + 1 : number + 2]:
        source = tree.text[token.start : token.end]
        for _, text, start, end in find_data_texts(source) if token.kind == "raw" else ():
            if needs_translation(collapse(text).strip(" ")):
                yield DataPlace(token.start + start, token.start + end)


def _locate_label(element: Node, tree: MarkedTree) -> TextPlace:
    node = element.children[0]
    numbers = tree.texts.get(id(node), ())
    token = tree.tokens[numbers[0]] if len(numbers) == 1 else None
    if token is None or token.kind != "text" or read_text(tree.text, token) != node.data:
        raise Unmatched("its text is read otherwise than it stands")
    first = find_first_sign(tree.text, token.start, token.end)
    assert first is not None
    return TextPlace(first[0], find_last_end(tree.text, token.start, token.end), {})


def _locate_core(origin: Origin, tree: MarkedTree) -> TextPlace:
    match = match_core(tree, origin.core)
    return TextPlace(match.start, match.end, match.placeholders)


def _locate_attribute(node: Node, name: str, tree: MarkedTree) -> AttributePlace:
    number = tree.elements.get(id(node))
    if number is None:
        raise Unmatched(f"the parser adds its <{node.name}>")
    if number in tree.repeated:
        raise Unmatched(f"the parser makes several elements of its <{node.name}>")
    for attribute in read_attributes(tree.text, tree.tokens[number]):
        if attribute.name != name:
            continue
        if attribute.value != node.attrs[name]:
            break
        return AttributePlace(attribute.start, attribute.end, attribute.quote)
    raise Unmatched("its attribute is not where the source has one")


def _has_bytes(place: Place, source: Encoded) -> bool:
    if isinstance(place, Fixed):
        return True
    cuts = [place.start, place.end]
    if isinstance(place, TextPlace):
        for stretch in place.placeholders.values():
            cuts.extend((stretch.start, stretch.end, *(stretch.closing or ())))
    return all(source.byte_offset(cut) is not None for cut in cuts)


def _refuse_conflicts(places: Sequence[Place], page: Page) -> tuple[Place, ...]:
    """Two units of one stretch (an element that the parser doubled): fine where they are the same entry."""
    owners: dict[tuple[int, int], set[int]] = {}
    for slot, place in enumerate(places):
        if not isinstance(place, Fixed):
            owners.setdefault((place.start, place.end), set()).add(page.skeleton.slots[slot])
    shared = Fixed("it shares its place with another unit")
    return tuple(
        shared if not isinstance(place, Fixed) and len(owners[place.start, place.end]) > 1 else place
        for place in places
    )
