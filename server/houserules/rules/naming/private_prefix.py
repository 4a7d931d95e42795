"""A private member has two underscores in front, which mangles its name."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.base_words import DERIVING
from houserules.extractors.declared_types import ATTRIBUTE_TYPES, first_parameter
from houserules.extractors.variable_targets import attribute_targets, bound_names
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.unmangle import unmangle


@rule(
    id="naming/private-prefix",
    on=(cst.FunctionDef, cst.AssignTarget, cst.AnnAssign),
    requires=(DERIVING, ATTRIBUTE_TYPES),
    fixes=(unmangle,),
    message="private member `{name}` uses name mangling; use a single underscore",
    why="Mangled names are awkward in tests and debuggers, and protect from a clash that only "
    "subclasses can have.",
    allow_when="Classes that you do not know derive from this one.",
    examples=[
        Example(
            "class Jar:\n"
            "    def open(self):\n"
            "        return self.__open()\n\n"
            "    def __open(self):"
            "  # want: private member `__open` uses name mangling; use a single underscore"
            " # at: __open\n"
            "        return True\n",
            fixed="class Jar:\n"
            "    def open(self):\n"
            "        return self._open()\n\n"
            "    def _open(self):\n"
            "        return True\n",
        ),
        Example(
            "class Jar:\n"
            "    def __open(self):\n"
            "        return True\n\n\n"
            "class GlassJar(Jar):\n"
            "    def _open(self):\n"
            "        return False\n"
        ),
    ],
)
def private_prefix(
    p: UnitPass, node: cst.FunctionDef | cst.AssignTarget | cst.AnnAssign
) -> Iterator[Finding]:
    """Report mangled members where the class makes them."""
    if not p.class_path or "__" not in p.view.unit.text:
        return
    found: dict[str, cst.Name] = {}
    if not isinstance(node, cst.FunctionDef):
        if not any(isinstance(a, cst.FunctionDef | cst.ClassDef) for a in p.ancestors):
            found = {name.value: name for name in bound_names(node)}
    elif not p.ancestors:
        found = {**_attributes(p, node), node.name.value: node.name}
    for word, name in found.items():
        if not _is_mangled(word) or p.lookup(DERIVING, p.class_path[-1]):
            continue
        if not p.siblings_named("__slots__"):
            yield p.finding(name, fix=_fix(p, word), name=excerpt(word, 40))


def _attributes(p: UnitPass, method: cst.FunctionDef) -> dict[str, cst.Name]:
    """The attributes that a method makes: ``__init__`` all, others those that nobody else does."""
    path = ".".join(p.class_path)
    found: dict[str, list[cst.Name]] = {}
    for name in attribute_targets(method, first_parameter(method)):
        if _is_mangled(name.value):
            found.setdefault(name.value, []).append(name)
    return {
        word: min(names, key=lambda name: p.span(name).start)
        for word, names in found.items()
        if not p.siblings_named(word)
        and (
            method.name.value == "__init__"
            or len(p.lookup(ATTRIBUTE_TYPES, f"{path}.{word}")) <= len(names)
        )
    }


def _is_mangled(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__") and bool(name.strip("_"))


def _fix(p: UnitPass, old: str) -> FixRef | None:
    """Where nothing else can have the new name: no base, and nothing that reads the members."""
    holder = p.enclosing_classes[-1]
    if holder.bases or holder.decorators or holder.has_keywords:
        return None
    return unmangle.at(None, old=old, new="_" + old.lstrip("_"))
