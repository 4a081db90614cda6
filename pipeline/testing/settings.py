"""What is checked of every kind: values that travel to the workers come back equal from pickle."""

from __future__ import annotations

import pickle
from typing import TypeVar

Value = TypeVar("Value")


def check_pickles(stage: object) -> None:
    """Raise AssertionError unless an instance comes back equal from pickle."""
    through_pickle(stage, "the stage", "give it plain settings, and write its class at the top of a module")


def through_pickle(value: Value, what: str, advice: str) -> Value:
    """Return a value as it comes back from pickle. Raises AssertionError, with advice, unless it comes back equal."""
    try:
        back: Value = pickle.loads(pickle.dumps(value))  # noqa: S301  # pickled in this line
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise AssertionError(f"{what} does not pickle ({error}): {advice}") from error
    assert back == value, f"{what} does not come back equal from pickle: {advice}"
    return back
