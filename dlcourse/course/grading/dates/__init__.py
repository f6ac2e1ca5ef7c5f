"""Due dates, late rules, extensions and slip days: the table dates.csv, and what it means for each submission."""
