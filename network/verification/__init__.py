"""What focal points of countries say about practices and experts, and how that is shown."""
