"""Judge many submissions: by local processes or by the workers of a cluster, with one writer for the gradebook."""
