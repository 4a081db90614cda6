"""The scorer of names: what is right, what is paired with what, and how groups are judged; sums done by hand."""

from __future__ import annotations

import pytest
from gold_entities import marked_up
from scoring import summed
from scoring_entities import MAPS, PLAIN, counts, group_counts, placed, scores, trimmed


def scored(gold: str, system: str, *, labels: str = "none", lenient: bool = False) -> dict[str, float]:
    wanted, found = marked_up("x", gold), marked_up("x", system)
    assert wanted.text == found.text
    known = {trimmed(wanted.text, one.start, one.end) for one in wanted.names} if lenient else None
    ours, theirs = (placed(one.text, one.names, MAPS[labels]) for one in (wanted, found))
    return scores(summed([counts(ours, theirs, known)]))


def test_a_name_is_right_where_place_and_label_are() -> None:
    """Of two found and two wanted one is right in both, so precision and recall are a half."""
    reached = scored("[Ada Holm|PERSON a] left [Oslo|GPE b].", "[Ada Holm|PERSON a] left [Oslo|ORG b].")
    assert (reached["exact"], reached["overlap"]) == (50, 50)


def test_a_longer_name_is_right_where_only_overlap_is_asked() -> None:
    reached = scored("Mayor [Ada Holm|PERSON a] left.", "[Mayor Ada Holm|PERSON a] left.")
    assert (reached["exact"], reached["overlap"]) == (0, 100)


@pytest.mark.parametrize("name", ["the Oslo", "The Oslo", "Oslo’s", " Oslo ", "an Oslo's"])
def test_articles_and_possessives_do_not_count(name: str) -> None:
    start, end = trimmed(name, 0, len(name))
    assert name[start:end] == "Oslo"


def test_two_names_are_not_both_paired_with_one() -> None:
    """A person found in two pieces counts once: a third of three wanted or found is missing."""
    reached = scored("[Ada Maria Holm|PERSON a] left.", "[Ada|PERSON a] [Maria Holm|PERSON a] left.")
    assert reached["overlap"] == pytest.approx(200 / 3)


def test_the_label_of_persons_is_judged_over_the_persons_found() -> None:
    reached = scored("[Holm|PERSON a], [Lind|PERSON b], [Ek|PERSON c].", "[Holm|PERSON a], [Lind|ORG b], Ek.")
    assert reached["persons"] == 50


def test_a_map_makes_labels_of_another_corpus_comparable() -> None:
    assert scored("[Oslo|LOC a], [Danish|LOC b]", "[Oslo|GPE a], [Danish|NORP b]", labels="meantime")["exact"] == 100


def test_leniently_a_longer_second_name_is_no_false_alarm() -> None:
    """What touches a name of the gold without being paired with it is left out; what touches none counts."""
    gold, system = "[Ada Holm|PERSON a] left Oslo.", "[Ada|PERSON a] [Holm|PERSON a] left Oslo."
    assert scored(gold, system)["overlap"] == pytest.approx(200 / 3)
    assert scored(gold, system, lenient=True)["overlap"] == 100
    assert scored(gold, "[Ada Holm|PERSON a] left [Oslo|GPE b].", lenient=True)["exact"] == pytest.approx(200 / 3)


def test_a_demonym_is_grouped_with_its_country() -> None:
    gold = "[Norway|GPE n] and a [Norwegian|NORP n] town"
    assert scored(gold, "[Norway|GPE e1] and a [Norwegian|NORP e2 of e1] town")["grouping"] == 100
    assert scored(gold, "[Norway|GPE e1] and a [Norwegian|NORP e2] town")["grouping"] < 50


def test_groups_are_judged_as_in_the_literature() -> None:
    """The example of Luo (2005): 12 names, the key has 5, 2 and 5 together, the answer joins the second and third."""
    key = [set(range(5)), {5, 6}, set(range(7, 12))]
    total = group_counts(key, [key[0], key[1] | key[2]])
    assert total["muc r"] / total["muc r of"] == 1
    assert total["muc p"] / total["muc p of"] == pytest.approx(0.9, abs=0.001)
    assert total["b3 p"] / total["b3 p of"] == pytest.approx(0.762, abs=0.001)
    assert total["ceaf p"] / total["ceaf p of"] == pytest.approx(0.917, abs=0.001)


def test_clusters_are_paired_for_the_best_sum_and_not_each_for_its_own_best() -> None:
    """The first of the key shares most with the first of the answer, but the sum is best when it takes the second."""
    total = group_counts([{1, 2, 3, 4}, {5, 6}], [{1, 2, 5, 6}, {3, 4}])
    assert total["ceaf r"] == pytest.approx(2 * 2 / 6 + 2 * 2 / 6)


def test_a_gold_without_groups_gives_no_score_of_grouping() -> None:
    text = marked_up("x", "[Oslo|GPE a]").text
    assert "grouping" not in scores(summed([counts({(0, 4): ("GPE", None)}, placed(text, [], PLAIN))]))
