"""A class of a layer does not end with the word that the team uses for the layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.class_families import FROM_OUTSIDE
from houserules.extractors.definitions import decorator_names
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.word_case import to_snake
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_symbol import rename_symbol, renamed_to

_SUFFIX = MappingProxyType({"service": "Service", "store": "Repository"})
_SYNONYMS = MappingProxyType(
    {
        "store": ("Store", "Repository", "Repo", "DAO", "Dao", "DAL", "Dal", "Manager"),
        "service": ("Manager", "Svc"),
    }
)
_OTHER_WORD = "`{name}`: this team says {suffix}"
_DATA = frozenset({"abc.ABC", "typing.Generic", "builtins.object", "typing_extensions.Generic"})
"""Bases that leave open what a class is; behind any other one it is something of its own."""


@dataclass(frozen=True)
class Options:
    """Options of ``naming/layer-class-suffix``.

    Attributes:
        suffix: Role of a file → what its classes with methods end with.
        forbidden_synonyms: Role of a file → the words that other teams use for the suffix.
    """

    suffix: Mapping[str, str] = field(default_factory=lambda: _SUFFIX)
    forbidden_synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _SYNONYMS)


@rule(
    id="naming/layer-class-suffix",
    on=(cst.ClassDef,),
    requires=(BINDINGS, FROM_OUTSIDE, FULL_ANCESTRY),
    options=Options,
    fixes=(rename_symbol,),
    message="class `{name}` in a {role} module should end with `{suffix}`",
    why="The name of a class says which layer a call goes to.",
    allow_when="A file of the layer holds a helper that nobody else should use.",
    examples=[
        Example(
            "class PlanStore:"
            "  # want: `PlanStore`: this team says Repository # at: PlanStore\n"
            "    def get_one(self): ...\n",
            fixed="class PlanRepository:\n    def get_one(self): ...\n",
            path="app/stores/plans.py",
            files=(("app/api.py", "from app.stores.plans import PlanStore\n"),),
            fixed_files=(("app/api.py", "from app.stores.plans import PlanRepository\n"),),
        ),
        Example(
            "class Billing:  # want: class `Billing` in a service module should end with"
            " `Service` # at: Billing\n"
            "    def charge(self): ...\n",
            fixed="class BillingService:\n    def charge(self): ...\n",
            path="app/services/billing_service.py",
        ),
        Example(
            "class PlanStore:\n    def get_one(self): ...\n",
            path="app/plans/store.py",
            options=(("suffix", {"store": "Store"}),),
        ),
    ],
)
def layer_class_suffix(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report public classes with methods in files of the roles that the option lists."""
    name, role = node.name.value, p.module.role.value
    suffix = p.options.suffix.get(role)
    if not suffix or name.startswith("_") or name.endswith(suffix):
        return
    if p.module.role is Role.OTHER or p.class_path or p.ancestors or not _is_of_layer(p, node):
        return
    synonyms = p.options.forbidden_synonyms.get(role, ())
    synonym = max((s for s in synonyms if s != suffix and name.endswith(s)), key=len, default="")
    if not synonym and not _names_the_file(p, name, suffix):
        return
    stem = name.removesuffix(synonym) if synonym else name
    yield p.finding(
        node.name,
        fix=_fix(p, name, stem, suffix),
        message=_OTHER_WORD if synonym else None,
        name=excerpt(name, 40),
        role=role,
        suffix=suffix,
    )


def _names_the_file(p: UnitPass, name: str, suffix: str) -> bool:
    """Whether a class is what its file is there for, and not a helper of it."""
    stem = p.module.path.rpartition("/")[2].removesuffix(".py")
    words = (p.module.role.value, suffix.lower())
    bare = next((stem.removesuffix(f"_{w}") for w in words if stem.endswith(f"_{w}")), stem)
    return stem in words or to_snake(name) == bare


def _is_of_layer(p: UnitPass, node: cst.ClassDef) -> bool:
    """Whether a class has methods, and is not laid down by a base or decorator to be data."""
    if any(d.rpartition(".")[2] == "dataclass" for d in decorator_names(node)) or node.keywords:
        return False
    methods = [m for m in p.members(node) if m.kind == "function"]
    if not any(not name.startswith("_") for m in methods for name in m.names):
        return False
    name = node.name.value
    return not p.lookup(FULL_ANCESTRY, name) - _DATA and not p.lookup(FROM_OUTSIDE, name)


def _fix(p: UnitPass, name: str, stem: str, suffix: str) -> FixRef | None:
    return renamed_to(p, name, stem + suffix, BindingKind.CLASS) if stem else None
