"""Work on files from strangers, by a process with limits: a bad file does no harm to the others.

A decoder is C code that is given whatever lies in a folder; tags may unpack to a thousand times
their size. A file that crashes its reader, or has it take memory or time without end, is the only
one that is lost: the next one has a new process. One whose reader crashes twice is not used.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from hbvae.errors import AudioError
from hbvae.jobs.processes import end_with_parent

MEMORY = 2 << 30  # bytes that a file may take, beyond what the process holds when it starts
SECONDS = 600.0  # that a file may take; the longest that is read, a day of mp3, takes up to 200
DAMAGED = "it is damaged, or no recording; convert or download it again"
AHEAD = 32  # files that are under way or wait to be fetched

Item = TypeVar("Item")
Found = TypeVar("Found")
_work = None  # of the process with limits: what it does with a file


def guarded(
    function: Callable[[Item], Found],
    items: Iterable[Item],
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Iterator[Found | AudioError]:
    """``function`` of each item, in their order, or the reason why there is nothing of it.

    Args:
        function: of a file; it may raise an AudioError, which is then in the place of a result.
        items: paths, or what else names a file.
        seconds: that a file may take.
        memory: bytes that it may take. Not limited where there is no /proc, as on macOS.
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
            item, under_way = ahead.popleft()
            try:
                yield _outcome(under_way, seconds, memory)
            except ProcessExpired:
                # Killed from outside, for the machine's memory perhaps: the file has a second try.
                try:
                    yield _outcome(begin(item), seconds, memory)
                except ProcessExpired as end:
                    yield AudioError(f"its reader crashes (exit code {end.exitcode}): {DAMAGED}")
    finally:
        pool.stop()
        pool.join()


def _outcome(future, seconds: float, memory: int):
    try:
        return future.result()
    except AudioError as problem:
        return problem
    except MemoryError:
        return AudioError(f"reading it takes more than {memory >> 20} MiB of memory: {DAMAGED}")
    except TimeoutError:
        return AudioError(f"reading it takes more than {seconds:g} s: {DAMAGED}")


def _begin(function: Callable, memory: int) -> None:
    global _work
    _work = function
    end_with_parent()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # decoders talk to the terminal
    pages = Path("/proc/self/statm")
    if pages.exists():
        import resource

        held = int(pages.read_text().split()[0]) * resource.getpagesize()
        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (held + memory, most))


def _call(item):
    return _work(item)
