"""A handler of the learner's Jupyter server: `GET dlcourse/start` makes the start page anew."""

import json
import logging
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.ioloop import IOLoop
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError

from dlcourse.course.folder import Course
from dlcourse.course.learner.start_page import write


class Start(JupyterHandler):
    """Makes the start page of the server's folder, and returns its path and text."""

    def initialize(self, course: Course) -> None:
        """Keep the course folder."""
        self.course = course

    @web.authenticated
    async def get(self) -> None:
        """Answer with {"path": "start.md", "text": …}."""
        name, text = await IOLoop.current().run_in_executor(None, write, self.course)
        self.finish(json.dumps({"path": name, "text": text}))


def is_worth_a_line(record: logging.LogRecord) -> bool:
    """Return whether a record of the server's log says more than that somebody closed a page while it was answered."""
    exception = record.exc_info[1] if record.exc_info else None
    return not isinstance(exception, StreamClosedError | WebSocketClosedError)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Answer at this address in a learner's folder alone."""
    course = Course(Path(server.root_dir))
    if course.is_own:
        for log in (server.log, *map(logging.getLogger, ("asyncio", "tornado.application", "tornado.general"))):
            log.addFilter(is_worth_a_line)
        path = url_path_join(server.web_app.settings["base_url"], "dlcourse", "start")
        server.web_app.add_handlers(".*$", [(path, Start, {"course": course})])
