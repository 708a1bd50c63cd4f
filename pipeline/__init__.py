"""Dragoman's knowledge: one folder a stage, the joins between them, and the edges `cli` and `web`."""
