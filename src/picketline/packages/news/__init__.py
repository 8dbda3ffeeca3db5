"""What is new between two looks at packages: pure comparisons of facts."""
