"""Settings are made anew instead of being shared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.settings_classes import EVERY_SETTINGS_CANDIDATE, SETTINGS_TARGETS
from houserules.extractors.settings_config import (
    SETTINGS_CONFIG_READS,
    is_direct_settings,
    is_part_of_settings,
)
from houserules.extractors.settings_singletons import (
    FUNCTION,
    SINGLETON_READS,
    VARIABLE,
    accessors,
    is_cached,
    made_settings,
    only_makes,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.settings_singleton import (
    SHARED_REASON,
    cache_settings,
    provide_settings,
    share_settings,
)

_EXEMPT = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION, Role.SCRIPT})
_ACCESSORS = {"function": (FUNCTION,), "module": (VARIABLE,), "any": (FUNCTION, VARIABLE)}
_CLASS = (
    "from pydantic_settings import BaseSettings\n\n\n"
    "class Settings(BaseSettings):\n    debug: bool = False\n\n\n"
)


@dataclass(frozen=True)
class Options:
    """Options of ``config/settings-singleton``.

    Attributes:
        style: `function` for a cached `get_settings()`, `module` for a variable `settings`,
            `any` for whichever of them the project has.
    """

    style: Literal["function", "module", "any"] = "any"


@rule(
    id="config/settings-singleton",
    on=(cst.Call, cst.FunctionDef, cst.ClassDef),
    requires=(*SINGLETON_READS, *SETTINGS_CONFIG_READS),
    options=Options,
    fixes=(share_settings, cache_settings, provide_settings),
    message="`{name}()` makes settings anew; read them through `{accessor}`",
    why="The environment is read once, all parts of the program see the same values, and tests "
    "have one thing to replace.",
    allow_when="A command reads the environment again on purpose.",
    examples=[
        Example(
            "from app.config import Settings\n\n\n"
            "def is_debug() -> bool:\n"
            "    return Settings().debug"
            "  # want: `Settings()` makes settings anew; read them through `settings` # at: Settings()\n",
            fixed="from app.config import settings\n\n\n"
            "def is_debug() -> bool:\n"
            "    return settings.debug\n",
            files=(("app/config.py", _CLASS.rstrip("\n") + "\n\n\nsettings = Settings()\n"),),
        ),
        Example(
            _CLASS + "def get_settings() -> Settings:"
            "  # want: `get_settings` makes settings anew at every call # at: get_settings\n"
            "    return Settings()\n",
            fixed="from functools import lru_cache\n\n" + _CLASS + "@lru_cache\n"
            "def get_settings() -> Settings:\n"
            "    return Settings()\n",
            path="app/config.py",
        ),
    ],
)
def settings_singleton(
    p: UnitPass, node: cst.Call | cst.FunctionDef | cst.ClassDef
) -> Iterator[Finding]:
    """Report objects beside the shared one, and what does not share it."""
    if p.module.role in _EXEMPT:
        return
    if isinstance(node, cst.Call):
        yield from _made(p, node)
    elif isinstance(node, cst.FunctionDef):
        yield from _uncached(p, node)
    elif p.options.style != "any":
        yield from _unprovided(p, node)


def _made(p: UnitPass, call: cst.Call) -> Iterator[Finding]:
    last = dotted_name(call.func).rpartition(".")[2]
    if call.args or not ("ettings" in last or "onfig" in last):
        return
    functions = [a for a in p.ancestors if isinstance(a, cst.FunctionDef)]
    if any(f"{function.name.value}()" == FUNCTION for function in functions):
        return
    symbol = made_settings(p, call)
    if symbol is None:
        return
    known = dict(accessors(p, symbol))
    accessor = next((a for a in _ACCESSORS[p.options.style] if a in known), "")
    if not accessor:
        return
    module = known[accessor].module
    # The variable beside the class is the shared object itself.
    is_beside = not functions and p.module.name == module
    if is_beside and VARIABLE in known and p.options.style != "function":
        return
    if any(is_cached(p, function) for function in functions) and p.options.style == "any":
        return
    fix = share_settings.at(call, reason=SHARED_REASON, accessor=accessor, module=module)
    yield p.finding(call, fix=fix, name=excerpt(last, 30), accessor=accessor)


def _uncached(p: UnitPass, function: cst.FunctionDef) -> Iterator[Finding]:
    if f"{function.name.value}()" != FUNCTION or p.class_path or p.ancestors:
        return
    made = only_makes(function)
    if made is None or function.decorators or function.asynchronous is not None:
        return
    if made_settings(p, made) is not None:
        message = "`{name}` makes settings anew at every call"
        fix = cache_settings.at(function, reason=SHARED_REASON)
        yield p.finding(function.name, fix=fix, message=message, name=function.name.value)


def _unprovided(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """The only settings class of a project, without the way to its object."""
    name = node.name.value
    bases = tuple("" if base.star else dotted_name(base.value) for base in node.bases)
    if p.class_path or p.ancestors or not bases or not is_direct_settings(p, bases):
        return
    classes = p.lookup(EVERY_SETTINGS_CANDIDATE, "settings")
    if [found for _, found in classes] != [name] or is_part_of_settings(p, name):
        return
    accessor = _ACCESSORS[p.options.style][0]
    if p.lookup(SETTINGS_TARGETS, accessor) is not None:
        return
    fix = provide_settings.at(node, accessor=accessor)
    if p.lookup(BINDINGS, accessor.removesuffix("()")):
        fix = None
    message = "the project has no `{accessor}` that gives its `{name}`"
    yield p.finding(node.name, fix=fix, message=message, accessor=accessor, name=excerpt(name, 30))
