"""The parameters of a function in the order that they are read."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst


def all_parameters(params: cst.Parameters) -> Iterator[cst.Param]:
    """The parameters in reading order, starred ones included."""
    yield from (*params.posonly_params, *params.params)
    if isinstance(params.star_arg, cst.Param):
        yield params.star_arg
    yield from params.kwonly_params
    if params.star_kwarg is not None:
        yield params.star_kwarg
