"""Extraction and rebuilding beside the peers, on the same articles in the same run: CPU seconds, files written, memory.

    python -m benchmarks.segment.peers --articles 1000 --tools /path/to/venv-with-translate-toolkit/bin

Peers: html2po and po2html of Translate Toolkit (GPL; in an environment of its own), itstool and po4a where Debian
has installed them. Each tool runs as its users run it, on one folder; the runs are interleaved, the best of each
is taken, and the time to start on a single article is taken off. Each tool's work is counted (messages, pages), so
that one that did nothing is seen. Ratios are to html2po and po2html.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.segment.articles import write_articles

Command = Callable[[Path, Path], list[list[str]]]
"""The commands that turn a folder of articles into a folder of files."""

OURS = [sys.executable, "-m", "benchmarks.segment.ours"]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took."""

    seconds: float
    """Of processor time, of all its processes."""
    memory: int
    """MiB at the most."""
    files: int


def run_commands(commands: list[list[str]], out: Path) -> Run:
    """Run a tool; its output goes to a fresh folder."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    seconds, memory = 0.0, 0
    for command in commands:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command[0]} failed: {process.returncode}")
        seconds += usage.ru_utime + usage.ru_stime
        memory = max(memory, usage.ru_maxrss // 1024)
    return Run(seconds, memory, sum(1 for _ in out.rglob("*.*")))


def extractors(tools: Path) -> dict[str, Command]:
    found: dict[str, Command] = {
        "dragoman": lambda articles, out: [[*OURS, "extract", str(articles), str(out)]],
        "html2po": lambda articles, out: [[str(tools / "html2po"), "--progress=none", str(articles), str(out)]],
    }
    if itstool := shutil.which("itstool"):
        found["itstool"] = lambda articles, out: [
            [itstool, "-o", str(out / "all.pot"), *map(str, sorted(articles.glob("*.html")))]
        ]
    if po4a := shutil.which("po4a-updatepo"):
        found["po4a"] = lambda articles, out: [
            [po4a, "-f", "xhtml", "-M", "UTF-8", "-m", str(path), "-p", str(out / f"{path.stem}.pot")]
            for path in sorted(articles.glob("*.html"))
        ]
    return found


def rebuilders(tools: Path, catalogs: Path) -> dict[str, Command]:
    """Catalogs read, pages written; each tool reads the catalogs that its own extractor made."""
    ours, theirs = catalogs / "dragoman", catalogs / "html2po"
    return {
        "dragoman": lambda articles, out: [[*OURS, "rebuild", str(articles), str(ours), str(out)]],
        "po2html": lambda articles, out: [
            [str(tools / "po2html"), "--progress=none", "-t", str(articles), str(theirs), str(out)]
        ],
    }


def translate_catalogs(folder: Path, out: Path) -> int:
    """Catalogs in which every message is its own translation, and how many messages there are."""
    out.mkdir(parents=True)
    count = 0
    for path in folder.glob("*.po*"):
        text = path.read_text(encoding="utf-8").replace("#, fuzzy\n", "", 1)
        head, *messages = text.split("\n\n")
        filled = [re.sub(r'msgid ((?:"[^\n]*"\n?)+)msgstr ""', _repeat, message) for message in messages]
        (out / f"{path.stem}.po").write_text("\n\n".join([head, *filled]), encoding="utf-8")
        count += len([message for message in messages if "msgid" in message])
    return count


def _repeat(match: re.Match[str]) -> str:
    return f"msgid {match[1]}msgstr {match[1]}"


def compare(title: str, commands: dict[str, Command], articles: Path, peer: str, rounds: int) -> dict[str, Path]:
    """Run each tool, print a table, and leave what the last round wrote."""
    one = articles.parent / "one"
    one.mkdir(exist_ok=True)
    first = sorted(articles.glob("*.html"))[0]
    shutil.copy(first, one)
    count = sum(1 for _ in articles.glob("*.html"))
    best: dict[str, Run] = {}
    starts: dict[str, float] = {}
    folders = {name: articles.parent / f"{title}-{name}" for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            start = run_commands(command(one, folders[name]), folders[name])
            run = run_commands(command(articles, folders[name]), folders[name])
            starts[name] = min(starts.get(name, start.seconds), start.seconds)
            best[name] = min(best.get(name, run), run, key=lambda each: each.seconds)

    def rate(name: str) -> float:
        share = 0.0 if name == "po4a" else starts[name]  # po4a starts anew for each article
        return (count - 1) / max(best[name].seconds - share, 1e-9)

    print(f"\n{title}: {count} articles")
    print("".join(f"{each:>10}" for each in ("tool", "CPU s", "start", "per s", "ratio", "MiB", "files")))
    for name, run in best.items():
        ratio = rate(name) / rate(peer)
        print(
            f"{name:>10}{run.seconds:>10.1f}{starts[name]:>10.2f}{rate(name):>10.0f}{ratio:>10.2f}"
            f"{run.memory:>10}{run.files:>10}",
            flush=True,
        )
    return folders


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tools", type=Path, required=True, help="where html2po and po2html are")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        articles = Path(temporary) / "articles"
        paths = write_articles(articles, options.articles)
        size = sum(path.stat().st_size for path in paths) / len(paths)
        folders = compare("extract", extractors(options.tools), articles, "html2po", options.rounds)
        catalogs = Path(temporary) / "catalogs"
        for name in ("dragoman", "html2po"):
            count = translate_catalogs(folders[name], catalogs / name)
            print(f"{name}: {count / len(paths):.0f} messages an article of {size / 1000:.1f} kB")
        compare("rebuild", rebuilders(options.tools, catalogs), articles, "po2html", options.rounds)


if __name__ == "__main__":
    main()
