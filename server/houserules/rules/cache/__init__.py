"""Rules of the area `cache`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.cache.backend import backend
from houserules.rules.cache.hit_test import hit_test
from houserules.rules.cache.ttl_range import ttl_range
from houserules.rules.cache.ttlcache_lock import ttlcache_lock

RULES: tuple[Rule, ...] = (
    backend,
    hit_test,
    ttl_range,
    ttlcache_lock,
)
"""By id."""
