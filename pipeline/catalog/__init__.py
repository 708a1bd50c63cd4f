"""Catalogs: gettext PO and POT as the projection of the review, merged with the source, exchanged with people."""

from pipeline.catalog.exchange import read_foreign_catalog
from pipeline.catalog.memory_exchange import write_tmx
from pipeline.catalog.merge import Projected, merge_catalog
from pipeline.catalog.outside import LastProjection, OutsideEdit, OutsideReading, StaleEntry, read_outside_edits
from pipeline.catalog.pairing import Pairing, pair_entries
from pipeline.catalog.po_reader import read_catalog
from pipeline.catalog.po_writer import write_catalog
from pipeline.catalog.template import make_template

__all__ = [
    "LastProjection",
    "OutsideEdit",
    "OutsideReading",
    "Pairing",
    "Projected",
    "StaleEntry",
    "make_template",
    "merge_catalog",
    "pair_entries",
    "read_catalog",
    "read_foreign_catalog",
    "read_outside_edits",
    "write_catalog",
    "write_tmx",
]
