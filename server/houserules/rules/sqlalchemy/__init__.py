"""Rules of the area `sqlalchemy`."""
