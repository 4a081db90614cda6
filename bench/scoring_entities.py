"""Scores names and their groups: F1 of spans with labels, label accuracy, and the average of three scores for groups.

A name is correct if place and label are those of the gold; overlapping names are paired one to one, those that share
most first. Groups are judged by MUC (Vilain et al. 1995), B³ (Bagga and Baldwin 1998) and CEAF with φ₄ (Luo 2005), and
by their mean, as in CoNLL-2012; a name of the system counts as the name of the gold that it is paired with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from scoring import Counts, Place, f1, shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gold_entities import Name

Kind = tuple[str, str | None]
"""The label of a name, and who is named."""
Named = dict[Place, Kind]
Cluster = AbstractSet[object]

PLAIN = {label: label for label in ("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "LAW")}
PLAIN |= {label: label for label in ("WORK_OF_ART", "LANGUAGE")}
CONLL = {"PER": "PER", "PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "MISC": "MISC"}
CONLL |= dict.fromkeys(("NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW", "LANGUAGE"), "MISC")
MAPS: Mapping[str, Mapping[str, str]] = {
    "none": PLAIN,
    "ontonotes": CONLL,
    "meantime": {**CONLL, "NORP": "LOC"},  # MEANTIME counts demonyms ("US", "German") as places
}
PERSONS = ("PERSON", "PER")

DETERMINERS = ("the ", "a ", "an ")
POSSESSIVES = ("'s", "’s", "'S", "'", "’")


def trimmed(text: str, start: int, end: int) -> Place:
    """Return a place without blanks, determiner and possessive at its ends, which only some corpora include."""
    while start < end and text[start].isspace():
        start += 1
    end = start + len(text[start:end].rstrip())
    lead = next((one for one in DETERMINERS if text[start:end].lower().startswith(one)), "")
    if start + len(lead) < end:
        start += len(lead)
    tail = next((one for one in POSSESSIVES if text[start:end].endswith(one) and len(one) < end - start), "")
    return start, start + len(text[start : end - len(tail)].rstrip())


def placed(text: str, names: Iterable[Name], labels: Mapping[str, str]) -> Named:
    """Return the names whose labels are in `labels`, with the labels there; of two at one place the first counts.

    A demonym is counted with its country.
    """
    found: Named = {}
    for one in names:
        place = trimmed(text, one.start, one.end)
        if one.label in labels and place[0] < place[1]:
            found.setdefault(place, (labels[one.label], one.of or one.entity))
    return found


def overlapping(gold: Iterable[Place], system: Iterable[Place]) -> list[tuple[Place, Place]]:
    """Return names that share characters, one to one: those that share most first, equal places before others."""
    system = list(system)
    both = [(one, other) for one in gold for other in system if shared(one, other) > 0]
    both.sort(key=lambda pair: (-shared(*pair), pair[0] != pair[1], *pair))
    left, right, pairs = set[Place](), set[Place](), []
    for one, other in both:
        if one not in left and other not in right:
            left.add(one)
            right.add(other)
            pairs.append((one, other))
    return pairs


def counts(gold: Named, system: Named, known: AbstractSet[Place] | None = None) -> Counts:
    """Return the counts of one text; `scores` takes the sum over texts.

    known: places that the gold names in any class. If they are given, names of the system that touch one without being
    paired do not count (lenient): such a name is right, but the gold omits it or marks it with another length.
    """
    pairs = overlapping(gold, system)
    system = _counting(system, known, {place for _, place in pairs}) if known is not None else system
    met = [(gold[one][0], system[other][0]) for one, other in pairs]
    paired = {other: one for one, other in pairs}
    # One that is paired with none stands wrapped, so that it is none of the gold's.
    stand_ins = {paired.get(place, (place,)): name for place, name in system.items()}
    total: Counts = {
        "gold": len(gold),
        "system": len(system),
        "exact": sum(system.get(place, ("",))[0] == label for place, (label, _) in gold.items()),
        "overlap": sum(wanted == found for wanted, found in met),
        "grouped": sum(cluster is not None for _, cluster in gold.values()),
        "persons": sum(wanted in PERSONS for wanted, _ in met),
        "persons right": sum(wanted in PERSONS and wanted == found for wanted, found in met),
    }
    return total | group_counts(_clusters(gold), _clusters(stand_ins))


def _counting(system: Named, known: AbstractSet[Place], met: AbstractSet[Place]) -> Named:
    touching = {place for place in system if any(start < place[1] and place[0] < end for start, end in known)}
    return {place: name for place, name in system.items() if place in met or place not in touching}


def _clusters(names: Mapping[Place, Kind] | Mapping[Place | tuple[Place], Kind]) -> list[Cluster]:
    """Return the groups of names; a name that belongs to no group is a group alone."""
    clusters: defaultdict[object, set[object]] = defaultdict(set)
    for name, (_, cluster) in names.items():
        clusters[cluster or name].add(name)
    return [*clusters.values()]


def group_counts(gold: Sequence[Cluster], system: Sequence[Cluster]) -> Counts:
    """Return the numerators and denominators of MUC, B³ and CEAF: `… r` for recall, `… p` for precision."""
    alike = _alike(gold, system)
    return {
        "muc r": _links(gold, system),
        "muc r of": sum(len(cluster) - 1 for cluster in gold),
        "muc p": _links(system, gold),
        "muc p of": sum(len(cluster) - 1 for cluster in system),
        "b3 r": _kept(gold, system),
        "b3 r of": sum(map(len, gold)),
        "b3 p": _kept(system, gold),
        "b3 p of": sum(map(len, system)),
        "ceaf r": alike,
        "ceaf r of": len(gold),
        "ceaf p": alike,
        "ceaf p of": len(system),
    }


def _links(clusters: Sequence[Cluster], others: Sequence[Cluster]) -> int:
    """Return how many of the links within `clusters` the others have too."""
    where = {name: number for number, cluster in enumerate(others) for name in cluster}
    found = ([where[name] for name in cluster if name in where] for cluster in clusters)
    return sum(len(parts) - len(set(parts)) for parts in found)


def _kept(clusters: Sequence[Cluster], others: Sequence[Cluster]) -> float:
    """Return the sum over names of the share of their cluster that is with them in a cluster of the others, too."""
    where = {name: cluster for cluster in others for name in cluster}
    return sum(len(cluster & where.get(name, set())) / len(cluster) for cluster in clusters for name in cluster)


def _alike(gold: Sequence[Cluster], system: Sequence[Cluster]) -> float:
    """Return the similarity φ₄ of the clusters, best paired one to one: twice the shared names over all of both."""
    weights = {
        (one, other): 2 * len(cluster & found) / (len(cluster) + len(found))
        for one, cluster in enumerate(gold)
        for other, found in enumerate(system)
        if not cluster.isdisjoint(found)
    }
    partners: dict[int, int] = {}
    while _grown(weights, partners):
        pass
    return sum(weights[pair] for pair in partners.items())


def _grown(weights: Mapping[tuple[int, int], float], partners: dict[int, int]) -> bool:
    """Pair one more cluster so that the sum gains most; others may change partners. Return whether the sum grew."""
    gains = _gains(weights, partners)
    taken = {other: one for one, other in partners.items()}
    free = [(gain, other) for other, (gain, _) in gains.items() if other not in taken]
    if not free:
        return False
    at: int | None = max(free)[1]
    while at is not None:
        one = gains[at][1]
        partners[one], at = at, partners.get(one)
    return True


def _gains(weights: Mapping[tuple[int, int], float], partners: Mapping[int, int]) -> dict[int, tuple[float, int]]:
    """Return, for clusters of the system, the most that a new pairing gains, and the cluster of the gold for it."""
    gains: dict[int, tuple[float, int]] = {}
    changed = True
    while changed:
        changed = False
        for (one, other), weight in weights.items():
            mate = partners.get(one)
            if mate == other or (mate is not None and mate not in gains):
                continue
            gain = weight + (0.0 if mate is None else gains[mate][0] - weights[one, mate])
            if gain > gains.get(other, (0.0, 0))[0] + 1e-9:
                gains[other], changed = (gain, one), True
    return gains


def scores(total: Mapping[str, float]) -> dict[str, float]:
    """Return the scores, 0 to 100, from summed counts; `grouping` only if the gold says which names mean the same."""
    shown = {
        "exact": f1(total["exact"], total["system"], total["gold"]),
        "overlap": f1(total["overlap"], total["system"], total["gold"]),
        "persons": 100 * total["persons right"] / (total["persons"] or 1),
    }
    if total["grouped"]:
        shown["grouping"] = sum(_mean(total, name) for name in ("muc", "b3", "ceaf")) / 3
    return shown


def _mean(total: Mapping[str, float], name: str) -> float:
    """Return the harmonic mean of recall and precision, which have different numerators, 0 to 100."""
    recall, precision = (total[f"{name} {side}"] / (total[f"{name} {side} of"] or 1) for side in "rp")
    return 100 * 2 * precision * recall / (precision + recall) if precision + recall else 0.0
