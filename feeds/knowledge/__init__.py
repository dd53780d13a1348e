"""What feeds know without a database, a network or a clock: pure modules."""
