"""Legal forms of companies, read from `legal_forms.txt`; case counts, because some are words in lower case."""

from __future__ import annotations

import re

from plugins.english.data_files import ANY, rows, with_use

_COLUMNS = {
    "form": ANY,
    "kind": ("short", "word", "dotted", "unsure"),
    "uses": ("extent", "group", "speaker", "stop"),
}
_ROWS = list(rows("legal_forms.txt", _COLUMNS))


def _pattern(use: str, *kinds: str) -> str:
    """Return a regular expression that matches the forms with one use, of some kinds or of all."""
    return "|".join(re.escape(row["form"]) for row in with_use(_ROWS, use) if not kinds or row["kind"] in kinds)


_SHORT, _WORD, _DOTTED = (_pattern("extent", kind) for kind in ("short", "word", "dotted"))

SURE = rf"(?:(?:{_SHORT})\b\.?|(?:{_WORD})\b|(?:{_DOTTED})\.)"
"""A regular expression for the forms that have no other meaning."""
UNSURE = rf"(?:{_pattern('extent', 'unsure')})\b(?! [A-Z])"
"""A regular expression for the forms that have other meanings too."""
OF_SPEAKERS = rf"(?:{_pattern('speaker')})\.?"
"""A regular expression for the forms that show that a speaker is a company."""
KEYS = frozenset(row["form"].replace(".", "").lower() for row in with_use(_ROWS, "group"))
"""The forms that do not change which company a name means, in lower case without full stops."""
ABBREVIATIONS = frozenset(row["form"].lower() for row in with_use(_ROWS, "stop"))
"""The forms, in lower case, after which a full stop ends no sentence."""
