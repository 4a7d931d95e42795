"""Notices on a settings file: rules that it makes active while ruff demands the opposite."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from houserules.analysis.severity import Severity
from houserules.settings.conventions import FOLLOWING
from houserules.settings.deferral import Deferral, deferrals
from houserules.settings.model import Settings, SettingsProblem
from houserules.settings.ruff.settings import RuffSettings
from houserules.settings.sources import Origin

if TYPE_CHECKING:
    from houserules.workspace.settings_files import ProjectSettings


def opposition_notices(
    project: ProjectSettings, ruff: RuffSettings | None
) -> tuple[SettingsProblem, ...]:
    """One notice per active rule whose opposite ruff demands.

    It stands where the settings file decides the direction, else at its start; without a settings
    file, where ruff's file does.
    """
    settings = project.settings
    if ruff is None or not settings.defer_to_ruff:
        return ()
    found: list[SettingsProblem] = []
    for rule_id, setting in settings.rules.items():
        rule = settings.composition.catalog.by_id.get(rule_id)
        said = deferrals(rule, setting.options, ruff) if rule else ()
        against = [d.seen_from(project.root.as_posix()) for d in said if d.opposite]
        if against:
            found.append(_notice(project, ruff, against))
    return tuple(found)


def _notice(
    project: ProjectSettings, ruff: RuffSettings, against: list[Deferral]
) -> SettingsProblem:
    first = against[0]
    codes = " and ".join(deferral.code for deferral in against)
    demands = codes if first.opposite == first.code else f"{codes} with `{first.opposite}`"
    message = (
        f"ruff demands the opposite of `{first.rule}`: {demands} ({first.origin}); "
        "change one of the two settings, or ignore one of the rules"
    )
    if project.file is None or not project.layers:
        line, path = (first.origin.line or 1) - 1, ruff.source.path
        return SettingsProblem(path, line, 0, line, 0, message, Severity.INFORMATION)
    text = project.layers[-1].text or ""
    line = _line_of_choice(project.settings, first.rule, project.file)
    width = len(text.split("\n")[line].rstrip("\r"))
    return SettingsProblem(
        str(project.file),
        line,
        0,
        line,
        width,
        message,
        Severity.INFORMATION,
        project.file.name,
    )


def _line_of_choice(settings: Settings, rule_id: str, file: Path) -> int:
    """The line, from 0, of the option, the convention, the selection or the profile."""
    for origin in _choices(settings, rule_id):
        if origin.source == file.name and origin.line is not None:
            return origin.line - 1
    return 0


def _choices(settings: Settings, rule_id: str) -> Iterable[Origin]:
    setting = settings.rules[rule_id]
    for name in setting.options:
        if ("rules", rule_id, name) in settings.origins:
            yield settings.origins["rules", rule_id, name]
    for _, key in FOLLOWING.get(rule_id, ()):
        yield settings.origins["conventions", key]
    yield setting.origin
    yield settings.origins["profile",]
