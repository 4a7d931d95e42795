"""Settings: TOML text and the rules' metadata become one frozen value.

Reads no disk: callers hand in the texts, nearest last. Knows nothing of LSP or the terminal.
"""
