"""All cases, by area."""

from __future__ import annotations

from collections.abc import Mapping

from tests.faults import (
    bursts,
    envelopes,
    framing,
    json_bodies,
    lifecycle,
    parameters,
    requests_under_way,
    resources,
    rules,
    synchronisation,
)
from tests.faults.steps import Case

AREAS: Mapping[str, tuple[Case, ...]] = {
    "framing": framing.CASES,
    "JSON": json_bodies.CASES,
    "envelopes": envelopes.CASES,
    "parameters": parameters.CASES,
    "lifecycle": lifecycle.CASES,
    "synchronisation": synchronisation.CASES,
    "requests under way": requests_under_way.CASES,
    "bursts": bursts.CASES,
    "resources": resources.CASES,
    "rules": rules.CASES,
}
