"""Page ⇄ units + skeleton. Takes and gives text and values; reads and writes no file, knows no locale's catalogs."""

from pipeline.segment.extract import extract_units
from pipeline.segment.rebuild import rebuild_page
from pipeline.segment.skeleton import Page, SegmentOptions, Skeleton

__all__ = ["Page", "SegmentOptions", "Skeleton", "extract_units", "rebuild_page"]
