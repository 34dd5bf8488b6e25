"""Mail of the demonstration: kept as files, read on a page."""
