"""`delegint` and `python -m delegint`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from errno import EBADF, EIO, ENOSPC
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; every error ends in a sentence and a documented exit code."""
    # A short-lived process that builds one large tree gains nothing from collecting cycles: 1.5 to 2 times faster.
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends the process as it ends any other, without a traceback
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        status = 0  # whoever reads the output has closed it, such as `head`
    except OSError as error:
        status = 2
        with suppress(OSError):
            sys.stderr.write(f"delegint: standard output cannot be written: {(error.strerror or str(error)).lower()}\n")
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(status)  # taking the tree apart would cost up to a sixth of the run


def _open_closed_streams() -> None:
    """A shell may start a command with its output closed (`>&-`); Python then has no stream at all there."""
    if sys.stdout is None or sys.stderr is None:
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the process ends
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere


def _run() -> int:
    """The exit code of the command."""
    try:
        from delegint.cli.app import app

        app(prog_name="delegint")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is None and error.errno in (ENOSPC, EIO, EBADF):  # a stream; every file has a name
            raise
        return _internal_error(error)
    except Exception as error:  # noqa: BLE001 - the last resort: a defect of delegint itself
        return _internal_error(error)
    return 0


def _internal_error(error: Exception) -> int:
    if os.environ.get("DELEGINT_TRACEBACK"):
        import traceback

        traceback.print_exc()
    from delegint.cli.streams import complain

    complain(f"internal error: {type(error).__name__}: {error}")
    complain("this is a defect of delegint; set DELEGINT_TRACEBACK=1 to see where it happened, and report it")
    return 3


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the current folder, where a pull request could put modules and plugins of its own
    main()
