"""Names of findings that stay the same from run to run, for services that compare reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b

from houserules.cli.report import Listed

_DIGEST_BYTES = 16


def identities(findings: Iterable[Listed]) -> tuple[str, ...]:
    """A name for each finding, all different, that does not change when lines move."""
    seen: Counter[tuple[str, ...]] = Counter()
    names: list[str] = []
    for finding in findings:
        key = (finding.file, finding.scope, finding.rule, finding.code)
        # Of equal findings, each has its place in the order of the document.
        recipe = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        digest = blake2b(recipe.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES)
        names.append(digest.hexdigest())
    return tuple(names)
