"""What a person can do about a disk that takes no file."""

import errno

NO_ROOM = {  # errors of the disk, by number: what to do
    errno.ENOSPC: "the disk is full: free some space",
    errno.EDQUOT: "your disk quota is used up: free some space",
    errno.EROFS: "the disk is read-only: make it writable, or copy the project elsewhere",
    errno.EACCES: "that is not permitted: change who may write there",
}


def no_room(problem: BaseException) -> str | None:
    """What a person can do about a disk that does not take a file; None of any other problem."""
    found = getattr(problem, "errno", None)
    if found is None:  # HDF5 names the number in its text alone
        found = next((one for one in NO_ROOM if f"errno = {one}," in str(problem)), None)
    if found not in NO_ROOM:
        return None
    name = getattr(problem, "filename", None)
    where = f"{name}: " if name else ""
    return f"{where}{NO_ROOM[found]}, then run again; what was finished is kept"
