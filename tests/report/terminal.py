"""A real terminal for the command: a pseudo-terminal, and an emulator that shows what a person would see."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

import pyte

from tests.report.command import environment

_QUIET = 0.2
"""Seconds without output after which a command that has ended has said all."""


class Seen:
    """What stood on the terminal.

    Parameters:
        data: the bytes that the command wrote.
        columns: the width of the terminal.
    """

    def __init__(self, data: bytes, columns: int) -> None:
        self.data = data
        self.screen = pyte.Screen(columns, 200)
        pyte.ByteStream(self.screen).feed(data)

    @property
    def lines(self) -> list[str]:
        """The lines without blanks at their ends; a wide character is one character."""
        return [line.rstrip() for line in self.screen.display]

    def columns_of(self, row: int, text: str) -> list[int]:
        """The columns of a row in which a character of `text` stands."""
        cells = self.screen.buffer[row]  # the second cell of a wide character is empty
        return [column for column in range(self.screen.columns) if cells[column].data and cells[column].data in text]

    def color_at(self, row: int, column: int) -> str:
        """The colour of a character."""
        color: str = self.screen.buffer[row][column].fg
        return color


def on_terminal(folder: Path, *arguments: str, columns: int = 80, **variables: str) -> Seen:
    """Run `delegint lint` in a folder, on a terminal of this width."""
    import fcntl
    import pty
    import struct
    import termios

    terminal, end_of_command = pty.openpty()
    fcntl.ioctl(end_of_command, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    command = subprocess.Popen(
        [sys.executable, "-m", "delegint", "lint", *arguments],
        cwd=folder,
        env=environment(**{"TERM": "xterm-256color"} | variables),
        stdin=end_of_command,
        stdout=end_of_command,
        stderr=end_of_command,
    )
    # The command's end stays open here as well: closing the last one may throw away what has not been read yet.
    data = b""
    while command.poll() is None or select.select([terminal], [], [], _QUIET)[0]:
        if select.select([terminal], [], [], _QUIET)[0]:
            data += os.read(terminal, 65_536)
    os.close(end_of_command)
    os.close(terminal)
    return Seen(data, columns)
