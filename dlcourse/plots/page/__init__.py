"""Figures as parts of a page: one style, alt texts, SVG in the colours of the page, films."""
