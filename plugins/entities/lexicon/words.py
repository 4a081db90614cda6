"""Word lists of the rules: small, closed classes of words; most are compared in lower case without full stops."""

from __future__ import annotations

from plugins.english.calendar_names import MONTHS, WEEKDAYS


def listed(words: str) -> frozenset[str]:
    """Return the words of a text, which are separated by blanks."""
    return frozenset(words.split())


DETERMINERS = listed("the a an this that these those our my his her its their your")

# “It’s Lind”: a model may take all of it for a name.
CONTRACTIONS = listed("he's here's it's let's she's that's there's they're what's where's who's")

# Places whose article is part of the name.
WITH_ARTICLE = frozenset({"hague", "gambia", "bronx"})

# Lower-case words that the model takes for the end of a name.
TRAILING = listed("after and as at but by for from in is of on or over says than that to was when while with")

# They follow a person's name and are no part of it.
POSTNOMINALS = frozenset(
    {"KC", "QC", "SC", "MP", "MSP", "MEP", "TD", "MBE", "OBE", "CBE", "MD", "PhD", "Ph.D.", "Esq."}
)

# No surnames, although they have a capital and may follow a given name.
CALENDAR = frozenset({*MONTHS, *WEEKDAYS, "Christmas", "Easter"})

# Acronyms that are common nouns and no names.
COMMON_NOUNS = listed("""
    AI BA CEO CEOs CFO COO CTO CV DIY DJ DJs DNA FAQ GDP GNP GPA GPS HIV HQ ID IPO IQ KO LED LGBT LGBTQ MA MBA MVP PC
    PDF PIN PR Ph.D Ph.D. PhD PhDs RINO RSVP SMS SUV SUVs TV TVs UFO URL USB VAT VIP VIPs VR WMD XXX
    """)

# They have a capital at the start of a sentence, and may stand before a name of which they are no part.
OPENERS = listed("""
    after although and as at because before both but by can could despite did do does even for from had has have he how
    if in instead is it just meanwhile never not now of on once only or says she since so still that then they though
    to under unlike until was we were what when where whether which while who why will with without would yet
    """)

# Words in capitals before a dash that are no places: “EXCLUSIVE — Norvik buys a bank”.
DATELINE_LABELS = frozenset({
    "ADVISORY", "ANALYSIS", "BREAKING", "BREAKING NEWS", "BRIEF", "COLUMN", "COMMENT", "COMMENTARY", "CORRECTED",
    "CORRECTION", "EDITORIAL", "EXCLUSIVE", "EXPLAINED", "EXPLAINER", "FACT CHECK", "FACTBOX", "FEATURE", "GRAPHIC",
    "INSIGHT", "INTERVIEW", "JUST IN", "LIVE", "LIVE UPDATES", "NEWS ANALYSIS", "NOTE", "OPINION", "PHOTOS", "PODCAST",
    "POLL", "PROFILE", "QUIZ", "RECAP", "REVIEW", "TIMELINE", "UPDATE", "UPDATED", "URGENT", "VIDEO", "WATCH", "WRAPUP",
})  # fmt: skip

# They follow a surname.
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})

# A name that ends in one of these is not a person's full name: "Cary Towne Center".
NO_SURNAMES = listed("""
    academy act administration agency agreement airlines airport airways alliance army assembly association authority
    avenue award awards bank bay beach bible board bridge brigade brothers building bureau cabinet campaign castle
    cathedral center centre chamber championship church city club coalition college commission committee
    community company conference congress convention corporation corps council county court creek cup daily
    department district division drive entertainment europe fair federation festival field files force forces forest
    foundation fund gallery games gardens gazette government group hall herald high hills hospital hotel house
    initiative institute institution international island islands journal lake league library magazine mall market media
    memorial ministry mosque mountain mountains movement museum network news newspaper nations office
    organisation organization palace park parliament partners party plant police port post prison prize project
    province publishing records region report republic republics research review river road school sea senate
    service services show society square stadium station states street studio studios survey system systems team temple
    theater theatre times today tower towers town treaty tribune trust union university valley village
    volunteers war week works world zoo
    """)

# Endings of most words for a people: “Danish”, “Chilean”, “Maltese”.
DEMONYM_ENDINGS = ("ian", "ean", "can", "ish", "ese", "aeli", "aqi")

# Names of bodies that end in “’s”, here without it.
POSSESSIVE_NAMES = frozenset(
    {
        "Applebee",
        "Arby",
        "Ben & Jerry",
        "Bloomingdale",
        "Cadbury",
        "Chili",
        "Christie",
        "Denny",
        "Dillard",
        "Domino",
        "Harrod",
        "Hershey",
        "Kellogg",
        "Kohl",
        "Levi",
        "Lloyd",
        "Lowe",
        "Macy",
        "McDonald",
        "Moody",
        "Papa John",
        "Sainsbury",
        "Sotheby",
        "Trader Joe",
        "Wendy",
        "Wrigley",
    }
)

# Words in lower case within a name; an acronym leaves them out.
SMALL_WORDS = listed("of for the and in on to at de la et & del du des der und with")

# Names of one place or body that share no words, the usual one first; `countries.txt` has those of countries.
SAME_NAMES = {
    other: first
    for first, *others in (
        ("united nations", "un"),
        ("european union", "eu"),
        ("new york city", "nyc"),
        ("washington dc", "washington d c"),
        ("kyiv", "kiev"),
        ("donbas", "donbass"),
        ("saint petersburg", "st petersburg"),
    )
    for other in others
}
