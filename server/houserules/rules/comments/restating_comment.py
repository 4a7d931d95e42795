"""A comment says what the line below it says."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.restating import restating_comment_of
from houserules.transforms.delete_comments import delete_fix, delete_restating_comment


@rule(
    id="comments/restating-comment",
    on=(cst.SimpleStatementLine,),
    fixes=(delete_restating_comment,),
    severity="hint",
    message="the comment repeats the code below it",
    why="It has to be read, and kept in step with the code, and says nothing that the code does not.",
    allow_when="Code is read by people who learn the language.",
    examples=[
        Example(
            "def connect():\n"
            "    # create the client  # want: the comment repeats the code below it\n"
            "    client = create_client()\n\n"
            "    return client\n",
            fixed="def connect():\n    client = create_client()\n\n    return client\n",
        ),
        Example(
            "def connect():\n"
            "    # The server counts connections, so make one.\n"
            "    client = create_client()\n\n"
            "    return client\n"
        ),
    ],
)
def restating_comment(p: UnitPass, node: cst.SimpleStatementLine) -> Iterator[Finding]:
    """Report single comment lines above single statements that they only repeat."""
    comment = restating_comment_of(p, node)
    if comment is not None:
        yield p.finding(comment, fix=delete_fix(comment.span))
