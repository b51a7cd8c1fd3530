"""A progress bar for each source beside a harvest's report, where a terminal can show it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as Bar

Progress = Callable[[str, int, int, str], None]
"""Called after each page: its source, how many are done and known by now, and its name.

Threads call it, but for one source only one thread.
"""


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Show a bar for each source, on standard error and only on a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.fields[source]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
    )
    tasks: dict[str, TaskID] = {}
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:

        def show(source: str, done: int, total: int, page: str) -> None:
            if source not in tasks:
                tasks[source] = bar.add_task("", total=total, source=escape(source))
            bar.update(tasks[source], completed=done, total=total, description=escape(page))

        yield show
