"""The confidence of a quotation: the share of its rule's results on annotated news with correct content and speaker.

Measured on the training part of PolNeAR, 840 articles of seven newsrooms. A result is correct if it overlaps an
annotated quotation (intersection over union at least 0.5) and contains the head of its speaker. Shares measured on
three quarters of the articles hold on the fourth: of 8,075 direct and mixed quotations, 58 % had a confidence above
0.9, and 96 % of those were correct.
"""

from __future__ import annotations

from plugins.layers import Kind

ORDER = (Kind.DIRECT, Kind.MIXED, Kind.INDIRECT)
SHARES: dict[str, tuple[float, ...]] = {
    "behind": (0.97,),  # 4663
    "before": (0.83,),  # 679
    "verb behind": (0.47,),  # 14: with "verb before"
    "verb before": (0.48,),  # 56
    "label": (0.40,),  # 40
    "signature": (0.43,),  # 9: with "label"
    "sentence before": (0.69,),  # 121
    "person before": (0.60,),  # 40
    "colon before": (0.66,),  # 17: with "sentence before" and "person before"
    "same paragraph": (0.68,),  # 40
    "paragraph before": (0.64,),  # 66
    "turn": (0.04,),  # 6, none correct: with "alone" and "speaker behind"
    "speaker behind": (0.04,),  # 9, none correct: with "alone" and "turn"
    "alone": (0.05,),  # 38
    "clause behind": (0.84, 0.85, 0.76),  # 91, 1045, 3715
    "clause beside": (0.87, 0.90, 0.77),  # 24: with "clause behind", 143, 354
    "clause around": (0.87, 0.85, 0.83),  # 0: with "clause behind" and "clause beside", 87, 302
    "according to": (0.73, 0.76, 0.78),  # 0: all kinds with "as said", 68, 388
    "as said": (0.73, 0.74, 0.48),  # 0: as "according to", 8: with "according to", 71
    "infinitive behind": (0.60, 0.73, 0.58),  # 9: all kinds with "gerund behind", 86, 990
    "gerund behind": (0.60, 0.74, 0.58),  # 0: as "infinitive behind", 3: with "infinitive behind", 60
    "object behind": (0.66, 0.72, 0.53),  # 38, 413, 2896
    "governed by preposition": (0.66, 0.61, 0.42),  # 9: with "object behind", 75, 989
    "headline": (0.87, 0.87, 0.87),  # 0, 22, 25: all kinds
    "transcript": (0.47,),  # 73, most of them of one interview
    "retweet": (0.47,),  # 0: as "transcript"
    "left over": (0.36, 0.39, 0.39),  # 39, 22 and 0: all kinds
}
"""By rule, for direct, mixed and indirect quotations; rules for words in marks find only direct ones.

The comment after each rule: how many quotations of each kind it found with a speaker ("alone": without). Fewer than 30
are too few to measure: the share is then that of the rules named together, for this kind or, if they too found fewer
than 30, for all kinds. If almost none was correct, one correct and one wrong result are added.
"""
SPEAKERLESS = 0.48
"""The highest confidence of a quotation without a speaker: measured on 273 of "clause" and "infinitive behind"."""

UNCLOSED = 0.9
"""The highest confidence of a quotation whose last mark was never closed: its end is a guess."""


def confidence(kind: Kind, rule: str, *, known: bool, closed: bool = True) -> float:
    """Return the confidence, 0 to 1; `known`: the text says who speaks, `closed`: the marks are paired."""
    share = min(SHARES[rule][ORDER.index(kind)], 1 if closed else UNCLOSED)
    return share if known else min(share, SPEAKERLESS)
