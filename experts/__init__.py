"""Profiles of experts, what each audience may see of them, and the directory."""
