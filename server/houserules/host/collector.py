"""The garbage collector set for trees: many objects, hardly a cycle among them.

Trees are freed by reference counts when they leave the cache; what cycles there are come from
exceptions and stay few. Looking for them in a large document costs a quarter of the time to open
it, and a tenth of a second in the middle of a keystroke.
"""

from __future__ import annotations

import gc

_MANY = 50_000


def calm_collector() -> None:
    """Look at young objects seldom, and at old ones as good as never."""
    gc.set_threshold(_MANY, 20, 1_000_000)


def tidy_while_idle() -> None:
    """Collect what is young, and put what is left out of the collector's sight.

    For a pause: the next collections look at nothing that exists now.
    """
    if sum(gc.get_count()) > _MANY // 10 or gc.get_count()[1] > 2:
        gc.collect(1)
        gc.freeze()
