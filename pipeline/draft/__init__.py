"""Drafts: proposals from the memory of approved pairs and from machines; verified, and never trusted."""

from __future__ import annotations

from pipeline.draft.drafting import Refusal, draft_units
from pipeline.draft.engines import EngineStatus, available_engines, make_engine
from pipeline.draft.memory import ApprovedPair, Match, Memory
from pipeline.draft.replies import Engine, Reply

__all__ = [
    "ApprovedPair",
    "Engine",
    "EngineStatus",
    "Match",
    "Memory",
    "Refusal",
    "Reply",
    "available_engines",
    "draft_units",
    "make_engine",
]
