"""Reads and writes of environment variables."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.project import everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.imported_names import IMPORTED_FROM
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument, literal_string

_ENVIRON = frozenset({"os.environ"})
_GETENV = frozenset({"os.getenv", "os.environ.get"})
_LOADERS = frozenset(
    {
        "environs.Env", "environ.Env", "decouple.config", "decouple.AutoConfig",
        "dotenv.load_dotenv", "dotenv.dotenv_values", "dotenv.main.load_dotenv",
    }
)  # fmt: skip
_CALLS = _GETENV | _LOADERS | {"os.environ.setdefault"}
_WORDS = ("env", "get(", "setdefault(")

_MODULES = ("os", "environs", "environ", "decouple", "dotenv", "dotenv.main")

ENVIRONMENT_READS = (BINDINGS, IMPORTED_FROM)
"""What a rule that asks ``environment_use`` must require."""


_OF_SYSTEM = frozenset(
    {
        "APPDATA", "CI", "COLUMNS", "DISPLAY", "EDITOR", "FORCE_COLOR", "HOME", "HOSTNAME", "LANG",
        "LD_LIBRARY_PATH", "LINES", "LOCALAPPDATA", "LOGNAME", "NO_COLOR", "PAGER", "PATH", "PROGRAMDATA", "PWD",
        "PYTEST_CURRENT_TEST", "PYTHONPATH", "SHELL", "SYSTEMROOT", "TEMP", "TERM", "TMP",
        "TMPDIR", "USER", "USERNAME", "USERPROFILE", "VIRTUAL_ENV", "VISUAL",
    }
)  # fmt: skip


def is_of_system(name: str) -> bool:
    """Whether a variable is the machine's: nobody sets it for one program."""
    return name in _OF_SYSTEM or name.startswith(("LC_", "XDG_"))


class UseKind(StrEnum):
    """What is done with the environment."""

    READ = "read"
    WRITE = "write"
    LOADER = "loader"
    """A library or file that the variables come from."""


@dataclass(frozen=True, slots=True, eq=False)
class EnvironmentUse:
    """A use of environment variables.

    Attributes:
        kind: What is done.
        name: The variable, ``""`` where it is not a literal.
        written: The expression that gives access: ``os.environ``, ``os.getenv``.
        default: The default of a read, ``None`` where there is none.
        required: Whether a missing variable raises; not where code asks for it before.
    """

    kind: UseKind
    name: str
    written: str
    default: cst.BaseExpression | None = None
    required: bool = False


def may_use_environment(unit_pass: UnitPass, node: cst.CSTNode) -> bool:
    """Whether an expression begins with a name through which the environment is reached.

    Turns most nodes away at the price of one look-up in a set.
    """
    roots = unit_pass.cache.get(may_use_environment)
    if roots is None:
        roots = frozenset(
            name for module in _MODULES for name, _ in unit_pass.lookup(IMPORTED_FROM, module)
        )
        unit_pass.cache[may_use_environment] = roots
    if "import" in unit_pass.view.unit.text:
        return True
    root = node.func if isinstance(node, cst.Call) else node
    while isinstance(root, cst.Attribute | cst.Subscript):
        root = root.value
    return isinstance(root, cst.Name) and root.value in roots


def environment_use(unit_pass: UnitPass, node: cst.CSTNode) -> EnvironmentUse | None:
    """What a call, subscript or comparison does with the environment, ``None`` for others.

    ``node`` must be the node the walk stands on.
    """
    if isinstance(node, cst.Call):
        return _of_call(unit_pass, node) if may_use_environment(unit_pass, node) else None
    if isinstance(node, cst.Subscript):
        return _of_subscript(unit_pass, node) if may_use_environment(unit_pass, node) else None
    if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        target = node.comparisons[0]
        is_in = isinstance(target.operator, cst.In | cst.NotIn)
        if is_in and resolves_to(unit_pass, target.comparator, _ENVIRON):
            name = literal_string(node.left) or ""
            return EnvironmentUse(UseKind.READ, name, dotted_name(target.comparator))
    return None


def _of_call(unit_pass: UnitPass, call: cst.Call) -> EnvironmentUse | None:
    written = dotted_name(call.func)
    found = resolves_to(unit_pass, call.func, _CALLS) if written else None
    if found is None:
        return None
    if found in _LOADERS:
        return EnvironmentUse(UseKind.LOADER, "", written)
    name = argument(call, "key", 0)
    default = argument(call, "default", 1)
    # Alone on its line it is for who reads the variable later.
    parent = unit_pass.ancestors[-1] if unit_pass.ancestors else None
    sets = found == "os.environ.setdefault" and isinstance(parent, cst.Expr)
    return EnvironmentUse(
        UseKind.WRITE if sets else UseKind.READ,
        (literal_string(name.value) or "") if name else "",
        written,
        default.value if default else None,
    )


def _of_subscript(unit_pass: UnitPass, node: cst.Subscript) -> EnvironmentUse | None:
    if not resolves_to(unit_pass, node.value, _ENVIRON) or len(node.slice) != 1:
        return None
    index = node.slice[0].slice
    name = literal_string(index.value) if isinstance(index, cst.Index) else None
    parent = unit_pass.ancestors[-1] if unit_pass.ancestors else None
    if isinstance(parent, cst.Del):
        return None
    writes = isinstance(parent, cst.AssignTarget) or (
        isinstance(parent, cst.AugAssign | cst.AnnAssign) and parent.target is node
    )
    kind = UseKind.WRITE if writes else UseKind.READ
    required = not name or not any(_tests(part, name) for part in unit_pass.ancestors)
    return EnvironmentUse(kind, name or "", dotted_name(node.value), required=required)


def _tests(statement: cst.CSTNode, name: str) -> bool:
    """Whether a statement or expression asks for a variable before it goes on."""
    if isinstance(statement, cst.If | cst.IfExp | cst.While):
        test = statement.test
    elif isinstance(statement, cst.BooleanOperation):
        test = statement.left
    else:
        return False
    return any(
        isinstance(node, cst.Comparison)
        and literal_string(node.left) == name
        and isinstance(node.comparisons[0].operator, cst.In | cst.NotIn)
        for node in (test, *descendants(test))
    )


def _names(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    """The variables that a unit reads by literal name, as far as its spelling shows.

    Rather too many: it keeps a variable from being called unused.
    """
    if view.node is None or not any(word in view.unit.text for word in _WORDS):
        return
    seen: set[str] = set()
    for node in descendants(view.node):
        name: str | None = None
        if isinstance(node, cst.Call) and node.args:
            if dotted_name(node.func).rpartition(".")[2] in ("getenv", "get", "setdefault"):
                name = literal_string(node.args[0].value)
        elif isinstance(node, cst.Subscript) and "env" in dotted_name(node.value).lower():
            index = node.slice[0].slice
            name = literal_string(index.value) if isinstance(index, cst.Index) else None
        if name and name not in seen:
            seen.add(name)
            yield name.upper(), True


ENV_NAMES = fact("env-names", _names, bool)
"""Upper-case name → a value for each unit that may read the variable of that name."""
EVERY_ENV_NAME = everywhere(ENV_NAMES)
