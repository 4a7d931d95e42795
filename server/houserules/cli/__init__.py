"""The command line: commands, their options, exit codes and output formats.

Works through ``workspace``; knows nothing of LSP except how to start the server.
"""
