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
        min_present: How many of the files make a folder a feature where ``root`` is not set. Where
            that is less than half of them, half of them must stand there or in a folder beside it:
            two names of six occur together by chance, too.
    """
    names = reader.lookup(PROJECT_FOLDERS, folder)
    if names is None:
        return ()
    present, telling = _stems(names), set(required) - {_INIT}
    if root:
        is_feature = folder.rpartition("/")[0] == root.strip("/")
    else:
        is_feature = len(present & telling) >= min_present and (
            _is_half(present, telling) or _is_beside_feature(reader, folder, telling)
        )
    return tuple(stem for stem in required if stem not in present) if is_feature else ()


def _stems(names: Collection[str]) -> set[str]:
    return {name.removesuffix(".py") for name in names}


def _is_half(present: set[str], telling: set[str]) -> bool:
    return 2 * len(present & telling) >= len(telling)


def _is_beside_feature(reader: Reader, folder: str, telling: set[str]) -> bool:
    above = folder.rpartition("/")[0]
    for name in reader.lookup(PROJECT_FOLDERS, above) or ():
        names = reader.lookup(PROJECT_FOLDERS, f"{above}/{name}" if above else name)
        if names is not None and _is_half(_stems(names), telling):
            return True
    return False


def speaks_for_folder(path: str, names: Collection[str]) -> bool:
    """Whether a file is the one that findings about its folder stand in."""
    own = path.rpartition("/")[2]
    if f"{_INIT}.py" in names:
        return own == f"{_INIT}.py"
    return own == min((n for n in names if n.endswith(".py")), default="")
