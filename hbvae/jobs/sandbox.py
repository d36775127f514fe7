"""Reading untrusted files in a process with limits, so that a bad file does not harm the others.

A decoder is C code that reads any file in a folder, and tags may decompress to a thousand times
their size. If a file crashes its reader or makes it exceed its memory or time, only this file is
lost: the next file gets a new process. A file whose reader crashes twice is not used.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from hbvae.errors import AudioError
from hbvae.jobs.processes import end_with_parent

MEMORY = 2 << 30  # limit for a file, bytes, beyond what the process holds when it starts
SECONDS = 600.0  # limit for a file; the longest files, a day of mp3, take up to 200 s
DAMAGED = "it is damaged or not a recording; convert or download it again"
AHEAD = 32  # files in progress, or read and not consumed yet

Item = TypeVar("Item")
Result = TypeVar("Result")
_work = None  # the function that reads a file, in the process with limits


def guarded(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Iterator[Result | AudioError]:
    """Call a function for each item in a process with limits; yield results in the items' order.

    Args:
        function: reads a file. If it raises an AudioError, this is yielded in place of a result.
        items: paths, or other names of files.
        seconds: time limit for a file.
        memory: memory limit for a file, bytes. Not enforced without /proc, as on macOS.

    Yields:
        for each item, the function's result or the reason why it has none.
    """
    pool = ProcessPool(1, initializer=_begin, initargs=[function, memory])
    items, ahead = iter(items), deque()

    def begin(item: Item):
        return pool.schedule(_call, [item], timeout=seconds)

    try:
        while True:
            while len(ahead) < AHEAD and (item := next(items, None)) is not None:
                ahead.append((item, begin(item)))
            if not ahead:
                return
            item, future = ahead.popleft()
            try:
                yield _outcome(future, seconds, memory)
            except ProcessExpired:
                # Perhaps killed from outside to free memory: try the file again.
                try:
                    yield _outcome(begin(item), seconds, memory)
                except ProcessExpired as end:
                    yield AudioError(f"its reader crashes (exit code {end.exitcode}): {DAMAGED}")
    finally:
        pool.stop()
        pool.join()


def _outcome(future, seconds: float, memory: int):
    """A future's result, or the reason why it has none.

    Raises:
        ProcessExpired: the process crashed or was killed.
    """
    try:
        return future.result()
    except AudioError as problem:
        return problem
    except MemoryError:
        return AudioError(f"reading it takes more than {memory >> 20} MiB of memory: {DAMAGED}")
    except TimeoutError:
        return AudioError(f"reading it takes more than {seconds:g} s: {DAMAGED}")


def _begin(function: Callable, memory: int) -> None:
    """Set the limits of a process that reads files."""
    global _work
    _work = function
    end_with_parent()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # decoders write to the terminal
    pages = Path("/proc/self/statm")
    if pages.exists():
        import resource

        held = int(pages.read_text().split()[0]) * resource.getpagesize()
        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (held + memory, most))


def _call(item):
    return _work(item)
