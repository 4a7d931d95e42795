"""Folders that hold one feature of an application, by the files in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from houserules.analysis.extractor import Reader
from houserules.analysis.project import PROJECT_FOLDERS

FEATURE_READS = (PROJECT_FOLDERS,)
"""What a rule that asks about feature packages must require."""
_INIT = "__init__"


def missing_files(
    reader: Reader,
    folder: str,
    required: Sequence[str],
    *,
    root: str,
    min_present: int,
) -> tuple[str, ...]:
    """The stems of the files that a feature package lacks; ``()`` where it is none.

    Args:
        reader: Answers about folders.
        folder: Relative to the root of the project.
        required: The stems of the files that every feature has.
        root: The folder whose sub-folders are features; ``""`` where features are anywhere.
        min_present: How many of the files make a folder a feature where ``root`` is not set.
    """
    names = reader.lookup(PROJECT_FOLDERS, folder)
    if names is None:
        return ()
    present = {name.removesuffix(".py") for name in names}
    if root:
        is_feature = folder.rpartition("/")[0] == root.strip("/")
    else:
        is_feature = len(present & (set(required) - {_INIT})) >= min_present
    return tuple(stem for stem in required if stem not in present) if is_feature else ()


def speaks_for_folder(path: str, names: Collection[str]) -> bool:
    """Whether a file is the one that findings about its folder stand in."""
    own = path.rpartition("/")[2]
    if f"{_INIT}.py" in names:
        return own == f"{_INIT}.py"
    return own == min((n for n in names if n.endswith(".py")), default="")
