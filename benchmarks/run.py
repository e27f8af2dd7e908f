"""Compare `delegint lint` with yamllint and with itself: `python benchmarks/run.py`.

Every measurement is a whole process, started anew: wall time from before its start to after its end, and the
peak resident memory that the kernel reports for it. What is compared runs in turns (A B A B), so that a
machine that slows down slows both; each figure is the median of the runs. A row named "this : that" gives
the ratio of its time to that one's. The states come from generate_state.py, which stands beside this file.
"""

import argparse
import importlib.util
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Command = list[str]
START_UP_LIMIT = 1.3  # times yamllint
THROUGHPUT_LIMIT = 1 / 6  # of yamllint
SCALE_LIMIT = 1.1  # times what the number of grants grew by
MEMORY_LIMIT = 1200  # bytes a line at the peak
HEADINGS = ["what", "median s", "ratio", "limit", "within limit", "peak MB", "bytes per line"]
TWENTY_LINES = """\
---
delegint: 1
organization:
  hybrid: full
  accepted_domains: [contoso.com]
recipients:
  annelies@contoso.com:
    home: online
  ilse@contoso.com:
    home: online
  invoices@contoso.com:
    type: SharedMailbox
    home: online
delegations:
  invoices@contoso.com:
    full_access: [annelies@contoso.com, ilse@contoso.com]
    send_as: [annelies@contoso.com, ilse@contoso.com]
  annelies@contoso.com:
    folders:
      Calendar: {Default: AvailabilityOnly, ilse@contoso.com: Reviewer}
"""
EVENT_PARSE = """\
import sys
from _ruamel_yaml import CParser
with open(sys.argv[1], "rb") as stream:
    next_event = CParser(stream.read()).get_event
while next_event() is not None:
    pass
"""
NOT_RUN = ("Traceback (most recent call last)", "No module named ")  # the interpreter ends with 1 as well
# A child's peak is never below the peak of the process that started it. So a process smaller than any of
# those measured starts them: an interpreter without site packages that imports next to nothing.
STOPWATCH = """\
import os, sys, time
null = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
begin = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[null])
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - begin, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True)
class Usage:
    """What one process took, or the median of several."""

    seconds: float
    peak_bytes: float


@dataclass(frozen=True)
class State:
    """A generated desired state."""

    path: str
    grants: int
    lines: int

    def __str__(self) -> str:
        return f"{self.grants:,} grants"


def measure(command: Command) -> Usage:
    """Run one process to its end, or leave when it ends with anything but 0 or 1.

    Args:
        command: the program, with its folder, and its arguments.

    Returns:
        Its wall time and peak memory.
    """
    watch = [sys.executable, "-I", "-S", "-c", STOPWATCH, *command]
    done = subprocess.run(watch, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    seconds, peak, code = done.stdout.split() or ("0", "0", "no exit code")
    if code not in {"0", "1"} or any(sign in done.stderr for sign in NOT_RUN):
        sys.exit(f"{shlex.join(command)}\nended with {code}:\n{done.stderr.strip() or '(nothing on stderr)'}")
    return Usage(float(seconds), int(peak) * (1 if sys.platform == "darwin" else 1024))


def take_turns(what: str, runs: int, *commands: Command) -> list[Usage]:
    """Run several commands in turns, after one round that does not count.

    Args:
        what: the name of the comparison, for the progress line.
        runs: the rounds that count.
        commands: what to run.

    Returns:
        For each command the median time and the median peak.
    """
    print(f"{what} ...", file=sys.stderr)
    rounds = [[measure(command) for command in commands] for _ in range(runs + 1)][1:]
    return [
        Usage(median(usage.seconds for usage in usages), median(usage.peak_bytes for usage in usages))
        for usages in zip(*rounds, strict=True)
    ]


def compare(linter: Command, runs: int, tiny: str, small: State, large: State) -> list[list[str]]:
    """Measure start-up, throughput, scale and memory.

    Args:
        linter: the command to which the file is appended.
        runs: how often each command runs.
        tiny: a file of 20 lines.
        small: the state that yamllint reads as well.
        large: the state that it does not read.

    Returns:
        The rows of the table; one that misses its limit contains "NO".
    """
    bare = [sys.executable, "-c", "pass"]
    parse = [sys.executable, "-c", EVENT_PARSE]
    yamllint = [*_installed("yamllint"), "-d", "default"]
    nothing, other, start = take_turns("start-up", runs, bare, [*yamllint, tiny], [*linter, tiny])
    rows = [
        _time("bare interpreter", nothing),
        _time("yamllint, 20 lines", other),
        _time("lint, 20 lines : yamllint", start, other, START_UP_LIMIT),
    ]
    other, lint = take_turns("throughput", runs, [*yamllint, small.path], [*linter, small.path])
    rows += [
        _time(f"yamllint, {small}", other, state=small),
        _time(f"lint, {small} : yamllint", lint, other, THROUGHPUT_LIMIT, small),
    ]
    pairs = [[*command, state.path] for command in (parse, linter) for state in (small, large)]
    events, more_events, lint, more = take_turns("scale", runs, *pairs)
    return [
        *rows,
        _time(f"bare event parse, {small}", events, state=small),
        _time(f"bare event parse, {large} : {small}", more_events, events, state=large),
        _time(f"lint, {small}", lint, state=small),
        _time(f"lint, {large} : {small}", more, lint, SCALE_LIMIT * large.grants / small.grants, large),
        _memory(f"memory of lint, {small}", lint.peak_bytes, small),
        _memory("  less that of 20 lines", lint.peak_bytes - start.peak_bytes, small),
        _memory(f"memory of lint, {large}", more.peak_bytes, large, MEMORY_LIMIT),
        _memory("  less that of 20 lines", more.peak_bytes - start.peak_bytes, large),
    ]


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows
    )


def _time(
    what: str, usage: Usage, base: Usage | None = None, limit: float | None = None, state: State | None = None
) -> list[str]:
    ratio = usage.seconds / base.seconds if base else None
    return [
        what,
        f"{usage.seconds:.3f}",
        "" if ratio is None else f"{ratio:.3f}",
        "" if limit is None else f"<= {limit:.3f}",
        "" if ratio is None or limit is None else "yes" if ratio <= limit else "NO",
        f"{usage.peak_bytes / 1e6:.1f}",
        f"{usage.peak_bytes / state.lines:.0f}" if state else "",
    ]


def _memory(what: str, size: float, state: State, limit: float | None = None) -> list[str]:
    line = size / state.lines
    within = "" if limit is None else "yes" if line < limit else "NO"
    return [what, "", "", f"< {limit} B/line" if limit else "", within, f"{size / 1e6:.1f}", f"{line:.0f}"]


def _generate(path: Path, grants: int) -> State:
    generator = Path(__file__).with_name("generate_state.py")
    with path.open("wb") as stream:
        subprocess.run([sys.executable, str(generator), "--grants", str(grants)], stdout=stream, check=True)
    with path.open("rb") as stream:
        return State(str(path), grants, sum(1 for _ in stream))


def _installed(name: str) -> Command:
    script = Path(sys.executable).with_name(name)
    if script.exists():
        return [str(script)]
    if importlib.util.find_spec(name) is None:
        sys.exit(f"{name} is not installed for {sys.executable}")
    return [sys.executable, "-m", name]


def _compile_as_installing_does() -> None:
    """Byte-compile an editable installation, which may run where Python is told to keep no bytecode."""
    import compileall

    root = Path(__file__).parents[1]
    for folder in (root / "delegint", root / "plugins"):
        compileall.compile_dir(folder, quiet=1)


def main() -> None:
    """Measure, print the table, and exit with 1 when a limit is missed."""
    parser = argparse.ArgumentParser(
        description="Compare 'delegint lint' with yamllint and itself. Exits with 1 when a limit is missed."
    )
    parser.add_argument("--runs", type=int, default=7, help="runs of each command (default: %(default)s)")
    parser.add_argument("--grants", type=int, default=10_000, help="the small state (default: %(default)s)")
    parser.add_argument("--large", type=int, default=100_000, help="the large state (default: %(default)s)")
    parser.add_argument(
        "--linter",
        default="",
        help="what to measure, the file's name appended (default: the installed 'delegint lint')",
    )
    arguments = parser.parse_args()
    if min(arguments.runs, arguments.grants, arguments.large) < 1:
        parser.error("--runs, --grants and --large must be at least 1")
    linter = shlex.split(arguments.linter) or [*_installed("delegint"), "lint"]
    if not (program := shutil.which(linter[0])):
        parser.error(f"--linter: there is no program {linter[0]!r}")
    linter[0] = str(Path(program).absolute())
    _compile_as_installing_does()

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tiny = folder / "tiny.yaml"
        tiny.write_text(TWENTY_LINES, encoding="utf-8")
        small = _generate(folder / "small.yaml", arguments.grants)
        large = _generate(folder / "large.yaml", arguments.large)
        rows = compare(linter, arguments.runs, str(tiny), small, large)
    print(f"{shlex.join(linter)}: {small.lines:,} and {large.lines:,} lines, medians of {arguments.runs}\n")
    print(_table([HEADINGS, *rows]))
    sys.exit(any("NO" in row for row in rows))


if __name__ == "__main__":
    main()
