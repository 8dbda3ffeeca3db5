"""The spine: what every product shares, and nothing about any one subject."""
