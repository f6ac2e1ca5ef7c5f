"""Judge many submissions: in processes of this machine or by the workers of a cluster, one writer for the gradebook."""
