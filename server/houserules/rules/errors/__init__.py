"""Rules of the area `errors`."""
