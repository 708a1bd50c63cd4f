"""Debian's apertium as an engine: offline, rule-based, and weak. Good enough to try the way of the data, or to save
typing between close languages; its text reads like a word list at times and needs a translator for every sentence.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache

from pipeline.draft.marks import HTML_MARKS, Marks
from pipeline.draft.replies import Reply
from pipeline.errors import DraftError

_THREE_LETTERS = {
    "en": "eng", "es": "spa", "fr": "fra", "pt": "por", "ca": "cat", "it": "ita", "gl": "glg", "oc": "oci",
    "ro": "ron", "sv": "swe", "da": "dan", "nb": "nob", "nn": "nno", "eu": "eus", "eo": "epo", "de": "deu",
    "ru": "rus", "uk": "ukr", "be": "bel", "pl": "pol", "hi": "hin", "ur": "urd", "ar": "ara", "id": "ind",
    "ms": "zlm", "is": "isl", "cy": "cym", "br": "bre", "mk": "mkd", "bg": "bul", "sr": "hbs", "hr": "hbs",
}  # fmt: skip

_BLOCK = re.compile(r'<p id="(\d+)">(.*?)</p>', re.DOTALL)


class ApertiumEngine:
    """The `apertium` command for one pair. DraftError if the command or the pair is not installed."""

    def __init__(self, *, source_locale: str, target_locale: str, timeout: float = 60.0) -> None:
        self._timeout = timeout
        installed = installed_pairs()
        if not installed:
            raise DraftError("apertium is not installed", hint="Run `apt-get install apertium-eng-spa`.")
        wanted = [f"{s}-{t}" for s in _codes(source_locale) for t in _codes(target_locale)]
        pair = next((pair for pair in wanted if pair in installed), None)
        if pair is None:
            raise DraftError(
                f"apertium has no pair for {source_locale} → {target_locale}",
                hint=f"Installed are {', '.join(installed)}; see `apt-cache search apertium-`.",
            )
        self._pair = pair

    @property
    def label(self) -> str:
        return f"apertium {self._pair} {_version(self._pair)}".rstrip()

    @property
    def marks(self) -> Marks:
        return HTML_MARKS

    def translate(self, texts: Sequence[str]) -> list[Reply]:
        """All texts in one process; one by one if the blocks that come back are not those that went in."""
        try:
            return self._run(texts) or [(self._run([text]) or [_GARBLED])[0] for text in texts]
        except subprocess.TimeoutExpired:
            return [Reply(None, f"apertium did not finish within {self._timeout:g} seconds", down=True)] * len(texts)
        except OSError as exc:
            return [Reply(None, f"apertium cannot be run ({exc.strerror})", down=True)] * len(texts)
        except subprocess.CalledProcessError as exc:
            return [Reply(None, f"apertium failed with status {exc.returncode}", down=True)] * len(texts)

    def _run(self, texts: Sequence[str]) -> list[Reply] | None:
        page = "\n".join(f'<p id="{number}">{" ".join(text.split())}</p>' for number, text in enumerate(texts))
        done = subprocess.run(
            ["apertium", "-u", "-n", "-f", "html", self._pair],
            input=page.encode(),
            capture_output=True,
            timeout=self._timeout,
            check=True,
        )
        blocks = _BLOCK.findall(done.stdout.decode("utf-8", "replace"))
        if [number for number, _ in blocks] != [str(number) for number in range(len(texts))]:
            return None
        return [Reply(text) if text.strip() else Reply(None, "apertium gave an empty answer") for _, text in blocks]


_GARBLED = Reply(None, "apertium's answer cannot be read")


def installed_pairs() -> tuple[str, ...]:
    """The pairs that the `apertium` command lists; empty if there is no such command."""
    if shutil.which("apertium") is None:
        return ()
    try:
        done = subprocess.run(["apertium", "-l"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(sorted(done.stdout.decode("utf-8", "replace").split()))


@lru_cache(maxsize=32)
def _version(pair: str) -> str:
    """Of Debian's package of the pair, in either order; else of apertium itself."""
    source, _, target = pair.partition("-")
    for package in (f"apertium-{source}-{target}", f"apertium-{target}-{source}", "apertium"):
        try:
            done = subprocess.run(
                ["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, timeout=20, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        if done.returncode == 0 and done.stdout:
            return done.stdout.decode().split("-")[0]
    return ""


def _codes(locale: str) -> tuple[str, ...]:
    language = locale.split("_")[0]
    return tuple(dict.fromkeys((_THREE_LETTERS.get(language, language), language)))
