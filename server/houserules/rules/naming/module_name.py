"""The file of a module is not named in the case that the team uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from houserules.analysis.module import Role
from houserules.analysis.passes import EntryFinding, ModulePass
from houserules.analysis.project import PROJECT_FOLDERS
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, Scope, rule
from houserules.extractors.importers import IMPORTERS
from houserules.extractors.word_case import to_kebab, to_snake
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_module import REASON, rename_module

_SNAKE = re.compile(r"_?[a-z0-9]+(?:_[a-z0-9]+)*_?")
_KEBAB = re.compile(r"_?[a-z0-9]+(?:-[a-z0-9]+)*_?")
_FINE_FOR_RUFF = re.compile(r"[a-z0-9_]+")
_KEBAB_IMPORTED = "module file `{file}` should be {style}, but `{importer}` imports it"


class Style(StrEnum):
    """How the files of modules are named."""

    SNAKE = "snake"
    KEBAB = "kebab"


@dataclass(frozen=True)
class Options:
    """Options of ``naming/module-name``.

    Attributes:
        style: ``snake`` for `user_service.py`, ``kebab`` for `user-service.py`.
        exempt: Globs of names without `.py` that may be what they are.
        versions_dir: Whether the revisions of Alembic may be named as they are.
    """

    style: Style = Style.SNAKE
    exempt: tuple[str, ...] = (
        "__init__", "__main__", "conftest", "test_*", "setup", "env", "noxfile",
    )  # fmt: skip
    versions_dir: bool = True


@rule(
    id="naming/module-name",
    scope=Scope.MODULE,
    requires=(PROJECT_FOLDERS, IMPORTERS),
    options=Options,
    fixes=(rename_module,),
    same_as_ruff=(
        SameAsRuff(
            "N999",
            options=(("style", Style.SNAKE),),
            opposite=(("style", Style.KEBAB),),
            part="modules in packages",
        ),
    ),
    message="module file `{file}` should be {style}",
    why="Files in one case are found without guessing, and imported the same on every system.",
    allow_when="A tool finds the file by this very name.",
    examples=[
        Example(
            '"""Users."""  # want: module file `userService.py` should be snake_case\n',
            fixed='"""Users."""\n',
            path="app/services/userService.py",
            files=(
                ("app/services/__init__.py", ""),
                ("app/main.py", "from app.services import userService\n\nuserService.run()\n"),
            ),
            fixed_files=(
                ("app/services/user_service.py", '"""Users."""\n'),
                ("app/main.py", "from app.services import user_service\n\nuser_service.run()\n"),
            ),
        ),
        Example('"""Users."""\n', path="app/services/user_service.py"),
    ],
)
def module_name(p: ModulePass) -> Iterator[EntryFinding]:
    """Report the name of the file, at its first line."""
    folder, _, file = p.module.path.rpartition("/")
    stem = file.removesuffix(".py")
    options: Options = p.options
    kebab = options.style == Style.KEBAB
    if (_KEBAB if kebab else _SNAKE).fullmatch(stem) or not stem.isascii() or not stem:
        return
    if stem.startswith("__") or any(fnmatchcase(stem, glob) for glob in options.exempt):
        return
    is_revision = p.module.role is Role.MIGRATION or "versions" in folder.split("/")
    if options.versions_dir and is_revision:
        return
    new = to_kebab(stem) if kebab else to_snake(re.sub(r"\W", "_", stem))
    names = p.lookup(PROJECT_FOLDERS, folder) or ()
    free = new not in names and f"{new}.py" not in names
    fits = (_KEBAB if kebab else _SNAKE).fullmatch(new) is not None
    importer = p.lookup(IMPORTERS, p.module.name).first if kebab and stem.isidentifier() else ""
    shown, style = excerpt(file, 30), "kebab-case" if kebab else "snake_case"
    if importer:
        yield p.finding_on_file(
            weak=True,
            message=_KEBAB_IMPORTED,
            file=shown,
            style=style,
            importer=excerpt(importer, 24),
        )
        return
    yield p.finding_on_file(
        fix=rename_module.at(None, reason=REASON, new=new) if free and fits else None,
        ruff="N999" if "__init__.py" in names and not _FINE_FOR_RUFF.fullmatch(stem) else "",
        file=shown,
        style=style,
    )
