"""What editors write: the page, its admin, its form. Rooms make kinds of it, for example news."""
