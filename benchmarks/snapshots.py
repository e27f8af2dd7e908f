"""Measure `delegint lint --snapshot`: `python benchmarks/snapshots.py`.

A state is linted without a snapshot, with one that is read anew, and with one whose prepared copy is used. What counts
is the time over linting the state alone. Beside it stand the libraries among which the reader was chosen, each reading
the rows of Full Access, dropping the noise and making a set, as far as they are installed. run.py says how a process is
measured.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.run import Command, Usage, measure

READ_LIMIT = 8.0  # seconds over linting the same state without a snapshot
CACHED_LIMIT = 2.0
MEMORY_LIMIT = 600e6
GROWTH_LIMIT = 5.0  # for five times the rows
PROTOTYPES = {
    "json": "import json; decode = json.loads",
    "orjson": "import orjson; decode = orjson.loads",
    "msgspec": "import msgspec; decode = msgspec.json.Decoder().decode",
}
LOOP = """
import sys
kept = set()
for name in sys.argv[1:]:
    with open(name, "rb") as stream:
        for line in stream:
            row = decode(line)
            if row["k"] == "mailbox-permission" and not row["inherited"] and row["sid"] != "S-1-5-10":
                kept.add((row["on"], row["sid"]))
print(len(kept - set()))
"""
QUERIES = {
    "polars": (
        "import sys, polars as pl\n"
        "frames = [pl.scan_ndjson(name, infer_schema_length=None) for name in sys.argv[1:]]\n"
        "rows = pl.concat(frames, how='diagonal').filter((pl.col('k') == 'mailbox-permission') & ~pl.col('inherited')"
        " & (pl.col('sid') != 'S-1-5-10')).select('on', 'sid').unique().collect()\n"
        "print(rows.height)\n"
    ),
    "duckdb": (
        "import sys, duckdb\n"
        'print(duckdb.sql(f"select count(*) from (select distinct \\"on\\", sid from read_json({sys.argv[1:]},'
        " format='newline_delimited') where k = 'mailbox-permission' and not inherited and sid <> 'S-1-5-10')\"))\n"
    ),
}


def take(runs: int, command: Command) -> Usage:
    """The median of several runs of one command, after one that does not count."""
    usages = [measure(command) for _ in range(runs + 1)][1:]
    return Usage(median(usage.seconds for usage in usages), median(usage.peak_bytes for usage in usages))


def generate(folder: Path, grants: int, mailboxes: int, rows: int) -> Path:
    """Write a snapshot."""
    target = folder / f"export-{rows}"
    program = [sys.executable, str(Path(__file__).with_name("generate_snapshot.py")), str(target)]
    sizes = ["--grants", str(grants), "--mailboxes", str(mailboxes), "--rows", str(rows)]
    subprocess.run([*program, *sizes], check=True)
    return target


def row(what: str, usage: Usage, base: float = 0.0, limit: float | None = None) -> tuple[str, bool]:
    """One line of the table, and whether it keeps its limit."""
    over = usage.seconds - base
    kept = limit is None or over <= limit
    said = "" if limit is None else f"  limit {limit:.1f}: {'yes' if kept else 'NO'}"
    return f"{what:<44}{usage.seconds:>8.2f} s{over:>8.2f} s{usage.peak_bytes / 1e6:>9.0f} MB{said}", kept


def main() -> None:
    """Measure, print the table, and exit with 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description="Measure 'delegint lint --snapshot'.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--grants", type=int, default=100_000)
    parser.add_argument("--mailboxes", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--large", action="store_true", help="five times the rows as well")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["DELEGINT_CACHE_DIR"] = str(folder / "cache")
        state = folder / "state.yaml"
        generator = str(Path(__file__).with_name("generate_state.py"))
        with state.open("wb") as stream:
            subprocess.run([sys.executable, generator, "--grants", str(arguments.grants)], stdout=stream, check=True)
        export = generate(folder, arguments.grants, arguments.mailboxes, arguments.rows)
        lint = [sys.executable, "-m", "delegint", "lint", str(state)]
        alone = take(arguments.runs, lint)
        anew = take(arguments.runs, [*lint, "--snapshot", str(export), "--no-cache"])
        cached = take(arguments.runs, [*lint, "--snapshot", str(export)])
        lines = [
            row("lint alone", alone, alone.seconds),
            row(f"with {arguments.rows:,} rows, read anew", anew, alone.seconds, READ_LIMIT),
            row("with the prepared copy", cached, alone.seconds, CACHED_LIMIT),
        ]
        if arguments.large:
            larger = generate(folder, arguments.grants, arguments.mailboxes, 5 * arguments.rows)
            usage = take(arguments.runs, [*lint, "--snapshot", str(larger), "--no-cache"])
            limit = GROWTH_LIMIT * (anew.seconds - alone.seconds)
            lines.append(row(f"with {5 * arguments.rows:,} rows, read anew", usage, alone.seconds, limit))
        files = [str(path) for path in sorted(export.glob("*/mailbox-permission.jsonl"))]
        programs = {library: begin + LOOP for library, begin in PROTOTYPES.items()} | QUERIES
        for library, program in programs.items():
            if importlib.util.find_spec(library) is not None:
                usage = take(arguments.runs, [sys.executable, "-c", program, *files])
                lines.append(row(f"the rows of Full Access alone, by {library}", usage))
            else:
                lines.append((f"{library} is not installed", True))
    print(f"{'what':<44}{'whole':>10}{'over':>10}{'peak':>12}")
    print("\n".join(line for line, _ in lines))
    print(f"\nmemory: {anew.peak_bytes / 1e6:.0f} MB of {MEMORY_LIMIT / 1e6:.0f}")
    sys.exit(not all(kept for _, kept in lines) or anew.peak_bytes > MEMORY_LIMIT)


if __name__ == "__main__":
    main()
