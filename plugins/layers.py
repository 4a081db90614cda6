"""The shared vocabulary: the types of the built-in layers, which every plugin may import."""

from __future__ import annotations

from enum import StrEnum

from pipeline import Annotation, Span


class How(StrEnum):
    """The rule that found a mention, or that last corrected its place or label."""

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
    """A mention of a named person, organization, place or other thing (layer `entities`).

    label: the kind of name, as in the model: PERSON (also for PER), ORG, GPE, LOC, NORP, …
    name: the canonical name, the fullest that the document gives.
    entity: the id of the named entity, the same for all its mentions in one document ("e1", "e2", …).
    role: a person's title or office, the fullest next to the name in the document ("Secretary of State"), or None;
        "Mr." is not a role.
    how: the rule that found this mention or last corrected it.
    of: for a people or an adjective of a country ("Russian"), the id of the country's entity, if the document names the
        country, or None.
    key: the id of this name in a list of names, or None.
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
    """The kind of a quotation."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Speaker(Span, frozen=True):
    """The words that name a speaker ("Kerry", "he"), and whom they mean, if known.

    name: the canonical name of the entity, or the words themselves for a speaker without a name ("officials"); None for
    a pronoun that could not be resolved.
    entity: the id of a mention in the layer `entities`, or None.
    """

    name: str | None = None
    entity: str | None = None


class Quote(Annotation, frozen=True):
    """A quotation (layer `quotes`): its span is from the first to the last character of its content.

    kind: direct if the content is in quotation marks or is a turn of a transcript, indirect if none of it is in marks,
        else mixed.
    segments: the stretches of content, without marks; more than one if an attribution splits it.
    speaker: who said it, or None.
    cue: the words that attribute it ("said", "according to"), or None.
    negated: the text says that it was not said: "Lee did not say that …", "nobody said …", "Lee refused to say …"; not
        if the cue itself has this meaning: "Lee denied that …".
    attribution: the name of the rule that found the speaker ("behind", "clause behind", "same paragraph", …).
    confidence: the share, 0 to 1, of the results of this rule that have correct content and speaker.
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
    """The attribute `mod` of TIMEX3 (TimeML 1.2.1): how the words modify a value.

    BEFORE, AFTER, ON_OR_BEFORE, ON_OR_AFTER are for points ("more than a year ago" is BEFORE), LESS_THAN, MORE_THAN,
    EQUAL_OR_LESS, EQUAL_OR_MORE for durations, START, MID, END for parts, APPROX for points and durations.
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
    setting `document_time`; dateline: the document time, from the line that the text begins with; text: an earlier date
    in the text; missing: it needs a document time, and there is none.
    """

    PUBLISHED = "published"
    UPDATED = "updated"
    SETTING = "setting"
    DATELINE = "dateline"
    TEXT = "text"
    MISSING = "missing"


class DateExpression(Annotation, frozen=True):
    """A temporal expression (layer `dates`).

    type, value: as in TIMEX3 (TimeML 1.2.1): `2015-02-12`, `2015-06`, `PT8H`, `PRESENT_REF`; the value is None if it
    depends on a document time and there is none, if it depends on a day that the text does not name ("the next day"
    with no date before it), and if it is outside the years 1 to 9999.
    mod: START for "early June", APPROX for "about two years", or None.
    earliest, latest: the first and last day of the expression, ISO 8601 (`2015-06-01`, `2015-06-30`), or None;
    "early", "mid", "the end of" limit the value to its third.
    anchor: what a relative expression was resolved against: the document time as an ISO day, or the value of an earlier
    date in the text; None for an absolute expression.
    anchor_from: where the anchor comes from; None for an absolute expression.
    anchor_place: the place of the earlier date if the anchor comes from the text, else None.
    """

    type: Timex
    value: str | None = None
    mod: Mod | None = None
    earliest: str | None = None
    latest: str | None = None
    anchor: str | None = None
    anchor_from: AnchorSource | None = None
    anchor_place: Span | None = None
