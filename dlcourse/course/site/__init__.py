"""The course as a site to read: lectures with their outputs, guides, glossary, reference; built by Sphinx."""
