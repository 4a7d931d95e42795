"""What outlives a run: one sqlite database in the cache folder of the user.

Everything in it can be computed again; a database that is busy, damaged or of another version of
the program is done without or thrown away, and nobody waits for it.
"""
