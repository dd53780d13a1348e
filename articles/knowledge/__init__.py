"""What articles know without a database, a request or a clock: pure modules."""
