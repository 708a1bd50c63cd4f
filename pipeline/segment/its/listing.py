"""Annotations in the output format of the W3C's ITS 2.0 test suite: a line a node, path and values by tabs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.segment.its.annotate import Annotation
from pipeline.segment.its.tree import Node


def list_annotations(annotations: Iterable[Annotation]) -> Iterator[str]:
    """`/doc/p[1]` TAB `translate="no"`, names in alphabetical order, quotation marks in a value as they are."""
    paths: dict[Node, str] = {}
    counts: dict[Node, Counter[str]] = {}
    for node, values, _ in annotations:
        path = _format_path(node, paths, counts)
        yield "\t".join([path, *(f'{name}="{_one_line(values[name])}"' for name in sorted(values))])


def _format_path(node: Node, paths: dict[Node, str], counts: dict[Node, Counter[str]]) -> str:
    assert node.parent is not None
    above = paths.get(node.parent, "")
    if node.kind == "attribute":
        return f"{above}/@{node.name}"
    position = ""
    if node.parent.kind != "root":
        siblings = counts.setdefault(node.parent, Counter())
        siblings[node.name] += 1
        position = f"[{siblings[node.name]}]"
    paths[node] = f"{above}/{node.name}{position}"
    return paths[node]


def _one_line(value: str) -> str:
    return " ".join(value.split("\n")).replace("\t", " ").replace("\r", "")
