"""The rules that recognize page furniture: one small function per kind, from a line to the metadata that it gives.

Each takes a whole line and returns None for prose, a dictionary (which may be empty) for furniture. Prose is never
removed: a rule must match all of a short line, and the weaker rules also check the position of the line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from plugins.clean.agencies import agencies_in, is_agency, is_picture_agency, names_in
from plugins.clean.publication import dates_in

if TYPE_CHECKING:
    from collections.abc import Callable


class Line(NamedTuple):
    """A line, and its position in the article.

    text: the line without the dashes, bullets, brackets and full stop around it.
    first: whether it is the first line.
    prose_above: the number of lines of prose above it; None below the head of the article.
    continues: whether it continues the previous line: prose broken at a fixed width.
    """

    text: str
    first: bool
    prose_above: int | None
    continues: bool


Metadata = dict[str, str | list[str]]

# A label, followed by a colon or a word of credit; a heading such as "Photos From Ankara" has neither.
PICTURE = r"(?:photo(?:graph)?s?|images?|pictures?|pics?|illustrations?|graphics?)"
CREDIT = re.compile(
    rf"(?:(?:file|cover|main|top|lead|stock|handout) )?"
    rf"(?:{PICTURE} (?:credits?|source|copyright|courtesy(?: of)?|by)\b"
    rf"|{PICTURE}\s?(?=[:|©/])|photograph(?:er|y)(?: by\b|\s?(?=:))|credits?\s?(?=:))\s?[:|©/]?\s?(?P<names>.{{2,80}})",
    re.IGNORECASE,
)
LONGEST_CREDIT = 80
FILE_PHOTO = re.compile(r"(?:file|stock|archive|handout|undated) (?:photo(?:graph)?|image|picture)", re.IGNORECASE)

BYLINE = re.compile(
    r"(?:(?:story|words|report|written) )?by:? (?P<names>.{3,100}?)(?: in [A-Z][\w ,]{2,40})?", re.IGNORECASE
)
# Words for the position of a reporter, next to the name: "By Jane Smith, Senior Staff Writer at Daily Globe".
POSITION = re.compile(r"\b(?:staff|senior|chief|political|foreign|national|special|our|in|at|to)\b", re.IGNORECASE)
PROSE_ABOVE_BYLINE = 1  # the introduction

AGENCIES = frozenset({"agencies", "news agencies", "wire services"})
AND_AGENCIES = re.compile(r"(?P<names>.{2,60}?),? (?:and|with|\+|&) (?:news |other )?agencies", re.IGNORECASE)
REPORTING = re.compile(
    r"(?:with )?(?:additional )?(?:reporting|writing|editing|contributions?|edited|written|compiled|files|inputs?)"
    r" (?:by|from) (?P<names>[^“”\"]{3,240})",
    re.IGNORECASE,
)
CONTRIBUTED = re.compile(
    r"(?P<names>[^“”\"]{3,200}?),? (?:also )?contributed (?:reporting )?(?:to|for) this (?:report|story|article)",
    re.IGNORECASE,
)
SOURCE = re.compile(r"(?:sources?|agency|via)\s?:\s?(?P<names>.{2,60})", re.IGNORECASE)

# Lines that consist of one of these: buttons, headings of lists of links, labels of advertisements.
BUTTONS = frozenset((
    "add a comment", "add to favorites", "advertisement", "advertisements", "advertising", "all rights reserved",
    "back to top", "comment", "comments", "comments are closed", "continue reading", "copy link", "editor's picks",
    "editors' picks", "email this", "follow", "follow us", "hide comments", "join the conversation", "learn more",
    "leave a comment", "leave a reply", "load more", "log in", "more on this story", "more on this topic",
    "most popular", "most read", "most viewed", "newsletter", "newsletters", "play video", "post a comment",
    "print this", "promoted content", "read full story", "read more", "read the full story", "recommended for you",
    "related", "related article", "related articles", "related content", "related coverage", "related links",
    "related news", "related stories", "related story", "related topics", "related video", "related videos",
    "report a typo", "report an error", "save for later", "see more", "share", "share article", "share this",
    "share via", "shares", "show comments", "show more", "sign in", "sign up", "skip ad", "skip advertisement",
    "skip to content", "sponsored", "sponsored content", "story highlights", "subscribe", "subscribe now",
    "subscribe today", "trending now", "tweet", "tweet this", "view comments", "view more", "you may also like",
    "you might also like",
))  # fmt: skip
NETWORK = r"(?:twitter|facebook|instagram|youtube|telegram|linkedin|tiktok|threads|bluesky|whatsapp|google news|x)"
LETTER = r"(?:newsletters?|e-?mails?|alerts?|podcasts?|channel|briefing|updates|app|inbox|digest|here)"
# Each begins with a request or notice to the reader, and is short: "Click here to see all pictures", "12 comments".
NOTICE = re.compile(
    rf"share (?:this|on|via)\b[^,.“\"]{{0,60}}"
    rf"|(?:please )?(?:subscribe|sign up) (?:to|for|here|now|today)\b(?:[^,.]{{0,100}} {LETTER}\b[^,]{{0,60}})?"
    rf"|follow (?:us|me|@\w{{1,30}})(?: .{{1,120}})?"
    rf"|follow .{{2,120}} on {NETWORK}\b.{{0,160}}"
    rf"|(?:like|find|join) us on {NETWORK}\b.{{0,60}}"
    r"|click (?:here|through to|on the link)(?: .{1,150})?"
    r"|(?:read more|read also|also read|read next|see also|related(?: (?:story|stories|articles?|video|coverage|news))?"
    r"|must read|don['’]t miss|you (?:may|might) also like)\s?:\s?.{2,180}"
    r"|(?:comments?|shares) ?\(?\d{1,6}\)?|\d{1,6} (?:comments?|shares|likes|views)"
    r"|(?:story|article) continues (?:below|after)\b.{0,40}|continue reading (?:below|the main story)"
    r"|(?:watch|listen to|view) (?:the|an?|it|this|our|more|both|full) (?:[\w’']{1,20} ){0,7}(?:above|below|here)"
    r"|\d{1,3}[ -]min(?:utes?)? read|(?:estimated |average )?reading time.{0,20}"
    r"|©.{0,250}|(?:\(c\)|copyright)(?: ©| \(c\)|:)? ?(?:\d{4}\b.{0,200}|.{0,120}\ball rights reserved\b.{0,120})"
    r"|.{0,80}\. all rights reserved\b.{0,120}",
    re.IGNORECASE,
)


def credit(line: Line) -> Metadata | None:
    """Return the credit of a picture: "Photo by: Jane Smith/AFP", "REUTERS/Jane Smith", "(Getty Images)"."""
    if FILE_PHOTO.fullmatch(line.text):
        return {}
    labelled = CREDIT.fullmatch(line.text)
    if not labelled and len(line.text) > LONGEST_CREDIT:
        return None
    names = names_in(labelled["names"] if labelled else line.text)
    if names is None or not (labelled or _are_credited(names, line.text)):
        return None
    return {"credits": names} if names else {}


def _are_credited(names: list[str], text: str) -> bool:
    """Return whether names without a label are a credit: "Getty Images", "AP/Jane Smith"; not "Reuters/Ipsos"."""
    if not names or is_picture_agency(names[-1]):
        return bool(names)
    others = [name for name in names if not is_agency(name)]
    return "/" in text and len(others) < len(names) and bool(others) and all(" " in name for name in others)


def date_line(line: Line) -> Metadata | None:
    """Return when the page was published or updated: "Updated Jul 28, 2015", "Published: 2015-07-28 14:30 GMT"."""
    found = dates_in(line.text)
    return None if found is None else {**found}


def byline(line: Line) -> Metadata | None:
    """Return who wrote the article: "By Jane Smith", "BY JANE SMITH, Associated Press", "By Jane Smith in Ankara"."""
    if line.first or line.prose_above is None or line.prose_above > PROSE_ABOVE_BYLINE:
        return None
    match = BYLINE.fullmatch(line.text)
    names = names_in(" ".join(POSITION.sub(" ", match["names"]).split())) if match else None
    if not match or not names or not (" " in names[0] or is_agency(names[0])):
        return None
    return {"byline": match["names"]}


def notice(line: Line) -> Metadata | None:
    """Return {} for a line that asks to share, subscribe, follow or click, and for headings of links and comments."""
    is_button = not line.continues and line.text.replace("’", "'").casefold() in BUTTONS
    return {} if is_button or NOTICE.fullmatch(line.text) else None


def sign_off(line: Line) -> Metadata | None:
    """Return the source of an article, from its end: "TRTWorld and agencies", "Reuters, AP", "Source: AFP"."""
    if line.continues:
        return None
    source = SOURCE.fullmatch(line.text)
    agency = _agency(source["names"] if source else line.text)
    return {"agency": agency} if agency else _contributors(line.text)


def _agency(text: str) -> str | None:
    """Return the agency of "Reuters, AP" and of "Daily Globe and agencies"."""
    with_agencies = AND_AGENCIES.fullmatch(text)
    if text.casefold() in AGENCIES or (with_agencies and names_in(with_agencies["names"])):
        return text
    names = names_in(text)
    return ", ".join(names) if names and any(map(is_agency, names)) else None


def _contributors(text: str) -> Metadata | None:
    """Return the agency in "(Reporting by Jane Smith; …)" or "AP writer Jane Smith contributed to this report"."""
    match = REPORTING.fullmatch(text) or CONTRIBUTED.fullmatch(text)
    if match is None:
        return None
    agency = agencies_in(match["names"])
    return {"agency": agency} if agency else {}


ANYWHERE: tuple[Callable[[Line], Metadata | None], ...] = (credit, date_line, byline, notice)
