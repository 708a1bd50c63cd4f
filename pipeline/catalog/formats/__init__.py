"""Exchange files: a unit's source, target and state as other people's tools and spreadsheets hold them.

Each format is a pair of functions, one that writes and one that reads; none knows the workspace, and what is read is
nobody's approval. `xliff2` and `xliff1` are for translation tools, `spreadsheet` and `delimited` for people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pipeline.catalog.formats.delimited import read_csv, write_csv
from pipeline.catalog.formats.received import ExchangeFile, ExchangeUnit, Received, make_base
from pipeline.catalog.formats.spreadsheet import read_xlsx, write_xlsx
from pipeline.catalog.formats.xliff1 import write_xliff1
from pipeline.catalog.formats.xliff2 import write_xliff2
from pipeline.catalog.formats.xliff_reader import read_xliff

__all__ = ["READERS", "WRITERS", "ExchangeFile", "ExchangeUnit", "Received", "make_base"]

WRITERS: Mapping[str, tuple[str, Callable[[ExchangeFile], bytes]]] = MappingProxyType(
    {
        "xliff": ("xlf", write_xliff2),
        "xliff12": ("xlf", write_xliff1),
        "csv": ("csv", write_csv),
        "xlsx": ("xlsx", write_xlsx),
    }
)
"""By format's name: the ending of its files, and what writes one."""

READERS: Mapping[str, Callable[[bytes, str], Received]] = MappingProxyType(
    {".xlf": read_xliff, ".xliff": read_xliff, ".csv": read_csv, ".xlsx": read_xlsx}
)
"""By the ending of a file's name: what reads its bytes; the name is for messages."""
