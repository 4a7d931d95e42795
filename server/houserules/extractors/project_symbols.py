"""Names across files: where a qualified name is defined, over re-exports, and what classes of
the project derive from.
"""

from __future__ import annotations

from dataclasses import dataclass

from houserules.analysis.binding_names import WILDCARD, Binding, BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import PROJECT_MODULES, ProjectModule, everywhere, in_module
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.class_graph import CLASSES

_MOST_STEPS = 8

EVERY_BINDING = everywhere(BINDINGS)
"""Name → ``(module, binding)`` of every file that binds it at its top."""
MODULE_BINDINGS = in_module(BINDINGS)
"""(module, name) → the bindings of a module-level name of another file."""
MODULE_CLASSES = in_module(CLASSES)
"""(module, class path) → the definitions of a class of another file."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something that a file of the project defines.

    Attributes:
        module: The dotted name of the defining module, as facts have it.
        path: The name in the module, ``Outer.inner`` for members; ``""`` for the module itself.
    """

    module: str
    path: str

    @property
    def qualified_name(self) -> str:
        """Module and path."""
        return f"{self.module}.{self.path}" if self.path else self.module


def absolute_name(module: str, target: str, *, is_package: bool) -> str:
    """What an import target with leading dots means in a module; ``""`` above the top.

    Python's language reference, "Package Relative Imports".
    """
    if not target.startswith("."):
        return target
    rest = target.lstrip(".")
    level = len(target) - len(rest)
    parts = module.split(".") if module else []
    dropped = level - 1 if is_package else level
    if dropped > len(parts):
        return ""
    kept = parts[: len(parts) - dropped]
    return ".".join((*kept, rest)) if rest else ".".join(kept)


def module_and_rest(reader: Reader, qualified: str) -> tuple[ProjectModule, str] | None:
    """The longest prefix of a qualified name that is a module of the project, and what follows.

    The reader must require ``PROJECT_MODULES``.
    """
    parts = qualified.split(".")
    for length in range(len(parts), 0, -1):
        module = reader.lookup(PROJECT_MODULES, ".".join(parts[:length]))
        if module is not None:
            return module, ".".join(parts[length:])
    return None


def _hiding_package(reader: Reader, qualified: str) -> tuple[ProjectModule, str] | None:
    """The package that binds a name of its own where it also has a module of that name.

    Python's language reference, "Submodules": the import of the module sets the attribute first.
    """
    name, _, last = qualified.rpartition(".")
    bindings = reader.lookup(MODULE_BINDINGS, (name, last)) if name else None
    package = reader.lookup(PROJECT_MODULES, name) if bindings else None
    if package is None or not package.is_package:
        return None
    targets = {absolute_name(package.name, b.target, is_package=True) for b in bindings or ()}
    own = {f"{package.name}.{last}", qualified}
    return None if targets & own else (package, last)


def owner_of(reader: Reader, qualified: str) -> tuple[ProjectModule, str] | None:
    """The module of the project that a qualified name is looked up in, and what follows.

    The reader must require ``PROJECT_MODULES`` and ``MODULE_BINDINGS``.
    """
    return _hiding_package(reader, qualified) or module_and_rest(reader, qualified)


def _symbol(reader: Reader, qualified: str) -> Symbol | None:
    for _ in range(_MOST_STEPS):
        found = owner_of(reader, qualified)
        if found is None:
            return None
        module, rest = found
        if not rest:
            return Symbol(module.name, "")
        root, dot, tail = rest.partition(".")
        bindings = reader.lookup(MODULE_BINDINGS, (module.name, root)) or ()
        if not bindings:
            stars = reader.lookup(MODULE_BINDINGS, (module.name, WILDCARD)) or ()
            if len(stars) != 1:
                return None
            bindings = (Binding(root, BindingKind.IMPORT, f"{stars[0].target}.{root}"),)
        kinds = {b.kind for b in bindings}
        targets = {b.target for b in bindings}
        if kinds != {BindingKind.IMPORT}:
            return None if BindingKind.IMPORT in kinds else Symbol(module.name, rest)
        if len(targets) != 1:
            return None
        target = absolute_name(module.name, targets.pop(), is_package=module.is_package)
        if not target:
            return None
        qualified = target + dot + tail
    return None


SYMBOLS = derived("symbols", _symbol, (PROJECT_MODULES, MODULE_BINDINGS))
"""Absolute qualified name → where the project defines it, re-exports followed over at most eight
steps; ``None`` for what is not the project's, or not certain."""


def _project_ancestry(reader: Reader, qualified: str) -> frozenset[str]:
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [(qualified, 0)]
    while waiting:
        name, steps = waiting.pop()
        if name in seen or steps > _MOST_STEPS:
            continue
        seen.add(name)
        found.add(name)
        symbol = reader.lookup(SYMBOLS, name)
        if symbol is None:
            continue
        for definition in reader.lookup(MODULE_CLASSES, (symbol.module, symbol.path)) or ():
            for base in definition.bases:
                meant = base_name(reader, symbol, base)
                if meant:
                    waiting.append((meant, steps + 1))
    return frozenset(found)


def base_name(reader: Reader, user: Symbol, base: str) -> str:
    """The absolute qualified name of a base as a class of another file writes it.

    ``""`` where not proven. The reader must require what ``PROJECT_ANCESTRY`` does.
    """
    if not base:
        return ""
    outer = user.path.rpartition(".")[0]
    if outer and reader.lookup(MODULE_CLASSES, (user.module, f"{outer}.{base}")):
        return f"{user.module}.{outer}.{base}"
    root, dot, rest = base.partition(".")
    bindings = reader.lookup(MODULE_BINDINGS, (user.module, root)) or ()
    if not bindings:
        return f"builtins.{base}" if root in BUILTINS else ""
    if len({(b.kind, b.target) for b in bindings}) != 1:
        return ""
    if bindings[0].kind is BindingKind.CLASS:
        return f"{user.module}.{base}"
    if bindings[0].kind is not BindingKind.IMPORT:
        return ""
    module = reader.lookup(PROJECT_MODULES, user.module)
    if module is None:
        return ""
    target = absolute_name(module.name, bindings[0].target, is_package=module.is_package)
    return target + dot + rest if target else ""


PROJECT_ANCESTRY = derived(
    "project-ancestry",
    _project_ancestry,
    (SYMBOLS, MODULE_CLASSES, MODULE_BINDINGS, PROJECT_MODULES),
    on_cycle=frozenset[str](),
)
"""Absolute qualified name of a class → itself and everything it derives from, as far as the files
of the project and the names in them show."""
