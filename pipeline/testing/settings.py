"""What is checked of every kind: its instances travel to the workers."""

from __future__ import annotations

import pickle


def check_pickles(stage: object) -> None:
    """Raise AssertionError unless an instance comes back equal from pickle."""
    try:
        back = pickle.loads(pickle.dumps(stage))  # noqa: S301  # pickled in this line
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise AssertionError(
            f"the stage does not pickle ({error}): give it plain settings, and write its class at the top of a module"
        ) from error
    assert back == stage, "the stage does not come back equal from pickle"
