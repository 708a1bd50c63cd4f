"""`dragoman memory`: derived from the ledger, the same each time, offered and never an approval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SLUG = "immunotherapy-all"
ES = ("--locale", "es")
TMX = """<?xml version="1.0"?><tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en-US"><seg>Drink a glass of water.</seg></tuv><tuv xml:lang="es"><seg>Beba un vaso.</seg></tuv></tu>
</body></tmx>"""


def _file(place: Any) -> Path:
    return place.root / ".dragoman" / "memory" / "es.memory"


def test_a_rebuild_gives_the_same_bytes_and_heals_what_is_missing_or_damaged(live: Any) -> None:
    live.good("memory", "rebuild", *ES)
    (status,) = live.good("memory", "status", *ES, "--json").json
    assert (status["state"], status["approved"] > 10, status["segments"] > 5) == ("current", True, True)
    whole = _file(live).read_bytes()
    assert "as it was" in live.good("memory", "rebuild", *ES).out
    _file(live).write_bytes(whole[:1000])
    assert live.good("memory", "status", *ES).rows[0][1] == "damaged"
    assert live.good("memory", "lookup", "Rituximab", *ES, "--json").json["matches"][0]["score"] == 100
    assert _file(live).read_bytes() == whole
    _file(live).unlink()
    assert live.good("memory", "status", *ES).rows[0][1] == "missing"


def test_a_unit_is_found_in_context_with_its_history(live: Any) -> None:
    shown = live.good("memory", "lookup", live.unit("Rituximab"), *ES, "--slug", SLUG, "--json").json
    best = shown["matches"][0]
    assert (best["match"], best["article"], bool(best["reviewer"])) == ("context", SLUG, True)
    assert best["headings"]
    assert best["previous"] or best["following"]


def test_imported_pairs_are_offered_marked_and_approve_nothing(live: Any, tmp_path: Path) -> None:
    file = tmp_path / "agency.tmx"
    file.write_text(TMX, "utf-8")
    before = live.good("ledger", "verify").out
    assert "1 pairs of agency.tmx" in live.good("memory", "import", str(file), *ES).out
    (match,) = live.good("memory", "lookup", "Drink a glass of water.", *ES, "--json").json["matches"]
    assert (match["origin"], match["score"], match["penalties"]) == ("agency.tmx", 95, {"imported": 5})
    assert live.good("ledger", "verify").out == before
    assert "Beba un vaso" not in live.good("memory", "export", *ES).out
    assert (live.root / "locales" / "es" / "memory" / "agency.tmx").is_file()


def test_what_is_not_known_and_what_is_no_memory_is_said(ready: Any, tmp_path: Path) -> None:
    ran = ready.run("memory", "lookup", "Nothing is like this.", *ES)
    assert (ran.code, "nothing like it" in ran.out) == (1, True)
    file = tmp_path / "bomb.tmx"
    file.write_text('<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>', "utf-8")
    ran = ready.run("memory", "import", str(file), *ES)
    assert ran.code != 0
    assert "declares entities" in ran.err
