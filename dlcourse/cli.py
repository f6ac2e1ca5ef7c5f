"""Where the program `dlcourse` begins; its commands are in `dlcourse.course.commands`."""

from dlcourse.course.commands import main as main
