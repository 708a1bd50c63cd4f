"""The memory's file: pairs and the index of their texts, in one string of bytes that can be mapped into memory.

Derived, never truth. The same pairs and stamp give the same bytes, whatever their order. What opening does not read
is verified when it is read: each pair has a checksum. DraftError says that a file is damaged; it is then built anew.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.draft.memory_index import Array, TextIndex, build_arrays
from pipeline.draft.memory_numbers import blank_numbers
from pipeline.draft.memory_pairs import ApprovedPair, read_pair, read_placeholders, words_of, write_pair
from pipeline.errors import DraftError
from pipeline.model import canonical_json

_MAGIC = b"dragoman.memory/1\n"
_ALIGN = 64
_UNREAD = ("text", "lists", "pairs")
"""Arrays that opening does not read: too long, and verified otherwise."""
_READS = 500
"""Pairs that are read between two times of giving back memory; each may have brought 64 kB with it."""


def build_memory(pairs: Iterable[ApprovedPair], stamp: Mapping[str, Any]) -> bytes:
    """The file of these pairs, each distinct one once. `stamp` is JSON that says what they were derived from."""
    rows = sorted({(_words(pair), write_pair(pair)) for pair in pairs}, key=lambda row: (len(row[0]), row))
    texts = list(dict.fromkeys(words for words, _ in rows))
    numbers = {words: number for number, words in enumerate(texts)}
    records = [record for _, record in rows]
    keys = sorted((key, number) for words, number in numbers.items() for key in _keys_of(words))
    counts = np.bincount(np.fromiter((numbers[words] for words, _ in rows), np.int64, len(rows)), minlength=len(texts))
    arrays = build_arrays(texts) | {
        "firsts": np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32),
        "pairs": np.frombuffer(b"".join(records), np.uint8),
        "places": np.concatenate([[0], np.cumsum([len(record) for record in records])]).astype(np.uint64),
        "checksums": np.fromiter(map(zlib.crc32, records), np.uint32, len(records)),
        "keys": np.fromiter((key for key, _ in keys), np.uint64, len(keys)),
        "owners": np.fromiter((number for _, number in keys), np.uint32, len(keys)),
    }
    return _pack(arrays, stamp)


class MemoryFile:
    """An open memory: texts by likeness, and the pairs of each."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        arrays, self.stamp, starts = _unpack(data)
        self._arrays = arrays
        self._pairs = arrays["pairs"].data
        self._data, self._pairs_start, self._reads = data, starts["pairs"], 0
        self.index = TextIndex(arrays)

    @classmethod
    def open(cls, path: Path) -> MemoryFile:
        """The file, mapped; DraftError where it is damaged, FileNotFoundError where there is none."""
        with path.open("rb") as stream:
            if not path.stat().st_size:
                raise _damaged()
            return cls(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))

    def __len__(self) -> int:
        return len(self._arrays["checksums"])

    def read(self, number: int) -> ApprovedPair:
        """One pair, of 0 … len - 1."""
        start, end = self._arrays["places"][number : number + 2].tolist()
        record = bytes(self._pairs[start:end])
        self._reads += 1
        if self._reads % _READS == 0:
            self._let_go()
        if zlib.crc32(record) != int(self._arrays["checksums"][number]):
            raise _damaged()
        return read_pair(record)

    def _let_go(self) -> None:
        """Have the system take back what it brought in around the pairs that were read; it is there again if asked."""
        start = self._pairs_start + -self._pairs_start % mmap.PAGESIZE
        length = self._pairs_start + len(self._pairs) - start
        if isinstance(self._data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED") and length > 0:
            self._data.madvise(mmap.MADV_DONTNEED, start, length)

    def pairs_of(self, text: int) -> list[ApprovedPair]:
        """The pairs of a text of the index."""
        first, end = self._arrays["firsts"][text : text + 2].tolist()
        return [self.read(number) for number in range(first, end)]

    def find_exact(self, words: str) -> list[int]:
        """The texts that are the same, but for numbers."""
        keys, found = self._arrays["keys"], []
        for key in _keys_of(words):
            wanted = np.uint64(key)
            span = slice(np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right"))
            found.extend(self._arrays["owners"][span].tolist())
        return list(dict.fromkeys(found))

    def find_near(self, words: str) -> list[int]:
        """The texts that are at least 75 per cent like it."""
        try:
            return [number for number, _ in self.index.find_near(words)]
        except (IndexError, ValueError) as exc:
            raise _damaged() from exc


def _words(pair: ApprovedPair) -> str:
    return words_of(pair.source, pair.placeholders or read_placeholders(pair.source))


def _keys_of(words: str) -> set[int]:
    """Under which a text is found without a search: itself, and itself without its numbers."""
    return {_hash(words), _hash(blank_numbers(words))}


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _pack(arrays: Mapping[str, Array], stamp: Mapping[str, Any]) -> bytes:
    parts: list[bytes] = []
    table: dict[str, list[Any]] = {}
    size = 0
    for name, array in sorted(arrays.items()):
        data = array.tobytes()
        table[name] = [array.dtype.str, size, len(data), 0 if name in _UNREAD else zlib.crc32(data)]
        parts += [data, bytes(-len(data) % _ALIGN)]
        size += len(data) + len(parts[-1])
    head = canonical_json({"arrays": table, "stamp": stamp, "size": size})
    start = _MAGIC + len(head).to_bytes(8, "big") + zlib.crc32(head).to_bytes(4, "big") + head
    return b"".join([start, bytes(-len(start) % _ALIGN), *parts])


def _unpack(data: bytes | mmap.mmap) -> tuple[dict[str, Array], dict[str, Any], dict[str, int]]:
    """The arrays, the stamp, and where each array starts."""
    begin = len(_MAGIC) + 12
    length, checksum = data[len(_MAGIC) : begin - 4], data[begin - 4 : begin]
    end = begin + int.from_bytes(length, "big")
    if data[: len(_MAGIC)] != _MAGIC or end > len(data) or zlib.crc32(data[begin:end]).to_bytes(4, "big") != checksum:
        raise _damaged()
    head = json.loads(data[begin:end])
    base = end + -end % _ALIGN
    if base + head["size"] != len(data):
        raise _damaged()
    arrays, starts = {}, {}
    for name, (kind, offset, size, checksum) in head["arrays"].items():
        dtype = np.dtype(kind)
        starts[name] = base + offset
        arrays[name] = np.frombuffer(data, dtype, size // dtype.itemsize, base + offset)
        if name not in _UNREAD and zlib.crc32(arrays[name].data) != checksum:
            raise _damaged()
    return arrays, head["stamp"], starts


def _damaged() -> DraftError:
    return DraftError("the memory's file is damaged", hint="Run `dragoman memory rebuild`; nothing is lost.")
