"""A feature package lacks one of the files that every feature has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from houserules.analysis.module import Role
from houserules.analysis.passes import EntryFinding, ModulePass
from houserules.analysis.project import PROJECT_FOLDERS
from houserules.analysis.rule import Example, Scope, rule
from houserules.extractors.feature_packages import (
    FEATURE_READS,
    missing_files,
    speaks_for_folder,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.feature_file import create_feature_file

_NOT_FEATURES = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION, Role.SCRIPT})


@dataclass(frozen=True)
class Options:
    """Options of ``project/feature-package``.

    Attributes:
        root: The folder whose sub-folders are the features, such as ``src/api``; empty where
            features may stand anywhere.
        required: The files that every feature has, without ``.py``; a package of the name counts.
        optional: Files that a feature may have; named for whoever reads the settings.
        min_present: How many of the required files make a folder a feature where ``root`` is
            empty; where they are less than half, only beside a folder with half of them.
        exempt: Names of folders that are no features.
    """

    root: str = ""
    required: tuple[str, ...] = ("models", "store", "service", "types", "errors", "routes")
    optional: tuple[str, ...] = ()
    min_present: int = 2
    exempt: tuple[str, ...] = ("core", "common", "shared", "utils", "lib")


@rule(
    id="project/feature-package",
    scope=Scope.MODULE,
    requires=FEATURE_READS,
    options=Options,
    fixes=(create_feature_file,),
    message="feature `{feature}` lacks `{file}`",
    why="Where every feature has the same files, everybody knows where to look and where to add.",
    allow_when="A feature has nothing to put into the file, and never will.",
    examples=[
        Example(
            '"""Plans."""  # want: feature `plans` lacks `errors.py`\n',
            fixed='"""Plans."""\n',
            path="app/plans/__init__.py",
            files=(
                ("app/plans/models.py", ""),
                ("app/plans/store.py", ""),
                ("app/plans/service.py", ""),
                ("app/plans/types.py", ""),
                ("app/plans/routes/__init__.py", ""),
            ),
            fixed_files=(
                (
                    "app/plans/errors.py",
                    '"""Errors of the feature plans."""\n\n\n'
                    "class PlansNotFoundError(Exception):\n"
                    '    """Something of the feature plans does not exist."""\n',
                ),
            ),
        ),
        Example(
            '"""Shared code."""\n',
            path="app/core/__init__.py",
            files=(("app/core/models.py", ""), ("app/core/errors.py", "")),
        ),
    ],
)
def feature_package(p: ModulePass) -> Iterator[EntryFinding]:
    """Report each file that the feature package of a module lacks, at one of its files."""
    folder, _, _ = p.module.path.rpartition("/")
    feature = folder.rpartition("/")[2]
    options: Options = p.options
    if not feature or feature in options.exempt or p.module.role in _NOT_FEATURES:
        return
    if not speaks_for_folder(p.module.path, p.lookup(PROJECT_FOLDERS, folder) or ()):
        return
    for stem in missing_files(
        p, folder, options.required, root=options.root, min_present=options.min_present
    ):
        yield p.finding_on_file(
            fix=create_feature_file.at(None, folder=folder, stem=stem),
            feature=excerpt(feature, 40),
            file=f"{stem}.py",
        )
