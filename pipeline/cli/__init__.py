"""The `dragoman` command: an edge over `pipeline`. Knows typer and rich, none of the stages' rules.

Exit codes: 0 good (held work included), 1 findings, or held under `--strict`, 2 wrong use, 3 something broke. A
decision that is refused (not qualified, alone, stale) is wrong use: nothing broke and nothing was changed.
"""

from __future__ import annotations

import os
import sys

from pipeline.errors import DragomanError, LedgerError, ReviewError, UsageError

_STOPPED = 130
"""What a shell expects of a program that was stopped by Ctrl-C: 128 + SIGINT."""


def main() -> None:
    """Run the command; every error becomes one message with place and next step, never a traceback."""
    try:
        from pipeline.cli.app import app

        app()
    except DragomanError as error:
        _end(error)
    except (KeyboardInterrupt, SystemExit) as stop:
        code = stop.code if isinstance(stop, SystemExit) else _STOPPED
        if code == _STOPPED:
            print("\nStopped; what was acknowledged is kept, the next run completes the rest.", file=sys.stderr)
        sys.exit(code)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _end(DragomanError(f"{place}{error.strerror or error}", hint="Nothing is half-written; run it again."))
    except Exception as error:
        if os.environ.get("DRAGOMAN_TRACEBACK"):
            raise
        _end(
            DragomanError(
                f"a fault in Dragoman itself: {type(error).__name__}: {error}",
                hint="Set DRAGOMAN_TRACEBACK=1 and run it again for a report; nothing is half-written.",
            )
        )


def _end(error: DragomanError) -> None:
    """Say it and exit with its code."""
    from pipeline.cli.output import print_error

    print_error(error)
    refused = isinstance(error, ReviewError) and not isinstance(error, LedgerError)
    sys.exit(2 if refused or isinstance(error, UsageError) else 3)
