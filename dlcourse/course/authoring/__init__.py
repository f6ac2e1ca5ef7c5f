"""From the text in source/ to the notebooks in lectures/, solutions/ and exercises/."""
