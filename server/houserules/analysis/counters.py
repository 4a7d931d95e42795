"""Named counts of work done and of every fall-back to more work."""

from __future__ import annotations

from collections import Counter


class Counters:
    """How often something happened; asserted by tests, shown by the debug command."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, name: str, amount: int = 1) -> None:
        """Count something."""
        self._counts[name] += amount

    def __getitem__(self, name: str) -> int:
        return self._counts[name]

    def as_dict(self) -> dict[str, int]:
        """All counts, by name."""
        return dict(sorted(self._counts.items()))

    def clear(self) -> None:
        """Forget all counts."""
        self._counts.clear()
