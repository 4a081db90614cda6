"""`pipeline validate`: check a configuration without reading any input."""

from __future__ import annotations

from pipeline.cli.run import Config, Set, set_overrides


def validate(config: Config, set_: Set = None) -> None:
    """Check CONFIG as `run` does, and print everything that is wrong with it."""
    from pipeline.planning.plan import load

    plan = load(config, overrides=set_overrides(set_))
    stages = " → ".join(one.name for one in plan.planned)
    model = f" · {plan.model.name} {plan.model.version}" if plan.model else ""
    print(f"{config} is valid: {stages}{model}")
