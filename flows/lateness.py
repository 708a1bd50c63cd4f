"""Whether a scheduled run comes too late to be of use.

After an outage Prefect starts every run that it missed, one after the other. Each would find what the one before it
left: nothing. A late run is skipped, and the next one on the schedule does the work.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from pipeline.model import Clock, system_clock


def skip_if_late(limit: int | None, *, clock: Clock = system_clock) -> State[Any] | None:
    """`Skipped: late` where the run was scheduled more than `limit` minutes ago; None where it should go on.

    A run that nobody scheduled (the command line, a test, `prefect deployment run`) is never late.
    """
    if limit is None:
        return None
    scheduled: datetime = flow_run.scheduled_start_time
    late = int((clock() - scheduled).total_seconds() // 60)
    if late < limit:
        return None
    message = f"It should have started {late} minutes ago; the next run on the schedule does its work."
    return Completed(name="Skipped: late", message=message)
