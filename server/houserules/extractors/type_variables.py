"""Type variables that a module declares by assignment: ``T = TypeVar("T", bound=Base)``."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import libcst as cst

from houserules.analysis.extractor import Reader, table
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.structure import UnitView, dotted_name, first_statement
from houserules.analysis.walk import children
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.importers import EVERY_IMPORT_TARGET
from houserules.extractors.project_symbols import EVERY_BINDING, absolute_name
from houserules.extractors.public_names import EXPORTS
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.references import quoted_names
from houserules.extractors.strings import literal_string

KINDS = ("TypeVar", "ParamSpec", "TypeVarTuple")
_STARS: Mapping[str, str] = MappingProxyType(
    {"TypeVar": "", "ParamSpec": "**", "TypeVarTuple": "*"}
)
_NAMES = frozenset(f"{m}.{k}" for m in ("typing", "typing_extensions") for k in KINDS)
_VARIANCE = frozenset({"covariant", "contravariant", "infer_variance"})


@dataclass(frozen=True, slots=True)
class TypeVariable:
    """A declaration.

    Attributes:
        name: Its name.
        callee: What is called, as written.
        kind: The last segment of the callee.
        bound: The code of its bound, unquoted; ``""`` for none.
        constraints: The code of its constraints.
        default: The code of its default; ``""`` for none.
        is_plain: Whether a type parameter can say all that the call says.
    """

    name: str
    callee: str
    kind: str
    bound: str = ""
    constraints: tuple[str, ...] = ()
    default: str = ""
    is_plain: bool = True

    @property
    def as_parameter(self) -> str:
        """It as a type parameter (PEP 695)."""
        text = _STARS[self.kind] + self.name
        if self.bound:
            text += f": {self.bound}"
        elif self.constraints:
            text += f": ({', '.join(self.constraints)})"
        return f"{text} = {self.default}" if self.default else text


def type_variable_of(node: cst.CSTNode | None) -> TypeVariable | None:
    """The declaration that a line of its own looks like."""
    statement = first_statement(node)
    if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
        return None
    target, call = statement.targets[0].target, statement.value
    if not isinstance(target, cst.Name) or not isinstance(call, cst.Call):
        return None
    callee = dotted_name(call.func)
    kind = callee.rpartition(".")[2]
    if kind not in KINDS or not call.args or literal_string(call.args[0].value) != target.value:
        return None
    given: dict[str, str] = {}
    constraints: list[str] = []
    is_plain = True
    for arg in call.args[1:]:
        code = _type_code(arg.value)
        if arg.star or not code:
            is_plain = False
        elif arg.keyword is None:
            constraints.append(code)
        elif arg.keyword.value in ("bound", "default"):
            given[arg.keyword.value] = code
        elif arg.keyword.value not in _VARIANCE:
            is_plain = False
    return TypeVariable(
        target.value,
        callee,
        kind,
        given.get("bound", ""),
        tuple(constraints),
        given.get("default", ""),
        is_plain and not (kind != "TypeVar" and (constraints or given.get("bound"))),
    )


def _type_code(node: cst.BaseExpression) -> str:
    """The code of a type on one line, quotes around it taken off; ``""`` for what is longer."""
    code = cst.Module(()).code_for_node(node)
    if isinstance(node, cst.SimpleString):
        code = node.raw_value
        if node.prefix or "\\" in code or not all(p.isidentifier() for p in code.split(".")):
            return ""
    return "" if "\n" in code or "\r" in code else code


def _declarations(view: UnitView) -> Iterator[tuple[Hashable, TypeVariable]]:
    if view.unit.depth or not any(kind in view.unit.text for kind in KINDS):
        return
    found = type_variable_of(view.node)
    if found is not None:
        yield "", found
        yield found.name, found


def _merge(values: tuple[TypeVariable, ...]) -> tuple[TypeVariable, ...]:
    return values


TYPE_VARIABLES = table("type-variables", _declarations, _merge)
"""Name → what looks like declarations of it at module level; ``""`` → all of them."""


def _base_names(view: UnitView) -> Iterator[tuple[Hashable, tuple[str, ...]]]:
    if isinstance(view.node, cst.ClassDef) and "[" in view.unit.text:
        names = tuple(names_in_bases(view.node))
        if names:
            yield ".".join((*view.class_path, view.node.name.value)), names


def _all_names(values: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in values for name in names))


NAMES_IN_BASES = table("names-in-bases", _base_names, _all_names)
"""Class path → the names in the subscripts of its bases."""


def _each_base_name(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    for _, names in _base_names(view):
        for name in names:
            yield name, True


def _any(values: tuple[bool, ...]) -> bool:
    return bool(values)


BASES_MENTION = table("bases-mention", _each_base_name, _any)
"""Name → whether a subscript of a base of some class mentions it."""


def names_in_bases(node: cst.ClassDef) -> Sequence[str]:
    """The names in the subscripts of bases, those of ``Generic`` and ``Protocol`` first."""
    subscripts = [base.value for base in node.bases if isinstance(base.value, cst.Subscript)]
    subscripts.sort(key=lambda s: dotted_name(s.value).rpartition(".")[2] not in _DECLARING)
    return tuple(dict.fromkeys(name for s in subscripts for e in s.slice for name in type_names(e)))


_DECLARING = frozenset({"Generic", "Protocol"})


def type_names(node: cst.CSTNode) -> Iterator[str]:
    """The first segments of the names in a type, in reading order, quoted ones included."""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, cst.Name):
            yield part.value
        elif isinstance(part, cst.Attribute):
            stack.append(part.value)
        elif isinstance(part, cst.SimpleString):
            yield from sorted(quoted_names(part), key=part.value.index)
        else:
            stack.extend(reversed(children(part)))


def type_variables(unit_pass: UnitPass) -> Mapping[str, TypeVariable]:
    """The type variables that the module declares once, and binds to nothing else.

    The rule must require ``TYPE_VARIABLES`` and ``BINDINGS``.
    """
    known = unit_pass.cache.get(type_variables)
    if known is None:
        known = {
            found.name: found
            for found in unit_pass.lookup(TYPE_VARIABLES, "")
            if _is_certain(unit_pass, found)
        }
        unit_pass.cache[type_variables] = known
    return known


def _is_certain(reader: Reader, found: TypeVariable) -> bool:
    if len(reader.lookup(BINDINGS, found.name)) != 1:
        return False
    names = module_qualified_names(reader, found.callee)
    return bool(names) and all(name in _NAMES for name in names)


ELSEWHERE_READS = (EVERY_IMPORT_TARGET, EVERY_BINDING, PROJECT_MODULES, EXPORTS)
"""What a transform that asks ``is_used_elsewhere`` must require."""


def is_used_elsewhere(unit_pass: UnitPass, name: str) -> bool:
    """Whether another file may import a name of this one; yes, while nobody knows.

    A module without a name stands alone.
    """
    own = unit_pass.module
    if unit_pass.lookup(EXPORTS, name) or own.is_package:
        return True
    if not own.name:
        return False
    targets = unit_pass.lookup_if_ready(EVERY_IMPORT_TARGET, name)
    wildcards = unit_pass.lookup_if_ready(EVERY_BINDING, "*")
    if targets is None or wildcards is None:
        return True
    found = [*targets, *((module, f"{b.target}.{name}") for module, b in wildcards)]
    return any(_absolute(unit_pass, *pair) == f"{own.name}.{name}" for pair in found)


def _absolute(reader: Reader, module: str, target: str) -> str:
    known = reader.lookup(PROJECT_MODULES, module)
    return absolute_name(module, target, is_package=known is not None and known.is_package)
