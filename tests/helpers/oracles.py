"""The libraries that expected values come from, each imported when a test first asks it for something.

JAX, Keras and scikit-learn take seconds to import. A run of one test of another kind should not wait for them, so tests
write `from oracles import jax, jnp, keras` in place of `import jax`.
"""

import importlib


class Lazy:
    """A module that is imported when one of its names is first used."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, attribute):
        if attribute.startswith("_"):  # pytest asks each object of a file whether it is a fixture or a mock
            raise AttributeError(attribute)
        return getattr(importlib.import_module(self._name), attribute)

    def __repr__(self):
        return f"Lazy({self._name!r})"


jax, jnp = Lazy("jax"), Lazy("jax.numpy")
keras = Lazy("keras")
sklearn_linear_model, sklearn_metrics = Lazy("sklearn.linear_model"), Lazy("sklearn.metrics")
sklearn_preprocessing, sklearn_datasets = Lazy("sklearn.preprocessing"), Lazy("sklearn.datasets")
