"""What runs inside the sandbox, and nothing else: these files are laid out there beside the library."""
