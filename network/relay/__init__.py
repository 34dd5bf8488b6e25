"""Writing to each other through the portal: nobody sees an address. Knows people and cards, no kind of record."""
