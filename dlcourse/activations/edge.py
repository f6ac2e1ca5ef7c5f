"""Where numbers come in: lists and whole numbers become float64 before a formula sees them."""

from functools import wraps

from dlcourse.validation import as_floats


def takes_numbers(function):
    """Let the function's z be a list, a number or whole numbers; arrays of floats pass as they are."""

    @wraps(function)
    def with_floats(z, *args, **kwargs):
        return function(as_floats(z, "z"), *args, **kwargs)

    return with_floats
