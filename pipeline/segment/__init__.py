"""Page ⇄ units + skeleton. Takes and gives text and values; reads and writes no file, knows no locale's catalogs."""

from pipeline.segment.expressible import find_inexpressible
from pipeline.segment.extract import extract_units
from pipeline.segment.in_place.locate import Fixed, Place, SourcePage, locate_units
from pipeline.segment.in_place.rewrite import FixedUnit, Rewritten, rewrite_page
from pipeline.segment.rebuild import rebuild_page
from pipeline.segment.skeleton import Page, SegmentOptions, Skeleton

__all__ = [
    "Fixed",
    "FixedUnit",
    "Page",
    "Place",
    "Rewritten",
    "SegmentOptions",
    "Skeleton",
    "SourcePage",
    "extract_units",
    "find_inexpressible",
    "locate_units",
    "rebuild_page",
    "rewrite_page",
]
