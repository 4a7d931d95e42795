"""What a router is about, by the name of its file or of the folder that it is in."""

from __future__ import annotations

from houserules.analysis.module import ModuleInfo

_SAYS_NOTHING = frozenset({"router", "routers", "routes", "api", "endpoints", "views", "__init__"})


def topic_of(module: ModuleInfo) -> str:
    """The word for the routes of a file, in snake case; ``""`` where its path has none."""
    for part in reversed(module.name.split(".")[1:]):
        word = part.removesuffix("_router").removesuffix("_routes")
        if word not in _SAYS_NOTHING:
            return word.strip("_")
    return ""
