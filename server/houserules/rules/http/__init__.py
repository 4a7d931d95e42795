"""Rules of the area `http`."""
