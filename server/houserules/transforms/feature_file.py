"""A file that a feature package lacks, with what such a file usually begins with."""

from __future__ import annotations

from collections.abc import Iterator

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import NewFile
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform

_SUMMARIES = {
    "__init__": "The feature {feature}.",
    "dependencies": "Dependencies of the routes of the feature {feature}.",
    "errors": "Errors of the feature {feature}.",
    "models": "Database models of the feature {feature}.",
    "router": "Routes of the feature {feature}.",
    "routes": "Routes of the feature {feature}.",
    "schemas": "Schemas of the requests and responses of the feature {feature}.",
    "service": "What the feature {feature} does.",
    "store": "Queries of the feature {feature}.",
    "types": "Types of the feature {feature}.",
}
_CLASSES = {
    "errors": ("NotFoundError", "Exception", "Something of the feature {feature} does not exist."),
    "service": ("Service", "", "What the feature {feature} does."),
    "store": ("Store", "", "Queries of the feature {feature}."),
}


def _apply(rewrite: RewritePass, _: object, folder: str, stem: str) -> Iterator[NewFile]:
    feature = folder.rpartition("/")[2]
    text = skeleton_of(feature, stem)
    yield NewFile(f"{folder}/{stem}.py", text.replace("\n", rewrite.newline))


def skeleton_of(feature: str, stem: str) -> str:
    """What a new file of a feature holds: a docstring, and the class or router of its kind."""
    summary = _SUMMARIES.get(stem, "TODO(houserules): say what this module of {feature} holds.")
    lines = [f'"""{summary.format(feature=feature)}"""']
    if stem in ("router", "routes"):
        prefix = feature.replace("_", "-")
        lines += [
            "",
            "from fastapi import APIRouter",
            "",
            f'router = APIRouter(prefix="/{prefix}", tags=["{prefix}"])',
        ]
    elif stem in _CLASSES:
        suffix, base, said = _CLASSES[stem]
        name = "".join(part[:1].upper() + part[1:] for part in feature.split("_")) + suffix
        header = f"class {name}({base}):" if base else f"class {name}:"
        lines += ["", "", header, f'    """{said.format(feature=feature)}"""']
    return "\n".join(lines) + "\n"


create_feature_file = Transform(
    id="create-feature-file",
    title="Create `{folder}/{stem}.py`",
    safety=Safety.SKELETON,
    reach=Reach.PROJECT,
    apply=_apply,
)
