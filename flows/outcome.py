"""How a run ends: held is not failed (DESIGN: Completed named `Held (n)`; Failed means that something broke)."""

from __future__ import annotations

from typing import TypeVar

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

T = TypeVar("T")


def end_state(result: T, *, held: int, errors: list[str]) -> State[T]:
    """The state of a finished run."""
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        return Failed(message=f"{errors[0]}{more}", data=result)
    if held:
        return Completed(name=f"Held ({held})", message="People are waited for; see `dragoman status`.", data=result)
    return Completed(message="Everything is done.", data=result)
