"""How a process holds its memory."""

import ctypes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of malloc.h
LARGEST = 2**31 - 1


def keep_freed_memory() -> None:
    """Have this process keep the memory that it frees, for what it allocates next.

    glibc gives large blocks back to the kernel, which has to clear every page of the next: in
    float32, that is a third of the CPU time of each step of a fit, for the same few tensors. Kept,
    they take up to a tenth more at the peak. Without glibc, nothing changes.
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(M_MMAP_THRESHOLD, LARGEST)
        mallopt(M_TRIM_THRESHOLD, LARGEST)
