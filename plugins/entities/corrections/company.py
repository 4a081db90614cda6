"""Correction `company`: a company's name includes its legal form, and its first words may mean the same company."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plugins.english.legal_forms import SURE, UNSURE
from plugins.entities.evidence.companies import has_form, short_names
from plugins.entities.evidence.labels import with_label
from plugins.entities.mentions import Mention
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORDS_BETWEEN = re.compile(rf"((?: (?:& )?[A-Z][\w’'-]{{1,30}}){{0,3}}),? (?:{SURE}|{UNSURE})")
DIRECT = re.compile(rf",? {SURE}")
WITH_SURE_FORM = re.compile(rf".*[^,],? {SURE}")
FORM_AHEAD = re.compile(r",? [A-Z&p]")  # a quick test: most names are followed by something else
BARE_FORM = re.compile(rf"{SURE}|{UNSURE}")


def with_companies(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with companies up to their legal form; their short names have the label ORG too."""
    whole = list(_up_to_form(text, mentions))
    short = short_names(text, whole)
    return [with_label(one, "ORG", How.COMPANY) if one.text in short or _is_named(one) else one for one in whole]


def _is_named(mention: Mention) -> bool:
    """Return whether a legal form shows that a name is a company: “McKenna LLP”, but “Adams Co.” is a county."""
    if mention.label == "ORG" or not has_form(mention.text) or mention.text.endswith(("Co", "Co.")):
        return False
    return WITH_SURE_FORM.fullmatch(mention.text) is not None


def _up_to_form(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the mentions, extended to the legal form if one follows: “Stone” becomes “Stone Calder LLP”."""
    end = 0
    for at, mention in enumerate(mentions):
        if mention.start < end:
            continue
        start, end = mention.start, mention.end
        if FORM_AHEAD.match(text, end):
            following = mentions[at + 1].start if at + 1 < len(mentions) else len(text)
            end = _end_with_form(text, mention, following)
        yield Mention(start, end, "ORG", text[start:end], How.COMPANY) if end > mention.end else mention


def _end_with_form(text: str, mention: Mention, following: int) -> int:
    """Return the end of the legal form after a mention; the mention's own end if none follows or a name is between."""
    is_body = mention.label == "ORG" and not BARE_FORM.fullmatch(mention.text)
    match = (WORDS_BETWEEN if is_body else DIRECT).match(text, mention.end)
    if not match or has_form(mention.text) or (is_body and match.end(1) > following):
        return mention.end
    return match.end()
