"""A progress bar beside a harvest's report, where there is a terminal to show it on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

Progress = Callable[[int, int, str], None]
"""Called before each page with how many are done, how many there are, and its name."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a bar with the page being read, on standard error and only on a terminal."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, page: bar.update(
            task, completed=done, total=total, description=escape(page)
        )
