"""The vocabulary, and the one index through which everything is found. Knows no kind of content by its model."""
