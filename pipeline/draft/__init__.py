"""Drafts: proposals from the memory of approved pairs and from machines; verified, and never trusted."""

from __future__ import annotations

from pipeline.draft.drafting import Refusal, draft_units
from pipeline.draft.engines import EngineStatus, available_engines, make_engine
from pipeline.draft.memory import Match, Memory, Place, SegmentMatches, Surroundings, build_file
from pipeline.draft.memory_pairs import ApprovedPair
from pipeline.draft.replies import Engine, Reply

__all__ = [
    "ApprovedPair",
    "Engine",
    "EngineStatus",
    "Match",
    "Memory",
    "Place",
    "Refusal",
    "Reply",
    "SegmentMatches",
    "Surroundings",
    "available_engines",
    "build_file",
    "draft_units",
    "make_engine",
]
