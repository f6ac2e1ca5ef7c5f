"""Insights into a class: its mistakes, those that no misconception explains, answers that are alike, the whole term."""
