"""Holds in what a handler raises: nothing that a request does may end the session's loop."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any


class Escaped(Exception):
    """A handler raised what ends a program."""


async def contained(result: Awaitable[Any]) -> Any:
    """Wait for a handler's result.

    Raises:
        Escaped: in place of an exception that asyncio lets through to the loop's caller.
    """
    try:
        return await result
    except (SystemExit, KeyboardInterrupt) as error:
        raise Escaped(type(error).__name__) from error
