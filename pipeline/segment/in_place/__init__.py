"""In place: the source's bytes with nothing changed but the units. Knows bytes and offsets; what a unit is, it asks."""
