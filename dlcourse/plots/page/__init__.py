"""What turns a figure into a part of a page: one style, alt texts, SVG in the colours of the page, films."""
