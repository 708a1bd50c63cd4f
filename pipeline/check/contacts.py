"""URLs and e-mail addresses stand as in the source, telephone numbers digit for digit.

`tel:` and `href` targets are in placeholders and come from the source; this looks at what a reader reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity
from pipeline.text.tokens import Contact, find_contacts, fold_text

_NAMES = {"url": "the address", "email": "the e-mail address", "telephone": "the telephone number"}


@register("contacts", order=20)
def find_contact_faults(subject: Subject) -> Iterator[Problem]:
    """Contacts that were lost, changed or invented. How often one stands does not matter, what it says does."""
    source = find_contacts(subject.source_text)
    target = find_contacts(subject.target_text)
    lost = [c for c in _once(source) if not _stands(c, target, subject.target_text)]
    invented = [c for c in _once(target) if not _stands(c, source, subject.source_text)]
    for contact in lost:
        name = _NAMES[contact.kind]
        other = next((c for c in invented if c.kind == contact.kind), None)
        if other is not None:
            invented.remove(other)
            yield Problem(
                Severity.CRITICAL,
                f"The source gives {name} {contact.text}, the translation {other.text}.",
                f"Write {contact.text}, or waive this with the reason for another (a line in this language).",
                (contact.span,),
                (other.span,),
            )
        else:
            yield Problem(
                Severity.CRITICAL,
                f"The source gives {name} {contact.text}, the translation does not.",
                f"Write {contact.text} as in the source, or waive this with a reason.",
                (contact.span,),
            )
    for contact in invented:
        yield Problem(
            Severity.CRITICAL,
            f"The translation gives {_NAMES[contact.kind]} {contact.text}, which is not in the source.",
            "Delete it, or waive this with the reason why it is right.",
            target_spans=(contact.span,),
        )


def _once(contacts: tuple[Contact, ...]) -> list[Contact]:
    seen: dict[tuple[str, str], Contact] = {}
    for contact in contacts:
        seen.setdefault((contact.kind, contact.value), contact)
    return list(seen.values())


def _stands(contact: Contact, others: tuple[Contact, ...], text: str) -> bool:
    if any(other.kind == contact.kind and _equal(contact, other) for other in others):
        return True
    if contact.kind == "telephone":  # written in a form that is not taken for a telephone number by itself
        runs = re.findall(r"\d+", re.sub(r"(?<=\d)[ .\-()/]{1,3}(?=[\d(])", "", fold_text(text).text))
        return any(_national(run) == _national(contact.value) for run in runs)
    return False


def _equal(one: Contact, other: Contact) -> bool:
    if one.kind == "telephone":
        return _national(one.value) == _national(other.value)
    return one.value == other.value


def _national(digits: str) -> str:
    """North American numbers are one with and without the leading 1."""
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
