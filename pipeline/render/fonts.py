"""Which fonts set which script in a PDF, and whether this machine has them.

Chosen by locale: a Simplified Chinese text is not set in a Japanese face, Persian and Urdu have their own forms.
The families are Noto's (Debian: fonts-noto-core, fonts-noto-cjk), which cover every script listed here.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from pipeline.errors import RenderError

BASE_FAMILY = "Noto Sans"
"""Latin, Greek, Cyrillic and Vietnamese; beside every other script too."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """How a script is set in the PDF."""

    family: str
    leading: float = 1.5
    """Line height."""
    scale: float = 1.0
    """Size beside Latin of the same optical size."""
    package: str = "fonts-noto-core"
    """Debian's package."""


_CJK = "fonts-noto-cjk"

TYPEFACES: Mapping[str, Typeface] = {
    "Latn": Typeface(BASE_FAMILY),
    "Cyrl": Typeface(BASE_FAMILY),
    "Grek": Typeface(BASE_FAMILY),
    "Arab": Typeface("Noto Naskh Arabic", 1.75, 1.12),
    "Aran": Typeface("Noto Nastaliq Urdu", 2.3, 1.0),
    "Hebr": Typeface("Noto Sans Hebrew", 1.55, 1.05),
    "Hans": Typeface("Noto Sans CJK SC", 1.7, package=_CJK),
    "Hant": Typeface("Noto Sans CJK TC", 1.7, package=_CJK),
    "HantHK": Typeface("Noto Sans CJK HK", 1.7, package=_CJK),
    "Jpan": Typeface("Noto Sans CJK JP", 1.7, package=_CJK),
    "Kore": Typeface("Noto Sans CJK KR", 1.65, package=_CJK),
    "Deva": Typeface("Noto Sans Devanagari", 1.7, 1.05),
    "Beng": Typeface("Noto Sans Bengali", 1.7, 1.05),
    "Guru": Typeface("Noto Sans Gurmukhi", 1.65),
    "Gujr": Typeface("Noto Sans Gujarati", 1.65),
    "Taml": Typeface("Noto Sans Tamil", 1.65),
    "Telu": Typeface("Noto Sans Telugu", 1.7),
    "Knda": Typeface("Noto Sans Kannada", 1.65),
    "Mlym": Typeface("Noto Sans Malayalam", 1.7),
    "Sinh": Typeface("Noto Sans Sinhala", 1.65),
    "Thai": Typeface("Noto Sans Thai", 1.7),
    "Laoo": Typeface("Noto Sans Lao", 1.7),
    "Khmr": Typeface("Noto Sans Khmer", 1.8),
    "Mymr": Typeface("Noto Sans Myanmar", 1.85),
    "Ethi": Typeface("Noto Sans Ethiopic", 1.65),
    "Armn": Typeface("Noto Sans Armenian"),
    "Geor": Typeface("Noto Sans Georgian"),
    "Tibt": Typeface("Noto Serif Tibetan", 1.9),
}
"""ISO 15924 script → typeface. `Aran` (Nastaliq) and `HantHK` are chosen by language and territory."""

_LANGUAGE_SCRIPTS = {"ur": "Aran", "ks": "Aran", "yue": "HantHK"}


def script_of(locale: str) -> str:
    """The ISO 15924 code of a locale's script, by CLDR's likely subtags.

    >>> script_of("zh_Hans"), script_of("es"), script_of("ar"), script_of("zh_TW"), script_of("fa")
    ('Hans', 'Latn', 'Arab', 'Hant', 'Arab')
    """
    known = Locale.parse(locale, sep="_")
    if known.language in _LANGUAGE_SCRIPTS and not known.script:
        return _LANGUAGE_SCRIPTS[known.language]
    if known.language == "zh" and known.territory in ("HK", "MO"):
        return "HantHK"
    if known.script:
        return str(known.script)
    likely = get_global("likely_subtags")
    full = likely.get(f"{known.language}_{known.territory}") or likely.get(known.language, "")
    return next((part for part in full.split("_") if len(part) == 4), "Latn")


def typeface_of(locale: str) -> Typeface:
    """The typeface of a locale; RenderError for a script that the table has not."""
    script = script_of(locale)
    if script not in TYPEFACES:
        raise RenderError(
            f"no typeface is chosen for the script {script}",
            where=locale,
            hint="Add it to TYPEFACES in pipeline/render/fonts.py.",
        )
    return TYPEFACES[script]


def font_css(locale: str) -> str:
    """The part of the PDF's style sheet that depends on the locale."""
    face = typeface_of(locale)
    script = script_of(locale)
    families = [BASE_FAMILY] if face.family == BASE_FAMILY else [face.family, BASE_FAMILY]
    if script in ("Hans", "Hant", "HantHK", "Jpan", "Kore"):
        families = [BASE_FAMILY, face.family]
    stack = ", ".join(f'"{family}"' for family in families)
    rules = [
        f"html {{ font-family: {stack}; line-height: {face.leading}; font-size: {11 * face.scale:.4g}pt; }}",
        f"h1, h2, h3, h4, h5, h6 {{ line-height: {1 + (face.leading - 1) * 0.6:.4g}; }}",
        f".running-head, .running-foot, .running-page {{ font-family: {stack}; }}",
        f'[lang|="en"], [lang|="es"], [lang|="fr"] {{ font-family: "{BASE_FAMILY}", {stack}; }}',
    ]
    if script not in ("Latn", "Cyrl", "Grek", "Armn"):
        rules.append("em, i, cite, dfn, var, address { font-style: normal; } em { font-weight: 700; }")
        rules.append('[lang|="en"] cite, [lang|="en"] em, [lang|="en"] i { font-style: italic; font-weight: inherit; }')
    return "\n".join(rules)


def find_missing_fonts(locale: str) -> tuple[str, ...]:
    """The families that a PDF in the locale needs and this machine lacks, with Debian's package; empty is good.

    RenderError where fontconfig itself is missing.
    """
    face = typeface_of(locale)
    wanted = {BASE_FAMILY: "fonts-noto-core", face.family: face.package}
    installed = _installed_families()
    return tuple(f"{family} (Debian: {package})" for family, package in wanted.items() if family not in installed)


@lru_cache(maxsize=1)
def _installed_families() -> frozenset[str]:
    try:
        listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as exc:
        raise RenderError(
            f"fontconfig could not list the fonts: {exc}", hint="Install Debian's package fontconfig."
        ) from exc
    return frozenset(
        name.strip() for line in listed.stdout.decode().splitlines() for name in line.split(",") if name.strip()
    )
