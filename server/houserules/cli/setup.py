"""How to open the workspace: a recipe of plain values, the same in this process and in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from houserules.cli.options import command_line_layer

if TYPE_CHECKING:
    from houserules.workspace.project import Workspace


@dataclass(frozen=True, slots=True)
class Setup:
    """What the command line says about where and by which settings to work.

    Attributes:
        folder: The working folder.
        profile: Profiles given with ``--profile``.
        select: Rules given with ``--select``.
        ignore: Rules given with ``--ignore``.
        config: The settings file given with ``--config``.
        cache: The database of the cache, ``None`` to keep nothing.
        hide_baselined: Whether findings that stand in a baseline are left out.
    """

    folder: str
    profile: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    config: str | None = None
    cache: str | None = None
    hide_baselined: bool = True

    @staticmethod
    def of(
        profile: Sequence[str] = (),
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        config: Path | None = None,
        *,
        cached: bool = True,
        hide_baselined: bool = True,
    ) -> Setup:
        """A recipe for the present working folder; ``cached`` uses the cache of the user."""
        from houserules.workspace.cache.database import default_path

        return Setup(
            str(Path.cwd()),
            tuple(profile),
            tuple(select),
            tuple(ignore),
            None if config is None else str(config.resolve()),
            str(default_path()) if cached else None,
            hide_baselined,
        )

    @staticmethod
    def from_json(values: dict[str, Any]) -> Setup:
        """The recipe that was sent to a worker."""
        return Setup(
            values["folder"],
            tuple(values["profile"]),
            tuple(values["select"]),
            tuple(values["ignore"]),
            values["config"],
            values["cache"],
            values["hide_baselined"],
        )

    def with_cache(self, database: Path) -> Setup:
        """The same with another database."""
        return replace(self, cache=str(database))

    def open(self) -> Workspace:
        """Open the workspace; settings are read when files ask for them."""
        from houserules.host.collector import calm_collector
        from houserules.workspace.project import Workspace

        calm_collector()
        workspace = Workspace(
            Path(self.folder),
            command_line_layer(self.profile, self.select, self.ignore),
            None if self.config is None else Path(self.config),
            None if self.cache is None else Path(self.cache),
            hide_baselined=self.hide_baselined,
        )
        context = click.get_current_context(silent=True)
        if context is not None:
            context.call_on_close(lambda: workspace.database and workspace.database.close())
        return workspace
