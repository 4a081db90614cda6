"""The shared vocabulary: the types of the built-in layers, which every plugin may import."""

from __future__ import annotations

from enum import StrEnum

from pipeline import Annotation, Span


class How(StrEnum):
    """What found a mention, or was the last to correct its place or its label."""

    MODEL = "model"
    TRIM = "trim"
    EXTENT = "extent"
    TITLE = "title"
    ACRONYM = "acronym"
    DATELINE = "dateline"
    COMPANY = "company"
    HEAD = "head"
    VOTE = "vote"
    GAZETTEER = "gazetteer"
    CONTEXT = "context"
    SURNAME = "surname"
    REPEAT = "repeat"
    NAMES = "names"


class Entity(Annotation, frozen=True):
    """A mention of someone or something named (layer `entities`).

    label: the kind of name, as the model has it: PERSON (also for PER), ORG, GPE, LOC, NORP, …
    name: the canonical name, the fullest that the document gives.
    entity: the id of who or what is named, the same for all its mentions in one document ("e1", "e2", …).
    role: a person's title or office, the fullest that stands beside the name in the document ("Secretary of State"),
        or None; "Mr." is none.
    how: what found this mention or corrected it last.
    of: the id of the country's entity for a people or what is of it ("Russian"), where the document names the country,
        or None.
    key: the id that a list of names gives for this one, or None.
    mentions: how many mentions the entity has in the document.
    """

    label: str
    name: str
    entity: str
    role: str | None = None
    how: How = How.MODEL
    of: str | None = None
    key: str | None = None
    mentions: int = 1


class Kind(StrEnum):
    """How a quotation stands in the text."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Speaker(Span, frozen=True):
    """The words that name a speaker ("Kerry", "he"), and whom they mean, where that is known.

    name: the canonical name of the entity, or the words themselves for one without a name ("officials"); None for a
    pronoun that could not be resolved.
    entity: the id of a mention in the layer `entities`, or None.
    """

    name: str | None = None
    entity: str | None = None


class Quote(Annotation, frozen=True):
    """A quotation (layer `quotes`): its span reaches from the first to the last character of its content.

    kind: direct where the content stands in quotation marks or is a turn of a transcript, indirect where none of it
        stands in marks, else mixed.
    segments: the stretches of content, without marks; more than one where an attribution splits it.
    speaker: who said it, or None.
    cue: the words that attribute it ("said", "according to"), or None.
    negated: the words say that it was not said: "Lee did not say that …", "nobody said …", "Lee refused to say …"; not
        where the cue is of this meaning itself: "Lee denied that …".
    attribution: the name of the rule that found who speaks ("behind", "clause behind", "same paragraph", …).
    confidence: the share, 0 to 1, of what this rule finds that is right in content and speaker.
    """

    kind: Kind
    segments: tuple[Span, ...]
    speaker: Speaker | None = None
    cue: Span | None = None
    negated: bool = False
    attribution: str = ""
    confidence: float = 1.0


class Timex(StrEnum):
    """The types of TIMEX3 (TimeML 1.2.1)."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


class Mod(StrEnum):
    """What TIMEX3 (TimeML 1.2.1) calls `mod`: how the words narrow or blur a value.

    BEFORE, AFTER, ON_OR_BEFORE, ON_OR_AFTER are of points ("more than a year ago" is BEFORE), LESS_THAN, MORE_THAN,
    EQUAL_OR_LESS, EQUAL_OR_MORE of lengths, START, MID, END of parts, APPROX of either.
    """

    BEFORE = "BEFORE"
    AFTER = "AFTER"
    ON_OR_BEFORE = "ON_OR_BEFORE"
    ON_OR_AFTER = "ON_OR_AFTER"
    LESS_THAN = "LESS_THAN"
    MORE_THAN = "MORE_THAN"
    EQUAL_OR_LESS = "EQUAL_OR_LESS"
    EQUAL_OR_MORE = "EQUAL_OR_MORE"
    START = "START"
    MID = "MID"
    END = "END"
    APPROX = "APPROX"


class AnchorSource(StrEnum):
    """Where the anchor of a relative expression comes from.

    published, updated: the document time, from the metadata of that name; setting: the document time, from the
    setting `document_time`; dateline: the document time, from the line that the text opens with; text: an earlier date
    of the text; missing: it takes a document time, and there is none.
    """

    PUBLISHED = "published"
    UPDATED = "updated"
    SETTING = "setting"
    DATELINE = "dateline"
    TEXT = "text"
    MISSING = "missing"


class DateExpression(Annotation, frozen=True):
    """A temporal expression (layer `dates`).

    type, value: as in TIMEX3 (TimeML 1.2.1): `2015-02-12`, `2015-06`, `PT8H`, `PRESENT_REF`; the value is None where it
    hangs on a document time and there is none, on a day that the text does not name ("the next day" with no date before
    it), and where it lies outside the years 1 to 9999.
    mod: START for "early June", APPROX for "about two years", or None.
    earliest, latest: the first and last day that the words cover, ISO 8601 (`2015-06-01`, `2015-06-30`), or None;
    "early", "mid", "the end of" narrow the value to its third.
    anchor: what a relative expression was resolved against: the document time as an ISO day, or the value of an earlier
    date of the text; None for an absolute one.
    anchor_from: where the anchor comes from; None for an absolute expression.
    anchor_place: the earlier date, where the anchor comes from the text.
    """

    type: Timex
    value: str | None = None
    mod: Mod | None = None
    earliest: str | None = None
    latest: str | None = None
    anchor: str | None = None
    anchor_from: AnchorSource | None = None
    anchor_place: Span | None = None
