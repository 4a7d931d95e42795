"""The directory of a package is not named in lower case with underscores."""

from __future__ import annotations

import re
from collections.abc import Iterator

from houserules.analysis.module import Role
from houserules.analysis.passes import EntryFinding, ModulePass
from houserules.analysis.project import PROJECT_FOLDERS
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, Scope, rule
from houserules.text.excerpt import excerpt

_SNAKE = re.compile(r"_{0,2}[a-z][a-z0-9]*(?:_[a-z0-9]+)*_{0,2}")
_INIT = "__init__.py"
_NOT_OURS = frozenset({"migrations", "alembic", "versions", "node_modules", "site-packages"})


@rule(
    id="naming/package-name",
    scope=Scope.MODULE,
    requires=(PROJECT_FOLDERS,),
    same_as_ruff=(SameAsRuff("N999", part="packages that no import statement can name"),),
    message="directory `{name}` should be lower case with underscores",
    why="Packages in one case are imported the same on every system, and without guessing.",
    allow_when="The directory is laid down by a tool.",
    examples=[
        Example(
            '"""Users."""'
            "  # want: directory `UserManagement` should be lower case with underscores\n",
            path="app/UserManagement/__init__.py",
            files=(("app/__init__.py", ""),),
        ),
        Example('"""Users."""\n', path="app/user_management/__init__.py"),
    ],
)
def package_name(p: ModulePass) -> Iterator[EntryFinding]:
    """Report a directory once: in its ``__init__.py``, else in its first file by name."""
    folder, _, file = p.module.path.rpartition("/")
    above, _, name = folder.rpartition("/")
    parts = folder.split("/")
    if not name or _SNAKE.fullmatch(name) or not name.isascii() or p.module.role is Role.MIGRATION:
        return
    if any(part.startswith(".") or part in _NOT_OURS for part in parts):
        return
    names = p.lookup(PROJECT_FOLDERS, folder) or ()
    is_package = _INIT in names
    if file != (_INIT if is_package else min((n for n in names if n.endswith(".py")), default="")):
        return
    # Without an `__init__.py` it is one where its name can be imported, or the one above it is.
    inside = above and _INIT in (p.lookup(PROJECT_FOLDERS, above) or ())
    importable = name.isidentifier() and name in p.module.name.split(".")
    if not is_package and not inside and not importable:
        return
    # Ruff lets capitals pass.
    by_ruff = is_package and not name.isidentifier()
    yield p.finding_on_file(ruff="N999" if by_ruff else "", name=excerpt(name, 40))
