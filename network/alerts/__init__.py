"""Subscribers, saved searches, digests and the mail that leaves. Reads the catalogue; knows no kind of content."""
