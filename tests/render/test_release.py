"""The output folder shows one whole release at any moment, whatever happens while the next is made."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import PublishError
from pipeline.files import TEMPORARY_PREFIX
from pipeline.model import sha256
from pipeline.render.release import (
    KeepFromLive,
    build_release,
    live_id,
    prune,
    read_live,
    remove_leftovers,
    swap,
)

ROOT = Path(__file__).parents[2]
SITE = {"index.html": b"one", "a/es/index.html": b"page", "a/es/a.es.pdf": b"pdf", "site/x.css": b"css"}


def publish(output: Path, files: dict[str, bytes | KeepFromLive]) -> bool:
    return swap(output, build_release(output, files))


def stat_tree(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Everything below a folder, with what a write would change."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_ino, path.lstat().st_mtime_ns, path.lstat().st_ctime_ns)
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    folder.mkdir()
    (folder / "README.md").write_text("ours")
    return folder


def test_nothing_is_live_before_the_first_release(output: Path) -> None:
    assert read_live(output) == {}
    assert live_id(output) == ""


def test_a_release_is_seen_through_plain_names(output: Path) -> None:
    assert publish(output, SITE)
    assert {path: (output / path).read_bytes() for path in SITE} == SITE
    assert {file.path: file.sha256 for file in read_live(output).values()} == {p: sha256(d) for p, d in SITE.items()}
    assert (output / "README.md").read_text() == "ours"


def test_the_same_content_writes_nothing(output: Path) -> None:
    publish(output, SITE)
    before = stat_tree(output)
    kept = {**dict.fromkeys(SITE, KeepFromLive()), "index.html": SITE["index.html"]}
    assert publish(output, SITE) is False
    assert publish(output, kept) is False
    assert stat_tree(output) == before


def test_unchanged_files_share_their_bytes_and_changed_ones_do_not(output: Path) -> None:
    publish(output, SITE)
    old = (output / "index.html").resolve()
    page = (output / "a/es/index.html").stat().st_ino
    assert publish(output, {**SITE, "index.html": b"two"})
    assert (output / "a/es/index.html").stat().st_ino == page
    assert (output / "index.html").read_bytes() == b"two"
    assert old.read_bytes() == b"one"


def test_what_left_the_site_is_gone_and_what_came_is_there(output: Path) -> None:
    publish(output, SITE)
    publish(output, {"index.html": b"two", "b/ar/index.html": b"new"})
    assert sorted(path.name for path in output.iterdir() if not path.name.startswith(".")) == [
        "README.md", "b", "index.html",
    ]  # fmt: skip
    assert (output / "b/ar/index.html").read_bytes() == b"new"


def test_a_file_to_keep_must_be_what_it_was(output: Path) -> None:
    publish(output, SITE)
    with pytest.raises(PublishError, match="not in the live release"):
        build_release(output, {"other": KeepFromLive()})
    with pytest.raises(PublishError, match="not what it was"):
        build_release(output, {"index.html": KeepFromLive(sha256(b"other"))})


def test_an_altered_live_file_is_put_right_by_the_next_run(output: Path) -> None:
    publish(output, SITE)
    live = (output / "a/es/index.html").resolve()
    live.chmod(0o644)
    live.write_bytes(b"altered by hand")
    assert publish(output, SITE)
    assert (output / "a/es/index.html").read_bytes() == b"page"


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "README.md", ".hidden/x", ""])
def test_a_path_that_is_not_of_the_site_is_refused(output: Path, path: str) -> None:
    with pytest.raises(PublishError, match="no path of the site"):
        build_release(output, {path: b"x"})


def test_a_file_of_another_origin_is_not_overwritten(output: Path) -> None:
    (output / "index.html").write_text("somebody's")
    with pytest.raises(PublishError, match="in the way"):
        publish(output, SITE)
    assert (output / "index.html").read_text() == "somebody's"


def test_old_releases_go_and_the_live_one_stays(output: Path) -> None:
    for number in range(5):
        publish(output, {"index.html": str(number).encode()})
        prune(output, keep=3)
    assert len(list((output / ".releases").iterdir())) == 3
    publish(output, {"index.html": b"2"})  # an older one, live again
    prune(output, keep=1)
    assert (output / "index.html").read_bytes() == b"2"
    assert len(list((output / ".releases").iterdir())) == 1


def test_leftovers_of_a_killed_run_are_removed(output: Path) -> None:
    publish(output, SITE)
    half = output / ".releases" / f"{TEMPORARY_PREFIX}release-1"
    half.mkdir()
    (half / "x").write_text("x")
    (output / f"{TEMPORARY_PREFIX}link-current").symlink_to("nowhere")
    remove_leftovers(output)
    assert not [path for path in output.rglob("*") if path.name.startswith(TEMPORARY_PREFIX)]
    assert (output / "index.html").read_bytes() == b"one"


FILL = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import resource
from pipeline.errors import PublishError
from pipeline.render.release import build_release, swap
output = Path(sys.argv[2])
if sys.argv[3] != "0":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    swap(output, build_release(output, {"index.html": b"new", "a/es/a.es.pdf": b"x" * 3_000_000}))
except PublishError as error:
    print(error)
    raise SystemExit(3)
"""


def run_fill(output: Path, limit: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", FILL, str(ROOT), str(output), str(limit)], capture_output=True, text=True, check=False
    )


def check_untouched(output: Path) -> None:
    assert {path: (output / path).read_bytes() for path in SITE} == SITE
    assert not [path for path in output.rglob("*") if path.name.startswith(TEMPORARY_PREFIX)]
    assert len(list((output / ".releases").iterdir())) == 1


def test_a_write_that_fails_leaves_the_old_release_live(output: Path) -> None:
    publish(output, SITE)
    done = run_fill(output, 1_000_000)
    assert done.returncode == 3, done.stderr
    assert "what was published before stands" in done.stdout
    check_untouched(output)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if (
        os.geteuid() != 0
        or not shutil.which("mount")
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("a file system cannot be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_the_old_release_live(small_disk: Path) -> None:
    publish(small_disk, SITE)
    done = run_fill(small_disk, 0)
    assert done.returncode == 3, done.stderr
    assert "No space left" in done.stdout
    check_untouched(small_disk)


LOOP = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from pipeline.render.release import build_release, prune, swap
output = Path(sys.argv[2])
number = 0
while True:
    number += 1
    text = str(number % 7).encode()
    files = {f"{name}/es/index.html": text for name in ("a", "b", "c")} | {"index.html": text}
    if number % 2:
        files["d/es/index.html"] = text
    swap(output, build_release(output, files))
    prune(output, keep=9)
"""


def wait_for_swap(output: Path) -> None:
    """Until another release is live: the loop is at work."""
    before, end = live_id(output), time.monotonic() + 30
    while live_id(output) == before:
        assert time.monotonic() < end, "the loop does not swap"
        time.sleep(0.002)


def test_a_kill_at_any_moment_leaves_one_whole_release_and_the_next_run_completes(output: Path) -> None:
    publish(output, {f"{name}/es/index.html": b"0" for name in ("a", "b", "c")} | {"index.html": b"0"})
    chance = random.Random(20260813)
    seen = set()
    for _ in range(20):
        process = subprocess.Popen([sys.executable, "-c", LOOP, str(ROOT), str(output)], stderr=subprocess.PIPE)
        try:
            wait_for_swap(output)
            time.sleep(chance.random() * 0.05)
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        contents = {(output / path).read_bytes() for path in ("index.html", *(f"{n}/es/index.html" for n in "abc"))}
        assert len(contents) == 1, "a mixture of releases"
        seen |= contents
        assert read_live(output)
    assert len(seen) > 1, "the loop did swap"
    assert publish(output, SITE)
    prune(output, keep=1)
    assert {path: (output / path).read_bytes() for path in SITE} == SITE
    assert sorted(path.name for path in output.iterdir()) == [
        ".current", ".releases", "README.md", "a", "index.html", "site",
    ]  # fmt: skip


def test_a_reader_never_meets_a_mixture_or_a_gap(output: Path) -> None:
    publish(output, {f"{name}/es/index.html": b"0" for name in ("a", "b", "c")} | {"index.html": b"0"})
    process = subprocess.Popen([sys.executable, "-c", LOOP, str(ROOT), str(output)], stderr=subprocess.PIPE)
    try:
        wait_for_swap(output)
        end = time.monotonic() + 1.5
        reads = 0
        while time.monotonic() < end:
            folder = os.open(output / "a" / "..", os.O_RDONLY)  # through the link: one release, held open
            try:
                texts = []
                for path in ("a/es/index.html", "index.html", "c/es/index.html"):
                    descriptor = os.open(path, os.O_RDONLY, dir_fd=folder)
                    texts.append(os.read(descriptor, 100))
                    os.close(descriptor)
                assert len(set(texts)) == 1
                reads += 1
            finally:
                os.close(folder)
            assert (output / "index.html").read_bytes() in {str(n).encode() for n in range(7)}
        assert reads > 50
    finally:
        process.kill()
        process.communicate()
