"""The editor's settings, section `houserules`: asked from the client, else as it sends them.

Only their shape is checked here; what a value means is the host's business.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from pygls.exceptions import JsonRpcException

from houserules.lsp.channel import Channel, ask_quietly
from houserules.lsp.editor import Editor
from houserules.lsp.wire import json_array, json_object

logger = logging.getLogger(__name__)

SECTION = "houserules"
_ANSWER_SECONDS = 1.0


def _is_string(value: object) -> bool:
    return isinstance(value, str)


def _is_strings(value: object) -> bool:
    items = json_array(value)
    return items is not None and all(map(_is_string, items))


def _is_severities(value: object) -> bool:
    pairs = json_object(value)
    return pairs is not None and all(map(_is_string, pairs.values()))


_SHAPES: tuple[tuple[str, Callable[[object], bool]], ...] = (
    ("profile", lambda value: _is_string(value) or _is_strings(value)),
    ("select", _is_strings),
    ("ignore", _is_strings),
    ("severity", _is_severities),
    ("configurationPath", _is_string),
    # Client libraries keep a table of their own under this name: `{ server = "off" }`.
    ("trace", lambda value: _is_string(value) or json_object(value) is not None),
)


def editor_settings(section: object) -> tuple[dict[str, Any], list[str]]:
    """Return the settings the host is told, and the names of those of a wrong shape.

    A setting that is missing, null or empty counts as not set.
    """
    given = json_object(section) or {}
    settings: dict[str, Any] = {}
    wrong: list[str] = []
    for name, fits in _SHAPES:
        value = given.get(name)
        settings[name] = None
        if value in (None, "", [], {}):
            continue
        if fits(value):
            settings[name] = value
        else:
            wrong.append(name)
    return settings, wrong


class Configuration:
    """The settings in force; `on_change` is called with them at the start and when they change."""

    def __init__(
        self,
        editor: Editor,
        channel: Channel,
        on_change: Callable[[dict[str, Any]], None],
    ) -> None:
        """Take where settings come from and where they go."""
        self._editor = editor
        self._channel = channel
        self._on_change = on_change
        self._settings: dict[str, Any] | None = None

    @property
    def settings(self) -> dict[str, Any] | None:
        """The settings in force, None before the client was asked."""
        return self._settings

    @property
    def explicit(self) -> bool:
        """Whether the editor chose any rule, so that files without settings are checked too."""
        settings = self._settings or {}
        return any(settings.get(name) for name in ("profile", "select", "configurationPath"))

    async def start(self) -> None:
        """Ask the client, or take `initializationOptions`."""
        if self._editor.register_configuration:
            asyncio.get_running_loop().create_task(self._register())
        await self.reload(self._editor.options)

    async def reload(self, sent: object) -> None:
        """Ask the client anew; one that cannot be asked has just sent its settings."""
        options = _section_of(self._editor.options) or {}
        section = _section_of(sent)
        if self._editor.configuration:
            # What the client leaves open may be in its `initializationOptions`.
            asked = {
                name: value for name, value in (await self._ask()).items() if value is not None
            }
            section = {**options, **asked}
        elif section is None:
            section = options
        settings, wrong = editor_settings(section)
        for name in wrong:
            logger.warning("the editor setting houserules.%s has a wrong type; ignored", name)
        if settings != self._settings:
            self._settings = settings
            self._on_change(settings)

    async def _ask(self) -> dict[str, Any]:
        items = {"items": [{"section": SECTION}]}
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                answer = await self._channel.ask("workspace/configuration", items)
        except (TimeoutError, JsonRpcException) as error:
            logger.warning("no answer to workspace/configuration: %s", type(error).__name__)
            return {}
        return json_object(next(iter(json_array(answer) or ()), None)) or {}

    async def _register(self) -> None:
        registration = {
            "id": "houserules-configuration",
            "method": "workspace/didChangeConfiguration",
            "registerOptions": {"section": SECTION},
        }
        await ask_quietly(
            self._channel, "client/registerCapability", {"registrations": [registration]}
        )


def _section_of(sent: object) -> dict[str, Any] | None:
    """Return the section: sent as it is, or in an object by its name; None for neither.

    Clients also send settings that are not about us, an empty object most of all.
    """
    settings = json_object(sent)
    if settings is not None and SECTION in settings:
        return json_object(settings[SECTION]) or {}
    if settings is not None and any(name in settings for name, _ in _SHAPES):
        return settings
    return None
