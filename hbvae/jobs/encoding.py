"""UTF-8 for file names and output, whatever the locale."""

import os
import sys

UTF8_MODE = "PYTHONUTF8"


def use_utf8() -> None:
    """Restart this process in Python's UTF-8 mode if its locale has another encoding.

    File names are UTF-8 on today's disks, but Python decodes them with the encoding of the
    locale: under Latin-1, ``Björk.wav`` would become ``BjÃ¶rk.wav``. Child processes inherit the
    mode. Call this before any work.
    """
    if sys.getfilesystemencoding() == "utf-8" or os.environ.get(UTF8_MODE) == "1":
        return
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, *sys.orig_argv[1:]]
    os.execve(sys.executable, command, {**os.environ, UTF8_MODE: "1"})
