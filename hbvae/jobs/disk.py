"""Advice for errors of a disk that is full or read-only."""

import errno

WHAT_TO_DO = {
    errno.ENOSPC: "the disk is full: free some space",
    errno.EDQUOT: "your disk quota is used up: free some space",
    errno.EROFS: "the disk is read-only: make it writable, or run in a folder on another disk",
    errno.EACCES: "permission denied: change the permissions of the folder",
}


def no_room(problem: BaseException) -> str | None:
    """Advice for the user if a disk is full or read-only; None for any other problem."""
    number = getattr(problem, "errno", None)
    if number is None:  # HDF5 states the number only in its text
        number = next((code for code in WHAT_TO_DO if f"errno = {code}," in str(problem)), None)
    if number not in WHAT_TO_DO:
        return None
    name = getattr(problem, "filename", None)
    where = f"{name}: " if name else ""
    return f"{where}{WHAT_TO_DO[number]}, then run again; finished results are kept"
