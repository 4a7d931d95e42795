"""What the LSP areas know of the connection: how messages leave."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import Any, Protocol

from pygls.exceptions import JsonRpcException

logger = logging.getLogger(__name__)


class Channel(Protocol):
    """The way to the client. `lsp.protocol` is the one of a real connection."""

    def notify_json(self, method: str, params: str) -> None:
        """Send a notification whose parameters are JSON text."""
        ...

    def ask(self, method: str, params: Any) -> Awaitable[Any]:
        """Send a request of plain values; its answer, or `JsonRpcException`."""
        ...

    @property
    def backlog(self) -> bool:
        """Whether messages of the client wait to be handled."""
        ...


async def ask_quietly(channel: Channel, method: str, params: Any) -> Any:
    """Send a request whose refusal changes nothing; None when it is refused."""
    try:
        return await channel.ask(method, params)
    except JsonRpcException as error:
        logger.warning("the client refused %s: code %s", method, error.code)
        return None
