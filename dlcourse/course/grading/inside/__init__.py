"""The code that runs inside the sandbox, and only that: these files are copied there beside the library."""
