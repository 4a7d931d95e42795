"""Baseline files on disk: where a project's is, what it says, and writing it.

A baseline is written by ``houserules baseline`` and only ever shrinks: what it holds is hidden on
the command line and a hint in the editor. It lies in the folder of its project.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from houserules.analysis.severity import Severity
from houserules.settings.document import open_document
from houserules.settings.model import SettingsProblem
from houserules.workspace.baseline_file import (
    NOTHING_KNOWN,
    Entries,
    InvalidBaseline,
    Known,
    baseline_text,
    parse_baseline,
)
from houserules.workspace.file_stamps import FileStamps
from houserules.workspace.new_files import create_file
from houserules.workspace.project_metadata import PROJECT_FILE
from houserules.workspace.settings_files import ProjectSettings
from houserules.workspace.source import UnreadableSource, read_source
from houserules.workspace.write import replace_file

DEFAULT_NAME = ".houserules-baseline.json"
LARGEST_BASELINE = 32 * 1024 * 1024
"""Bytes; a larger file is not read."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The baseline of a project.

    Attributes:
        path: The file, ``None`` where none is set or its place is not allowed.
        entries: What is known; of a file that cannot be used, what it said before.
        exists: Whether there is such a file.
        problem: What is wrong with it, on the line of the settings that names it.
    """

    path: Path | None = None
    entries: Entries | None = None
    exists: bool = False
    problem: SettingsProblem | None = None


_NONE = Baseline()


class BaselineNotNamed(Exception):
    """The key could not be put into a settings file; says why."""


class Baselines:
    """Reads the baseline of each project once; the owner says when files may have changed."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[Path | None, str], Baseline] = {}
        self._last_good: dict[Path, Entries] = {}
        self._stamps = FileStamps()

    def of(self, project: ProjectSettings) -> Baseline:
        """The baseline that a project's settings name."""
        written = project.settings.baseline
        if written is None:
            return _NONE
        key = (project.file, written)
        if key not in self._loaded:
            self._loaded[key] = self._load(project, written)
        return self._loaded[key]

    def known(self, project: ProjectSettings, path: Path) -> Known:
        """What is known of a file; nothing where the project has no baseline."""
        entries = self.of(project).entries
        return entries.get(project.relative(path), NOTHING_KNOWN) if entries else NOTHING_KNOWN

    @property
    def names(self) -> frozenset[str]:
        """The names of the files that were read, or looked for."""
        return frozenset(b.path.name for b in self._loaded.values() if b.path is not None)

    def forget(self) -> None:
        """Files may have changed: read them again when asked."""
        self._loaded.clear()
        self._stamps.forget()

    def changed(self) -> bool:
        """Whether a file that was read, or looked for, is another now."""
        return self._stamps.changed()

    def _load(self, project: ProjectSettings, written: str) -> Baseline:
        try:
            path = baseline_path(project, written)
        except InvalidBaseline as error:
            return Baseline(problem=_problem(project, f"`{written}` cannot be used: {error}"))
        self._stamps.note(path)
        if not path.exists():
            message = f"there is no `{written}` yet; `houserules baseline` writes it"
            note = _problem(project, message, Severity.INFORMATION)
            return Baseline(path, problem=note)
        try:
            entries = read_baseline(path)
        except InvalidBaseline as error:
            wrong = (
                f"`{written}` cannot be used: {error}; "
                "repair it, or delete it and run `houserules baseline` to start anew"
            )
            return Baseline(path, self._last_good.get(path), True, _problem(project, wrong))
        self._last_good[path] = entries
        return Baseline(path, entries, True)


def baseline_path(project: ProjectSettings, written: str) -> Path:
    """Where the baseline file of a project is, links followed.

    Raises:
        InvalidBaseline: When no baseline may be there.
    """
    try:
        path = (project.root / written).resolve()
        root = project.root.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise InvalidBaseline("no file can have this name") from error
    if not path.is_relative_to(root):
        raise InvalidBaseline("it is outside the folder of the settings file")
    # So that no settings can make the program replace another kind of file.
    if path.suffix != ".json":
        raise InvalidBaseline("its name does not end with `.json`")
    return path


def read_baseline(path: Path) -> Entries:
    """What a baseline file holds.

    Raises:
        InvalidBaseline: When it cannot be read, is too large or is no baseline.
    """
    try:
        # A named pipe would be waited for without end.
        if not path.is_file():
            raise InvalidBaseline("it is not a regular file")
        if path.stat().st_size > LARGEST_BASELINE:
            raise InvalidBaseline(f"it is larger than {LARGEST_BASELINE // (1024 * 1024)} MiB")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidBaseline(f"it cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InvalidBaseline("it is not UTF-8") from error
    return parse_baseline(text)


def write_baseline(path: Path, entries: Entries, root: Path) -> None:
    """Write a baseline file, whole or not at all; one that says the same is not touched.

    Args:
        path: The file.
        entries: What it shall hold.
        root: A folder that it must be in once links are followed.

    Raises:
        OSError: When it cannot be written; it is then as it was.
    """
    after = baseline_text(entries).encode("utf-8")
    if not path.exists():
        create_file(path, after)
        return
    before = path.read_bytes()
    if before != after:
        replace_file(path, before, after, root=root)


def name_in_settings(project: ProjectSettings, written: str) -> None:
    """Set the key ``baseline`` in the settings file of a project.

    Raises:
        BaselineNotNamed: When that cannot be done; the file is then as it was.
    """
    # Loaded when a baseline is begun, not with every check.
    from houserules.workspace.profile_choice import InvalidToml, with_setting

    file = project.file
    if file is None:
        raise BaselineNotNamed("there is no settings file")
    try:
        before = read_source(file)
        after = with_setting(before, "baseline", written, own=file.name != PROJECT_FILE)
        replace_file(file, before, after)
    except (UnreadableSource, InvalidToml) as error:
        raise BaselineNotNamed(str(error)) from error
    except UnicodeDecodeError as error:
        raise BaselineNotNamed("it is not UTF-8") from error
    except OSError as error:
        raise BaselineNotNamed(f"it could not be written: {error.strerror or error}") from error


def _problem(
    project: ProjectSettings, message: str, severity: Severity = Severity.ERROR
) -> SettingsProblem:
    """A problem on the value of the key, in the file that sets it."""
    message = f"baseline: {message}"
    for layer in reversed(project.layers):
        document = open_document(layer)
        if "baseline" in document.table:
            place = document.range(("baseline",))
            return SettingsProblem(layer.path, *place, message, severity, layer.source)
    name = project.file.name if project.file else ""
    return SettingsProblem(str(project.file), 0, 0, 0, 0, message, severity, name)
