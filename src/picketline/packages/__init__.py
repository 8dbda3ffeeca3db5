"""picosentry: npm, pnpm, yarn and bun projects, scanned offline."""
