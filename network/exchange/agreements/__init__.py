"""What the two sides of an exchange agree, step by step, and what they say came of it."""
