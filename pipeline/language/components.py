"""Chooses the components of a spaCy model that a plan needs, and larger sets that give the same results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from spacy.language import Language

ASSIGNS = {
    "entities": {"doc.ents"},
    "sentences": {"doc.sents", "token.is_sent_start"},
    "dependencies": {"token.dep"},
    "tags": {"token.tag", "token.pos"},
    "lemmas": {"token.lemma"},
}
"""The needs that a stage can declare, each with the `assigns` by which a spaCy component declares that it serves it."""

HARMLESS = ("tags", "lemmas")
"""The needs that do not change entities, dependencies and sentences: those are predicted from the words alone."""

HARMLESS_RULES = {"TAG", "POS", "MORPH", "LEMMA"}
"""The attributes that a harmless attribute ruler may set; the English one sets DEP of white space too."""


def components_for(nlp: Language, needs: AbstractSet[str], model: str) -> list[str]:
    """Return the names of the components that serve `needs`, in the order of the pipeline.

    Raises ModelError if the model `model` has none for a need.
    """
    wanted = set(needs) | ({"tags"} if "lemmas" in needs else set())
    chosen = {name for need in sorted(wanted) for name in _giving(nlp, need, model)}
    chosen |= {name for name, pipe in nlp.components if chosen.intersection(getattr(pipe, "listening_components", ()))}
    return [name for name in nlp.component_names if name in chosen]


def given_by(nlp: Language, components: Iterable[str]) -> frozenset[str]:
    """Return all needs that `components` serve, whether or not a stage declares them."""
    names = list(components)
    return frozenset(need for need in ASSIGNS if any(_assigning(nlp, names, need)))


def serving_components(nlp: Language, needs: AbstractSet[str], model: str) -> Iterator[list[str]]:
    """Yield the components for `needs`, then larger sets whose parses give the same for `needs`."""
    own = components_for(nlp, needs, model)
    yield own
    seen = [own]
    for more in ({"tags"}, set(HARMLESS)):
        try:
            components = components_for(nlp, {*needs, *more}, model)
        except ModelError:
            continue
        harmless = (_is_harmless(nlp, name, needs) for name in set(components) - set(own))
        if components not in seen and all(harmless):
            seen.append(components)
            yield components


def _is_harmless(nlp: Language, name: str, needs: AbstractSet[str]) -> bool:
    """Return whether a component leaves `needs` unchanged; a tok2vec only passes vectors to its listeners."""
    meta = nlp.get_pipe_meta(name)
    if meta.factory == "attribute_ruler":
        ruler: Any = nlp.get_pipe(name)
        may_set = HARMLESS_RULES if "dependencies" in needs else HARMLESS_RULES | {"DEP"}
        return all(set(pattern["attrs"]) <= may_set for pattern in ruler.patterns)
    harmless = {attribute for need in HARMLESS for attribute in ASSIGNS[need]} | {"doc.tensor", "token.morph"}
    return bool(meta.assigns) and set(meta.assigns) <= harmless


def _giving(nlp: Language, need: str, model: str) -> Iterable[str]:
    """Return the components that serve one need: the first that assigns it; for tags, all that assign it."""
    components = list(_assigning(nlp, nlp.pipe_names, need)) or list(_assigning(nlp, nlp.disabled, need))
    if not components:
        raise ModelError(f"the spaCy model {model!r} has no component that gives {need}: choose another model")
    return components if need == "tags" else components[:1]


def _assigning(nlp: Language, names: Iterable[str], need: str) -> Iterator[str]:
    for name in names:
        meta = nlp.get_pipe_meta(name)
        # An attribute ruler declares nothing, but it maps English tags to parts of speech.
        ruler = need == "tags" and meta.factory == "attribute_ruler"
        if ruler or ASSIGNS[need].intersection(meta.assigns):
            yield name
