"""Writing a file so that a reader, or a crash at any moment, finds the old text or the new one."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

TEMPORARY_SUFFIX = ".tmp"
"""Ends the name of a file that is being written; left behind only by a crash."""


def write_text(path: Path, text: str) -> None:
    """Replace a file's text in one step; keeps the file's mode, follows a symbolic link.

    The text goes to a hidden file beside it, is forced to disk, and takes the file's name; then
    the folder is forced to disk as well. Raises OSError, with the old file untouched.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")
    mode = target.stat().st_mode & 0o7777 if target.exists() else None
    try:
        # O_EXCL: never write through a file that someone else made; 0o666 is cut by the umask.
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            if mode is not None:
                temporary.chmod(mode)
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException as error:
        with suppress(OSError):  # on a disk that cannot be written nothing was left
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None  # not the hidden one
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Force a folder's list of names to disk, so that a rename or removal survives a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
