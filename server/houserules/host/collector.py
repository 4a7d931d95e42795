"""The garbage collector set for trees: many objects, hardly a cycle among them."""

from __future__ import annotations

import gc


def calm_collector() -> None:
    """Collect far less often; a quarter of the time to open a large file went into looking.

    Trees are freed by reference counts when they leave the cache. What cycles there are come from
    exceptions and stay few.
    """
    gc.set_threshold(50_000, 20, 100)
