"""The errors that NumPy and Python raise most often in a first course, in words that say what to look at."""

import re

# A pattern of the error's text, and what it says in plain words; {0}, {1} are the pattern's groups.
WORDS = (
    (
        r"matmul: .*mismatch in its core dimension \d.*\(size (\d+) is different from (\d+)\)",
        "`a @ b` needs as many columns in a as b has rows, and here a has {1} and b has {0}",
    ),
    (
        r"shapes \([\d, ]+\) and \([\d, ]+\) not aligned: (\d+) \(dim \d\) != (\d+) \(dim \d\)",
        "a product needs as many columns on the left as rows on the right, and here these are {0} and {1}",
    ),
    (
        r"operands could not be broadcast together with shapes ((?:\([\d,]*\) ?)+)",
        "arrays of these shapes cannot be combined entry by entry: counted from the right, each two lengths must be "
        "equal, or one of them 1",
    ),
    (
        r"[Tt]he truth value of an array with more than one element is ambiguous",
        "`if`, `and`, `or`, `not` and Python's own `max` and `min` take one number, and got a whole array; for each "
        "entry there are `np.where`, `&`, `np.maximum` and `np.minimum`",
    ),
    (
        r"only (?:length-1|size-1|0-dimensional) arrays can be converted",
        "`float`, `int` and the functions of `math` take one number, and got an array; those of NumPy take both",
    ),
    (
        r"index -?\d+ is out of bounds for axis (\d+) with size (\d+)",
        "axis {0} has {1} entries, and they are counted from 0",
    ),
    (
        r"axis (-?\d+) is out of bounds for array of dimension (\d+)",
        "the array has {1} dimensions, and axes are counted from 0, so there is no axis {0}",
    ),
    (r"'numpy\.ndarray' object is not callable", "round brackets call a function; an entry of an array is `a[i]`"),
    (r"ufunc 'bitwise_(?:xor|or|and)' not supported", "`^`, `|` and `&` combine bits; a power is written `**`"),
    (r"inhomogeneous shape", "the rows have different lengths, so they make no array"),
    (r"setting an array element with a sequence", "one entry can hold one number, and got several"),
    (
        r"Cannot cast ufunc '\w+' output from dtype\('float\d+'\) to dtype\('u?int\d+'\)",
        "an array of whole numbers cannot hold fractions: make it one of floats first, `a.astype(float)`",
    ),
    (
        r"unsupported operand type\(s\) for [^:]+: .*'(list|tuple)'",
        "a {0} does not compute entry by entry: make it an array, `np.array(…)`",
    ),
    (r"can't multiply sequence by non-int", "a list times a number repeats the list: make it an array, `np.array(…)`"),
    (r"assignment destination is read-only", "this array may only be read: write to a copy, `a.copy()`"),
    (
        r"not enough values to unpack \(expected (\d+), got (\d+)\)",
        "on the left of `=` stand {0} names, on its right {1} values",
    ),
    (r"too many values to unpack \(expected (\d+)\)", "on the left of `=` stand {0} names, on its right more values"),
    (
        r"cannot reshape array of size (\d+) into shape \(([\d,-]+)\)",
        "the array has {0} entries, which do not fill the shape ({1})",
    ),
)


def in_plain_words(text: str) -> str:
    """Return what an error's text says in plain words, "" if it is not a common one."""
    for pattern, words in WORDS:
        found = re.search(pattern, text)
        if found:
            return words.format(*found.groups())
    return ""
