"""How sure a quotation is: the share of what its rule found on annotated news that was right, content and speaker."""

from __future__ import annotations

from plugins.layers import Kind

ORDER = (Kind.DIRECT, Kind.MIXED, Kind.INDIRECT)
SHARES = {
    "behind": (0.97, 0.65, 0.50),
    "before": (0.84, 0.65, 0.50),
    "verb behind": (0.50, 0.65, 0.50),
    "verb before": (0.50, 0.65, 0.50),
    "label": (0.48, 0.65, 0.50),
    "signature": (0.65, 0.65, 0.50),
    "sentence before": (0.68, 0.65, 0.50),
    "person before": (0.59, 0.65, 0.50),
    "colon before": (0.56, 0.65, 0.50),
    "same paragraph": (0.65, 0.65, 0.50),
    "paragraph before": (0.64, 0.65, 0.50),
    "turn": (0.60, 0.65, 0.50),
    "speaker behind": (0.33, 0.65, 0.50),
    "alone": (0.14, 0.65, 0.50),
    "clause behind": (0.82, 0.84, 0.74),
    "clause beside": (0.88, 0.86, 0.74),
    "clause around": (0.60, 0.83, 0.80),
    "according to": (0.60, 0.75, 0.77),
    "as said": (0.60, 0.53, 0.45),
    "infinitive behind": (0.68, 0.70, 0.58),
    "gerund behind": (0.60, 0.73, 0.57),
    "object behind": (0.65, 0.71, 0.53),
    "governed by preposition": (0.63, 0.63, 0.42),
    "headline": (0.64, 0.88, 0.70),
    "transcript": (0.80, 0.65, 0.50),
    "left over": (0.42, 0.47, 0.50),
}
"""By rule, for direct, mixed and indirect quotations, measured on the training part of PolNeAR (840 articles of seven
newsrooms): found (intersection over union at least 0.5) and the head of its speaker right. A rule that found n of a
kind counts with 10 more at 0.60, 0.65 and 0.50, so that a few findings do not make it sure."""
SPEAKERLESS = 0.42
"""At most so sure is a quotation of which nobody is named as the speaker (same measurement)."""


def confidence(kind: Kind, rule: str, *, known: bool) -> float:
    """Return how sure a quotation is, 0 to 1; `known`: the text says who speaks."""
    share = SHARES[rule][ORDER.index(kind)]
    return share if known else min(share, SPEAKERLESS)
