"""What a leader reads before a meeting, on one page."""
