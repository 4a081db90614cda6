"""Page furniture: which lines go, which stay, and what of them is in the metadata."""

from __future__ import annotations

import pytest

from pipeline import Document
from plugins.clean import Clean

OPENING = "The council voted late on Monday to close the bridge for two years."
CLOSING = "Work is to begin in the spring, the mayor told reporters after the vote."


def cleaned(*paragraphs: str) -> Document:
    return Clean().process(Document.from_raw("\n\n".join(paragraphs)))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Photo by: Reuters", ["Reuters"]),
        ("Photo: Jane Smith/AFP", ["Jane Smith", "AFP"]),
        ("Photograph by Jane Smith", ["Jane Smith"]),
        ("Photo credit: Jane Smith for The Daily Globe", ["Jane Smith", "The Daily Globe"]),
        ("File photo: REUTERS", ["Reuters"]),
        ("Image copyright Getty Images", ["Getty Images"]),
        ("Image: Maria de la Cruz", ["Maria de la Cruz"]),
        ("(Getty Images)", ["Getty Images"]),
        ("REUTERS/Jane Smith", ["Reuters", "Jane Smith"]),
        ("[Jane Smith/Al Jazeera via AP Photo]", ["Jane Smith", "Al Jazeera", "AP"]),
        ("(AP Photo/Jane Smith, File)", ["AP", "Jane Smith"]),
        ("© Jane Smith, Shutterstock", ["Jane Smith", "Shutterstock"]),
    ],
)
def test_a_photo_credit_goes_and_its_names_are_kept(line: str, names: list[str]) -> None:
    document = cleaned(OPENING, line, CLOSING)
    assert document.text == f"{OPENING}\n\n{CLOSING}"
    assert document.metadata["credits"] == names


@pytest.mark.parametrize(
    "line",
    [
        "File photo",
        "Photo: Handout",
        "Share this article",
        "Share on Facebook",
        "Subscribe to our newsletter",
        "Sign up for our daily briefing here.",
        "Follow us on Twitter",
        "Follow Jane Smith on Twitter @janesmith.",
        "Click here to see all pictures",
        "Advertisement",
        "ADVERTISEMENT",
        "Read more: Bridge repairs explained",
        "Related: Ten bridges that fell",
        "Comments",
        "Comments (12)",
        "12 comments",
        "Story continues below advertisement",
        "Watch the full interview below:",
        "Copyright 2015 The Daily Globe. All rights reserved.",
        "4 min read",
    ],
)
def test_what_a_page_says_to_its_readers_goes(line: str) -> None:
    assert cleaned(OPENING, line, CLOSING).text == f"{OPENING}\n\n{CLOSING}"


@pytest.mark.parametrize(
    "line",
    [
        "SOCHI, Russia (Reuters) — The talks ended without a breakthrough.",
        "Photos From Ankara",
        "Photo by photo, the archive grew.",
        "Image is everything: the party knows it",
        "Reuters/Ipsos",
        "Reuters",
        "Credit: a short history of debt",
        "By Monday evening the bridge was closed",
        "Comments were not welcome.",
        "Share prices fell by a tenth",
        "Follow the money",
        "Sign up for health insurance, the president urged.",
        "Copyright law has not changed since 1976.",
        "Related cases are pending",
        "Watch out below",
        "Updated figures showed a loss",
        "June 3, 2015",
        "Reporting by the paper led to the inquiry.",
        "Mr. Getty",
    ],
)
def test_prose_and_headings_in_the_article_stay(line: str) -> None:
    assert line in cleaned(OPENING, CLOSING, line, CLOSING).text


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("TRTWorld and agencies", "TRTWorld and agencies"),
        ("Reuters, AP", "Reuters, AP"),
        ("(REUTERS)", "Reuters"),
        ("Source: AFP", "AFP"),
        ("Source: Daily Globe with news agencies", "Daily Globe with news agencies"),
        ("— With reporting by Jane Smith and AFP", "AFP"),
        ("The Associated Press contributed to this report.", "The Associated Press"),
    ],
)
def test_a_sign_off_at_the_end_names_the_agency(line: str, agency: str) -> None:
    document = cleaned(OPENING, CLOSING, line, "Share this article")
    assert document.text == f"{OPENING}\n\n{CLOSING}"
    assert document.metadata["agency"] == agency


def test_a_sign_off_of_persons_goes_and_names_no_agency() -> None:
    document = cleaned(OPENING, CLOSING, "(Reporting by Jane Smith; Editing by John Doe)")
    assert (document.text, "agency" in document.metadata) == (f"{OPENING}\n\n{CLOSING}", False)


@pytest.mark.parametrize("credit", ["Photo: Jane Smith/Harbour Wire", "Photo: Harbour News Agency"])
def test_an_agency_credited_for_a_picture_signs_off_behind_a_dash(credit: str) -> None:
    name = credit.rpartition("/")[2].removeprefix("Photo: ")
    document = cleaned(OPENING, credit, CLOSING, f"– {name}")
    assert (document.text, document.metadata["agency"]) == (f"{OPENING}\n\n{CLOSING}", name)


@pytest.mark.parametrize("line", ["Harbour Wire", "– Harbour Wire is a friend", "– Dorn Wire", "– Jane Smith"])
def test_a_last_line_without_dash_or_credited_agency_stays(line: str) -> None:
    assert cleaned(OPENING, "Photo: Jane Smith/Harbour Wire", CLOSING, line).text.endswith(line)


@pytest.mark.parametrize("word", ["Spa", "the spokesman said", "He spoke to police and agencies", "London"])
def test_a_last_line_that_names_no_agency_stays(word: str) -> None:
    assert cleaned(OPENING, CLOSING, word).text.endswith(word)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Jane Smith", "Jane Smith"),
        ("BY JANE SMITH AND JOHN DOE", "JANE SMITH AND JOHN DOE"),
        ("By Jane Smith, Senior Staff Writer", "Jane Smith, Senior Staff Writer"),
        ("By Jane Smith in Ankara", "Jane Smith"),
        ("By: Jane Smith | The Daily Globe", "Jane Smith | The Daily Globe"),
    ],
)
def test_a_byline_below_the_title_goes_into_metadata(line: str, byline: str) -> None:
    document = cleaned("Council closes the bridge", line, OPENING, CLOSING)
    assert document.text == f"Council closes the bridge\n\n{OPENING}\n\n{CLOSING}"
    assert document.metadata["byline"] == byline


def test_a_byline_is_looked_for_in_the_head_only() -> None:
    assert "By Jane Smith" in cleaned(OPENING, CLOSING, "By Jane Smith", CLOSING).text
    assert "By Jane Smith" in cleaned("By Jane Smith", OPENING).text


def test_a_date_alone_below_the_title_is_the_day_of_publication() -> None:
    document = cleaned("Council closes the bridge", "28 July 2015", OPENING)
    assert document.metadata["published"] == "2015-07-28"
    assert "2015" not in document.text


def test_the_dates_of_a_timeline_stay() -> None:
    document = cleaned("How the bridge fell", "June 3, 2015", OPENING, "June 9, 2015", CLOSING)
    assert "June 3, 2015" in document.text
    assert "published" not in document.metadata


def test_a_word_that_ends_a_paragraph_broken_at_a_fixed_width_stays() -> None:
    broken = "The council read all of the letters, and then it published the\ncomments"
    assert cleaned("Council closes the bridge", broken, CLOSING).text.endswith(f"{broken}\n\n{CLOSING}")


def test_of_two_line_ends_around_furniture_the_larger_stays() -> None:
    document = Clean().process(Document.from_raw(f"{OPENING}\nPhoto: AFP\n\n{CLOSING}\nShare\n{OPENING}"))
    assert document.text == f"{OPENING}\n\n{CLOSING}\n{OPENING}"


@pytest.mark.parametrize("title", ["Council closes the bridge", "“A dark day”", "Will it ever open again?"])
def test_the_title_is_the_first_paragraph_and_stays_in_the_text(title: str) -> None:
    document = cleaned(title, OPENING)
    assert document.metadata["title"] == title
    assert document.text.startswith(title)


def test_a_title_above_a_paragraph_in_one_line_is_found_without_an_empty_line() -> None:
    document = Clean().process(Document.from_raw(f"Council closes the bridge\n{OPENING} {CLOSING}"))
    assert document.metadata["title"] == "Council closes the bridge"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Council closes the bridge",
        f"{OPENING}\n\n{CLOSING}",
        f"He said:\n\n{OPENING}",
        f"The council voted late on Monday, after hours of\ndebate, to close it.\n\n{CLOSING}",
        f"{'A long line ' * 20}\n\n{OPENING}",
    ],
)
def test_a_sentence_a_broken_paragraph_or_a_line_without_prose_below_is_no_title(text: str) -> None:
    assert "title" not in Clean().process(Document.from_raw(text)).metadata
