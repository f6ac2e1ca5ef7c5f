"""Settings for all tests: JAX in float64, and on CI the same Hypothesis examples every time."""

import os

from hypothesis import settings

os.environ["JAX_ENABLE_X64"] = "1"  # read when jax is first imported
os.environ.setdefault("JAX_PLATFORMS", "cpu")

settings.register_profile("dlcourse", deadline=None, max_examples=25, derandomize="CI" in os.environ)
settings.load_profile("dlcourse")
