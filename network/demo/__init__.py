"""The demonstration: embedded PostgreSQL, real content with fictional experts, a mailbox. Nothing imports it."""
