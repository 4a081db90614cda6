"""Attributions outside the sentence of the content: a signature after it, or the sentence before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plugins.quotes.attribution.attribution import attributed
from plugins.quotes.attribution.beside import LABEL
from plugins.quotes.text.parsed import WINDOW, Clause
from plugins.quotes.text.place import clauses
from plugins.quotes.text.reading import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from plugins.quotes.attribution.attribution import Attribution
    from plugins.quotes.text.marks import Paragraph
    from plugins.quotes.text.reading import Reading

QUESTIONS = frozenset(("ask", "asks", "asked", "asking", "wonder", "wonders", "wondered", "wondering"))
"""Cues of a question, which another speaker answers."""
SIGNATURE = re.compile(r"[\s\"'”’.,]*[-–—―~•]{1,2}\s*")
"""The dash before a name that signs a quotation."""
REMAINS = " \t\r\"'”’.,"


def signature(reading: Reading, start: int, lines: Sequence[Paragraph]) -> Attribution | None:
    r"""Return the speaker named after a dash, at the end of the line or on the next one, as in a list of quotations.

    >>> reads("“The ferry was late again.” – Ada Holm, mayor of Dorn\n\n“So was the bus.”\n– Ivo Lund", "signature")
    The ferry was late again.; So was the bus.
    """
    text = reading.text
    for line in lines:
        dash = SIGNATURE.match(text, max(start, line.start), line.end)
        if dash:
            clause = Clause(reading.token_at(dash.end()), reading.token_at(line.end))
            names = [at for at in range(*clause)[:LABEL] if at in reading.named and reading.can_speak(at)]
            names = names or [at for at in range(*clause)[:LABEL] if reading.doc[at].text[0].isupper()]
            if names:
                run = next(at for at in names if at + 1 not in names)
                return attributed(reading, reading.doc[run], None, clause, "signature")
        if text[max(start, line.start) : line.end].strip(REMAINS):
            return None
    return None


def lead_in(reading: Reading, start: int, end: int) -> Attribution | None:
    """Return the speaker in the last sentence of `text[start:end]`, else the person who is its subject.

    >>> reads("Ada Holm said that the ferry was late. “It was the fog again.”", "sentence before")
    It was the fog again.
    """
    sentences = [clause for clause in clauses(reading, start, end) if any(reading.words(clause))]
    if not sentences:
        return None
    clause = sentences[-1]
    for cue in reversed(list(reading.cues(max(clause.first, clause.last - WINDOW), clause.last))):
        verb = reading.doc[cue[0]]
        head = None if verb.dep_ == "advcl" or verb.lower_ in QUESTIONS else reading.subject(cue, clause)
        if head is not None:
            return attributed(reading, reading.antecedent(head), cue, clause, "sentence before")
    return _person_in(reading, clause) or _announced(reading, clause)


def _announced(reading: Reading, clause: Clause) -> Attribution | None:
    r"""Return the source that a sentence with a colon names.

    >>> reads("The statement in full:\n\n“The ferry was late. So was the bus.”", "colon before")
    The ferry was late. So was the bus.
    """
    if reading.doc[reading.last_word(clause)].text != ":":
        return None
    words = list(reading.words(clause))
    subject = next((word for word in words if word.dep_ in SUBJECTS), None)
    subject = subject or next((word for word in words if word.dep_ == "ROOT" and _is_noun(reading, word)), None)
    return None if subject is None else attributed(reading, subject, None, clause, "colon before")


def _is_noun(reading: Reading, word: Token) -> bool:
    """Return whether the root of a sentence is a noun: it has an article or a capital."""
    return word.is_title or any(reading.roles[at] == "det" for at in reading.children(word.i))


def _person_in(reading: Reading, clause: Clause) -> Attribution | None:
    """Return the person who is the subject of a sentence, preferably of its main clause.

    >>> reads("Ada Holm shook her head. “The ferry is always late.”", "person before")
    The ferry is always late.
    """
    subjects = [word for word in reading.words(clause) if word.dep_ in SUBJECTS and reading.is_human(word.i)]
    head = min(subjects, key=lambda word: word.head.dep_ != "ROOT", default=None)
    return None if head is None else attributed(reading, head, None, clause, "person before")
