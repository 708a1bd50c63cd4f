"""A sample edition in Spanish, Arabic and Simplified Chinese, as the joiner would hand it to the renderer."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.render.view import Credits, EditionView, PdfFacts, Review, SharedBlock, Sibling
from pipeline.render.words import Words
from pipeline.text.languages import direction, locale_tag, own_name

DATA = Path(__file__).parents[1] / "data" / "render"
LOCALES = ("es", "ar", "zh_Hans")
IMAGE_URL = "https://origin.example/img/engager.png"


def make_png(width: int = 64, height: int = 28) -> bytes:
    """A plain picture, so that no binary file lies in the repository."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"".join(bytes((7, 72 + x, 90 + x)) for x in range(width))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )


def read_words(locale: str) -> Words:
    return Words(locale, json.loads((DATA / "words.json").read_text("utf-8"))[locale])


def make_view(locale: str, **changes: Any) -> EditionView:
    view = EditionView(
        slug="blinatumomab",
        locale=locale,
        tag=locale_tag(locale),
        direction=direction(locale),
        language=own_name(locale),
        document=(DATA / f"sample.{locale}.html").read_text("utf-8"),
        words=read_words(locale),
        credits=Credits(
            source_url="https://origin.example/treatment/blinatumomab",
            source_tag="en",
            source_title="Blinatumomab for acute lymphocytic leukemia",
            source_date=date(2025, 8, 13),
            licence="CC-BY-4.0",
            attribution="© 2025 The Example Foundation. Original text and figures under CC BY 4.0.",
        ),
        review=Review(approved_on=date(2026, 11, 20)),
        publisher="Example Health Library",
        shared=(SharedBlock("helpline", (DATA / f"helpline.{locale}.html").read_text("utf-8")),),
        siblings=tuple(Sibling(locale_tag(one), own_name(one), direction(one)) for one in LOCALES),
        pdf=PdfFacts(142_300, 3),
        assets={IMAGE_URL: "blinatumomab/files/0123456789abcdef.png"},
        demo=True,
        report_url="https://health.example/report",
    )
    return replace(view, **changes)


@pytest.fixture(scope="session")
def view_of() -> Callable[..., EditionView]:
    return make_view


@pytest.fixture
def open_pdf() -> Iterator[Callable[[bytes], pikepdf.Pdf]]:
    """Opens PDFs and holds them open for the test: what is taken from a closed one is gone."""
    with contextlib.ExitStack() as stack:
        yield lambda data: stack.enter_context(pikepdf.open(io.BytesIO(data)))


@pytest.fixture(scope="session")
def data_folder() -> Path:
    return DATA


@pytest.fixture(scope="session")
def picture() -> bytes:
    return make_png()
