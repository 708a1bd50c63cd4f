"""Wrong calls: each ends with its code, names the thing and the next step, shows no traceback and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

SLUG = "immunotherapy-all"
ES = ("--locale", "es")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("prepare", "nothing"), "There are: immunotherapy-all, helpline, site"),
        (("prepare", "--locale", "fr"), "There are: es, ar"),
        (("prepare", "../../etc/passwd"), "no article has the slug"),
        (("publish", "nothing"), "no article has the slug"),
        (("publish", "--locale", "fr"), "is not a locale of this workspace"),
        (("status", "--colour"), "--colour"),
        (("check", "nothing"), "no article has the slug"),
        (("review", "show", SLUG, "zzzz", *ES), "`dragoman review list immunotherapy-all --locale es`"),
        (("review", "show", SLUG, "a", *ES), "is not in immunotherapy-all (es)"),
        (("review", "list", "--state", "lost"), "lost"),
        (("review", "approve", SLUG, "aaaa", "bbbb", *ES, "--as", "Rita", "--version", "3"), "--version goes with one"),
        (("review", "keep", SLUG, "aaaa", *ES), "--as"),
        (("people", "grant", "Nobody", "reviewer", *ES, "--basis", "x", "--as", "Olga"), "no person called 'Nobody'"),
        (("people", "grant", "Tom", "reviewer", *ES, "--as", "Olga"), "rests on something"),
        (("people", "grant", "Tom", "reviewer", "--basis", "x", "--as", "Olga"), "Add --locale LOCALE"),
        (("people", "grant", "Tom", "wizard", "--as", "Olga"), "wizard"),
        (("people", "add", "Eve", "--as", "Tom"), "only an operator may do this"),
        (("people", "add", "Eve"), "only an operator may do this"),
        (("people", "add", "Tom Translator", "--as", "Olga"), "already"),
        (("people", "end", "Tom", "reviewer", "--as", "Olga"), "holds no such role"),
        (("people", "deactivate", "Olga", "--as", "Olga"), "last operator"),
        (("people", "repudiate", "Tom", "--since", "yesterday", "--why", "x", "--as", "Olga"), "yesterday"),
        (("withdraw", SLUG, *ES, "--as", "Tom", "--why", "x"), "Tom Translator may not do this"),
        (("withdraw", SLUG, *ES, "--as", "Olga", "--why", " "), "needs a reason"),
        (("withdraw", "nothing", *ES, "--as", "Olga", "--why", "x"), "no article has the slug"),
        (("evidence", SLUG, "es"), "is not published in es"),
        (("evidence", SLUG, "fr"), "is not a locale of this workspace"),
        (("desk", "--as", "Nobody"), "no person called 'Nobody'"),
        (("serve", "--port", "70000"), "65535"),
        (("serve", "--host", "no.such.host.invalid"), "no address of this machine"),
        (("fly",), "fly"),
        ((), "Usage"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_what_to_do(ready: Any, arguments: tuple[str, ...], says: str) -> None:
    before = ready.good("ledger", "verify").out
    ran = ready.run(*arguments)
    assert ran.code == 2, ran
    assert says in ran.err + ran.out
    assert ready.good("ledger", "verify").out == before


def test_outside_a_workspace_every_command_says_where_to_begin(prepared: Any, tmp_path: Any) -> None:
    for command in ("status", "prepare", "publish", "check", "backup", "serve"):
        ran = prepared.run("-w", str(tmp_path), command)
        assert (ran.code, "Run `dragoman init`" in ran.err) == (2, True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("four_eyse = 'off'", "four_eyse"),
        ("name = ", "not valid TOML"),
        ("engine_key = 'abc'", "a secret does not belong into a file"),
        ("locales = ['xx']", "locales"),
    ],
)
def test_settings_that_cannot_be_are_named(ready: Any, line: str, says: str) -> None:
    path = ready.root / "dragoman.toml"
    kept = [each for each in path.read_text("utf-8").splitlines() if not each.startswith(line.split(" ")[0])]
    path.write_text(f"{line}\n" + "\n".join(kept), "utf-8")
    ran = ready.run("status")
    assert (ran.code, says in ran.err) == (2, True)
    assert "dragoman.toml" in ran.err


def test_a_database_that_is_none_ends_with_3_and_says_so(ready: Any) -> None:
    (ready.root / ".dragoman" / "ledger.sqlite3").write_bytes(b"not a database" * 1000)
    for command in (("status",), ("publish",), ("ledger", "verify"), ("people", "list")):
        ran = ready.run(*command)
        assert ran.code == 3
        assert "the ledger's database says" in ran.err
    ran = ready.run("doctor")
    assert (ran.code, "missing\tLedger" in ran.out) == (1, True)


def test_help_and_version_need_no_workspace(prepared: Any, tmp_path: Any) -> None:
    assert prepared.run("-w", str(tmp_path), "--version").out.startswith("dragoman ")
    for command in ((), ("review",), ("people",), ("ledger",), ("import",)):
        ran = prepared.run("-w", str(tmp_path), *command, "--help")
        assert ran.code == 0
        assert "Usage" in ran.out
