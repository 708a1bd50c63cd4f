"""The second dose is not the third, and phase III is not phase II.

Ordinals and Roman numerals are often something else (a second, an intravenous drip), so they only count where both
texts have one of a kind left over and the two differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.quantities import compare_quantities
from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity


@register("ordinals", order=34)
def find_ordinal_faults(subject: Subject) -> Iterator[Problem]:
    """Ordinals and Roman numerals that were taken for one another."""
    matched = compare_quantities(subject).matched
    for form in ("ordinal", "roman"):
        lost = [number for number in matched.source_hints if number.form == form]
        gained = [number for number in matched.target_hints if number.form == form]
        for one, other in zip(lost, gained, strict=False):
            if one.value != other.value:
                yield Problem(
                    Severity.CRITICAL,
                    f"The source says “{one.text}”, the translation “{other.text}”.",
                    "Correct the translation, or waive this with the reason why it is right.",
                    (one.span,),
                    (other.span,),
                )
