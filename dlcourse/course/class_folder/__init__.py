"""A class's folder: an excerpt of the course with the class's own beside it, brought up to date, handed out."""
