"""A variable that settings are read from is missing from ``.env.example``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.project_rules import ProjectFinding, ProjectPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.env_files import ALL_ENV_ENTRIES, EVERY_ENV_ENTRY, PRESENT
from houserules.extractors.environment import (
    ENVIRONMENT_READS,
    EVERY_ENV_NAME,
    UseKind,
    environment_use,
    is_of_system,
)
from houserules.extractors.models import MODELS, ModelKind
from houserules.extractors.settings_classes import SETTINGS_VARIABLES, field_of
from houserules.extractors.settings_entries import CLASS_ENTRIES, PROJECT_ENTRIES
from houserules.text.excerpt import excerpt
from houserules.transforms.env_template import add_env_entry, create_env_template

_EXEMPT = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION})
_REASON = "whoever copies the template has to fill in one more line"
_NEW_REASON = "whoever sets up a machine takes its values for a good start"
_FILES = ((".env.example", "DATABASE_URL=\n"),)
_SETTINGS = (
    "from pydantic_settings import BaseSettings\n\n\n"
    "class Settings(BaseSettings):\n"
    "    database_url: str\n"
)


def _unread(p: ProjectPass) -> Iterator[ProjectFinding]:
    """Report entries of the template that nothing reads."""
    known = p.lookup(SETTINGS_VARIABLES, "")
    if not known or "?" in known:
        return
    for path, name, entry in p.lookup(ALL_ENV_ENTRIES, ""):
        if name == PRESENT or entry.commented or name in known:
            continue
        if not p.lookup(EVERY_ENV_NAME, name):
            message = "`{name}` is in the template, but no setting reads it"
            shown = excerpt(entry.name, 40)
            yield p.finding(path, entry.span, weak=True, message=message, name=shown)


@rule(
    id="config/env-example",
    on=(cst.AnnAssign, cst.ClassDef, cst.Call, cst.Subscript),
    requires=(
        *ENVIRONMENT_READS,
        MODELS,
        PROJECT_MODULES,
        EVERY_ENV_ENTRY,
        ALL_ENV_ENTRIES,
        EVERY_ENV_NAME,
        SETTINGS_VARIABLES,
        CLASS_ENTRIES,
        PROJECT_ENTRIES,
    ),
    fixes=(add_env_entry, create_env_template),
    per_project=_unread,
    message="`{variable}` is missing from `.env.example`",
    why="The template is what a new machine is set up from; what it does not name is found out "
    "when the program stops.",
    allow_when="A variable is for a few people only, and must not be set by others.",
    examples=[
        Example(
            _SETTINGS + '    smtp_host: str = "localhost"'
            "  # want: `SMTP_HOST` is missing from `.env.example` # at: smtp_host\n",
            fixed=_SETTINGS + '    smtp_host: str = "localhost"\n',
            files=_FILES,
            fixed_files=((".env.example", "DATABASE_URL=\nSMTP_HOST=localhost\n"),),
        ),
        Example(_SETTINGS, files=_FILES),
    ],
)
def env_example(
    p: UnitPass, node: cst.AnnAssign | cst.ClassDef | cst.Call | cst.Subscript
) -> Iterator[Finding]:
    """Report settings and reads of variables that the template of the project lacks."""
    if p.module.role in _EXEMPT:
        return
    if isinstance(node, cst.Call | cst.Subscript):
        yield from _read_directly(p, node)
    elif isinstance(node, cst.ClassDef):
        yield from _no_template(p, node)
    elif len(p.class_path) == 1 and len(p.ancestors) == 1:
        yield from _field(p, node)


def _field(p: UnitPass, node: cst.AnnAssign) -> Iterator[Finding]:
    field = field_of(node)
    if field is None or not _is_settings(p):
        return
    for entry in p.lookup(CLASS_ENTRIES, (p.module.name, p.class_path[0])):
        if entry.field == field.name:
            value, said = entry.default, entry.description
            yield from _missing(p, node.target, entry.variable, value, said, p.class_path[0])


def _read_directly(p: UnitPass, node: cst.Call | cst.Subscript) -> Iterator[Finding]:
    use = environment_use(p, node)
    if use is None or use.kind is not UseKind.READ or is_of_system(use.name):
        return
    if use.name:
        yield from _missing(p, node, use.name, "", "", "")


def _missing(
    p: UnitPass, place: cst.CSTNode, variable: str, value: str, description: str, owner: str
) -> Iterator[Finding]:
    if not p.lookup(EVERY_ENV_ENTRY, PRESENT) or p.lookup(EVERY_ENV_ENTRY, variable.upper()):
        return
    fix = add_env_entry.at(
        None, reason=_REASON, variable=variable, value=value, description=description, owner=owner
    )
    yield p.finding(place, fix=fix, variable=excerpt(variable, 40))


def _no_template(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    if p.class_path or p.ancestors or p.lookup(MODELS, node.name.value) is not ModelKind.SETTINGS:
        return
    in_project = p.lookup(PROJECT_MODULES, p.module.name) is not None
    if in_project and not p.lookup(EVERY_ENV_ENTRY, PRESENT):
        message = "`{name}` reads the environment, and there is no `.env.example`"
        fix = create_env_template.at(None, reason=_NEW_REASON)
        offered = fix if p.lookup(PROJECT_ENTRIES, "") else None
        yield p.finding(node.name, fix=offered, message=message, name=excerpt(node.name.value, 40))


def _is_settings(p: UnitPass) -> bool:
    return p.lookup(MODELS, p.class_path[0]) is ModelKind.SETTINGS
