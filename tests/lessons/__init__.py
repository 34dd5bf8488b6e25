"""A small kind of its own, as `docs/new-kind.md` says how to add one; it exists in the tests only."""
