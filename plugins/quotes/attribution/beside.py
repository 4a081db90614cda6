"""Attributions next to the content, in its sentence: after it (“content,” X said) or before it (X said: “content”)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.quotes.attribution.attribution import attributed
from plugins.quotes.text.content import SENTENCE_WORDS, has_full_stop, is_long, is_sentence, is_title
from plugins.quotes.text.parsed import WINDOW, Clause
from plugins.quotes.text.place import LEADS, leads_in
from plugins.quotes.text.reading import RELATIVES, SUBJECTS

if TYPE_CHECKING:
    from spacy.tokens import Token

    from plugins.quotes.attribution.attribution import Attribution
    from plugins.quotes.text.place import Place
    from plugins.quotes.text.reading import Reading


MODIFIERS = frozenset(("det", "poss", "case", "prep", "amod", "compound", "nummod", "predet"))
"""Roles of the last word before content that is a name or part of the phrase: her book “The Long Way”."""
NEAR = 3
"""An attribution after the content starts within this many words: “…,” the tired minister then said."""
TURN = 6
"""An attribution after a full stop has at most this many words: “We won.” Lee said."""
LABEL = 12
"""A label (“Mayor Lee of Dorn: …”) has at most this many words."""
REACH = 20
"""At most this many words are between a cue and the content after it: she said in a long letter to the paper: “…”"""
FRAGMENT_WORDS = 3
"""Without a comma or colon, fewer words than these are a fragment: she said “coercion” was wrong."""
CLAUSE_WORDS = 6
"""Right after a cue, within its sentence, this many words are a separate quotation."""


def before(place: Place) -> Attribution | None:
    """Return the attribution that leads into the content.

    >>> reads("Ada Holm told reporters: “The ferry was late.”", "before")
    The ferry was late.
    """
    reading, clause = place.reading, place.before[-1]
    if not any(reading.words(clause)) or not _is_led_into(place):
        return None
    for cue in reversed(list(reading.cues(max(clause.first, clause.last - REACH), clause.last))):
        head = reading.subject(cue, clause)
        if head is not None:
            return attributed(reading, head, cue, clause, "before")
    return _verb_before(place) or _label(reading, clause)


def _is_led_into(place: Place) -> bool:
    """Return whether the words before the content announce it; not in “her book “The Long Way”” and a “deal”."""
    reading, clause, content = place.reading, place.before[-1], place.content
    last = reading.doc[reading.last_word(clause)]
    if last.text in LEADS:
        return True
    if leads_in(reading, clause):
        if last.lower_ == "that":
            return is_long(content, FRAGMENT_WORDS)
        return is_long(content, CLAUSE_WORDS) or (not content[0].islower() and place.ends_sentence)
    return last.dep_ not in MODIFIERS and not is_title(content) and is_sentence(content, SENTENCE_WORDS)


def _label(reading: Reading, clause: Clause) -> Attribution | None:
    r"""Return the attribution of a name before a colon.

    >>> reads("It was a long day.\n\nMayor Ada Holm: “The ferry was late.”", "label")
    The ferry was late.
    """
    words = list(reading.words(clause))
    if words[-1].text != ":" or len(words) > LABEL:
        return None
    heads = [word for word in words if reading.is_name(word)]
    return attributed(reading, heads[-1], None, clause, "label") if heads else None


def _verb_before(place: Place) -> Attribution | None:
    """Return the attribution by a verb that is not a cue.

    >>> reads("Ada Holm had one message: “Go home now, all of you.”", "verb before")
    Go home now, all of you.
    """
    reading, clause = place.reading, place.before[-1]
    mark = reading.doc[reading.last_word(clause)].text
    if mark not in (",", ":") or place.content[0].islower() or not is_long(place.content, FRAGMENT_WORDS):
        return None
    for word in reversed(list(reading.words(clause))):
        if word.dep_ in SUBJECTS and word.head.i in clause and (mark == ":" or reading.can_speak(word.i)):
            return attributed(reading, word, (word.head.i, word.head.i + 1), clause, "verb before")
    return None


def is_distant(place: Place, leading: Attribution) -> bool:
    """Return whether an attribution before the content counts only if no attribution follows the content.

    >>> reads("Ada Holm had one message: “Go home,” Ivo Lund said.", "behind")
    Go home,
    """
    return leading.cue is None or place.before[-1].last - leading.cue[1] > NEAR


def behind(place: Place) -> Attribution | None:
    """Return the attribution that follows the content.

    >>> reads("“The ferry was late,” said Ada Holm, who runs the harbour, “and the bus was full.”", "behind")
    The ferry was late, | and the bus was full.
    """
    reading, clause = place.reading, place.behind[0]
    if not place.starts_sentence or not any(reading.words(clause)) or not _is_followed(place):
        return None
    for cue in reading.cues(clause.first, min(clause.last, clause.first + WINDOW)):
        head = reading.subject(cue, clause)
        if head is None or head.lower_ in RELATIVES:
            continue
        if not _is_near(reading, head, cue, clause):
            head = reading.first_speaker(Clause(clause.first, cue[0])) if place.expects_attribution else None
        return attributed(reading, head, cue, clause, "behind") if head is not None else None
    return _verb_behind(reading, clause) if place.expects_attribution else None


def _is_followed(place: Place) -> bool:
    """Return whether the clause after the content may attribute it: not after a title or the end of a sentence."""
    if place.expects_attribution or _is_turn(place.reading, place.behind[0]):
        return True
    return not has_full_stop(place.content) and is_long(place.content, FRAGMENT_WORDS)


def _is_turn(reading: Reading, clause: Clause) -> bool:
    """Return whether a clause is only an attribution: Lee said."""
    words = [word for word in reading.words(clause) if not word.is_punct]
    if not words or len(words) > TURN or reading.doc[reading.last_word(clause)].text in LEADS:
        return False
    return any(cue[1] > words[-1].i or cue[0] == words[0].i for cue in reading.cues(*clause))


def _is_near(reading: Reading, head: Token, cue: tuple[int, int], clause: Clause) -> bool:
    """Return whether the speaker or the cue is at the start of the clause."""
    start = min(max(head.left_edge.i, clause.first), cue[0])
    return sum(1 for word in reading.words(Clause(clause.first, start)) if not word.is_punct) <= NEAR


def _verb_behind(reading: Reading, clause: Clause) -> Attribution | None:
    """Return the attribution by a verb that is not a cue.

    >>> reads("“The ferry was late,” Ada Holm smiled.", "verb behind")
    The ferry was late,
    """
    for word in list(reading.words(clause))[: NEAR + 1]:
        if word.dep_ in SUBJECTS and reading.can_speak(word.i) and word.head.i in clause:
            return attributed(reading, word, (word.head.i, word.head.i + 1), clause, "verb behind")
    return None
