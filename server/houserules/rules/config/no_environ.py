"""Code reads an environment variable itself instead of going through the settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.environment import (
    ENVIRONMENT_READS,
    EnvironmentUse,
    UseKind,
    environment_use,
    is_of_system,
)
from houserules.extractors.settings_classes import SETTINGS_TARGETS
from houserules.extractors.settings_place import SETTINGS_PLACES
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.environ_to_settings import LATE_REASON, REASON, environ_to_settings
from houserules.transforms.settings_field import asks_whether_set, can_be_setting, field_name
from houserules.transforms.settings_module import REASON as NEW_REASON
from houserules.transforms.settings_module import create_settings_module

_CONFIG = (
    "from pydantic_settings import BaseSettings\n\n\n"
    "class Settings(BaseSettings):\n"
    "    debug: bool = False\n"
)
_ACCESSOR = "\n\ndef get_settings() -> Settings:\n    return Settings()\n"


@dataclass(frozen=True)
class Options:
    """Options of ``config/no-environ``.

    Attributes:
        allow_roles: Roles of files that may read the environment.
        accessor: The expression through which code reads its settings, ``get_settings()`` or
            ``settings``; the convention ``settings-accessor`` says the same.
    """

    allow_roles: tuple[str, ...] = ("config", "test", "conftest", "migration")
    accessor: str = "get_settings()"


@rule(
    id="config/no-environ",
    on=(cst.Call, cst.Subscript, cst.Comparison),
    requires=(*ENVIRONMENT_READS, SETTINGS_TARGETS, SETTINGS_PLACES),
    options=Options,
    fixes=(environ_to_settings, create_settings_module),
    message="`{name}` is read from `{source}`, not through the settings",
    why="Settings are validated in one place when the program starts; a variable that is read "
    "somewhere else fails there, later, or silently has the wrong type.",
    allow_when="The variable belongs to another program, such as `CUDA_VISIBLE_DEVICES`. "
    "`os.environ.setdefault` has no fix, since code that reads the variable later counts on it; "
    "a test for a variable has none where its field has a default of its own.",
    examples=[
        Example(
            "import os\n\n"
            'dsn = os.environ.get("DATABASE_URL", "")'
            "  # want: `DATABASE_URL` is read from `os.environ.get`, not through the settings\n",
            fixed="from app.config import get_settings\n\ndsn = get_settings().database_url\n",
            files=(("app/config.py", _CONFIG + _ACCESSOR), (".env.example", "DEBUG=\n")),
            fixed_files=(
                ("app/config.py", _CONFIG + '    database_url: str = ""\n' + _ACCESSOR),
                (".env.example", "DEBUG=\nDATABASE_URL=\n"),
            ),
        ),
        Example(
            "import os\nimport subprocess\n\n"
            'subprocess.run(["make"], env={**os.environ, "CI": "1"})\n'
        ),
    ],
)
def no_environ(p: UnitPass, node: cst.Call | cst.Subscript | cst.Comparison) -> Iterator[Finding]:
    """Report reads of the environment outside the files that may."""
    if p.module.role in p.options.allow_roles:
        return
    use = environment_use(p, node)
    if use is None or is_of_system(use.name):
        return
    name = excerpt(use.name, 40) or use.written
    if use.kind is UseKind.LOADER:
        message = "`{name}` loads variables beside the settings"
        yield p.finding(node, message=message, name=use.written)
    elif use.kind is UseKind.WRITE:
        message = "`{name}` is set in `os.environ`; whoever reads settings does not see it"
        if not use.name:
            message = "`{name}` is written to; whoever reads settings does not see it"
        yield p.finding(node, message=message, weak=True, name=name)
    elif not use.name:
        yield p.finding(node, message="`{name}` is read, not the settings", name=use.written)
    else:
        yield p.finding(node, fix=_fix(p, node, use), name=name, source=use.written)


def _fix(p: UnitPass, node: cst.CSTNode, use: EnvironmentUse) -> FixRef | None:
    """What makes the variable a part of the settings, as far as is known of the project."""
    accessor: str = p.options.accessor
    if not can_be_setting(node, use):
        return None
    asks = asks_whether_set(node, use)
    target = p.lookup_if_ready(SETTINGS_TARGETS, accessor)
    if target is not None:
        found = field_name(target, use.name)
        if found is None or target.module == p.module.name:
            return None
        if asks and found[1] is not None and found[0] not in target.empty_without:
            return None
        reason = LATE_REASON if asks and use.default is not None else REASON
        return environ_to_settings.at(node, reason=reason, accessor=accessor)
    place = p.lookup_if_ready(SETTINGS_PLACES, "")
    if place is None or field_name(None, use.name) is None:
        return None
    if not accessor.removesuffix("()").isidentifier():
        return None
    return create_settings_module.at(node, reason=NEW_REASON, accessor=accessor, path=place.path)
