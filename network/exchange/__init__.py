"""Offers and requests, who answers them, what is agreed, and what came of it."""
