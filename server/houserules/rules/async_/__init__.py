"""Rules of the area `async`; the folder cannot bear the name of a keyword."""
