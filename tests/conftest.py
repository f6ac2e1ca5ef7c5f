"""Settings for all tests: JAX in float64, Keras on JAX, and on CI the same Hypothesis examples every time."""

import os

from hypothesis import settings

os.environ["JAX_ENABLE_X64"] = "1"  # read when jax is first imported
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ["KERAS_BACKEND"] = "jax"  # read when keras is first imported; it would look for TensorFlow otherwise

settings.register_profile("dlcourse", deadline=None, max_examples=25, derandomize="CI" in os.environ)
settings.load_profile("dlcourse")
