"""Several processes at one ledger, and a process that is killed: one wins, and nothing acknowledged is lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.review.verify import Anchor, verify_ledger

_WORK = """
import os
import sys
from pathlib import Path
from pipeline.errors import LedgerError, ReviewError, StaleError
from pipeline.model import Placeholder, Unit
from pipeline.review import acts
from pipeline.review.ledger import Ledger
from pipeline.review.people import Actor
from pipeline.review.states import Policy

place, head_file, deed, actor, article = sys.argv[1:]
ledger = Ledger.open(place if "://" in place else Path(place), head_file=Path(head_file))
here = acts.Place(ledger, Policy("en", "require"), article, "es")
dose = Placeholder("x1", "protected", "span", text="20 mg")
unit = Unit("Call your doctor if you take <x1>20 mg</x1> or more.", (dose,))
who = Actor(actor, "test")
version = acts.read_status(here, unit).version
print("ready", flush=True)
sys.stdin.readline()
if deed == "loop":
    for number in range(100000):
        version = acts.save_target(here, unit, f"texto {number} {os.getpid()}", version=version, actor=who).seq
        print(version, flush=True)
try:
    if deed == "save":
        acts.save_target(here, unit, f"de {actor}", version=version, actor=who)
    else:
        acts.approve(here, unit, version=version, findings=(), actor=who)
    print("won")
except StaleError as error:
    print("stale")
"""


def _start(place: Any, head_file: Path, deed: str, actor: str, article: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _WORK, str(place), str(head_file), deed, actor, article],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("deed", ["save", "approve"])
def test_of_two_processes_that_decide_at_once_one_wins_and_the_other_is_told(
    office: Any, place: Any, head_file: Path, deed: str
) -> None:
    office.save("Tom", "uno")
    article = office.place.article_id
    before = office.ledger.head().count
    processes = [_start(place, head_file, deed, office.ids[name], article) for name in ("Ana", "Ben")]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = sorted(process.communicate(timeout=60)[0].strip() for process in processes)
    assert said == ["stale", "won"]
    assert office.ledger.head().count == before + 1
    assert office.ledger.read_head_file() == office.ledger.head()


def test_a_process_killed_again_and_again_loses_no_acknowledged_save(office: Any, place: Any, head_file: Path) -> None:
    dice = random.Random(20260301)
    acknowledged = 0
    for _ in range(12):
        process = _start(place, head_file, "loop", office.ids["Tom"], office.place.article_id)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(dice.uniform(0.02, 0.3))
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().splitlines()
        process.wait()
        process.stdin.close()
        process.stdout.close()
        if said:
            acknowledged = int(said[-1]) if said[-1].isdigit() else int(said[-2])
    assert acknowledged > 10
    assert office.ledger.head().count >= acknowledged
    head = office.ledger.read_head_file()
    assert head is not None
    assert verify_ledger(office.ledger, [Anchor("head.json", head)]) == ()
    office.save("Tom", "danach")
    assert office.ledger.read_head_file() == office.ledger.head()
