"""The editor's settings, section `houserules`: asked from the client, else as it sends them.

Only names and shapes are checked here; what a value means is the host's business.
"""

from __future__ import annotations

import asyncio
import difflib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pygls.exceptions import JsonRpcException

from houserules.lsp.channel import Channel, ask_quietly
from houserules.lsp.editor import Editor
from houserules.lsp.tracing import TraceLevel
from houserules.lsp.wire import json_array, json_object

logger = logging.getLogger(__name__)

SECTION = "houserules"
_ANSWER_SECONDS = 1.0
_WARNING = 2


def _is_string(value: object) -> bool:
    return isinstance(value, str)


def _is_strings(value: object) -> bool:
    items = json_array(value)
    return items is not None and all(map(_is_string, items))


def _is_severities(value: object) -> bool:
    pairs = json_object(value)
    return pairs is not None and all(map(_is_string, pairs.values()))


def _is_trace(value: object) -> bool:
    return value in [level.value for level in TraceLevel] or json_object(value) is not None


@dataclass(frozen=True, slots=True)
class _Shape:
    """What values a setting has, as a check and in words."""

    fits: Callable[[object], bool]
    words: str


_STRINGS = _Shape(_is_strings, "an array of strings")
_SHAPES: Mapping[str, _Shape] = {
    "profile": _Shape(
        lambda value: _is_string(value) or _is_strings(value), "a string or an array of strings"
    ),
    "select": _STRINGS,
    "ignore": _STRINGS,
    "severity": _Shape(_is_severities, "an object of strings"),
    "configurationPath": _Shape(_is_string, "a string"),
    "cache": _Shape(lambda value: isinstance(value, bool), "true or false"),
    # Client libraries keep a table of their own under this name: `{ server = "off" }`.
    "trace": _Shape(_is_trace, 'one of "off", "messages" and "verbose"'),
}
_CLOSE = 0.75
"""Clients keep settings of their own in the section: only what is nearly a name is a wrong one."""


def editor_settings(
    section: object, before: Mapping[str, Any] | None = None, file_keys: Iterable[str] = ()
) -> tuple[dict[str, Any], list[str]]:
    """Return the settings the host is told, and what is wrong with the section, a sentence each.

    A setting that is missing, null or empty counts as not set.

    Args:
        section: what the client sent.
        before: the settings in force; they stay where a value has a wrong shape.
        file_keys: the keys of settings files, which editors do not have all.
    """
    given = json_object(section) or {}
    settings: dict[str, Any] = {}
    wrong: list[str] = []
    for name, shape in _SHAPES.items():
        value = given.get(name)
        settings[name] = None
        if value in (None, "", [], {}):
            continue
        if shape.fits(value):
            settings[name] = value
        else:
            settings[name] = (before or {}).get(name)
            wrong.append(f"{SECTION}.{name}: this is not {shape.words}")
    unknown = [str(name) for name in given if name not in _SHAPES]
    wrong += (text for name in unknown for text in _unknown(name, file_keys))
    return settings, wrong


def _unknown(name: str, file_keys: Iterable[str]) -> Iterator[str]:
    known = {_folded(key): key for key in _SHAPES}
    in_files = {_folded(key): key for key in file_keys}
    if _folded(name) in in_files:
        yield f"{SECTION}.{name}: `{in_files[_folded(name)]}` is a key of settings files only"
        return
    for near in difflib.get_close_matches(_folded(name), known, n=1, cutoff=_CLOSE):
        yield f"{SECTION}.{name}: there is no such setting; did you mean `{known[near]}`?"


def _folded(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


class Configuration:
    """The settings in force; `on_change` is called with them at the start and when they change."""

    def __init__(
        self,
        editor: Editor,
        channel: Channel,
        on_change: Callable[[dict[str, Any]], None],
        file_keys: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        """Take where settings come from and where they go, and the keys of settings files."""
        self._editor = editor
        self._channel = channel
        self._on_change = on_change
        self._file_keys = file_keys
        self._settings: dict[str, Any] | None = None
        self._wrong: list[str] = []
        self._told: list[str] = []

    @property
    def settings(self) -> dict[str, Any] | None:
        """The settings in force, None before the client was asked."""
        return self._settings

    @property
    def wrong(self) -> list[str]:
        """What is wrong with names and shapes, a sentence each."""
        return self._wrong

    def tell(self, problems: list[str]) -> None:
        """Tell the user all that is wrong with the settings, once for as long as it stays so."""
        if problems == self._told:
            return
        self._told = problems
        if problems:
            logger.warning("wrong editor settings: %s", "; ".join(problems))
            said = "\n".join(
                (
                    "Some settings of houserules are wrong; what was right last stays in force:",
                    *problems,
                )
            )
            message = json.dumps({"type": _WARNING, "message": said})
            self._channel.notify_json("window/showMessage", message)

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
        known = frozenset(_SHAPES)
        file_keys = self._file_keys() - known if section.keys() - known else frozenset[str]()
        settings, wrong = editor_settings(section, self._settings, file_keys)
        if (settings, wrong) != (self._settings, self._wrong):
            self._settings, self._wrong = settings, wrong
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
    if settings is not None and any(name in settings for name in _SHAPES):
        return settings
    return None
