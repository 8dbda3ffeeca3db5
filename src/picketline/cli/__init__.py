"""The doors: argv -> one call -> exit code. Nothing is imported before it is needed."""
