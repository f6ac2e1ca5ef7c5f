"""The course around the library: its folder, its commands, how it is built and graded. No student code ever sees it."""
