"""Rules of the area `imports`."""
