"""Quoting source in messages: one line, bounded."""

from __future__ import annotations


def excerpt(source: str, limit: int) -> str:
    """Source on one line, at most `limit` code points, cut in the middle with an ellipsis."""
    flat = " ".join(source.split())
    if len(flat) <= limit:
        return flat
    head = (limit - 1) * 2 // 3
    return f"{flat[:head]}…{flat[len(flat) - (limit - 1 - head) :]}"
