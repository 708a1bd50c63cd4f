"""Names of drugs and products, codes and acronyms: look-alikes, another one, a letter lost."""

from __future__ import annotations

import re

from benchmarks.check.mutate.family import Family, Mutant, Setting, source_only, swap
from benchmarks.check.pairs import Pair

_DRUG = re.compile(
    r"\b[A-Za-z]{2,}(?:mab|nib|cillin|vir|statin|quine|mycin|floxacin|azole|profen|prazole|sartan|olol|dipine|cycline|"
    r"formin|gliptin|parin|xaban|setron|azepam|caine|sone|solone|nidazole|vudine|ivir|buvir|leucel|cept|platin|rubicin|"
    r"taxel|bine|trexate|mide|dronate|oxetine|pril|thiazide|terol|phylline|ribavirin|acetaminophen|paracetamol|ibuprofen|"
    r"aspirin|insulin|heparin|warfarin|interferon)s?\b",
    re.IGNORECASE,
)
_NOT_DRUGS = re.compile(
    r"(?:combine|machine|routine|engine|online|decline|spine|vaccine|quarantine|medicine|concept|except|accept|intercept|april|cholesterol)s?$",
    re.I,
)
_OTHER_DRUGS = (
    "ritonavir",
    "rituximab",
    "imatinib",
    "amoxicillin",
    "atorvastatin",
    "omeprazole",
    "losartan",
    "quinine",
)
_CODE = re.compile(r"\b(?=[A-Za-z0-9-]*\d)[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*\b|\b[A-Z]{3,}\b|\b[A-Z][a-z]+[A-Z]\w*\b")


def drugs_of(text: str) -> list[re.Match[str]]:
    return [match for match in _DRUG.finditer(text) if not _NOT_DRUGS.search(match[0])]


def _look_alike(pair: Pair, setting: Setting) -> Mutant | None:
    """A drug's name with one vowel changed, two letters exchanged or one lost, where it stands as in the source."""
    there = [m for d in drugs_of(pair.source) for m in re.finditer(rf"\b{re.escape(d[0])}\b", pair.target)]
    if not there:
        return None
    match = setting.dice.choice(there)
    new = misspell(match[0], setting)
    return Mutant(pair.source, swap(pair.target, *match.span(), new), f"{match[0]} → {new}") if new else None


def misspell(name: str, setting: Setting) -> str:
    """A look-alike of a name: changed where a reader would not see it."""
    way = setting.dice.randrange(3)
    inner = range(1, len(name) - 1)
    if way == 0:
        vowels = [i for i in inner if name[i] in "aeiou"]
        place = setting.dice.choice(vowels) if vowels else 1
        return name[:place] + setting.dice.choice([v for v in "aeiou" if v != name[place]]) + name[place + 1 :]
    if way == 1:
        unlike = [i for i in inner if name[i] != name[i + 1]]
        place = setting.dice.choice(unlike) if unlike else 1
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    place = setting.dice.choice(list(inner))
    return name[:place] + name[place + 1 :] if name[place] != name[place - 1] else name[:place] + "x" + name[place:]


def _other_drug(pair: Pair, setting: Setting) -> Mutant | None:
    there = [m for d in drugs_of(pair.source) for m in re.finditer(rf"\b{re.escape(d[0])}\b", pair.target)]
    if not there:
        return None
    match = setting.dice.choice(there)
    new = setting.dice.choice([drug for drug in _OTHER_DRUGS if drug not in pair.source.lower()])
    return Mutant(pair.source, swap(pair.target, *match.span(), new), f"{match[0]} → {new}")


def _other_drug_in_source(text: str, setting: Setting) -> tuple[str, str] | None:
    """The source names another drug than its translation, in whatever script that is."""
    there = drugs_of(text)
    if not there:
        return None
    match = setting.dice.choice(there)
    new = setting.dice.choice([drug for drug in _OTHER_DRUGS if drug[:3] != match[0][:3].lower()])
    return swap(text, *match.span(), new), f"{match[0]} → {new}"


def _break_code(pair: Pair, setting: Setting) -> Mutant | None:
    """SARS-CoV-2, ACE2, HER2, RNA: a letter of a code that stands as in the source is another."""
    codes = {match[0] for match in _CODE.finditer(pair.source)}
    there = [m for m in _CODE.finditer(pair.target) if m[0] in codes]
    if not there:
        return None
    match = setting.dice.choice(there)
    places = [i for i, char in enumerate(match[0]) if char.isupper()]
    place = setting.dice.choice(places)
    new = setting.dice.choice([char for char in "BCDFGHKLMNPRTVXZ" if char != match[0][place]])
    changed = match[0][:place] + new + match[0][place + 1 :]
    return Mutant(pair.source, swap(pair.target, *match.span(), changed), f"{match[0]} → {changed}")


def _drop_code(pair: Pair, setting: Setting) -> Mutant | None:
    """A code or acronym that is lost altogether."""
    codes = {match[0] for match in _CODE.finditer(pair.source) if pair.source.count(match[0]) == 1}
    there = [m for m in _CODE.finditer(pair.target) if m[0] in codes and pair.target.count(m[0]) == 1]
    if not there:
        return None
    match = setting.dice.choice(there)
    return Mutant(pair.source, re.sub("  +", " ", swap(pair.target, *match.span(), "")), f"{match[0]} dropped")


FAMILIES = (
    Family("drug-look-alike", _look_alike, floor=99.0),
    Family("drug-other", _other_drug, floor=99.0),
    Family("drug-other-source", source_only(_other_drug_in_source), floor=99.0),
    Family("code-letter", _break_code, floor=99.0),
    Family("code-dropped", _drop_code, "major"),
)
