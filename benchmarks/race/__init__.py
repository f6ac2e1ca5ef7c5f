"""Contenders side by side: each in a process of its own, a round each in turn, and what their times make."""
