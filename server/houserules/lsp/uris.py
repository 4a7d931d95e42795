"""File URIs and paths, as pure functions of a text and the path style.

Nothing here touches a disk or asks which system it runs on, except for the default style.
"""

from __future__ import annotations

import os
import re
from urllib.parse import quote, unquote, urlsplit

WINDOWS = os.name == "nt"

_DRIVE = re.compile(r"/?([A-Za-z]):(?=[/\\]|$)")


def scheme_of(uri: str) -> str:
    """Return the scheme in lower case, "" when there is none."""
    head, colon, _ = uri.partition(":")
    return head.lower() if colon else ""


def path_of(uri: str, *, windows: bool = WINDOWS) -> str | None:
    """Return the path of a `file:` URI in the style of the system.

    None for other schemes, for a path with a NUL character and for a path on another machine:
    reading those could hang or leak credentials.
    """
    if scheme_of(uri) != "file":
        return None
    try:
        parts = urlsplit(uri)
        host = parts.netloc
        # A `?` or `#` that a sloppy client did not escape belongs to the name.
        rest = uri.split(":", 1)[1].removeprefix("//").removeprefix(host)
    except ValueError:
        return None
    path = unquote(rest, errors="surrogateescape" if not windows else "replace")
    if host not in ("", "localhost") or "\0" in path:
        return None
    if not windows:
        return path or None
    drive = _DRIVE.match(path)
    if drive is None:
        return None
    return f"{drive.group(1).upper()}:" + path[drive.end() :].replace("/", "\\")


def uri_of(path: str, *, windows: bool = WINDOWS) -> str:
    """Return the `file:` URI of an absolute path."""
    if windows:
        path = "/" + path.replace("\\", "/")
        drive = _DRIVE.match(path)
        if drive is not None:
            return f"file:///{drive.group(1)}:" + quote(path[drive.end() :])
    return "file://" + quote(os.fsencode(path) if not windows else path)


def name_of(uri: str) -> str:
    """Return the last segment of a URI's path."""
    return unquote(urlsplit(uri).path.rsplit("/", 1)[-1])


def same_path(one: str, other: str, *, windows: bool = WINDOWS) -> bool:
    """Tell whether two paths name the same place, as far as their spelling says."""
    if windows:
        return one.replace("/", "\\").lower() == other.replace("/", "\\").lower()
    return one == other
