"""Freed memory is reused by the next allocation."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

SIZE = 64 << 20  # bytes
PROGRAM = """
import resource
from hbvae.jobs.memory import keep_freed_memory
SIZE = {size}
if {keep}:
    keep_freed_memory()
b"x" * SIZE
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(4):
    b"x" * SIZE
print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) * resource.getpagesize())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only for glibc")
def test_a_large_block_is_reused():
    root = Path(__file__).parents[2]
    fresh, kept = (
        int(subprocess.check_output([sys.executable, "-c", program], cwd=root))
        for program in (PROGRAM.format(keep=keep, size=SIZE) for keep in (False, True))
    )
    assert fresh > 3.9 * SIZE  # bytes of pages that were new
    assert kept < 0.1 * SIZE
