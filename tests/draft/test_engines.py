"""Engines by name, against a real server on loopback and Debian's apertium."""

from __future__ import annotations

import json
import re
import shutil
import socket
import time

import pytest

from pipeline.draft import available_engines, draft_units, make_engine
from pipeline.draft.services import SERVICES, language_codes
from pipeline.errors import DraftError
from pipeline.model import Placeholder, Unit
from pipeline.text.placeholders import find_faults

LINK = Placeholder("a", "pair", "a", target="https://example.org/")
DOSE = Placeholder("x", "protected", "span", text="20 mg")
BREAK = Placeholder("br", "void", "br")
UNIT = Unit("Take <x>20 mg</x> and read <a>this</a>.<br/>Call us.", (DOSE, LINK, BREAK))
GOOD = "Tome <x1/> y lea <g2>esto</g2>.<x3/>Llámenos."


def _engine(libre, *, locale: str = "es", key: str = "", timeout: float = 5.0):
    return make_engine(
        "libretranslate", url=libre.url, key=key, source_locale="en", target_locale=locale, timeout=timeout
    )


def answer_of(text: str) -> tuple[int, bytes]:
    return 200, json.dumps({"translatedText": text}).encode()


def _draft(libre, *units: Unit, **options):
    return draft_units(units or (UNIT,), engine=_engine(libre, **options))


def test_a_good_reply_is_a_draft_with_its_placeholders_and_the_engine_never_saw_the_dose(libre) -> None:
    libre.say(GOOD)
    (draft,), refusals = _draft(libre)
    assert draft.target == "Tome <x>20 mg</x> y lea <a>esto</a>.<br/>Llámenos."
    assert (draft.origin, draft.engine.split()[0], draft.score) == ("engine", "libretranslate", 100)
    assert refusals == ()
    assert libre.asked[0]["q"] == "Take <x1/> and read <g2>this</g2>.<x3/>Call us."


@pytest.mark.parametrize(
    "reply",
    [
        "Tome <x1 /> y lea < g2 >esto< / g2 >.<X3/>Llámenos.",
        "Tome ＜x1/＞ y lea <g2> esto </g2>.<x3></x3>Llámenos.",
        "Tome <x١/> y lea&nbsp;<g2>esto</g2>.<x3/>Llámenos.",
    ],
)
def test_marks_that_the_engine_respaced_are_still_read(libre, reply: str) -> None:
    libre.say(reply)
    (draft,), _ = _draft(libre)
    assert " ".join(draft.target.split()) == "Tome <x>20 mg</x> y lea <a>esto</a>.<br/>Llámenos."


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("Tome y lea <g2>esto</g2>.<x3/>Llámenos.", "is missing"),
        ("Tome <x1/> <x1/> y lea <g2>esto</g2>.<x3/>", "more than once"),
        ("Tome <x1/> y lea <g2>esto.<x3/>Llámenos.", "never closed"),
        ("Tome <x1/> y lea </g2>esto<g2>.<x3/>Llámenos.", "no <a> before it"),
        ("Tome <x1/> y lea <g2>esto</g2>.<x3/><script>alert(1)</script>", "markup that the source does not have"),
        ("Tome <x1/> y lea <g2>esto</g2>.<x3/>&lt;img src=x onerror=alert(1)&gt;", "markup that the source"),
        ("Tome <x1/> y lea <g2>esto</g2>.<x3/><g7>Llámenos</g7>.", "not a placeholder"),
        ("<x1/> <g2></g2> <x3/>", "no words"),
        ("", "empty answer"),
        ("   ", "empty answer"),
    ],
)
def test_a_reply_that_damaged_something_is_refused_with_the_reason(libre, reply: str, reason: str) -> None:
    libre.say(reply)
    drafts, (refusal,) = _draft(libre)
    assert drafts == ()
    assert refusal.key == UNIT.key
    assert reason in refusal.reason


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, b"<html>not JSON", "something else than JSON"),
        (200, b'{"error": "busy"}', "cannot be read"),
        (200, b"[]", "cannot be read"),
        (200, b'{"translatedText": null}', "empty answer"),
        (200, b'{"translatedText": 7}', "empty answer"),
        (500, b"", "ERR_INTERNAL_SERVER_ERROR"),
    ],
)
def test_a_bad_answer_refuses_one_unit_and_the_next_is_drafted(libre, status: int, body: bytes, reason: str) -> None:
    libre.reply = lambda text: (status, body) if "bad" in text else (200, b'{"translatedText": "Bien."}')
    drafts, (refusal,) = _draft(libre, Unit("A bad one."), Unit("A good one."))
    assert [draft.target for draft in drafts] == ["Bien."]
    assert reason in refusal.reason


def test_three_failures_in_a_row_end_the_asking(libre) -> None:
    libre.reply = lambda _: (500, b"")
    units = [Unit(f"Sentence of number {number}.") for number in range(60)]
    drafts, refusals = draft_units(units, engine=_engine(libre))
    assert (drafts, len(refusals), len(libre.asked)) == ((), 60, 3)
    assert "3 failures in a row" in refusals[-1].reason


@pytest.mark.parametrize("status", [403, 429])
def test_a_refused_key_or_a_limit_ends_the_asking_at_once_and_no_message_has_the_key(libre, status: int) -> None:
    libre.reply = lambda _: (status, b"")
    drafts, refusals = _draft(libre, Unit("One is here."), Unit("Two is here."), key="s3cret-key")
    assert (drafts, len(refusals), len(libre.asked)) == ((), 2, 1)
    assert not any("s3cret" in refusal.reason for refusal in refusals)


def test_a_server_that_does_not_answer_is_given_up_in_time(libre) -> None:
    libre.delay = 60
    start = time.monotonic()
    drafts, refusals = _draft(libre, Unit("One is here."), Unit("Two is here."), timeout=0.5)
    assert time.monotonic() - start < 5
    assert (drafts, len(refusals), len(libre.asked)) == ((), 2, 1)
    assert "did not answer within 0.5 seconds" in refusals[0].reason


def test_a_server_that_drips_is_given_up_in_time(libre) -> None:
    libre.drip = True
    start = time.monotonic()
    _, refusals = _draft(libre, timeout=0.7)
    assert time.monotonic() - start < 5
    assert "did not answer" in refusals[0].reason


def test_an_engine_that_is_down_refuses_all_with_the_reason_and_raises_nothing() -> None:
    with socket.socket() as taken:  # a port that nobody listens on
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        engine = make_engine("libretranslate", url=url, key="s3cret", source_locale="en", target_locale="es")
        drafts, refusals = draft_units([Unit("One is here."), Unit("Two is here.")], engine=engine)
    assert drafts == ()
    assert [url in refusal.reason and "cannot be reached" in refusal.reason for refusal in refusals] == [True, True]
    assert "s3cret" not in refusals[0].reason


def test_a_text_without_words_is_not_sent(libre) -> None:
    drafts, refusals = _draft(libre, Unit("1,500"), Unit("<x>20 mg</x>", (DOSE,)), Unit("20 % – 30 %"))
    assert (drafts, len(refusals), libre.asked) == ((), 3, [])


def test_a_text_that_looks_like_our_marks_is_not_sent(libre) -> None:
    _, (refusal,) = _draft(libre, Unit("Write <g1> in the form."))
    assert "placeholder marks" in refusal.reason
    assert libre.asked == []


def test_a_text_over_the_limit_is_refused_and_named(libre) -> None:
    _, (refusal,) = _draft(libre, Unit("word " * 1001))
    assert "longer than the 5000 characters" in refusal.reason


def test_a_literal_less_than_comes_back_as_text(libre) -> None:
    libre.say("Si es &lt;5 mg")
    (draft,), _ = _draft(libre, Unit("If it is <5 mg"))
    assert draft.target == "Si es <5 mg"


@pytest.mark.parametrize(("locale", "code"), [("zh_Hans", "zh"), ("pt_BR", "pt"), ("ar", "ar"), ("es", "es")])
def test_the_server_is_asked_for_the_locale_by_its_own_code(libre, locale: str, code: str) -> None:
    _draft(libre, locale=locale)
    assert (libre.asked[0]["source"], libre.asked[0]["target"]) == ("en", code)


def test_another_service_is_reached_at_the_given_address_and_its_failure_is_told(libre) -> None:
    """DeepL's class sends GET to `translate`; here it meets a server that has only POST."""
    engine = make_engine("deepl", url=f"{libre.url}/", key="k:fx", source_locale="en", target_locale="ar")
    _, (refusal,) = draft_units([Unit("One is here.")], engine=engine)
    assert refusal.engine.startswith("deepl (deep-translator ")
    assert "answered with an error" in refusal.reason


def test_chinese_codes_never_cross_scripts() -> None:
    assert not set(language_codes("zh_Hans")) & set(language_codes("zh_Hant"))
    assert language_codes("zh_TW") == language_codes("zh_Hant")


@pytest.mark.parametrize(
    ("name", "locale", "code"),
    [
        ("google", "zh_Hans", "zh-CN"),
        ("google", "tl", "tl"),
        ("mymemory", "es", "es-ES"),
        ("mymemory", "pt_BR", "pt-BR"),
    ],
)
def test_a_service_is_asked_for_the_locale_by_its_own_code(name: str, locale: str, code: str) -> None:
    engine = make_engine(name, source_locale="en", target_locale=locale)
    assert engine._translator._target == code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "locale", "words"),
    [
        ("gogle", "es", "no engine named 'gogle'"),
        ("linguee", "es", "dictionary"),
        ("deepl", "es", "needs a key"),
        ("baidu", "es", "needs a key (appid:appkey)"),
        ("google", "nv", "does not translate nv"),
        ("chatgpt", "es", "needs the package openai"),
    ],
)
def test_an_engine_that_cannot_be_had_says_why_and_what_to_do(name: str, locale: str, words: str) -> None:
    with pytest.raises(DraftError) as caught:
        make_engine(name, source_locale="en", target_locale=locale)
    assert words in str(caught.value)
    assert caught.value.hint


def test_every_engine_is_listed_with_what_it_needs() -> None:
    statuses = {status.name: status for status in available_engines()}
    assert set(statuses) == {"apertium", *SERVICES}
    assert "DRAGOMAN_ENGINE_KEY" in statuses["deepl"].needs
    assert not statuses["chatgpt"].ready


def test_a_field_of_the_interface_that_the_engine_changed_is_refused(libre) -> None:
    libre.reply = lambda text: answer_of(text.replace("{size}", "{talla}"))
    drafts, (refusal,) = _draft(
        libre, Unit("The PDF ({size})", kind="interface"), Unit("Page {page}", kind="interface")
    )
    assert [draft.target for draft in drafts] == ["Page {page}"]
    assert "{size}" in refusal.reason


needs_apertium = pytest.mark.skipif(
    shutil.which("apertium") is None, reason="Debian's apertium-eng-spa is not installed"
)


@needs_apertium
def test_apertium_translates_offline_and_carries_placeholders_with_their_words() -> None:
    engine = make_engine("apertium", source_locale="en", target_locale="es")
    units = [
        Unit(
            "The <em>fever</em> is high.<br/>Take <x>20 mg</x> every day.",
            (Placeholder("em", "pair", "em"), BREAK, DOSE),
        ),
        Unit("If it is <5 mg & more"),
        Unit("The side effects"),
    ]
    drafts, refusals = draft_units(units, engine=engine)
    assert refusals == ()
    assert re.fullmatch(r"apertium eng-spa \d+\.\d+.*", drafts[0].engine)
    assert "<em>fiebre</em>" in drafts[0].target
    assert drafts[0].target.count("<x>20 mg</x>") == drafts[0].target.count("<br/>") == 1
    assert "<5 mg & " in drafts[1].target
    assert "*" not in "".join(draft.target for draft in drafts)


@needs_apertium
@pytest.mark.parametrize("text", [
    "of <strong>the <em>blood</em> cells</strong>", "the <strong>white <em>blood</em></strong> cells",
    "<strong>Do not <em>stop</em> it</strong>", "your <strong>doctor's <em>new</em> office</strong>",
])  # fmt: skip
def test_apertium_gives_whole_placeholders_or_is_refused(text: str) -> None:
    """It moves words out of pairs, and where they go changes with its release."""
    unit = Unit(text, (Placeholder("strong", "pair", "strong"), Placeholder("em", "pair", "em")))
    drafts, refusals = draft_units([unit], engine=make_engine("apertium", source_locale="en", target_locale="es"))
    assert [find_faults(draft.target, unit.placeholders) for draft in drafts] == [()] * (1 - len(refusals))
    assert all("damaged a placeholder" in refusal.reason for refusal in refusals)


@needs_apertium
def test_apertium_without_the_pair_names_those_that_are_there() -> None:
    with pytest.raises(DraftError) as caught:
        make_engine("apertium", source_locale="en", target_locale="zh_Hans")
    assert "eng-spa" in caught.value.hint
