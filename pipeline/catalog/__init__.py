"""Catalogs: gettext PO and POT as the projection of the review, merged with the source, exchanged with people."""

from pipeline.catalog.compose import Projected
from pipeline.catalog.formats import READERS, WRITERS, ExchangeFile, ExchangeUnit, Received, make_base
from pipeline.catalog.memory_exchange import write_tmx
from pipeline.catalog.merge import merge_catalog, merge_file
from pipeline.catalog.mo_writer import compile_mo
from pipeline.catalog.outside import LastProjection, OutsideEdit, OutsideReading, StaleEntry, read_outside_edits
from pipeline.catalog.pairing import Pairing, pair_entries
from pipeline.catalog.po_file import PoFile
from pipeline.catalog.po_reader import read_catalog, read_po
from pipeline.catalog.po_writer import make_file, write_catalog, write_po
from pipeline.catalog.template import make_template
from pipeline.catalog.term_files import join_forms, make_term, read_term_table, write_tbx, write_term_table
from pipeline.catalog.tmx_reader import read_tmx
from pipeline.catalog.verify import Verdict, find_catalogs, verify_catalog

__all__ = [
    "READERS",
    "WRITERS",
    "ExchangeFile",
    "ExchangeUnit",
    "LastProjection",
    "OutsideEdit",
    "OutsideReading",
    "Pairing",
    "PoFile",
    "Projected",
    "Received",
    "StaleEntry",
    "Verdict",
    "compile_mo",
    "find_catalogs",
    "join_forms",
    "make_base",
    "make_file",
    "make_template",
    "make_term",
    "merge_catalog",
    "merge_file",
    "pair_entries",
    "read_catalog",
    "read_outside_edits",
    "read_po",
    "read_term_table",
    "read_tmx",
    "verify_catalog",
    "write_catalog",
    "write_po",
    "write_tbx",
    "write_term_table",
    "write_tmx",
]
