"""Judge one submission: read it, run it in a sandbox, check its answers, and record the results."""
