"""Generators whose next numbers are known, to see which of a student's values come from one and the same number."""

import numpy as np

FACTOR = 0x2360ED051FC65DA44385DF649FCCF645  # of PCG64's step: state · FACTOR + increment, modulo 2¹²⁸
BACK, WHOLE, HALF = pow(FACTOR, -1, 2**128), 2**128, 2**64


def with_one_number(position: int, number: int, rng: np.random.Generator) -> np.random.Generator:
    """Return a generator whose number of 64 bits at `position`, from 1, is `number`; all others are drawn by `rng`.

    PCG64 gives the two halves of its state, combined by "exclusive or" and turned by the six uppermost bits (O'Neill,
    "PCG", 2014). So a state that gives `number` is one for each upper half, and any increment leads there.
    """
    upper, increment = _bits(rng, 64), _bits(rng, 128) | 1
    turned = upper >> 58
    state = upper * HALF + (upper ^ ((number << turned | number >> (64 - turned)) % HALF))
    for _ in range(position):
        state = (state - increment) * BACK % WHOLE
    bits = np.random.PCG64()
    bits.state = bits.state | {"state": {"state": state, "inc": increment}, "has_uint32": 0, "uinteger": 0}
    return np.random.Generator(bits)


def _bits(rng, count):
    """Return a whole number of so many random bits."""
    return int.from_bytes(rng.bytes(count // 8), "little")


def alike_in_one_number(position: int, count: int, rng: np.random.Generator) -> list[np.random.Generator]:
    """Return generators that give the same number of 64 bits at `position`, from 1, and different ones elsewhere."""
    number = _bits(rng, 64)
    return [with_one_number(position, number, rng) for _ in range(count)]


def alike_in_half_a_number(position: int, count: int, rng: np.random.Generator) -> list[np.random.Generator]:
    """Return generators that share half of the number at `position`: the lower bits the first ones, the upper the others.

    NumPy makes two numbers of 32 bits from one of 64.
    """
    number = _bits(rng, 64)
    lower = [number % 2**32 + _bits(rng, 32) * 2**32 for _ in range(count // 2)]
    upper = [number // 2**32 * 2**32 + _bits(rng, 32) for _ in range(count - len(lower))]
    return [with_one_number(position, each, rng) for each in (*lower, *upper)]


def nearly_alike(seed: int) -> list[np.random.Generator]:
    """Return eight generators that differ in the last six bits of both halves of their first number, and in all later ones.

    A whole number below a million, drawn first, is the same for all of them but once in 70 times, and one below a thousand
    but once in 70,000 times: who makes a new generator of it makes the same. Eight of 2³¹ numbers are never all the same.
    """
    rng = np.random.default_rng([seed, 2])
    last = 63 << 32 | 63
    number = _bits(rng, 64) & ~last
    return [with_one_number(1, number | _bits(rng, 64) & last, rng) for _ in range(8)]
