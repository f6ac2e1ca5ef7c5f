"""The entry point of the program `dlcourse`; its commands are in `dlcourse.course.commands`."""

from dlcourse.course.commands import main as main
