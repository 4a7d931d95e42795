"""houserules: a language server that holds Python code to a team's own conventions."""

__version__ = "0.1.0"
