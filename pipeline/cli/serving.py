"""`dragoman serve` and `dragoman desk`: the published site, and the review desk, on loopback."""

from __future__ import annotations

import contextlib
import errno
import socket
from typing import Annotated, Protocol

import typer
from filelock import FileLock, Timeout

from pipeline.cli.options import AsPerson, open_workspace
from pipeline.cli.output import print_line
from pipeline.errors import NotAllowedError, UsageError
from pipeline.manifest import live_site
from pipeline.model import timestamp
from pipeline.review.people import People, Person
from pipeline.roster import find_actor
from pipeline.workspace import Workspace

Host = Annotated[str, typer.Option("--host", help="The address to serve on.", metavar="HOST")]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("serve")(serve)
    app.command("desk")(desk)


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    host: Host = "127.0.0.1",
) -> None:
    """Show the published site: static files only, until Ctrl-C. A new publication is seen at once."""
    from pipeline.web.serve import make_site_server

    workspace = open_workspace(context)
    listening = _listen(host, port)
    print_line(f"The published site is at {_address(listening, host)}/ (stop with Ctrl-C).")
    if live_site(workspace.output) is None:
        print_line("Nothing is published yet: `dragoman status` says what is missing.", style="yellow")
    _run(make_site_server(workspace.output, host=host, port=port), listening)


def desk(
    context: typer.Context,
    person: AsPerson,
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="The port; 0 takes a free one.")] = 8765,
    host: Host = "127.0.0.1",
    public_url: Annotated[
        str,
        typer.Option("--public-url", help="Its https address, where a proxy with TLS stands before it.", metavar="URL"),
    ] = "",
) -> None:
    """Open the review desk for a person: prints a link that logs them in once. Where it runs, just the link."""
    from pipeline.web import LoginStore, create_app, make_desk_server

    workspace = open_workspace(context)
    visitor = _find_visitor(workspace, person)
    logins = LoginStore(workspace.state / "logins", clock=workspace.clock)
    app = create_app(workspace, logins=logins, public_url=public_url)
    server = make_desk_server(app, host=host, port=port)
    try:
        listening = _listen(host, port)
    except _PortTakenError:
        if not _is_held(_lock(workspace, port)):
            raise
        print_line("The desk is running already; here is another link.")
        _print_link(public_url or f"http://{_bracketed(host)}:{port}", logins.make_link(visitor.id), visitor.name)
        return
    with _lock(workspace, listening.getsockname()[1]):
        _print_link(public_url or _address(listening, host), logins.make_link(visitor.id), visitor.name)
        print_line("Stop the desk with Ctrl-C; what was acknowledged is kept.")
        _run(server, listening)


class _Server(Protocol):
    def run(self, sockets: list[socket.socket] | None = None) -> None: ...


class _PortTakenError(UsageError):
    pass


def _lock(workspace: Workspace, port: int) -> FileLock:
    """Held while a desk of this workspace serves on the port; the kernel frees it, whatever ends the desk."""
    folder = workspace.state / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / f"desk-{port}.lock", timeout=5)


def _is_held(lock: FileLock) -> bool:
    try:
        with lock.acquire(timeout=0):
            return False
    except Timeout:
        return True


def _find_visitor(workspace: Workspace, person: str) -> Person:
    """A person who may come in."""
    actor = find_actor(workspace, person, channel="desk")
    found = People.load(workspace.ledger).get(actor.person)
    if found is None or found.deactivated_at or found.is_void(timestamp(workspace.clock())):
        raise NotAllowedError(
            f"{found.name if found else person} no longer works here",
            hint="An operator opens their access again with `dragoman people grant`.",
        )
    return found


def _print_link(address: str, path: str, name: str) -> None:
    print_line(f"Open this link within 15 minutes; it logs {name} in once:")
    typer.echo(f"{address}{path}")  # whole, however narrow the terminal: it is to be copied


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens; UsageError where the port is taken or the address is not ours."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as exc:
        raise UsageError(f"{host!r} is no address of this machine", hint="Leave --host out for loopback.") from exc
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(128)
    except OSError as exc:
        listening.close()
        if exc.errno == errno.EADDRINUSE:
            hint = "Stop the other program, or choose another port: --port 0 takes a free one."
            raise _PortTakenError(f"the port {port} is taken by another program", hint=hint) from exc
        reason = exc.strerror or str(exc)
        raise UsageError(f"cannot serve on {host} port {port}: {reason}", hint="Choose another.") from exc
    return listening


def _address(listening: socket.socket, host: str) -> str:
    return f"http://{_bracketed(host)}:{listening.getsockname()[1]}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _run(server: _Server, listening: socket.socket) -> None:
    """Serve until Ctrl-C, which ends quietly."""
    with contextlib.suppress(KeyboardInterrupt), contextlib.closing(listening):
        server.run(sockets=[listening])
