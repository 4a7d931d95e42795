"""Rules of the area `cache`."""
