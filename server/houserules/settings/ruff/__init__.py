"""Ruff's settings as far as deferring to ruff needs them: which codes it reports in a file.

Text in, values out; which files there are is found by ``workspace.ruff_files``. The behaviour is
ruff's own, held against the real program by ``tests/settings/test_ruff_agreement.py``.
"""
