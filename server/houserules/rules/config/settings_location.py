"""A settings class is defined outside of the module for settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.models import MODELS, ModelKind
from houserules.text.excerpt import excerpt

_EXEMPT = frozenset({Role.CONFIG, Role.TEST, Role.CONFTEST, Role.MIGRATION})
_FOLDERS = frozenset({"config", "configs", "configuration", "settings"})


@dataclass(frozen=True)
class Options:
    """Options of ``config/settings-location``.

    Attributes:
        path: The file that settings belong into, such as `app/config.py`; empty for any file
            with the role `config`.
    """

    path: str = ""


@rule(
    id="config/settings-location",
    on=(cst.ClassDef,),
    requires=(MODELS,),
    options=Options,
    message="settings class `{name}` belongs into `{file}`",
    why="Whoever deploys the application finds all that it reads in one file.",
    allow_when="A package brings settings of its own that the application does not know.",
    examples=[
        Example(
            "from pydantic_settings import BaseSettings\n\n\n"
            "class MailSettings(BaseSettings):"
            "  # want: settings class `MailSettings` belongs into `app/config.py` # at: MailSettings\n"
            "    host: str\n",
            options=(("path", "app/config.py"),),
            path="app/services/mail.py",
        ),
        Example(
            "from pydantic_settings import BaseSettings\n\n\n"
            "class MailSettings(BaseSettings):\n    host: str\n",
            path="app/config.py",
        ),
    ],
)
def settings_location(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report the name of the class."""
    path = p.module.path
    if not node.bases or not path or p.module.role in _EXEMPT or p.class_path or p.ancestors:
        return
    place: str = p.options.path
    if place and (path == place or place.endswith(f"/{path}")):
        return
    if _FOLDERS.intersection(path.split("/")[:-1]):
        return
    name = node.name.value
    if p.lookup(MODELS, name) is ModelKind.SETTINGS:
        yield p.finding(node.name, name=excerpt(name, 30), file=excerpt(place or "config.py", 30))
