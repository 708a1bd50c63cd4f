"""Runs the real `dragoman` command in a process of its own for each call, without importing everything anew each time.

Reads one JSON line a call (arguments, folder, environment, standard input), forks, lets the child run `main`, and
answers with one JSON line: exit code, output, errors. The child is a whole process: exit codes, file descriptors and
signals are as anybody meets them.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
from typing import IO, Any, NoReturn

from pipeline.cli import main
from pipeline.text.folding import fold_text

for _module in ("pipeline.cli.app", "pipeline.web"):
    importlib.import_module(_module)
fold_text("warm")  # its table takes a third of a second to make


def run(call: dict[str, Any]) -> dict[str, Any]:
    """One call, from fork to exit."""
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        stdin.write(call["input"].encode())
        stdin.seek(0)
        child = os.fork()
        if child == 0:
            be_command(call, (stdin, out, err))
        _, status = os.waitpid(child, 0)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode())
    return {"code": os.waitstatus_to_exitcode(status), "out": texts[0], "err": texts[1]}


def be_command(call: dict[str, Any], streams: tuple[IO[bytes], ...]) -> NoReturn:
    """In the child: what a shell sets up before it starts a program."""
    for descriptor, stream in enumerate(streams):
        os.dup2(stream.fileno(), descriptor)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode, encoding="utf-8") for n, mode in enumerate("rww"))
    os.chdir(call["folder"])
    os.environ.clear()
    os.environ.update(call["environment"])
    sys.argv = ["dragoman", *call["arguments"]]
    code: object = 70
    try:
        main()
        code = 0
    except SystemExit as stop:
        code = stop.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 71)


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
