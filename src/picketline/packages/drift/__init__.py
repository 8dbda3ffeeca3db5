"""How a lockfile strays from what it should pin: pure looks that L2-LOCK-001 tells of."""
