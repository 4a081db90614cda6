"""Which components of a spaCy model a plan needs, and which others may have run without its results being different."""

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
"""What a stage can read of the parse, and the attributes by which a spaCy component says that it gives it."""

HARMLESS = ("tags", "lemmas")
"""What neither entities, dependencies nor sentences depend on: each is predicted from the words alone."""

RULED = {"TAG", "POS", "MORPH", "LEMMA"}
"""What an attribute ruler may set and be harmless; the English one sets the DEP of white space too."""


def components_for(nlp: Language, needs: AbstractSet[str], model: str) -> list[str]:
    """Return the names of the components that give what is needed, in the order of the pipeline.

    Raises ModelError where the model `model` has none for a need.
    """
    wanted = set(needs) | ({"tags"} if "lemmas" in needs else set())
    chosen = {name for need in sorted(wanted) for name in _giving(nlp, need, model)}
    chosen |= {name for name, pipe in nlp.components if chosen.intersection(getattr(pipe, "listening_components", ()))}
    return [name for name in nlp.component_names if name in chosen]


def given_by(nlp: Language, components: Iterable[str]) -> frozenset[str]:
    """Return the needs that components give, those included that nobody asked for."""
    names = list(components)
    return frozenset(need for need in ASSIGNS if any(_assigning(nlp, names, need)))


def serving_components(nlp: Language, needs: AbstractSet[str], model: str) -> Iterator[list[str]]:
    """Yield the components for `needs`, then larger sets of which a parse has the same in what is needed."""
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
    """Tell whether a component changes nothing of `needs`; a tok2vec gives vectors to those that listen."""
    meta = nlp.get_pipe_meta(name)
    if meta.factory == "attribute_ruler":
        ruler: Any = nlp.get_pipe(name)
        may_set = RULED if "dependencies" in needs else RULED | {"DEP"}
        return all(set(pattern["attrs"]) <= may_set for pattern in ruler.patterns)
    harmless = {attribute for need in HARMLESS for attribute in ASSIGNS[need]} | {"doc.tensor", "token.morph"}
    return bool(meta.assigns) and set(meta.assigns) <= harmless


def _giving(nlp: Language, need: str, model: str) -> Iterable[str]:
    """Return the components that give one need: the first that assigns it (for tags, all that do)."""
    found = list(_assigning(nlp, nlp.pipe_names, need)) or list(_assigning(nlp, nlp.disabled, need))
    if not found:
        raise ModelError(f"the spaCy model {model!r} has no component that gives {need}: choose another model")
    return found if need == "tags" else found[:1]


def _assigning(nlp: Language, names: Iterable[str], need: str) -> Iterator[str]:
    for name in names:
        meta = nlp.get_pipe_meta(name)
        # An attribute ruler declares nothing, and is what turns English tags into parts of speech.
        ruler = need == "tags" and meta.factory == "attribute_ruler"
        if ruler or ASSIGNS[need].intersection(meta.assigns):
            yield name
