"""An environment variable is not named in UPPER_SNAKE_CASE."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.project_rules import ProjectFinding, ProjectPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.env_files import ALL_ENV_ENTRIES, PRESENT
from houserules.extractors.environment import (
    ENVIRONMENT_READS,
    UseKind,
    environment_use,
    is_of_system,
)
from houserules.extractors.scopes import scopes_around
from houserules.extractors.strings import argument
from houserules.extractors.word_case import is_upper_snake, to_upper_snake
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.env_variable_case import REASON, env_variable_case

_NAME = re.compile(r"[A-Za-z]\w*")
_LAID_DOWN = re.compile(
    r"(?:https?|ftp|no|all|socks)_proxy|npm_\w+|windir|path|"
    r"(?:common)?program(?:files|data|w6432)\w*|systemroot|systemdrive|comspec|(?:local)?appdata",
    re.IGNORECASE,
)
"""Variables that others call so: proxies, npm, Windows."""
_MONKEYPATCH = frozenset({"monkeypatch.setenv", "monkeypatch.delenv"})


def _templates(p: ProjectPass) -> Iterator[ProjectFinding]:
    """Report the lines of templates; those that are commented out are for show."""
    for path, key, entry in p.lookup(ALL_ENV_ENTRIES, ""):
        if key != PRESENT and not entry.commented and _is_wrong(entry.name):
            yield p.finding(path, entry.span, name=excerpt(entry.name, 40))


@rule(
    id="naming/env-var-case",
    on=(cst.Call, cst.Subscript, cst.Comparison),
    requires=(*ENVIRONMENT_READS, ALL_ENV_ENTRIES),
    fixes=(env_variable_case,),
    same_as_ruff=(SameAsRuff("SIM112", part="reads through `os.environ` and `os.getenv`"),),
    per_project=_templates,
    message="environment variable `{name}` should be UPPER_SNAKE_CASE",
    why="Shells, containers and people expect variables in capitals; case counts on most systems.",
    allow_when="Another program sets the variable under this name.",
    examples=[
        Example(
            "import os\n\n"
            'url = os.getenv("database_url")'
            "  # want: environment variable `database_url` should be UPPER_SNAKE_CASE"
            ' # at: "database_url"\n',
            fixed='import os\n\nurl = os.getenv("DATABASE_URL")\n',
        ),
        Example('import os\n\nproxy = os.environ.get("http_proxy")\n'),
    ],
)
def env_var_case(p: UnitPass, node: cst.Call | cst.Subscript | cst.Comparison) -> Iterator[Finding]:
    """Report literal names that reads and writes give."""
    literal = _literal(node)
    if literal is None or not _is_wrong(literal.raw_value):
        return
    if isinstance(node, cst.Call) and dotted_name(node.func) in _MONKEYPATCH:
        is_read = False
        if not any("monkeypatch" in scope for scope in scopes_around(p, node)):
            return
    else:
        use = environment_use(p, node)
        if use is None or use.kind is UseKind.LOADER:
            return
        is_read = use.kind is UseKind.READ and not isinstance(node, cst.Comparison)
    name = literal.raw_value
    by_ruff = "SIM112" if is_read else ""
    yield p.finding(literal, fix=_fix(literal, name), ruff=by_ruff, name=excerpt(name, 40))


def _is_wrong(name: str) -> bool:
    is_name = _NAME.fullmatch(name) is not None and not is_upper_snake(name)
    return is_name and not _LAID_DOWN.fullmatch(name) and not is_of_system(name)


def _literal(node: cst.Call | cst.Subscript | cst.Comparison) -> cst.SimpleString | None:
    value: cst.CSTNode | None = None
    if isinstance(node, cst.Call):
        arg = argument(node, "name" if dotted_name(node.func) in _MONKEYPATCH else "key", 0)
        value = arg.value if arg is not None else None
    elif isinstance(node, cst.Subscript):
        index = node.slice[0].slice
        value = index.value if isinstance(index, cst.Index) else None
    else:
        value = node.left
    return value if isinstance(value, cst.SimpleString) and "b" not in value.prefix else None


def _fix(literal: cst.SimpleString, name: str) -> FixRef | None:
    new = to_upper_snake(name)
    if not is_upper_snake(new):
        return None
    return env_variable_case.at(literal, reason=REASON, new=new)
