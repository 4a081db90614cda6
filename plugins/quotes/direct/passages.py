"""Which regions of a paragraph are direct quotations, and which of them belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from plugins.quotes.attribution.beside import before, behind, is_distant
from plugins.quotes.text.content import SENTENCE_WORDS, is_long, is_open, is_sentence
from plugins.quotes.text.place import leads_in, places
from plugins.quotes.text.reading import PRONOUNS

if TYPE_CHECKING:
    from plugins.quotes.attribution.attribution import Attribution
    from plugins.quotes.text.marks import Paragraph, Region
    from plugins.quotes.text.place import Place
    from plugins.quotes.text.reading import Reading


class Passage(NamedTuple):
    """A region that is a direct quotation or a part of one.

    attribution: the attribution of this passage, or None.
    joins: whether it continues the passage before it.
    """

    region: Region
    attribution: Attribution | None
    joins: bool


def passages(
    reading: Reading, paragraph: Paragraph, *, resumes: bool = False, after_speech: bool = False
) -> list[Passage]:
    """Return the regions of a paragraph that are direct quotations, with the attributions next to them.

    resumes: the previous paragraph left a quotation open; a region at the start of this one continues it.
    after_speech: the previous paragraph ends with a quotation, so a few words in marks may answer it.
    """
    found: list[Passage] = []
    adjacent = False
    for place in places(reading, paragraph):
        if resumes and place.first and not any(reading.words(place.before[-1])):
            passage: Passage | None = Passage(place.region, behind(place), joins=True)
        else:
            answers = after_speech and _fills(reading, place.region, paragraph)
            passage = _passage(place, found[-1] if adjacent else None, 1 if answers else SENTENCE_WORDS)
        adjacent = passage is not None
        if passage:
            found.append(passage)
    return found


def _fills(reading: Reading, region: Region, paragraph: Paragraph) -> bool:
    """Return whether a paragraph consists only of the region: “Why not?”."""
    before, behind = reading.text[paragraph.start : region.opening], reading.text[region.closing : paragraph.end]
    return not before.strip() and not behind.strip()


def _passage(place: Place, previous: Passage | None, least: int) -> Passage | None:
    """Return the region as a passage, or None for marks that are not a quotation: around a title or a doubtful word.

    least: a sentence without an attribution is a quotation if it has at least this many words.
    """
    own = before(place)
    if own and is_distant(place, own):
        own = behind(place) or own
    leading, following = own, behind(place)
    if previous and place.shares_sentence:
        if _continues(place, previous, following or own):
            return Passage(place.region, leading, joins=True)
        own = following or own
    own = own or following
    if own is None and not _stands_alone(place, previous, least):
        return None
    return Passage(place.region, own, joins=own is None and previous is not None and _follows(place, previous))


def _continues(place: Place, previous: Passage, own: Attribution | None) -> bool:
    """Return whether an attribution splits one quotation.

    >>> reads("“It was late,” Ada Holm said, “and it was full.”", "behind")
    It was late, | and it was full.
    >>> reads("“Are you coming with us?” “I cannot come today,” said Ivo Lund.", "behind")
    I cannot come today,
    """
    reading, clause = place.reading, place.before[0]
    if not any(reading.words(clause)):
        return own is None or not reading.text[previous.region.start : previous.region.end].endswith("?")
    content = reading.text[previous.region.start : previous.region.end]
    split = is_open(content) or reading.doc[clause.first].text == ","
    if not (split and leads_in(reading, clause)):
        return False
    return own is None or previous.attribution is None or _is_same(reading, own, previous.attribution)


def _is_same(reading: Reading, one: Attribution, other: Attribution) -> bool:
    """Return whether two neighbouring attributions name the same speaker; a pronoun matches any."""
    word = reading.doc[one.head].lower_
    return one.head == other.head or word in PRONOUNS or word == reading.doc[other.head].lower_


def _follows(place: Place, previous: Passage) -> bool:
    """Return whether only the attribution is between this sentence and the previous passage.

    >>> reads("“It was late,” Ada Holm said. “It was full.”", "behind")
    It was late, | It was full.
    """
    *sentences, last = place.before
    if previous.attribution is None or any(place.reading.words(last)) or len(sentences) > 1:
        return False
    cue = previous.attribution.cue
    return not sentences or (cue is not None and cue[0] in sentences[0])


def _stands_alone(place: Place, previous: Passage | None, least: int) -> bool:
    """Return whether the marks contain whole sentences that are not part of the sentence around them."""
    words = 1 if previous and _follows(place, previous) else least
    if not place.region.closed:
        return place.starts_sentence and not place.content[0].islower() and is_long(place.content, words)
    return place.starts_sentence and is_sentence(place.content, words)
