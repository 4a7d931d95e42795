"""houserules: a language server that holds Python code to a team's own conventions."""
