"""The daily round by the command line: prepare, people, review, publish, withdraw, restore, evidence."""

from __future__ import annotations

from typing import Any

SLUG = "immunotherapy-all"
ES = ("--locale", "es")


def test_a_second_prepare_writes_nothing(ready: Any) -> None:
    before = ready.files("source_html", "locales")
    ran = ready.good("prepare", "--json")
    assert [(a["slug"], a["fetched"], a["wrote"]) for a in ran.json["articles"]] == [
        (SLUG, "unchanged", False),
        ("helpline", "none", False),
        ("site", "none", False),
    ]
    assert ready.files("source_html", "locales") == before
    assert ready.good("prepare", SLUG, *ES).rows[0][:2] == [SLUG, "unchanged"]


def test_a_page_that_cannot_be_had_is_named_and_the_others_go_on(ready: Any) -> None:
    ready.good("add", "http://www.lindenvale.example/gone.html", "--slug", "gone", "--licence", "own")
    ran = ready.run("prepare")
    assert ran.code == 3
    assert "Error: gone: " in ran.out
    assert "404" in ran.out
    assert [SLUG, "unchanged"] in [row[:2] for row in ran.rows]
    assert "never fetched" in next(row[-1] for row in ready.good("status").rows if row[:2] == ["gone", "es"])


def test_status_says_what_is_left_and_for_whom(ready: Any) -> None:
    ran = ready.good("status", "--json")
    page = next(row for row in ran.json if (row["slug"], row["locale"]) == (SLUG, "es"))
    assert (page["edition"], page["left"]) == ("held", page["units"])
    assert page["who"] == "a translator for en → es"
    assert (page["policy"], page["source_change"]) == ("", ""), "nothing changed under an edition"


def test_people_come_and_go(ready: Any) -> None:
    assert "\tAna García" in ready.good("people", "add", "Ana García", "--email", "ana@example.org", "--as", "Olga").out
    ready.good(
        *("people", "grant", "Ana", "reviewer", *ES, "--basis", "ATA", "--as", "Olga"),
        *("--valid-from", "2024-01-01", "--valid-until", "2999-12-31", "--document", "dragoman.toml"),
    )
    (row,) = [row for row in ready.good("people", "list", "--json").json if row["name"] == "Ana García"]
    assert (row["role"], row["languages"], row["valid_until"]) == ("reviewer", "en → es", "2999-12-31")
    ready.good("people", "end", "Ana", "reviewer", "--as", "Olga", "--why", "Moved")
    ready.good("people", "deactivate", "Ana", "--as", "Olga", "--why", "Left")
    assert "deactivated" in next(line for line in ready.good("people", "list").out.splitlines() if "Ana" in line)
    ready.good("people", "repudiate", "Rita", "--since", "2020-01-01", "--why", "Not hers", "--as", "Olga")
    assert "repudiated since 2020-01-01" in ready.good("people", "list").out


def test_two_people_bring_a_unit_from_missing_to_approved(ready: Any) -> None:
    unit = ready.unit("Rituximab")
    as_tom, as_rita = (SLUG, unit, *ES, "--as", "Tom"), (SLUG, unit, *ES, "--as", "Rita")
    assert "\ttranslated\t" in ready.good("review", "keep", *as_tom).out
    alone = ready.run("review", "approve", *as_tom)
    assert (alone.code, "not a reviewer" in alone.err) == (2, True)
    assert "\tapproved\t" in ready.good("review", "approve", *as_rita).out
    assert "\ttranslated\t" in ready.good("review", "revoke", *as_rita, "--why", "New guidance").out
    assert "\trejected\t" in ready.good("review", "reject", *as_rita, "--why", "Wrong drug").out
    assert (
        "\ttranslated\t" in ready.good("review", "edit", SLUG, unit, "-", *as_tom[2:], input="Rituximab (MabThera)").out
    )
    shown = ready.good("review", "show", SLUG, unit[:8], *ES)
    for word in ("Rituximab (MabThera)", "Tom Translator", "Rita Reviewer", "Wrong drug"):
        assert word in shown.out
    assert "\ttranslated\t" in ready.good("review", "omit", *as_tom, "--why", "Not sold here").out
    assert "\tomitted\t" in ready.good("review", "approve", *as_rita).out
    history = ready.good("review", "show", SLUG, unit, *ES, "--json").json["history"]
    assert [event["kind"] for event in history][:5] == ["same as source", "approved", "revoked", "rejected", "edited"]


def test_a_save_on_a_version_that_is_gone_shows_both_texts(ready: Any) -> None:
    unit = ready.unit("Blinatumomab")
    ready.good("review", "edit", SLUG, unit, "mine", *ES, "--as", "Tom", "--version", "0")
    ran = ready.run("review", "edit", SLUG, unit, "yours", *ES, "--as", "Rita", "--version", "0")
    assert ran.code == 2
    assert "mine" in ran.err
    assert "yours" in ran.err


def test_a_finding_ends_check_with_1_until_a_reviewer_waives_it(ready: Any) -> None:
    assert ready.good("check").out == "No findings.\n"
    unit = ready.unit("Call our helpline", slug="helpline")
    row = ready.good("review", "show", "helpline", unit, *ES, "--json").json
    wrong = row["source"].replace("1-800-555-0100", "1-800-555-0199").replace("Call our helpline at", "Llame al")
    ready.good("review", "edit", "helpline", unit, wrong, *ES, "--as", "Tom")
    ran = ready.run("check", "helpline", "--json")
    assert ran.code == 1
    assert "critical" in {finding["severity"] for finding in ran.json}
    blocked = ready.run("review", "approve", "helpline", unit, *ES, "--as", "Rita")
    assert (blocked.code, "a critical finding is open" in blocked.err) == (2, True)
    for finding in ran.json:
        waived = ready.run(
            *("review", "waive", "helpline", unit, finding["id"][:16], *ES, "--as", "Rita", "--why", "The local number")
        )
        assert waived.code == 0 or finding["check"] == "placeholders", waived.err
    assert [f for f in ready.run("check", "helpline", "--json").json if not f["waived_by"]] == [
        f for f in ran.json if f["check"] == "placeholders"
    ]


def test_approving_many_units_is_all_or_none(ready: Any) -> None:
    first, second = ready.unit("Rituximab"), ready.unit("Blinatumomab")
    ready.good("review", "keep", SLUG, first, *ES, "--as", "Tom")
    ran = ready.run("review", "approve", SLUG, first, second, *ES, "--as", "Rita")
    assert ran.code == 2
    assert second in ran.err
    assert "\ttranslated\t" in next(
        line for line in ready.good("review", "list", SLUG, *ES).out.splitlines() if first in line
    )
    ready.good("review", "keep", SLUG, second, *ES, "--as", "Tom")
    assert len(ready.good("review", "approve", SLUG, first, second, *ES, "--as", "Rita").rows) == 2


def test_what_waits_is_held_and_strict_ends_with_1(ready: Any) -> None:
    ran = ready.good("publish")
    assert "Held: immunotherapy-all (es) unit " in ran.out
    assert "it is not translated" in ran.out
    strict = ready.run("publish", SLUG, *ES, "--strict", "--json")
    assert strict.code == 1
    assert {hold["locale"] for hold in strict.json["held"]} == {"es"}


def test_an_approved_article_is_published_proved_withdrawn_and_restored(live: Any) -> None:
    before = live.files("output", "locales", "source_html")
    again = live.good("publish", "--json").json
    assert [(e["locale"], e["action"]) for e in again["editions"]] == [("es", "unchanged"), ("ar", "held")]
    assert again["wrote"] is False
    assert live.files("output", "locales", "source_html") == before
    proof = live.good("evidence", SLUG, "es").json
    names = {decision["name"] for part in proof["parts"] for unit in part["units"] for decision in unit["decisions"]}
    assert {"Tom Translator", "Rita Reviewer"} <= names
    live.good("evidence", SLUG, "es", "--out", "proof.json")
    assert (live.root / "proof.json").stat().st_size > 10_000

    pdf = live.root / "output" / SLUG / "es" / f"{SLUG}.es.pdf"
    pdfs = list((live.root / "output" / ".current" / SLUG / "es").glob("*.pdf"))
    assert pdfs, pdf
    taken = live.good("withdraw", SLUG, *ES, "--as", "Rita", "--why", "The dose in the source is wrong")
    assert "Withdrawn: immunotherapy-all in es." in taken.out
    assert not list((live.root / "output" / ".current" / SLUG / "es").glob("*.pdf"))
    assert "withdrawn" in live.good("publish").out
    assert live.run("evidence", SLUG, "es").code == 2
    live.good("restore", SLUG, *ES, "--as", "Olga", "--why", "The source was corrected")
    assert live.good("publish", "--json").json["editions"][0]["action"] in ("published", "updated")
    assert [path.read_bytes() for path in pdfs] == [
        path.read_bytes() for path in (live.root / "output" / ".current" / SLUG / "es").glob("*.pdf")
    ]
