"""One module a schema; none is changed once released."""
