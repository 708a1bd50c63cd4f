"""Prefect flows over `pipeline`: the scheduled and distributed way to call the same functions as the command line.

Prefect's telemetry and outside calls are off unless somebody turned them on.
"""

from __future__ import annotations

import os

for _name, _value in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_CLI_PROMPT": "false",
}.items():
    os.environ.setdefault(_name, _value)
