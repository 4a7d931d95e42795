"""Settings are read by hand, or through a base class from where it no longer is."""

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
from houserules.analysis.walk import descendants
from houserules.extractors.environment import ENVIRONMENT_READS
from houserules.extractors.importers import EVERY_IMPORT_TARGET
from houserules.extractors.models import MODELS, ModelKind
from houserules.extractors.pydantic_config import CONFIG_READS, pydantic_api
from houserules.extractors.qualified_names import module_qualified_names
from houserules.text.excerpt import excerpt
from houserules.transforms.settings_import import can_be_moved, moved_alias, settings_import

_READERS = frozenset({"os.getenv", "os.environ", "os.environ.get"})
_HOME = "pydantic_settings.BaseSettings"


@dataclass(frozen=True)
class Options:
    """Options of ``config/settings-base``.

    Attributes:
        api: Whose `BaseSettings` it is: `v2` has it in `pydantic-settings`, `v1` in pydantic;
            `auto` takes what the imports of the project show. The convention ``pydantic-api``
            wins over the default.
        suffixes: How classes of settings end.
    """

    api: Literal["auto", "v1", "v2"] = "auto"
    suffixes: tuple[str, ...] = ("Settings", "Config")


@rule(
    id="config/settings-base",
    on=(cst.ImportFrom, cst.ClassDef),
    requires=(*CONFIG_READS, *ENVIRONMENT_READS, EVERY_IMPORT_TARGET),
    reads=("pydantic-api",),
    options=Options,
    fixes=(settings_import,),
    message="`{name}` reads the environment by hand; derive it from `BaseSettings`",
    why="`BaseSettings` reads, converts and checks all variables in one place, and says which is "
    "missing when the program starts.",
    allow_when="The program must not depend on pydantic.",
    examples=[
        Example(
            "from pydantic import BaseModel, BaseSettings, ConfigDict"
            "  # want: `BaseSettings` moved to `pydantic_settings` # at: BaseSettings\n\n\n"
            "class Settings(BaseSettings):\n"
            "    model_config = ConfigDict()\n\n\n"
            "class Mail(BaseModel):\n"
            "    host: str\n",
            fixed="from pydantic import BaseModel, ConfigDict\n"
            "from pydantic_settings import BaseSettings\n\n\n"
            "class Settings(BaseSettings):\n"
            "    model_config = ConfigDict()\n\n\n"
            "class Mail(BaseModel):\n"
            "    host: str\n",
            path="app/config.py",
        ),
        Example(
            "import os\n\n\n"
            "class AppSettings:"
            "  # want: `AppSettings` reads the environment by hand; derive it from `BaseSettings`"
            " # at: AppSettings\n"
            '    dsn = os.getenv("DATABASE_URL", "")\n',
            path="app/config.py",
        ),
    ],
)
def settings_base(p: UnitPass, node: cst.ImportFrom | cst.ClassDef) -> Iterator[Finding]:
    """Report the import, or the name of the class."""
    if isinstance(node, cst.ImportFrom):
        alias = moved_alias(node)
        if alias is not None and not _is_guarded(p) and _is_new_pydantic(p):
            fix = settings_import.at(node) if can_be_moved(p, node) else None
            message = "`BaseSettings` moved to `pydantic_settings`"
            yield p.finding(alias.name, fix=fix, message=message)
        return
    name = node.name.value
    if p.module.role is not Role.CONFIG or p.class_path or p.ancestors:
        return
    if not name.endswith(p.options.suffixes) or not _reads_environment(p, node):
        return
    if p.lookup(MODELS, name) is not ModelKind.SETTINGS:
        yield p.finding(node.name, name=excerpt(name, 30))


def _is_guarded(p: UnitPass) -> bool:
    """Whether the import depends on what is installed."""
    return any(isinstance(a, cst.Try | cst.If) for a in p.ancestors)


def _is_new_pydantic(p: UnitPass) -> bool:
    """Whether pydantic 2 is proven: by the settings, by what is imported here or elsewhere."""
    api = p.convention("pydantic-api") or p.options.api
    if api != "auto":
        return api == "v2"
    if pydantic_api(p, "", "auto", "v1") == "v2":
        return True
    imports = p.lookup_if_ready(EVERY_IMPORT_TARGET, "BaseSettings") or ()
    return any(target == _HOME for _, target in imports)


def _reads_environment(p: UnitPass, node: cst.ClassDef) -> bool:
    """Whether a field of a class has a variable for its value or default."""
    for ordinal, member in enumerate(p.members(node)):
        if member.kind not in ("assign", "field"):
            continue
        tree = p.member_tree(node, ordinal)
        if tree is None:
            continue
        for part in descendants(tree):
            if isinstance(part, cst.Call | cst.Subscript):
                dotted = dotted_name(part.func if isinstance(part, cst.Call) else part.value)
                names = module_qualified_names(p, dotted) if "env" in dotted else ()
                if names and _READERS.issuperset(names):
                    return True
    return False
