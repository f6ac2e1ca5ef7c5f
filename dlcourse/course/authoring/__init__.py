"""Build the notebooks in lectures/, solutions/ and exercises/ from the text in source/."""
