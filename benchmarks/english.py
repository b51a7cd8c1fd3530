"""Real English for made-up entries: text that can be found on an ordinary machine.

Debian describes each of its packages in a line, and those that are installed in some paragraphs;
together they hold 20,000 different words. Elsewhere the reference manual of Python must do.
"""

import re
from collections.abc import Iterable
from pydoc_data.topics import topics
from shutil import which
from subprocess import run

_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n\s*\.?\s*\n")
_LINE = re.compile(r"^Description(?:-en)?: (.+)$", re.M)
_FEWEST = 10_000


def sentences() -> list[str]:
    """Return sentences and lines of 3 to 40 words, each once, in the same order on one machine."""
    lines = _LINE.findall(_output("apt-cache", "dumpavail"))
    installed = _output("dpkg-query", "-W", "-f=${Description}\n\n")
    found = _several(lines + _END.split(installed))
    if len(found) < _FEWEST:
        found = _several(part for text in topics.values() for part in _END.split(text))
    return found


def _several(parts: Iterable[str]) -> list[str]:
    texts = (" ".join(part.split()).strip(" .") for part in parts)
    return list(dict.fromkeys(text for text in texts if 3 <= len(text.split()) <= 40))


def _output(program: str, *arguments: str) -> str:
    if which(program) is None:
        return ""
    made = run([program, *arguments], capture_output=True, text=True, check=False)
    return made.stdout
