"""How a run ends: held is not failed (DESIGN: Completed named `Held (n)`; Failed means that something broke)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFutureList
from prefect.states import Completed, Failed

from pipeline.errors import DragomanError

Item = TypeVar("Item")
Result = TypeVar("Result")


class RunError(DragomanError):
    """A run in which something broke; the message names the first thing and counts the rest."""


def resolve(
    futures: PrefectFutureList[Any], items: Sequence[Item], replace: Callable[[Item, str], Result]
) -> list[Result]:
    """Every task's result in the order of `items`; one that raised gives `replace(item, what it said)`.

    No future is left unseen: a submitted task that fails unseen leaves its flow Completed.
    """
    futures.wait()
    results = [future.result(raise_on_failure=False) for future in futures]
    return [
        replace(item, explain(result)) if isinstance(result, BaseException) else result
        for item, result in zip(items, results, strict=True)
    ]


def explain(error: BaseException) -> str:
    """What an error says to a person; one that is not ours says its type too, since its text alone may say nothing."""
    return str(error) if isinstance(error, DragomanError) else f"{type(error).__name__}: {error}"


def report(key: str, table: list[dict[str, object]], lines: Iterable[str]) -> None:
    """Keep the run's table, with what waits and what broke in words above it."""
    create_table_artifact(key=key, table=table, description="\n\n".join(lines))


def end_state(result: Result, *, held: int, waiting: str, errors: Sequence[str]) -> State[Result]:
    """The state of a finished run: Failed with the first error, or Completed, named `Held (n)` where people must act.

    `waiting` names what is held: units, editions.
    """
    if errors:
        more = f" (and {len(errors) - 1} more: see the run's table)" if len(errors) > 1 else ""
        message = f"{errors[0]}{more}"
        # Prefect resolves the data of a failed state into an exception and breaks over anything else.
        return Failed(message=message, data=RunError(message))
    if held:
        message = f"{held} {waiting} wait for people; `dragoman status` says for whom."
        return Completed(name=f"Held ({held})", message=message, data=result)
    return Completed(message="Nothing waits for anybody.", data=result)
