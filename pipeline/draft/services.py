"""The translators of deep-translator by name, with what each needs, and their codes for our locales.

Which languages a service has is asked of the service itself where deep-translator's own list is known to be old
(DeepL, LibreTranslate, Microsoft); Google, MyMemory, Baidu and Papago are held to the list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel import core


@dataclass(frozen=True, slots=True)
class Service:
    """One translator of deep-translator."""

    class_name: str
    limit: int = 5000
    """Characters of one text."""
    secrets: tuple[str, ...] = ()
    """Parameters that the key gives; two are written `first:second`."""
    optional_key: str = ""
    """A parameter that the key gives if there is one."""
    languages: str = ""
    """Name of the constant that lists its languages; empty: the service decides."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Where its code for a locale is none of the usual ones."""
    needs: str = ""
    """A package that deep-translator does not bring."""


SERVICES: Mapping[str, Service] = {
    "google": Service("GoogleTranslator", 4999, languages="GOOGLE_LANGUAGES_TO_CODES"),
    "deepl": Service("DeeplTranslator", secrets=("api_key",), codes={"zh_Hans": "zh-hans", "zh_Hant": "zh-hant"}),
    "libretranslate": Service(
        "LibreTranslator", optional_key="api_key", codes={"zh_Hans": "zh", "zh_Hant": "zt", "pt_BR": "pt"}
    ),
    "mymemory": Service("MyMemoryTranslator", 499, languages="MY_MEMORY_LANGUAGES_TO_CODES"),
    "microsoft": Service(
        "MicrosoftTranslator", secrets=("api_key",), codes={"zh_Hans": "zh-hans", "zh_Hant": "zh-hant", "tl": "fil"}
    ),
    "yandex": Service("YandexTranslator", secrets=("api_key",), codes={"zh_Hans": "zh"}),
    "chatgpt": Service("ChatGptTranslator", secrets=("api_key",), needs="openai"),
    "baidu": Service(
        "BaiduTranslator",
        secrets=("appid", "appkey"),
        languages="BAIDU_LANGUAGE_TO_CODE",
        codes={"es": "spa", "fr": "fra", "ar": "ara", "ko": "kor", "ja": "jp", "vi": "vie", "zh_Hans": "zh"},
    ),
    "papago": Service("PapagoTranslator", secrets=("client_id", "secret_key"), languages="PAPAGO_LANGUAGE_TO_CODE"),
    "qcri": Service("QcriTranslator", secrets=("api_key",), languages="QCRI_LANGUAGE_TO_CODE"),
}

ALIASES: Mapping[str, str] = {"libre": "libretranslate", "bing": "microsoft", "openai": "chatgpt"}

DICTIONARIES = frozenset({"linguee", "pons"})
"""Translators of deep-translator that look up single words."""

_USUAL: Mapping[str, tuple[str, ...]] = {
    "zh_Hans": ("zh-CN", "zh-Hans", "zh"),
    "zh_Hant": ("zh-TW", "zh-Hant", "cht", "zh-HK"),
    "tl": ("tl", "fil", "tl-PH", "fil-PH"),
    "fil": ("fil", "tl", "fil-PH", "tl-PH"),
    "he": ("he", "iw", "he-IL"),
    "nb": ("nb", "no", "nb-NO"),
    "en": ("en", "en-US", "en-GB"),
}


def language_codes(locale: str) -> tuple[str, ...]:
    """Codes that services use for a locale, the likeliest first; never the other script of Chinese.

    >>> language_codes("pt_BR")[:2], language_codes("zh_Hant")[0], language_codes("es")
    (('pt-BR', 'pt'), 'zh-TW', ('es', 'es-ES'))
    """
    if locale in _USUAL:
        return _USUAL[locale]
    parts = locale.split("_")
    if parts[0] == "zh":
        return _USUAL["zh_Hant" if {"TW", "HK", "MO", "Hant"} & set(parts) else "zh_Hans"]
    likely = core.get_global("likely_subtags").get(parts[0], "").split("_")[-1]
    codes = (locale.replace("_", "-"), parts[0], f"{parts[0]}-{likely}" if likely else parts[0])
    return tuple(dict.fromkeys(codes))


def language_code(service: Service, locale: str, listed: Collection[str] | None) -> str | None:
    """The service's code for a locale; None where the service has a list and the locale is not in it."""
    codes = (service.codes[locale],) if locale in service.codes else language_codes(locale)
    if listed is None:
        return codes[0]
    by_lower = {code.lower(): code for code in listed}
    return next((by_lower[code.lower()] for code in codes if code.lower() in by_lower), None)


def listed_codes(service: Service, constants: Any) -> Collection[str] | None:
    """The codes in deep-translator's list for the service; None where it has none that holds."""
    if not service.languages:
        return None
    table: Mapping[str, str] = getattr(constants, service.languages)
    return table.keys() if service.languages.startswith("PAPAGO") else table.values()
