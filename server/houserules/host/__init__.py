"""Front and analysis host: what they say to each other, and each side of it."""
