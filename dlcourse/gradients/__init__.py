"""Is a derivative that was worked out by hand the one that the function really has? Of a function, a layer, a model."""
