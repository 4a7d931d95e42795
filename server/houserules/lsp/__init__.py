"""The LSP front: speaks to the editor and to the analysis host, never parses, never runs a rule.

UTF-16 exists in `convert` only. Nothing below this package imports LibCST, so neither a crash of
the parser nor its hold on the interpreter lock reaches the editor.
"""
