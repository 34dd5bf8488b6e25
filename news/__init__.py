"""Articles, publications and events, written by editors in the admin."""
