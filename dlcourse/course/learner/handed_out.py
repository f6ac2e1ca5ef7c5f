"""Files that a learner gets beside lectures and exercises; `setup.py` runs this file, and imports nothing for it."""

CONFIG = "nbgrader_config.py"
PAGES = (
    "lectures/README.md",
    "lectures/glossary.md",
    "docs/student.md",
    "docs/errata.md",
    "docs/performance.md",
)
