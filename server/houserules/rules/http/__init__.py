"""Rules of the area `http`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.http.client_per_request import client_per_request
from houserules.rules.http.close_function import close_function
from houserules.rules.http.close_registered import close_registered
from houserules.rules.http.lazy_client import lazy_client
from houserules.rules.http.no_requests import no_requests
from houserules.rules.http.raise_for_status import raise_for_status
from houserules.rules.http.retry_policy import retry_policy
from houserules.rules.http.timeout import timeout

RULES: tuple[Rule, ...] = (
    client_per_request,
    close_function,
    close_registered,
    lazy_client,
    no_requests,
    raise_for_status,
    retry_policy,
    timeout,
)
"""By id."""
