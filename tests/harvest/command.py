"""The `kb` command, on the knowledge base of a test."""

from typer.testing import CliRunner, Result

from catalog.store import Catalog
from cli import app


def kb(catalog: Catalog, *arguments: object) -> Result:
    """Run a command, given as its words."""
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(app, [*words, "--kb", str(catalog.folder)])
