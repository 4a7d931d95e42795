"""Deferring to ruff: where a project's ruff settings say what an active rule says, or the opposite.

A rule names the codes and when they agree (``SameAsRuff``). Silent where ruff reports the same; a
notice where ruff demands the opposite.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from houserules.analysis.ruff_code import OptionValues, SameAsRuff
from houserules.analysis.rule import Rule
from houserules.settings.ruff.settings import RuffSettings
from houserules.settings.sources import Origin

InForce = Callable[[str], Any]
"""The value that an option has, by its name."""


@dataclass(frozen=True, slots=True)
class Deferral:
    """One code that ruff reports, as far as a rule is concerned.

    Attributes:
        rule: The id of the rule.
        code: The code of ruff.
        origin: Where ruff's setting stands.
        part: What of the rule the code covers, empty for all of it.
        opposite: The setting of ruff that makes it demand the opposite, empty where they agree.
    """

    rule: str
    code: str
    origin: Origin
    part: str = ""
    opposite: str = ""

    def seen_from(self, folder: str) -> Deferral:
        """The same with the origin as users of ``folder`` (absolute, with ``/``) know it."""
        source = self.origin.source
        if "/" not in source:
            return self
        return replace(self, origin=replace(self.origin, source=posixpath.relpath(source, folder)))

    @property
    def leaves_rule_out(self) -> bool:
        """Whether the whole rule is left to ruff."""
        return not self.part and not self.opposite


def deferrals(
    rule: Rule, options: Mapping[str, Any], ruff: RuffSettings, path: str | None = None
) -> tuple[Deferral, ...]:
    """What ruff says of a rule with the options that settings give it.

    Args:
        rule: The rule.
        options: The options that are set; the others have their defaults.
        ruff: Ruff's settings.
        path: A file that ruff checks, absolute, with ``/``; ``None`` for the project as a whole.
    """
    if not rule.same_as_ruff:
        return ()
    defaults = rule.default_options()

    def in_force(name: str) -> Any:
        return options.get(name, getattr(defaults, name, None))

    target = ruff.target if path is None else ruff.target_of(path)
    found: list[Deferral] = []
    for same in rule.same_as_ruff:
        origin = ruff.selected(same.code, preview=same.preview)
        if origin is None or target < same.oldest_target:
            continue
        if path is not None and ruff.ignores_in(path, same.code):
            continue
        against = next(_opposites(same, in_force, ruff, origin), None)
        if against is not None:
            setting, place = against
            found.append(Deferral(rule.id, same.code, place, same.part, setting))
        elif _holds(same.options, in_force):
            found.append(Deferral(rule.id, same.code, origin, same.part))
    return tuple(found)


def _opposites(
    same: SameAsRuff, in_force: InForce, ruff: RuffSettings, origin: Origin
) -> Iterator[tuple[str, Origin]]:
    """The settings of ruff that contradict the options, each with where it stands."""
    if same.opposite and _holds(same.opposite, in_force):
        yield same.code, origin
    for option, setting, default in same.mirrors:
        value, place = ruff.value(setting, default)
        if value != in_force(option):
            yield f"lint.{setting}", place or origin
    for setting, default in same.needs:
        value, place = ruff.value(setting, default)
        if value != default:
            yield f"lint.{setting}", place or origin


def _holds(values: OptionValues, in_force: InForce) -> bool:
    return all(in_force(name) == value for name, value in values)
