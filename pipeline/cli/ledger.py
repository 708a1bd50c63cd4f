"""`dragoman ledger …`: verify the chain of decisions, and own up to a loss."""

from __future__ import annotations

import typer

from pipeline.cli.options import AsPerson, Json, Why, actor_of, open_workspace
from pipeline.cli.output import print_json, print_line
from pipeline.guard import accept_ledger_loss, find_ledger_faults

app = typer.Typer(help="Verify the ledger of decisions.", no_args_is_help=True)


@app.command("verify")
def verify(context: typer.Context, json: Json = False) -> None:
    """Recompute every hash, and compare with the heads kept in the workspace and in the published manifests."""
    workspace = open_workspace(context)
    faults = find_ledger_faults(workspace)
    head = workspace.ledger.head()
    if json:
        print_json(
            {
                "count": head.count,
                "hash": head.hash,
                "faults": [{"kind": f.kind, "where": f.where, "message": f.message, "hint": f.hint} for f in faults],
            }
        )
    else:
        for fault in faults:
            print_line(f"{fault.where}: {fault.message} {fault.hint}", style="red")
        if not faults:
            print_line(f"{head.count:,} decisions, unbroken; head {head.hash[:16]}.")
    if faults:
        raise typer.Exit(1)


@app.command("accept-loss")
def accept_loss(context: typer.Context, person: AsPerson, why: Why) -> None:
    """Record that decisions which were published are lost (an older backup was restored), so that work can go on."""
    workspace = open_workspace(context)
    lost = accept_ledger_loss(workspace, actor_of(workspace, person), why)
    print_line(f"Recorded the loss of {lost} decisions. What rested on them needs approval again.")
