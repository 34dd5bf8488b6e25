"""Who signs in: users, roles, sign-up, second factor. Knows nothing of what people write."""
