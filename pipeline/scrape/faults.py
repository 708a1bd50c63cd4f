"""What can go wrong between us and a server: one class for what stays wrong, one for what may pass."""

from __future__ import annotations

from pipeline.errors import FetchError


class NetworkError(FetchError):
    """A fetch that failed; asking again soon would give the same."""

    def __init__(self, message: str, *, where: str = "", hint: str = "", status: int = 0) -> None:
        super().__init__(message, where=where, hint=hint)
        self.status = status
        """The HTTP status that was the fault; 0 where there was no answer or it failed otherwise."""

    @property
    def transient(self) -> bool:
        """A later try may succeed."""
        return isinstance(self, TransientFetchError)


class TransientFetchError(NetworkError):
    """A fetch that failed for a cause that passes: a time-out, a refused connection, a 503. A retry makes sense."""


_LATER = "Nothing was changed; the next run tries again."
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


def status_error(status: int, url: str, *, detail: str = "") -> NetworkError:
    """The error for an HTTP status that brings no page; 429 and most of 5xx are transient."""
    message, hint = _describe_status(status)
    kind = TransientFetchError if status in _TRANSIENT else NetworkError
    return kind(f"{message}{detail} (HTTP {status})", where=url, hint=hint, status=status)


def _describe_status(status: int) -> tuple[str, str]:
    if status in (401, 407):
        return "the page asks for a login", "Only public pages can be taken in; ask the site's owner for the text."
    if status in (403, 451):
        return "the server does not let us read the page", "Ask the site's owner to let Dragoman's user agent in."
    if status == 404:
        return "there is no such page", "Open the URL in a browser and correct it in dragoman.toml."
    if status == 410:
        return "the page was taken down for good", "Look for where it went; withdraw what was published of it."
    if status == 429:
        return "the server says that we ask too often", "Raise [fetch] delay in dragoman.toml, or wait."
    if status >= 500:
        return "the server has a fault of its own", _LATER
    return "the server did not give the page", "Open the URL in a browser to see what it answers."
