"""Pure rules over the facts of a project: two files each."""
