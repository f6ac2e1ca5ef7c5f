"""The machinery of explorers: pages with frames, with states, or with formulas, and their scripts in `browser/`."""
