"""A web site for tests: answers by path, on 127.0.0.1, and what it was asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import IO

Stream = Callable[[IO[bytes], Event], None]


@dataclass(frozen=True)
class Answer:
    """What a path answers; `raw` writes the whole answer by itself, status line and all."""

    body: bytes = b"<p>Hello</p>"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    raw: Stream | None = None


def moved(to: str, status: int = 302) -> Answer:
    return Answer(b"", status, {"Location": to})


def status(code: int, **headers: str) -> Answer:
    return Answer(b"no", code, {k.replace("_", "-"): v for k, v in headers.items()})


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # a client may still hold a connection open

    def handle_error(self, *_: object) -> None:
        pass  # the other side hung up, as some tests want


class Web:
    """Answers are taken from a path's list in turn; the last one is repeated.

    HEAD is answered as GET, without the body, unless `HEAD /path` has answers of its own.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.methods: list[tuple[str, str]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.closing = Event()

    def __enter__(self) -> "Web":
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else each answer waits for an acknowledgement

            def do_HEAD(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                site.methods.append((self.command, self.path))
                site.asked.append((self.path, dict(self.headers)))
                answers = site.answers.get(self.path, [status(404)])
                answers = site.answers.get(f"{self.command} {self.path}", answers)
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                tag = answer.headers.get("ETag")
                if tag and self.headers.get("If-None-Match") == tag:
                    answer = Answer(b"", 304, {"ETag": tag})
                try:
                    if answer.raw:
                        self.close_connection = True
                        answer.raw(self.wfile, site.closing)
                        return
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    if "Content-Length" not in answer.headers:
                        self.send_header("Content-Length", str(len(answer.body)))
                    self.end_headers()
                    if self.command != "HEAD":
                        self.wfile.write(answer.body)
                except OSError:
                    self.close_connection = True  # the other side hung up, as some tests want

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def has(self, path: str, *answers: Answer) -> str:
        """Let a path answer, and return its address."""
        self.answers[path] = list(answers) or [Answer()]
        return self.url(path)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def paths(self) -> list[str]:
        """Return the paths asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


class Clock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
