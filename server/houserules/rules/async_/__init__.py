"""Rules of the area `async`; the folder cannot bear the name of a keyword."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.async_.async_with import async_with
from houserules.rules.async_.asynccontextmanager import asynccontextmanager
from houserules.rules.async_.blocking_http import blocking_http
from houserules.rules.async_.blocking_io import blocking_io
from houserules.rules.async_.blocking_sleep import blocking_sleep_in_coroutine
from houserules.rules.async_.executor_to_thread import executor_to_thread
from houserules.rules.async_.get_event_loop import get_event_loop
from houserules.rules.async_.nested_callbacks import nested_callbacks
from houserules.rules.async_.sequential_awaits import sequential_awaits
from houserules.rules.async_.sync_async_mix import sync_async_mix
from houserules.rules.async_.unawaited_coroutine import unawaited_coroutine
from houserules.rules.async_.unlocked_shared_state import unlocked_shared_state

RULES: tuple[Rule, ...] = (
    async_with,
    asynccontextmanager,
    blocking_http,
    blocking_io,
    blocking_sleep_in_coroutine,
    executor_to_thread,
    get_event_loop,
    nested_callbacks,
    sequential_awaits,
    sync_async_mix,
    unawaited_coroutine,
    unlocked_shared_state,
)
"""By id."""
