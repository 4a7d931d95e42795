"""A password is stored as the user typed it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.instances import INSTANCE_READS, instance_of
from houserules.extractors.passwords import is_plain_password
from houserules.extractors.project_symbols import PROJECT_ANCESTRY, absolute_name
from houserules.extractors.qualified_names import module_qualified_names, qualified_names
from houserules.text.excerpt import excerpt

_STORED = frozenset({"password", "hashed_password", "password_hash", "passwd"})
_MAPPED = ("sqlalchemy.", "sqlmodel.SQLModel")


@rule(
    id="security/plaintext-password",
    on=(cst.Call, cst.Assign),
    requires=(BINDINGS, PROJECT_ANCESTRY, PROJECT_MODULES, *INSTANCE_READS),
    message="`{name}` is stored without being hashed",
    why="Whoever reads the table, or a copy of it, has the passwords of all users.",
    examples=[
        Example(
            "from app.models import User\n\n\n"
            "def register(email: str, password: str) -> User:\n"
            "    return User(email=email, password=password)"
            "  # want: `password` is stored without being hashed # at: password\n",
            files=(
                (
                    "app/models.py",
                    "from sqlalchemy.orm import DeclarativeBase\n\n\n"
                    "class Base(DeclarativeBase): ...\n\n\n"
                    "class User(Base): ...\n",
                ),
            ),
        ),
        Example(
            "from app.models import User\nfrom app.security import hash_password\n\n\n"
            "def register(email: str, password: str) -> User:\n"
            "    return User(email=email, password=hash_password(password))\n"
        ),
    ],
)
def plaintext_password(p: UnitPass, node: cst.Call | cst.Assign) -> Iterator[Finding]:
    """Report passwords that a mapped class is given, unhashed."""
    if p.module.role in (Role.TEST, Role.CONFTEST):
        return
    if isinstance(node, cst.Call):
        for arg in node.args:
            if arg.keyword is None or arg.keyword.value not in _STORED:
                continue
            if _is_plain(arg.value) and _is_mapped(p, node.func):
                yield p.finding(arg.value, name=excerpt(_name(arg.value), 40))
        return
    for target in node.targets:
        stored = target.target
        if not isinstance(stored, cst.Attribute) or stored.attr.value not in _STORED:
            continue
        if _is_plain(node.value) and _is_mapped_class(p, instance_of(p, stored.value)):
            yield p.finding(node.value, name=excerpt(_name(node.value), 40))


def _revealed(value: cst.BaseExpression) -> cst.BaseExpression:
    """What ``.get_secret_value()`` is asked of, or the value itself."""
    func = value.func if isinstance(value, cst.Call) else None
    if isinstance(func, cst.Attribute) and func.attr.value == "get_secret_value":
        return func.value
    return value


def _name(value: cst.BaseExpression) -> str:
    return dotted_name(_revealed(value))


def _is_plain(value: cst.BaseExpression) -> bool:
    return is_plain_password(_revealed(value))


def _is_mapped(p: UnitPass, func: cst.BaseExpression) -> bool:
    dotted = dotted_name(func)
    if not dotted:
        return False
    names = qualified_names(p, func)
    if len(names) == 1:
        module = p.module
        return _is_mapped_class(
            p, absolute_name(module.name, names[0], is_package=module.is_package)
        )
    is_own = not module_qualified_names(p, dotted) and "." not in dotted
    return (
        is_own
        and bool(p.lookup(BINDINGS, dotted))
        and _is_mapped_class(p, f"{p.module.name}.{dotted}")
    )


def _is_mapped_class(p: UnitPass, name: str) -> bool:
    if not name:
        return False
    return any(above.startswith(_MAPPED) for above in p.lookup(PROJECT_ANCESTRY, name))
