"""Writing a chosen value into the text of a settings file, with comments and layout kept."""

from __future__ import annotations

import codecs
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError


class InvalidToml(ValueError):
    """A settings file that a value cannot be written into."""


def with_profile(before: bytes, profile: str, *, own: bool) -> bytes:
    """A settings file that chooses a profile; see ``with_setting``."""
    return with_setting(before, "profile", profile, own=own)


def with_setting(before: bytes, key: str, value: str, *, own: bool) -> bytes:
    """A settings file with a key set; everything else in it stays as it is.

    Args:
        before: The file.
        key: The key.
        value: Its value.
        own: Whether the settings are at top level, not below ``[tool.houserules]``.

    Raises:
        InvalidToml: When the file is not TOML, or has something else in the place of a table.
        UnicodeDecodeError: When it is not UTF-8.
    """
    bom = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    text = before.removeprefix(bom).decode("utf-8")
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise InvalidToml(f"not valid TOML, repair it first ({error})") from error
    table: Any = document
    if not own:
        table = _table(_table(document, "tool", is_super_table=True), "houserules")
    table[key] = value
    after = tomlkit.dumps(document)
    if "\r\n" in text:
        # New lines come with a bare line feed.
        after = after.replace("\r\n", "\n").replace("\n", "\r\n")
    return bom + after.encode("utf-8")


def _table(parent: Any, key: str, *, is_super_table: bool = False) -> Any:
    found: Any = parent.setdefault(key, tomlkit.table(is_super_table=is_super_table))
    if not hasattr(found, "setdefault"):
        raise InvalidToml(f"`{key}` is no table, make it one first")
    return found
