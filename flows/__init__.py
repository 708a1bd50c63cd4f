"""Prefect flows over `pipeline`: the scheduled and distributed way to call the same functions as the command line.

Prefect's telemetry and outside calls are off unless the environment turns them on. Prefect reads these names when it
is imported, so they stand here, before any module of ours imports it; docs/scheduling.md has them for its commands.
"""

from __future__ import annotations

import os

for _name, _value in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_CLI_PROMPT": "false",
    # A fresh Prefect home makes its database first: about 15 seconds on two cores, more on a busy machine.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}.items():
    os.environ.setdefault(_name, _value)
