"""In which encoding Python reads names of files and prints: UTF-8, whatever the locale."""

import os
import sys

UTF8_MODE = "PYTHONUTF8"


def use_utf8() -> None:
    """Start this process again in Python's UTF-8 mode if its locale has another encoding.

    Names of files are UTF-8 on today's disks. Python takes them to be in the encoding of the
    locale: under Latin-1, ``Björk.wav`` would be called ``BjÃ¶rk.wav``. What the process starts
    later inherits the mode. To be called before any work.
    """
    if sys.getfilesystemencoding() == "utf-8" or os.environ.get(UTF8_MODE) == "1":
        return
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, *sys.orig_argv[1:]]
    os.execve(sys.executable, command, {**os.environ, UTF8_MODE: "1"})
