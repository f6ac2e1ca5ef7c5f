"""A long vector is worked through in pieces: on 10⁶ numbers Adam takes a quarter to two thirds of the time so."""

PIECE = 32_000  # numbers updated at once: small enough that a formula's temporaries stay in the cache


def pieces(size):
    """Slices that together cover 0 … size − 1, of PIECE numbers each; the last may be shorter."""
    for start in range(0, size, PIECE):
        yield slice(start, start + PIECE)
