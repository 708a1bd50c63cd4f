"""Any translator of deep-translator as an engine: with deadlines, without its keys in messages, verified by others.

deep-translator calls `requests` without a time limit and would wait for ever on a server that accepts and does not
answer; and some of its errors, and those of requests, carry the key. Both are dealt with here. The package is
imported when an engine is made, not before: it takes a third of a second.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import Any

from pipeline.draft.marks import TAG_MARKS, Marks
from pipeline.draft.replies import Reply
from pipeline.draft.services import SERVICES, Service, language_code, listed_codes
from pipeline.errors import DraftError

_FAILURES_IN_A_ROW = 3
"""After so many failures one after the other the engine counts as down."""


class DeepTranslatorEngine:
    """One translator of deep-translator for one pair of languages. DraftError if it cannot serve that pair."""

    def __init__(
        self, name: str, *, url: str, key: str, source_locale: str, target_locale: str, timeout: float = 30.0
    ) -> None:
        self._name = name
        self._service = SERVICES[name]
        self._timeout = timeout
        self._url = url
        package = _import_package()
        constants = importlib.import_module("deep_translator.constants")
        listed = listed_codes(self._service, constants)
        source, target = (language_code(self._service, locale, listed) for locale in (source_locale, target_locale))
        if source is None or target is None:
            missing = source_locale if source is None else target_locale
            raise DraftError(f"{name} does not translate {missing}", hint="Choose another engine in [engine].")
        self._translator = self._make(getattr(package, self._service.class_name), key, source, target)
        self._version = metadata.version("deep-translator")

    @property
    def label(self) -> str:
        return f"{self._name} (deep-translator {self._version})"

    @property
    def marks(self) -> Marks:
        return TAG_MARKS

    def translate(self, texts: Sequence[str]) -> list[Reply]:
        """A reply for each text; after a failure of the engine itself the rest is not asked."""
        replies: list[Reply] = []
        failures = 0
        for text in texts:
            reply = self._translate_one(text)
            failures = 0 if reply.text is not None else failures + 1
            if failures >= _FAILURES_IN_A_ROW and not reply.down:
                reply = Reply(None, f"{reply.reason}; {failures} failures in a row", down=True)
            replies.append(reply)
            if reply.down:
                replies += [Reply(None, reply.reason, down=True)] * (len(texts) - len(replies))
                break
        return replies

    def _translate_one(self, text: str) -> Reply:
        if len(text) > self._service.limit:
            return Reply(None, f"it is longer than the {self._service.limit} characters that {self._name} takes")
        try:
            answer = call_with_deadline(lambda: self._translator.translate(text), self._timeout)
        except Exception as exc:
            return self._explain(exc)
        if isinstance(answer, list):  # Yandex
            answer = answer[0] if answer else None
        if not isinstance(answer, str) or not answer.strip():
            return Reply(None, f"{self._name} gave an empty answer")
        return Reply(answer)

    def _explain(self, exc: Exception) -> Reply:
        """By the kind of error only: messages of requests and deep-translator may carry the key."""
        requests: Any = importlib.import_module("requests.exceptions")
        errors: Any = importlib.import_module("deep_translator.exceptions")
        name, place = self._name, f" at {self._url}" if self._url else ""
        if isinstance(exc, TimeoutError | requests.Timeout):
            return Reply(None, f"{name}{place} did not answer within {self._timeout:g} seconds", down=True)
        if isinstance(exc, errors.AuthorizationException | errors.ApiKeyException):
            return Reply(None, f"{name}{place} refused the key; set DRAGOMAN_ENGINE_KEY", down=True)
        if isinstance(exc, errors.TooManyRequests):
            return Reply(None, f"{name}{place} says that its limit is reached; try again later", down=True)
        if isinstance(exc, errors.ServerException):
            code = str(exc.args[0]) if exc.args else ""
            down = any(word in code for word in ("KEY", "LIMIT", "TOO_MANY", "AVAIBLE"))
            return Reply(None, f"{name}{place} answered with an error ({code or 'no code'})", down=down)
        if isinstance(exc, requests.JSONDecodeError):
            return Reply(None, f"{name}{place} answered with something else than JSON")
        if isinstance(exc, requests.RequestException):
            return Reply(None, f"{name}{place} cannot be reached ({type(exc).__name__})", down=True)
        return Reply(None, f"{name}{place} gave an answer that cannot be read ({type(exc).__name__})")

    def _make(self, translator: type[Any], key: str, source: str, target: str) -> Any:
        limit_requests(translator, self._timeout)
        options = _secrets(self._name, self._service, key)
        if self._name == "libretranslate":
            options["custom_url"] = f"{self._url.rstrip('/')}/" if self._url else None
        if self._name == "deepl":
            options["use_free_api"] = key.endswith(":fx")
        try:
            # "auto" passes every constructor's list of languages; the codes that count are set below.
            made = call_with_deadline(lambda: translator(source="auto", target="auto", **options), self._timeout)
        except Exception as exc:
            raise DraftError(
                f"{self._name} could not be set up: {self._explain(exc).reason}",
                hint="Check [engine] in dragoman.toml and DRAGOMAN_ENGINE_KEY.",
            ) from None  # the cause may carry the key
        made._source, made._target = source, target
        if self._url and self._name != "libretranslate":
            made._base_url = self._url
        return made


def _secrets(name: str, service: Service, key: str) -> dict[str, Any]:
    if service.optional_key:
        return {service.optional_key: key or "none"}  # deep-translator wants one even where the server does not
    if not service.secrets:
        return {}
    parts = key.split(":", len(service.secrets) - 1) if len(service.secrets) > 1 else [key]
    if len(parts) != len(service.secrets) or not all(parts):
        form = ":".join(service.secrets)
        raise DraftError(f"{name} needs a key ({form})", hint="Set DRAGOMAN_ENGINE_KEY in the environment.")
    return dict(zip(service.secrets, parts, strict=True))


def _import_package() -> Any:
    try:
        return importlib.import_module("deep_translator")
    except ImportError as exc:
        raise DraftError("deep-translator is not installed", hint="Install it: `uv sync`.") from exc


class _LimitedRequests:
    """The `requests` module with a time limit on each call that has none."""

    def __init__(self, requests: Any, timeout: float) -> None:
        self._requests = requests
        self._timeout = (min(10.0, timeout), timeout)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._requests, name)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._requests.get(*args, **{"timeout": self._timeout, **kwargs})

    def post(self, *args: Any, **kwargs: Any) -> Any:
        return self._requests.post(*args, **{"timeout": self._timeout, **kwargs})


def limit_requests(translator: type[Any], timeout: float) -> None:
    """Give the translator's module a `requests` with time limits; nobody else's is touched."""
    module: Any = sys.modules[translator.__module__]
    if hasattr(module, "requests"):
        module.requests = _LimitedRequests(importlib.import_module("requests"), timeout)


def call_with_deadline(function: Callable[[], Any], seconds: float) -> Any:
    """What the function returns or raises; TimeoutError after so many seconds, whatever it is doing.

    It runs in a daemon thread: one that drips a byte a second is left behind and does not keep the process alive.
    """
    outcome: list[tuple[bool, Any]] = []

    def run() -> None:
        try:
            outcome.append((True, function()))
        except BaseException as exc:
            outcome.append((False, exc))

    thread = threading.Thread(target=run, name="dragoman-engine", daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise TimeoutError
    good, value = outcome[0]
    if good:
        return value
    raise value
