"""Handlers that fail, and requests that are cancelled: each is answered once."""

from __future__ import annotations

from typing import Any

from tests.faults.steps import (
    Answered,
    AnsweredEither,
    Case,
    Exits,
    HostUp,
    Logged,
    Pause,
    Send,
    Step,
    about,
    notification,
    opening,
    request,
)

URI = "file:///w/busy.py"
CANCELLED = -32800
OK = (Send((request("ok", "test/ok"),)), Answered("ok", result=True))


def handled(name: str, *steps: Step, **more: Any) -> Case:
    """A case for the front with failing handlers."""
    return Case(name, (*steps, *OK), server="handlers", probe=False, **more)


def fails(name: str, method: str, *steps: Step) -> Case:
    """The handler's failure is answered with -32603 and told nobody but the log."""
    return handled(
        f"handler {name}",
        Send((request(1, method, {}),)),
        Answered(1, -32603),
        Logged(method),
        *steps,
    )


def cancel(number: Any) -> dict[str, Any]:
    return notification("$/cancelRequest", {"id": number})


NEVER = request(1, "test/never")
MANY = tuple(range(64))

CASES = (
    fails("raises", "test/raise"),
    fails("raises later", "test/raiseLater"),
    fails("recurses", "test/recurse"),
    fails("calls sys.exit", "test/exit"),
    fails("calls sys.exit later", "test/exitLater"),
    Case("handler returns what JSON lacks", (Send((request(1, "test/unserialisable"),)), Answered(1, -32603), *OK), server="handlers", probe=False),
    Case("handler returns a circle", (Send((request(1, "test/circular"),)), Answered(1, -32603), *OK), server="handlers", probe=False),
    handled("handler returns half a surrogate pair", Send((request(1, "test/surrogate"),)), Answered(1, result="\ud800")),
    handled("handler prints", Send((request(1, "test/print"),)), Answered(1, result=None), Logged("a stray line")),
    handled("64 handlers raise at once", Send(tuple(request(n, "test/raiseLater") for n in MANY)), *(Answered(n, -32603) for n in MANY)),
    handled("cancel a running request", Send((NEVER,)), Pause(), Send((cancel(1),)), Answered(1, CANCELLED)),
    handled("cancel in one write with the request", Send((NEVER, cancel(1))), Answered(1, CANCELLED)),
    handled("cancel twice", Send((NEVER, cancel(1), cancel(1))), Answered(1, CANCELLED)),
    handled("cancel by a textual id", Send((request("a", "test/never"), cancel("a"))), Answered("a", CANCELLED)),
    handled("cancel by an id of another type", Send((NEVER, cancel("1"), request("t", "no/such"))), Answered("t", -32601), Send((cancel(1),)), Answered(1, CANCELLED)),
    handled("cancel before the request", Send((cancel("ok"),))),
    handled("cancel what was answered", Send((request(2, "no/such"), cancel(2))), Answered(2, -32601)),
    handled("cancel nothing", Send(tuple(notification("$/cancelRequest", value) for value in (..., None, [], {}, 3, {"id": None}, {"id": [1]}, {"id": 1.5})))),
    handled("cancel one of 64", Send((*(request(n, "test/never") for n in MANY), cancel(7))), Answered(7, CANCELLED), *OK, Send(tuple(cancel(n) for n in MANY)), *(Answered(n, CANCELLED) for n in MANY if n != 7)),
    handled("cancel the shutdown of a session", Send((request("x", "no/such"), cancel("shutdown"))), Answered("x", -32601)),
    Case("64 requests under way do not keep exit waiting", (Send((*(request(n, "test/never") for n in MANY), request("s", "shutdown"), notification("exit"))), Answered("s"), Exits(0)), ends=True, server="handlers", leftover=True),
    Case(
        "cancel a pull while the host is busy",
        (
            HostUp(),
            Send((opening(URI, "FAULT_SLEEP\n"), request(1, "textDocument/diagnostic", about(URI)))),
            Pause(),
            Send((cancel(1),)),
            Answered(1, CANCELLED),
        ),
        server="rules",
        options={"select": ["test"]},
        capabilities={"textDocument": {"diagnostic": {}}},
        probe=False,
    ),
    Case(
        "64 pulls while the host is busy",
        (
            HostUp(),
            Send((opening(URI, "FAULT_SLEEP\n"), *(request(n, "textDocument/diagnostic", about(URI)) for n in MANY), request("x", "no/such"))),
            Answered("x", -32601),
            Send((cancel(0),)),
            *(AnsweredEither(n, (None, CANCELLED, -32802)) for n in MANY),
        ),
        server="slow",
        options={"select": ["test"]},
        capabilities={"textDocument": {"diagnostic": {}}},
        probe=False,
    ),
)  # fmt: skip
