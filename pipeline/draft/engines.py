"""Engines by name: `apertium`, or any translator of deep-translator. Which of them are ready, for `dragoman doctor`."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from pipeline.draft.apertium import ApertiumEngine, installed_pairs
from pipeline.draft.deep import DeepTranslatorEngine
from pipeline.draft.replies import Engine
from pipeline.draft.services import ALIASES, DICTIONARIES, SERVICES
from pipeline.errors import DraftError

__all__ = ["Engine", "EngineStatus", "available_engines", "make_engine"]


def make_engine(
    name: str, *, url: str = "", key: str = "", source_locale: str, target_locale: str, timeout: float = 30.0
) -> Engine:
    """The engine of that name for a pair of languages; `url` for one that one runs oneself or a proxy before it.

    DraftError if the name is unknown, the key is missing, or it does not translate that pair. No text is sent yet.
    `timeout` is in seconds, for one text.
    """
    known = ALIASES.get(name.lower(), name.lower())
    if known == "apertium":
        return ApertiumEngine(source_locale=source_locale, target_locale=target_locale, timeout=max(timeout, 60.0))
    if known in DICTIONARIES:
        raise DraftError(f"{name} is a dictionary of single words", hint=f"Choose one of {_names()}.")
    if known not in SERVICES:
        raise DraftError(f"there is no engine named {name!r}", hint=f"Choose one of {_names()}.")
    if (needs := SERVICES[known].needs) and importlib.util.find_spec(needs) is None:
        raise DraftError(f"{name} needs the package {needs}", hint=f"Install it, or choose one of {_names()}.")
    return DeepTranslatorEngine(
        known, url=url, key=key, source_locale=source_locale, target_locale=target_locale, timeout=timeout
    )


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether an engine could be used here. Nothing was sent to find out."""

    name: str
    ready: bool
    needs: str
    """What it needs: nothing, a key, an address, a package."""


def available_engines() -> tuple[EngineStatus, ...]:
    """Every engine by name, with what it needs; asks no network."""
    pairs = installed_pairs()
    found = [
        EngineStatus(
            "apertium", bool(pairs), f"offline, weak; pairs: {', '.join(pairs)}" if pairs else "apertium-eng-spa"
        )
    ]
    installed = importlib.util.find_spec("deep_translator") is not None
    for name, service in SERVICES.items():
        missing = service.needs if service.needs and importlib.util.find_spec(service.needs) is None else ""
        if not installed or missing:
            needs = f"the package {missing or 'deep-translator'}"
        elif service.secrets:
            needs = f"DRAGOMAN_ENGINE_KEY ({':'.join(service.secrets)})"
        elif name == "libretranslate":
            needs = "the address of a server in [engine] url"
        else:
            needs = "nothing; sends the text to a public service"
        found.append(EngineStatus(name, installed and not missing, needs))
    return tuple(found)


def _names() -> str:
    return ", ".join(("apertium", *SERVICES))
