"""Names of medicines and codes: kept, or in the form that the language has; look-alikes and exchanged names found.

A name in another script is known by its sound; where a script has no sounds (Chinese) and the language's `[drugs]`
table has no form, the finding is major and asks for a look.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import name

from pipeline.check.drugs import Token, find_tokens, forms_of, is_form, is_known, is_look_alike, is_other_drug, stands
from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.folding import fold_text
from pipeline.text.names import Name, equal_codes, find_codes, find_drugs, is_code, is_drug, singular_drug

_MOST = 40
_ABROAD = ("anib", "caine", "isone", "solone", "asone")
"""Endings of medicines that are also endings of other languages' words: Tagalog *panganib*, French *américaine*."""
_SILENT_SCRIPTS = frozenset({"zh"})
"""Languages whose script does not write a foreign name's sound letter by letter."""


@register("names", order=33, kinds=("drug-name", "code", "code-lost"))
def find_name_faults(subject: Subject) -> Iterator[Problem]:
    """Medicines and codes that were lost, changed by a letter or two, or exchanged for others."""
    yield from _find_drug_faults(subject)
    yield from _find_code_faults(subject)


def _find_drug_faults(subject: Subject) -> Iterator[Problem]:
    drugs = {singular_drug(name.text): name for name in find_drugs(subject.source_text)}
    if not drugs:
        return
    forms = {drug: _forms(subject, drug) for drug in list(drugs)[:_MOST]}
    tokens = find_tokens(subject.target_text)
    strangers = [token for token in tokens if token.latin and _is_strange(token, forms)]
    for drug, names in forms.items():
        alike = next((t for t in strangers if any(is_look_alike(t.text, form) for form in names)), None)
        if alike is not None:
            strangers.remove(alike)
            yield _changed(drugs[drug], alike)
        elif not stands(names, tokens, subject.target_text):
            other = next((t for t in strangers if is_other_drug(t.text)), None)
            if other is not None:
                strangers.remove(other)
            yield _changed(drugs[drug], other) if other else _lost(subject, drugs[drug])
    yield from _find_invented_drugs(subject, strangers)


def _forms(subject: Subject, drug: str) -> tuple[str, ...]:
    """How the language, the workspace and the termbase write a medicine."""
    own = (form for name, forms in subject.terms.items() if name.lower() == drug for form in forms)
    terms = (term for term in subject.termbase.terms if drug in (name.lower() for name in term.source))
    return (*forms_of(drug, subject.locale), *own, *(form for term in terms for form in term.approved))


def _is_strange(token: Token, forms: Mapping[str, Sequence[str]]) -> bool:
    return not any(is_form(token.text, form) for names in forms.values() for form in names)


def _find_invented_drugs(subject: Subject, tokens: Sequence[Token]) -> Iterator[Problem]:
    """Medicines that the translation names beside the source's, and that are no word of the source."""
    said = subject.source_text.lower()
    names = [token for token in tokens if is_drug(token.text.lower()) and not token.text.lower().endswith(_ABROAD)]
    invented = [token for token in names if singular_drug(token.text) not in said]
    for token in invented[:_MOST]:
        yield Problem(
            Severity.CRITICAL,
            f"The translation names “{token.text}”; the source does not.",
            "Write the medicine that the source names, or waive this where it is another name for the same.",
            target_spans=(token.span,),
            kind="drug-name",
        )


def _changed(name: Name, token: Token) -> Problem:
    return Problem(
        Severity.CRITICAL,
        f"The source names “{name.text}”, the translation “{token.text}”.",
        f"Write {name.text} or its form in this language, or waive this with the reason why the other is right.",
        (name.span,),
        (token.span,),
        "drug-name",
    )


def _lost(subject: Subject, name: Name) -> Problem:
    unsure = subject.language.code in _SILENT_SCRIPTS and not is_known(singular_drug(name.text), subject.locale)
    return Problem(
        Severity.MAJOR if unsure else Severity.CRITICAL,
        f"The source names “{name.text}”; it is not found in the translation.",
        "Name it, add its form in this language to the termbase, or waive this where it is named otherwise.",
        (name.span,),
        kind="drug-name",
    )


def _find_code_faults(subject: Subject) -> Iterator[Problem]:
    source = find_codes(subject.source_text)
    if not source:
        return
    text = fold_text(subject.target_text).text
    written = find_codes(text, romans=True)
    missing = _absent(source, [code for code in written if is_code(code.text)], text)
    foreign = _absent(written, source, subject.source_text)
    absent = {code.text for code in missing}
    for code in _once(source)[:_MOST]:
        forms = [code.text, *(code.text.split("-") if code.text in absent else ())]  # Persian writes MERS - CoV
        slip = next((c for c in foreign[:_MOST] if any(_is_slip(c.text, form) for form in forms)), None)
        if slip is not None:
            foreign.remove(slip)
            missing = [name for name in missing if name.text != code.text]
            yield Problem(
                Severity.CRITICAL,
                f"The source has “{code.text}”, the translation “{slip.text}”.",
                f"Write {code.text}, or waive this with the reason why the other is right.",
                (code.span,),
                _places(subject, slip),
                "code",
            )
    yield from _find_lost_codes(subject, missing, sum(is_code(code.text) for code in foreign))


def _find_lost_codes(subject: Subject, missing: Sequence[Name], foreign: int) -> Iterator[Problem]:
    """A code with digits has to stand; of acronyms as many may be missing as the translation has of its own."""
    text = fold_text(subject.target_text).text
    latin = not any(char.isalpha() and not char.isascii() and "LATIN" not in name(char, "") for char in text)
    for code in missing[:_MOST]:
        digits = "".join(char for char in code.text if char.isdigit())
        if subject.language.names.get(code.text) or (digits and digits in text):
            continue
        if foreign:
            foreign -= 1
        elif digits or latin:
            yield _lost_code(code)


def _lost_code(code: Name) -> Problem:
    return Problem(
        Severity.MAJOR,
        f"The source has “{code.text}”; it is not found in the translation.",
        "Write it, or leave it where the translation says in words what it stands for.",
        (code.span,),
        kind="code-lost",
    )


def _absent(codes: Sequence[Name], others: Sequence[Name], text: str) -> list[Name]:
    known = Counter(_plain(other.text) for other in others)
    written = _plain(text)
    return [
        code
        for code in _once(codes)
        if _plain(code.text) not in known
        and code.text not in text
        and not _stands_in_parts(code.text, text)
        and not (any(char.isdigit() for char in code.text) and _plain(code.text) in written)
    ]


def _stands_in_parts(code: str, text: str) -> bool:
    """MERS - CoV for MERS-CoV."""
    parts = code.split("-")
    return len(parts) > 1 and all(re.search(rf"\b{re.escape(part)}\b", text) for part in parts if part)


def _once(codes: Sequence[Name]) -> list[Name]:
    seen: dict[str, Name] = {}
    for code in codes:
        seen.setdefault(code.text, code)
    return list(seen.values())


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).upper()


def _is_slip(one: str, other: str) -> bool:
    one, other = one.upper(), other.upper()
    shortest = 2 if one[-1:].isdigit() else 3
    if len(one) != len(other) or len(one) < shortest or frozenset({one, other}) in equal_codes():
        return False
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(differing) == 1 and all(char.isalpha() for char in differing[0])


def _places(subject: Subject, code: Name) -> tuple[Span, ...]:
    return (fold_text(subject.target_text).span(*code.span),)
