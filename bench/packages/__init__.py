"""What a scan of packages costs, and what it finds."""
