"""The quick ways of the merge: each gives what the way by entries gives, or nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalog import Projected, make_file, merge_file, read_po, write_po
from pipeline.catalog.compose import compose_gone, compose_new, says_the_same, stays_gone
from pipeline.catalog.merge import _merge_block, _retire_entry, _Width
from pipeline.catalog.po_file import Block, PoFile
from pipeline.catalog.po_writer import change_block, render_block
from pipeline.model import Catalog, Entry

_TEXT = st.text(st.sampled_from('abc "\\\n\t%<>é药\u2028\x85\u00ad'), min_size=1, max_size=8)
_LINE = st.text(st.sampled_from("ab #:.,~›\u00ad"), min_size=1, max_size=6)
_ENTRIES = st.builds(
    Entry,
    context=st.sampled_from(["", "", "", "c"]),
    source=_TEXT,
    target=st.one_of(st.just(""), _TEXT),
    fuzzy=st.booleans(),
    references=st.lists(st.sampled_from(["a.html#b", "a b", "ä"]), max_size=2).map(tuple),
    notes=st.lists(_LINE, max_size=2).map(tuple),
    comments=st.lists(_LINE, max_size=1).map(tuple),
    flags=st.lists(st.sampled_from(["python-format", "no-wrap"]), max_size=1).map(tuple),
    previous_source=st.one_of(st.just(""), _TEXT),
)
_PROJECTED = st.one_of(
    st.none(),
    st.builds(
        Projected,
        target=st.one_of(st.just(""), _TEXT),
        fuzzy=st.booleans(),
        previous_source=st.one_of(st.just(""), _TEXT),
        previous_context=st.sampled_from(["", "", "c", 'c"']),
    ),
)
_BARE = Entry("", "", "")
LAW = settings(max_examples=300, deadline=None)


def _reread(block: Block) -> Block:
    """The block as it is read from a file: nothing of its entry is known."""
    return read_po(write_po(PoFile((block,))), name="law.po").blocks[0]


def _template(entry: Entry, *, bare: bool) -> Block:
    fresh = Entry(entry.context, entry.source, "", references=entry.references, notes=entry.notes) if bare else entry
    return _reread(render_block(fresh))


@given(entry=_ENTRIES, wanted=_PROJECTED, bare=st.booleans())
@LAW
def test_a_new_entry_is_composed_as_it_is_rendered(entry: Entry, wanted: Projected | None, bare: bool) -> None:
    fresh = _template(entry, bare=bare)
    composed = compose_new(fresh, wanted)
    slow = _merge_block(fresh, None, wanted, 2, _Width(PoFile(())))
    if composed is not None:
        assert (composed.raw, composed.name, composed.gap) == (slow.raw, slow.name, slow.gap)
        assert composed.entry == slow.entry


@given(entry=_ENTRIES, wanted=_PROJECTED, bare=st.booleans(), before=st.data())
@LAW
def test_an_entry_that_says_the_same_is_kept_by_the_slow_way_too(
    entry: Entry, wanted: Projected | None, bare: bool, before: st.DataObject
) -> None:
    fresh = _template(entry, bare=bare)
    made = _merge_block(fresh, None, before.draw(st.one_of(st.just(wanted), _PROJECTED)), 2, _Width(PoFile(())))
    old = _reread(made)
    if says_the_same(old, fresh, wanted):
        assert _merge_block(fresh, old, wanted, 2, _Width(PoFile(()))) is old


@given(entry=_ENTRIES, bare=st.booleans())
@LAW
def test_an_entry_that_left_is_composed_as_it_is_rendered(entry: Entry, bare: bool) -> None:
    kept = Entry(entry.context, entry.source, entry.target, notes=entry.notes) if bare else entry
    old = _reread(render_block(kept))
    composed = compose_gone(old)
    if composed is not None:
        slow = change_block(old, _retire_entry(old.entry, None))
        assert (composed.raw, composed.name, composed.gap) == (slow.raw, slow.name, slow.gap)
        assert composed.entry == slow.entry
    gone = _reread(render_block(_retire_entry(kept, None)))
    if stays_gone(gone):
        assert _retire_entry(gone.entry, None) == gone.entry and gone.entry.target


def test_the_common_entries_are_composed() -> None:
    source = Entry("", "Take 20 mg.", "", references=("a.html#p",), notes=("Dose › Use", "paragraph"))
    fresh = _reread(render_block(source))
    draft = Projected("Tome 20 mg.", fuzzy=True, previous_source="Take 10 mg.")
    new = compose_new(fresh, draft)
    assert new and new.raw.splitlines()[3:] == [
        "#, fuzzy",
        '#| msgid "Take 10 mg."',
        'msgid "Take 20 mg."',
        'msgstr "Tome 20 mg."',
    ]
    assert says_the_same(_reread(new), fresh, draft)
    assert not says_the_same(_reread(new), fresh, Projected("Tome 10 mg.", fuzzy=True, previous_source="Take 10 mg."))
    gone = compose_gone(_reread(render_block(Entry("", "Take 20 mg.", "Tome 20 mg."))))
    assert gone and gone.raw == '#~ msgid "Take 20 mg."\n#~ msgstr "Tome 20 mg."\n' and stays_gone(_reread(gone))


def test_a_catalog_that_says_it_all_keeps_each_of_its_blocks() -> None:
    entries = tuple(Entry("", f"Text {n}.", "") for n in range(3))
    template = make_file(Catalog((("Language", ""),), entries))
    projection = {entry.key: Projected(f"Texto {n}.", fuzzy=n == 1) for n, entry in enumerate(entries)}
    first = read_po(write_po(merge_file(template, None, projection, locale="es")), name="a.po")
    again = merge_file(template, first, projection, locale="es")
    assert all(one is other for one, other in zip(first.blocks, again.blocks, strict=True))
    assert write_po(again) is first.read_from
