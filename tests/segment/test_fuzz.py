"""A few hundred broken pages on every run; ten thousand by `python tests/segment/fuzz_target.py --pages 10000`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_no_broken_page_crashes_hangs_or_breaks_a_law() -> None:
    target = Path(__file__).parent / "fuzz_target.py"
    ran = subprocess.run(
        [sys.executable, str(target), "--pages", "400", "--seed", "7", "--show"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "400 pages" in ran.stdout
