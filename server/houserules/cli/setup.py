"""How to open the workspace: a recipe of plain values, the same in this process and in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    """

    folder: str
    profile: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    config: str | None = None

    @staticmethod
    def of(
        profile: Sequence[str] = (),
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        config: Path | None = None,
    ) -> Setup:
        """A recipe for the present working folder."""
        return Setup(
            str(Path.cwd()),
            tuple(profile),
            tuple(select),
            tuple(ignore),
            None if config is None else str(config.resolve()),
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
        )

    def open(self) -> Workspace:
        """Open the workspace; settings are read when files ask for them."""
        from houserules.host.collector import calm_collector
        from houserules.workspace.project import Workspace

        calm_collector()
        return Workspace(
            Path(self.folder),
            command_line_layer(self.profile, self.select, self.ignore),
            None if self.config is None else Path(self.config),
        )
