"""Two modules import each other, and one of them only to say what types are."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.annotated_names import (
    ANNOTATION_READS,
    EVALUATION_READS,
    is_evaluated,
    only_annotates,
)
from houserules.extractors.annotations import FUTURE_IMPORTS
from houserules.extractors.mapped_names import MAPPED_READS, unbound_in_mapped
from houserules.extractors.model_classes import MODEL_CLASSES
from houserules.extractors.runtime_imports import (
    ALL,
    CYCLE_READS,
    IMPORT_PATHS,
    RUNTIME_IMPORTS,
    RuntimeImport,
    imported_by,
    imported_file,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.type_checking_import import (
    BY_NAME_REASON,
    REASON,
    add_type_checking_import,
    import_to_type_checking,
)


@rule(
    id="typing/type-checking-import",
    on=(cst.Import, cst.ImportFrom, cst.AnnAssign),
    requires=(*CYCLE_READS, *ANNOTATION_READS, *EVALUATION_READS, *MAPPED_READS, MODEL_CLASSES),
    fixes=(import_to_type_checking, add_type_checking_import),
    same_as_ruff=(
        SameAsRuff("TC001", part="imports that only annotations use, which are not evaluated"),
        SameAsRuff("F821", part="names in `Mapped` that nothing imports"),
    ),
    message="`{module}` imports this module, too; only annotations use `{names}`",
    why="Modules that import each other work by luck of the order in which they are imported.",
    allow_when="A framework evaluates the annotations, and must find the names in the module.",
    examples=[
        Example(
            "from app.user import User  "
            "# want: `app.user` imports this module, too; only annotations use `User`\n\n\n"
            "class Chat:\n"
            "    def __init__(self, owner: User) -> None:\n"
            "        self.owner = owner\n",
            fixed="from typing import TYPE_CHECKING\n\n"
            "if TYPE_CHECKING:\n"
            "    from app.user import User\n\n\n"
            "class Chat:\n"
            '    def __init__(self, owner: "User") -> None:\n'
            "        self.owner = owner\n",
            path="app/chat.py",
            files=(
                (
                    "app/user.py",
                    "from app.chat import Chat\n\n\n"
                    "class User:\n"
                    "    def open(self):\n"
                    "        return Chat(self)\n",
                ),
            ),
        ),
        Example(
            "from sqlalchemy.orm import Mapped\n\n"
            "from app.base import Base\n\n\n"
            "class Chat(Base):\n"
            '    users: Mapped[list["User"]]'
            "  # want: type checkers do not know `User`; it is a class of `app.user`\n",
            fixed="from typing import TYPE_CHECKING\n\n"
            "from sqlalchemy.orm import Mapped\n\n"
            "from app.base import Base\n\n"
            "if TYPE_CHECKING:\n"
            "    from app.user import User\n\n\n"
            "class Chat(Base):\n"
            '    users: Mapped[list["User"]]\n',
            path="app/chat.py",
            files=(("app/user.py", "from app.base import Base\n\n\nclass User(Base): ...\n"),),
        ),
        Example(
            "from app.user import User\n\n\ndef owner_of(chat) -> User:\n    return chat.owner\n",
            path="app/chat.py",
            files=(("app/user.py", "class User: ...\n"),),
        ),
    ],
)
def type_checking_import(
    p: UnitPass, node: cst.Import | cst.ImportFrom | cst.AnnAssign
) -> Iterator[Finding]:
    """Report imports that close a circle for the sake of annotations.

    Also mapped classes that nothing imports.
    """
    if isinstance(node, cst.AnnAssign):
        if p.class_path and len(p.ancestors) == 1:
            yield from _not_imported(p, node)
        return
    if p.class_path or len(p.ancestors) != 1 or isinstance(node.names, cst.ImportStar):
        return
    found = [(alias, i) for alias, i in zip(node.names, imported_by(node), strict=True)]
    root = found[0][1].module.partition(".")[0]
    if root and root not in p.module.local_packages:
        return
    if not any(only_annotates(p, i.name) for _, i in found):
        return
    said: set[str] = set()
    for alias, imported in found:
        file = _file(p, imported)
        if file is None or file in said:
            continue
        said.add(file)
        names = tuple(i.name for _, i in found if _file(p, i) == file)
        path = p.lookup(IMPORT_PATHS, (file, p.module.name))
        if not path or not all(only_annotates(p, n) for n in _names_from(p, file)):
            continue
        movable = not any(is_evaluated(p, name) for name in names)
        shown = ", ".join(names)
        fix = import_to_type_checking.at(
            node, reason=REASON, title=f"Import `{shown}` under `if TYPE_CHECKING:`", names=names
        )
        yield p.finding(
            alias,
            fix=fix if movable else None,
            weak=not movable,
            ruff="TC001" if p.lookup(FUTURE_IMPORTS, "annotations") else "",
            module=excerpt(path[-2], 30),
            names=excerpt(shown, 24),
        )


def _not_imported(p: UnitPass, field: cst.AnnAssign) -> Iterator[Finding]:
    """``Mapped[list["User"]]`` where nothing says which class ``User`` is."""
    for place, name in unbound_in_mapped(p, field):
        module = p.lookup(MODEL_CLASSES, name)
        if not module or module == p.module.name:
            continue
        yield p.finding(
            place,
            fix=add_type_checking_import.at(place, reason=BY_NAME_REASON, module=module, name=name),
            message="type checkers do not know `{name}`; it is a class of `{module}`",
            ruff="F821",
            name=excerpt(name, 24),
            module=excerpt(module, 30),
        )


def _file(p: UnitPass, imported: RuntimeImport) -> str | None:
    found = imported_file(p, p.module.name, imported, is_package=p.module.is_package)
    return found.name if found is not None and found.name != p.module.name else None


def _names_from(p: UnitPass, file: str) -> Iterator[str]:
    """The names that this module has from another one when it is imported."""
    for imported in p.lookup(RUNTIME_IMPORTS, ALL):
        if _file(p, imported) == file:
            yield imported.name
