"""The folder of a learner: what the course hands out, how a folder is begun, and how a newer course comes into it."""
