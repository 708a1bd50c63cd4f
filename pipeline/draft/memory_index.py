"""An index of texts that finds those that are like another one: by rare parts in common, then by edit distance.

Each text is filed under its rarest trigrams (three letters, ends included; Ukkonen, "Approximate string-matching with
q-grams and maximal matches", 1992). A look-up counts which texts share most of the rare trigrams of the wanted one,
and compares the best of them letter by letter. The texts are numbered by length, so that those which are too short or
too long to be like it are one cut away. In a small index all texts are compared. It knows nothing of pairs.

The arrays may lie in a file that is mapped into memory: only the lists that a look-up needs are read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

NEAR = 75
"""Per cent of likeness below which a match helps nobody."""

Array = npt.NDArray[np.unsignedinteger]

_BITS = 18
"""Trigrams are filed under this many bits of their hash; fewer in a small index."""
_FILED = 32
"""Rarest trigrams under which a text is filed."""
_ASKED = 32
"""Rarest trigrams of the wanted text that are looked up."""
_READ = 400_000
"""Entries of lists that a look-up reads at most, rarest trigrams first."""
_FEWEST = 4
"""Lists that are read in any case."""
_CUT = 200
"""Entries of a list from which on only those of a fitting length are read."""
_COMPARED = 200
"""Texts that are compared letter by letter."""
_SMALL = 2_000
"""Up to so many texts all are compared."""
_CHUNK = 50_000
"""Texts that are taken apart at once; also how many tell which trigrams are rare."""


def build_arrays(texts: Sequence[str]) -> dict[str, Array]:
    """The arrays of an index, a function of the texts. ValueError where they are not in order of their lengths."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(texts) + 1, np.uint64)
    np.cumsum([len(each) for each in encoded], out=offsets[1:])
    lengths = np.fromiter(map(len, texts), np.uint32, len(texts))
    if np.any(lengths[1:] < lengths[:-1]):
        raise ValueError("the texts of an index are numbered by length")
    commonness = _count_trigrams(texts)
    kinds = len(commonness)
    filed = [_file_chunk(texts[at : at + _CHUNK], at, commonness) for at in range(0, len(texts), _CHUNK)]
    entries = np.concatenate(filed) if filed else np.zeros(0, np.uint64)
    entries.sort()
    starts = np.zeros(kinds + 1, np.uint32)
    np.cumsum(np.bincount((entries >> np.uint64(32)).astype(np.int64), minlength=kinds), out=starts[1:])
    return {
        "text": np.frombuffer(b"".join(encoded), np.uint8),
        "offsets": offsets,
        "lengths": lengths,
        "commonness": commonness,
        "starts": starts,
        "lists": entries.astype(np.uint32),
    }


class TextIndex:
    """Texts by number, as `build_arrays` filed them. Threads may share one."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._text = arrays["text"].data
        self._offsets, self._lengths = arrays["offsets"], arrays["lengths"]
        self._commonness, self._starts, self._lists = arrays["commonness"], arrays["starts"], arrays["lists"]

    def __len__(self) -> int:
        return len(self._lengths)

    def text(self, number: int) -> str:
        """One text."""
        return self._read_texts(slice(number, number + 1))[0]

    def _read_texts(self, numbers: slice | npt.NDArray[np.int64]) -> list[str]:
        starts, ends = self._offsets[:-1][numbers].tolist(), self._offsets[1:][numbers].tolist()
        return [str(self._text[start:end], "utf-8", "surrogatepass") for start, end in zip(starts, ends, strict=True)]

    def find_near(self, wanted: str, *, cutoff: float = NEAR) -> list[tuple[int, float]]:
        """Number and likeness (`rapidfuzz.fuzz.ratio`) of the texts that are at least so like it, the likest first."""
        if len(self) <= _SMALL:
            return _compare(wanted, self._all_texts, range(len(self)), cutoff)
        ranked = self._rank_candidates(wanted, cutoff)
        found: list[tuple[int, float]] = []
        for compared in (_COMPARED, 25 * _COMPARED):
            numbers = np.sort(_take_first(*ranked, compared))
            found = _compare(wanted, self._read_texts(numbers), numbers.tolist(), cutoff)
            if len(found) < compared // 8:
                break  # those after them are less like it still
        return found

    @cached_property
    def _all_texts(self) -> list[str]:
        return self._read_texts(slice(None))

    def _rank_candidates(self, wanted: str, cutoff: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Texts of a fitting length that have rare trigrams in common with the wanted one, and how much, in short."""
        first, end = self._find_fitting(len(wanted), cutoff)
        lists = self._choose_lists(wanted, first, end)
        counts = np.zeros(len(self), np.uint8)
        for each in lists:
            counts[each] += 1
        fitting, found = counts[first:end], np.zeros(0, np.int64)
        for least in sorted({max(1, len(lists) // share) for share in (6, 16)}, reverse=True):
            found = np.flatnonzero(fitting >= least)
            if len(found) >= _COMPARED:
                break
        found += first
        return found, counts[found] / (self._lengths[found] + np.float32(len(wanted)))

    def _find_fitting(self, length: int, cutoff: float) -> tuple[int, int]:
        """The numbers of the texts that can be like one of this length: the first, and the one after the last."""
        share = cutoff / (200 - cutoff)
        bounds = np.array([math.ceil(length * share), math.floor(length / share) + 1], self._lengths.dtype)
        first, end = self._lengths.searchsorted(bounds).tolist()
        return first, end

    def _choose_lists(self, wanted: str, first: int, end: int) -> list[Array]:
        """Of the lists of its rarest trigrams the texts from first to end, as many as may be read."""
        trigrams = np.unique(_hash_trigrams([wanted], len(self._commonness))[0])
        order = np.argsort(self._commonness[trigrams], kind="stable")
        starts = self._starts[trigrams][order].tolist()
        ends = self._starts[trigrams + np.uint64(1)][order].tolist()
        bounds = np.array([first, end], self._lists.dtype)
        lists: list[Array] = []
        read = 0
        for start, stop in zip(starts, ends, strict=True):
            if start == stop:
                continue
            filed = self._lists[start:stop]
            if stop - start > _CUT:
                low, high = filed.searchsorted(bounds).tolist()
                filed = filed[low:high]
            lists.append(filed)
            read += len(filed)
            if len(lists) == _ASKED or (read > _READ and len(lists) >= _FEWEST):
                break
        return lists


def _take_first(numbers: npt.NDArray[np.int64], likeness: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.int64]:
    return numbers[np.argpartition(-likeness, count)[:count]] if len(numbers) > count else numbers


def _compare(wanted: str, texts: Sequence[str], numbers: Sequence[int], cutoff: float) -> list[tuple[int, float]]:
    hits = process.extract(wanted, texts, scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
    return sorted(((numbers[place], score) for _, score, place in hits), key=lambda hit: (-hit[1], hit[0]))


def _count_trigrams(texts: Sequence[str]) -> Array:
    """In how many texts of a sample each trigram stands."""
    kinds = 1 << min(_BITS, len(texts).bit_length() + 6)
    sample = texts[:: max(1, len(texts) // _CHUNK)][:_CHUNK]
    hashes, numbers = _hash_trigrams(sample, kinds)
    once = _sort_once(numbers << np.uint64(_BITS) | hashes) & np.uint64((1 << _BITS) - 1)
    return np.bincount(once.astype(np.int64), minlength=kinds).astype(np.uint16)


def _file_chunk(texts: Sequence[str], first: int, commonness: Array) -> npt.NDArray[np.uint64]:
    """For each text its rarest trigrams, as trigram << 32 | number of the text."""
    hashes, numbers = _hash_trigrams(texts, len(commonness))
    rarity = commonness[hashes].astype(np.uint64)
    keys = _sort_once(numbers << np.uint64(34) | rarity << np.uint64(_BITS) | hashes)
    owners = (keys >> np.uint64(34)).astype(np.int64)
    counts = np.bincount(owners, minlength=len(texts))
    places = np.arange(len(keys)) - (np.cumsum(counts) - counts)[owners]
    kept = places < _FILED
    trigrams = keys[kept] & np.uint64((1 << _BITS) - 1)
    return trigrams << np.uint64(32) | (owners[kept] + first).astype(np.uint64)


def _sort_once(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """As `numpy.unique`, which is many times slower on what is nearly in order."""
    keys.sort()
    return keys[np.flatnonzero(np.diff(keys, prepend=~keys[:1]))]


def _hash_trigrams(texts: Sequence[str], kinds: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """The hashes of all trigrams of the texts in turn, below `kinds` (a power of two), and whose each is."""
    joined = "\0\0" + "".join(f"{text}\0\0" for text in texts)
    letters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    before = np.cumsum(lengths + 2) - lengths - 1
    numbers = np.repeat(np.arange(len(texts)), lengths)
    places = np.arange(len(numbers)) + (before - (np.cumsum(lengths) - lengths))[numbers]
    mixed = letters[places] * np.uint32(0x9E3779B1)
    mixed ^= letters[places + 1] * np.uint32(0x85EBCA77)
    mixed ^= letters[places + 2] * np.uint32(0xC2B2AE3D)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> np.uint32(12)
    return (mixed & np.uint32(kinds - 1)).astype(np.uint64), numbers.astype(np.uint64)
