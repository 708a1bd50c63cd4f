"""One tree of errors; each says where, what was expected and what to do next.

    DragomanError
    ├── UsageError            the call or the settings are wrong            exit code 2
    │   └── SettingsError     dragoman.toml or the environment
    ├── ScrapeError           a page could not be fetched or read
    │   ├── FetchError        the network, the server, robots.txt, a limit
    │   └── ArticleError      the page came, the article was not in it
    ├── SegmentError          a page or a translation that cannot be taken apart or rebuilt
    ├── SyncError             git refused, or the repository is not fit to be committed to
    ├── CatalogError          a catalog that cannot be read; names the file and the line
    ├── DraftError            an engine that failed or is not there
    ├── ReviewError           a decision that cannot be taken
    │   ├── NotAllowedError   the person may not: unknown, ended, not qualified, alone
    │   ├── StaleError        someone saved in between; carries both texts
    │   └── LedgerError       the ledger is altered, shortened, older than what was published
    ├── RenderError           a page or PDF that cannot be made or does not say the approved text
    └── PublishError          a release that could not be built or swapped

Each error carries its message, `where` (file, unit, locale…) and `hint` (the next step), so that the
command line, the desk and a log can each lay them out in their way.
"""

from __future__ import annotations


class DragomanError(Exception):
    """Root of the tree. `str(error)` is the message, with place and next step, for a person."""

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        """The file, line, unit or locale concerned; empty when the message says it."""
        self.hint = hint
        """What to do next, as a sentence."""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        step = f" {self.hint}" if self.hint else ""
        return f"{place}{self.message}{step}"


class UsageError(DragomanError):
    """The call is wrong: an unknown slug, locale or option."""


class SettingsError(UsageError):
    """dragoman.toml or a DRAGOMAN_ variable is wrong."""


class ScrapeError(DragomanError):
    """A source page could not be taken in; the last snapshot stands."""


class FetchError(ScrapeError):
    """The network, the server, robots.txt or one of our limits said no."""


class ArticleError(ScrapeError):
    """The page came, but the article was not found in it or changed beyond belief."""


class SegmentError(DragomanError):
    """A page or a translation that cannot be taken apart or put together."""


class CatalogError(DragomanError):
    """A catalog that cannot be read; `where` is file:line."""


class SyncError(DragomanError):
    """Git refused, or the repository is not fit to be committed to; nothing was committed."""


class DraftError(DragomanError):
    """An engine that is unknown, unreachable or answered nonsense."""


class ReviewError(DragomanError):
    """A decision that cannot be taken."""


class NotAllowedError(ReviewError):
    """This person may not take this decision now; says who can."""


class StaleError(ReviewError):
    """The unit changed since the person saw it; nothing of either text is lost."""

    def __init__(self, message: str, *, yours: str, theirs: str, where: str = "", hint: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.yours = yours
        """The text that was not saved."""
        self.theirs = theirs
        """The text that stands now."""


class LedgerError(ReviewError):
    """The ledger was altered or shortened, or is older than what was published."""


class RenderError(DragomanError):
    """A page or PDF cannot be made, or does not say exactly the approved text."""


class PublishError(DragomanError):
    """A release could not be built or swapped; the old one stands."""
