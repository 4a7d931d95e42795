"""How loud a finding is; decided by settings, never by a rule's code."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """LSP 3.17 ``DiagnosticSeverity``: the smaller the number, the louder."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3
    HINT = 4

    @staticmethod
    def named(name: str) -> Severity:
        """The severity that settings spell ``name``; raises ``KeyError`` for another word."""
        return Severity[name.upper()]

    @property
    def label(self) -> str:
        """The word that settings and reports use."""
        return self.name.lower()
