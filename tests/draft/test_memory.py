"""The memory offers approved text for the same and for similar sources, with the new unit's placeholders."""

from __future__ import annotations

import pytest

from pipeline.draft import ApprovedPair, Memory, Reply, draft_units
from pipeline.draft.marks import TAG_MARKS
from pipeline.draft.memory_pairs import read_placeholders
from pipeline.errors import DraftError
from pipeline.model import Placeholder, Unit

LINK = Placeholder("a", "pair", "a", target="https://example.org/one")
OTHER = Placeholder("a", "pair", "a", target="https://example.org/two")
BOLD = Placeholder("b", "pair", "b")
SOURCE = "Talk with your doctor before you take this drug."
TARGET = "Hable con su médico antes de tomar este medicamento."


def _memory(*pairs: tuple[str, str]) -> Memory:
    return Memory(ApprovedPair(source, target, locale="es") for source, target in pairs)


def test_the_same_source_is_an_exact_match() -> None:
    (match,) = _memory((SOURCE, TARGET)).look_up(Unit(SOURCE))
    assert (match.target, match.score, match.pair.source) == (TARGET, 100, SOURCE)


def test_a_similar_source_is_a_near_match_below_a_hundred() -> None:
    (match,) = _memory((SOURCE, TARGET)).look_up(Unit(SOURCE.replace("drug", "tablet")))
    assert match.target == TARGET
    assert 75 <= match.score < 100


def test_another_source_is_no_match() -> None:
    assert _memory((SOURCE, TARGET)).look_up(Unit("Wash your hands often.")) == ()


def test_the_later_of_two_translations_comes_first() -> None:
    memory = Memory([
        ApprovedPair(SOURCE, "Antiguo.", approved_at="2025-01-01T00:00:00Z"),
        ApprovedPair(SOURCE, "Nuevo.", approved_at="2026-01-01T00:00:00Z"),
        ApprovedPair(SOURCE, "Nuevo.", approved_at="2024-01-01T00:00:00Z"),
    ])  # fmt: skip
    assert [match.target for match in memory.look_up(Unit(SOURCE))] == ["Nuevo.", "Antiguo."]


def test_placeholders_are_renamed_to_those_of_the_unit() -> None:
    old = ApprovedPair("Read <a>this page</a> now.", "Lea <a>esta página</a> ahora.", placeholders=(LINK,))
    unit = Unit("Read <a2>this page</a2> now.", (Placeholder("a2", "pair", "a", target=LINK.target),))
    (match,) = Memory([old]).look_up(unit)
    assert match.target == "Lea <a2>esta página</a2> ahora."
    assert match.score < 100


def test_placeholders_are_read_from_the_tags_where_the_ledger_does_not_tell_them() -> None:
    memory = _memory(("Read <a>this</a>.<br/>Take <x>20 mg</x>.", "Lea <a>esto</a>.<br/>Tome <x>20 mg</x>."))
    unit = Unit(
        "Read <a>this</a>.<br/>Take <x>20 mg</x>.",
        (OTHER, Placeholder("br", "void", "br"), Placeholder("x", "protected", "span", text="20 mg")),
    )
    (match,) = memory.look_up(unit)
    assert (match.target, match.score) == ("Lea <a>esto</a>.<br/>Tome <x>20 mg</x>.", 100)


def test_a_match_whose_placeholders_do_not_fit_is_not_offered() -> None:
    memory = _memory(("Read this page now.", "Lea esta página ahora."))
    assert memory.look_up(Unit("Read <b>this</b> page now.", (BOLD,))) == ()


def test_numbers_alone_are_never_near() -> None:
    memory = _memory(("1,500,000", "1.500.000"), ("20 – 25", "20-25"))
    assert memory.look_up(Unit("1,500,001")) == memory.look_up(Unit("20 – 26")) == ()


def test_a_memory_holds_one_locale() -> None:
    pairs = [ApprovedPair("a", "b", locale="es"), ApprovedPair("a", "c", locale="ar")]
    with pytest.raises(ValueError, match="one locale"):
        Memory(pairs)
    assert len(Memory(pairs, locale="ar")) == 1


def test_tags_are_read_by_their_form() -> None:
    text = "a <b1>b</b1> <br/> <x>5 <mg</x> <5 <c> </d>"
    assert [(p.name, p.form, p.element, p.text) for p in read_placeholders(text)] == [
        ("b1", "pair", "b", ""),
        ("br", "void", "br", ""),
        ("x", "protected", "", "5 <mg"),
    ]


class _Parrot:
    """An engine that says what it is told, and counts."""

    label = "parrot 1"
    marks = TAG_MARKS

    def __init__(self, *, fault: DraftError | None = None, short: bool = False) -> None:
        self.batches: list[list[str]] = []
        self.fault, self.short = fault, short

    def translate(self, texts):
        self.batches.append(list(texts))
        if self.fault:
            raise self.fault
        return [Reply(f"es {text}") for text in texts][1 if self.short else 0 :]


def test_the_memory_is_asked_before_the_engine() -> None:
    engine = _Parrot()
    drafts, refusals = draft_units(
        [Unit(SOURCE), Unit("Something else.")], memory=_memory((SOURCE, TARGET)), engine=engine
    )
    assert [(draft.origin, draft.target) for draft in drafts] == [("memory", TARGET), ("engine", "es Something else.")]
    assert drafts[0].previous_source == SOURCE
    assert (refusals, engine.batches) == ((), [["Something else."]])


def test_units_that_have_text_are_skipped_and_equal_units_asked_once() -> None:
    engine = _Parrot()
    units = [Unit("One word."), Unit("Two words."), Unit("One word.")]
    drafts, _ = draft_units(units, engine=engine, skip={units[1].key})
    assert [draft.key for draft in drafts] == [units[0].key]
    assert engine.batches == [["One word."]]


def test_the_engine_is_asked_in_batches() -> None:
    engine = _Parrot()
    drafts, _ = draft_units([Unit(f"Word {n}") for n in range(7)], engine=engine, batch=3)
    assert ([len(batch) for batch in engine.batches], len(drafts)) == ([3, 3, 1], 7)


def test_without_engine_and_memory_nothing_is_drafted_or_refused() -> None:
    assert draft_units([Unit(SOURCE)]) == ((), ())


def test_an_engine_that_raises_refuses_every_unit_with_its_message() -> None:
    engine = _Parrot(fault=DraftError("gone", hint="Start it."))
    drafts, refusals = draft_units([Unit(f"Word {n}") for n in range(60)], engine=engine)
    assert (drafts, len(refusals), len(engine.batches)) == ((), 60, 1)
    assert {refusal.reason for refusal in refusals} == {"gone Start it."}


def test_an_engine_that_miscounts_is_refused() -> None:
    drafts, refusals = draft_units([Unit("One word."), Unit("Two words.")], engine=_Parrot(short=True))
    assert (drafts, len(refusals)) == ((), 2)
