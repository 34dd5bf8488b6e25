"""Centres of excellence: how they are written, and what else their pages show."""
