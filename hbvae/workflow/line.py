"""Progress on a terminal as a line that is redrawn in place; elsewhere, as a few plain lines."""

import os
import sys
from time import monotonic

STEPS = 20  # plain lines per run, not counting messages of jobs
SEPARATOR = " · "


def new_line() -> "PlainLines":
    """Choose the kind of line that standard error supports."""
    can_draw = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return LivingLine() if can_draw else PlainLines()


class PlainLines:
    """Output to a file or pipe: a line per twentieth of the run, with the elapsed time."""

    def __init__(self):
        self.start, self.step, self.last = monotonic(), -1, ""

    def show(self, doing: str, tail: str, share: float) -> None:
        """Show what is being done.

        Args:
            doing: what is being done, in words.
            tail: songs and time left.
            share: finished share of the run, 0 to 1; negative before the first job.
        """
        step, text = int(share * STEPS), SEPARATOR.join(filter(None, (doing, tail)))
        if step > self.step and text != self.last:
            self.step, self.last = step, text
            print(f"{self._clock()}  {text}", file=sys.stderr)

    def say(self, text: str) -> None:
        """Show a permanent message."""
        print(text, file=sys.stderr, flush=True)

    def close(self, ending: str) -> None:
        """Show how the run ended."""
        self.say(ending)

    def lasted(self) -> str:
        seconds = round(monotonic() - self.start)
        return f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"

    def _clock(self) -> str:
        minutes, seconds = divmod(int(monotonic() - self.start), 60)
        return f"{minutes:>3}:{seconds:02}"


class LivingLine(PlainLines):
    """Output to a terminal: one line, at most as wide as the terminal."""

    def __init__(self):
        from tqdm import tqdm

        super().__init__()
        self.bar = tqdm(bar_format="{desc}", leave=False, file=sys.stderr)

    def show(self, doing: str, tail: str, share: float) -> None:
        self.bar.set_description_str(fitted(doing, tail, _columns() - 1))

    def say(self, text: str) -> None:
        self.bar.write(text, file=sys.stderr)

    def close(self, ending: str) -> None:
        self.bar.close()
        super().close(ending)


def fitted(doing: str, tail: str, width: int) -> str:
    """Shorten what is being done so that it fits in ``width`` columns with the tail.

    East Asian letters fill two columns.
    """
    from tqdm.utils import disp_len, disp_trim

    end = SEPARATOR + tail if tail else ""
    if disp_len(doing + end) <= width:
        return doing + end
    room = width - disp_len(end) - 1
    if room < 8:
        return disp_trim(tail or doing, width)
    return f"{disp_trim(doing, room).rstrip()}…{end}"


def _columns() -> int:
    return os.get_terminal_size(sys.stderr.fileno()).columns or 80
