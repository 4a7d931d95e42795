"""Rules of the area `fastapi`."""
