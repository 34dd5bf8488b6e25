"""Small letters: one to one person about one event. Knows no room; each says in its `notices.py` what it tells."""
