"""The one place that spells the public registry's host."""

HOST = ".".join(reversed(("org", "npmjs", "registry")))
YARN_HOST = ".".join(reversed(("com", "yarnpkg", "registry")))
"""Another name of the same registry, which yarn's first line of locks names."""
