"""The host rules: each a sh function and its page."""
