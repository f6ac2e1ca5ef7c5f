"""The contestants of `benchmarks/gpu.py`, and its clocks."""
