"""Good practices: records with their sources, contributed by experts."""
