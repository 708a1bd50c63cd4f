"""The renderer's own process: one job on standard input, one answer on standard output, nothing else.

WeasyPrint lays out what came from outside, and its authors advise a process with limits and a fetcher of one's own
("Security" in its documentation). Here nothing is read but the job and the system's fonts, and nothing is fetched.

A job and an answer are each a line of JSON with the lengths of the blobs that follow it.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

SCHEME = "dragoman:"
"""Files of the job are addressed as `dragoman:<name>`; no other address is served."""


def write_message(stream: BinaryIO, facts: Mapping[str, Any], blobs: Sequence[bytes] = ()) -> None:
    """Write one message."""
    head = json.dumps({**facts, "lengths": [len(blob) for blob in blobs]}, ensure_ascii=True)
    stream.write(head.encode() + b"\n" + b"".join(blobs))
    stream.flush()


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    """Read one message; EOFError or ValueError for one that is cut short."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError("the message has no end")
    facts = json.loads(line)
    blobs = [stream.read(length) for length in facts.pop("lengths")]
    return facts, blobs


def limit_resources(*, cpu_seconds: int, memory: int) -> None:
    """Hold this process to its limits: processor time, address space, no files, no core dump."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def make_pdf(
    html: str, css: str, files: Mapping[str, tuple[str, bytes]], identifier: bytes
) -> tuple[bytes, int, list[str]]:
    """PDF bytes, page count, and what WeasyPrint warned of. `files`: name → media type and bytes."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from pipeline.render.pdf_tags import TagRecorder

    warnings: list[str] = []

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
            if url.startswith(SCHEME) and url.removeprefix(SCHEME) in files:
                media_type, data = files[url.removeprefix(SCHEME)]
                return URLFetcherResponse(url, data, {"Content-Type": media_type})
            warnings.append(f"refused: {url[:200]}")
            raise ValueError("this address is not served")

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            warnings.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    logger.handlers, logger.propagate = [Listener(logging.WARNING)], False
    fetcher, recorder = Fetcher(), TagRecorder()
    document = HTML(string=html, url_fetcher=fetcher, base_url=SCHEME).render(
        stylesheets=[CSS(string=css, url_fetcher=fetcher, base_url=SCHEME)],
        presentational_hints=True,  # width and height of pictures
    )
    with recorder.listening():
        data = document.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=identifier, finisher=recorder.finish, custom_metadata=False
        )
    return data, len(document.pages), warnings


def main() -> None:
    """Serve one job."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    job, blobs = read_message(source)
    limit_resources(cpu_seconds=job["cpu_seconds"], memory=job["memory"])
    html, css, *contents = blobs
    files = {name: (kind, data) for (name, kind), data in zip(job["files"], contents, strict=True)}
    data, pages, warnings = make_pdf(html.decode(), css.decode(), files, bytes.fromhex(job["identifier"]))
    write_message(target, {"pages": pages, "warnings": warnings}, [data])
