"""Where output goes: files that appear whole or not at all, closed and full streams, interrupts, other encodings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from delegint import __version__
from tests.conftest import COMMAND, LONGEST_RUN, Outcome, Run, environment

STATE = "delegint: 1\nrecipients: {ilse@x.y: {home: cloud, labels: ['é😀', 5]}}\n"
CONCISE = ("lint", "a.yaml", "--format", "concise", "--select", "FMT")


@pytest.fixture(autouse=True)
def _state(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(STATE)


def through_shell(tmp_path: Path, line: str, env: dict[str, str] | None = None) -> Outcome:
    """A line of shell in which $D is the command."""
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env=environment({"D": str(COMMAND), **(env or {})}),
        timeout=LONGEST_RUN,
    )
    return Outcome(done)


def test_report_in_a_file_is_the_report_on_the_screen(run: Run, tmp_path: Path) -> None:
    shown = run(*CONCISE)
    for name in ("new.txt", "é.txt"):
        done = run(*CONCISE, "--output", name)
        assert (done.code, done.out, done.err) == (1, "", "")
        assert (tmp_path / name).read_text(encoding="utf-8") == shown.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "new.txt", "é.txt"]


def test_file_that_is_replaced_keeps_its_permissions_and_a_link_its_target(run: Run, tmp_path: Path) -> None:
    report, link = tmp_path / "report.txt", tmp_path / "link.txt"
    report.write_text("before")
    report.chmod(0o640)
    link.symlink_to("report.txt")
    assert run(*CONCISE, "-o", "link.txt").code == 1
    assert link.is_symlink()
    assert report.read_text(encoding="utf-8").endswith("2 errors in 1 file (0 mailboxes, 0 grants).\n")
    assert report.stat().st_mode & 0o777 == 0o640


def test_pipe_is_written_to_and_never_replaced(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert run(*CONCISE, "-o", "pipe").code == 1
    assert os.read(reader, 10_000).endswith(b"(0 mailboxes, 0 grants).\n")
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("output", "reason"),
    [("gone/report.txt", "no such file or directory"), ("folder", "is a directory"), ("a.yaml/x", "not a directory")],
)
@pytest.mark.parametrize("command", [CONCISE, ("schema",)])
def test_output_that_cannot_be_written(
    run: Run, tmp_path: Path, command: tuple[str, ...], output: str, reason: str
) -> None:
    (tmp_path / "folder").mkdir()
    done = run(*command, "--output", output)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"delegint: {output} cannot be written: {reason}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "folder"]


def test_existing_file_stays_untouched_when_writing_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(
        "from delegint.api import hookimpl\ndelegint_api = 1\n"
        "def write(report, stream, style):\n    stream.write('half')\n    raise OSError(28, 'No space left')\n"
        "@hookimpl\ndef delegint_reporters(register):\n    register('half', write)\n"
    )
    (tmp_path / "report.txt").write_text("before")
    done = run("lint", "a.yaml", "--plugin", "broken.py", "--format", "half", "-o", "report.txt")
    assert done.code == 2
    assert done.err == "delegint: report.txt cannot be written: no space left\n"
    assert (tmp_path / "report.txt").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != "") == [
        "a.yaml",
        "broken.py",
        "report.txt",
    ]


@pytest.mark.parametrize("command", ["lint", "rules", "explain", "schema", "plugins"])
def test_help_of_every_command(run: Run, command: str) -> None:
    for option in ("--help", "-h"):
        done = run(command, option)
        assert (done.code, done.err) == (0, "")
        assert done.out.lstrip().startswith(f"Usage: delegint {command} [OPTIONS]")


def test_help_version_and_unknown_commands(run: Run) -> None:
    assert all(name in run("--help").out for name in ("lint", "rules", "explain", "schema", "plugins"))
    for option in ("--version", "-V"):
        done = run(option)
        assert (done.code, done.out) == (0, f"delegint {__version__}\n")
    unknown = run("lnit")
    assert unknown.code == 2
    assert "No such command 'lnit'" in unknown.err
    assert run("lint", "--nonsense").code == 2
    assert run().code == 2


def test_module_can_be_run(run: Run, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "delegint", *CONCISE],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=LONGEST_RUN,
    )
    assert (done.returncode, done.stdout.decode()) == (1, run(*CONCISE).out)


def test_explain_and_rules(run: Run) -> None:
    done = run("explain", "send-as-missing-on-sender-side")
    assert done.code == 0
    assert done.out.startswith(
        "HYB015 send-as-missing-on-sender-side\nerror; holds for any version; from plugin exchange\n"
    )
    assert all(
        f"\n{heading}\n---" in done.out
        for heading in ("What it finds", "Why it matters", "Example", "How to fix", "Evidence")
    )
    unknown = run("explain", "HYB0155")
    assert (unknown.code, unknown.err) == (2, "delegint: No rule is called 'HYB0155'. Did you mean HYB015?\n")
    assert "HYB015   error    send-as-missing-on-sender-side" in run("rules").out
    for command in ("rules", "plugins"):
        wrong = run(command, "--format", "xml")
        assert wrong.code == 2
        assert "'xml' is neither human nor json" in wrong.err


def test_reader_that_closes_the_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("delegint: 1\n" + "a: 1\n" * 20_000)
    done = through_shell(tmp_path, "$D lint a.yaml | head -n 1; echo ${PIPESTATUS[0]}")
    assert done.out.splitlines() == ["error[FMT005] The section a is not known", "1"]
    assert done.err == ""
    done = through_shell(tmp_path, "$D lint a.yaml --exit-zero | head -n 1; echo ${PIPESTATUS[0]}")
    assert (done.out.splitlines()[1:], done.err) == (["0"], "")


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("$D lint a.yaml >&-", 1, ""),
        ("$D lint a.yaml 2>&- >/dev/null", 1, ""),
        ("$D lint a.yaml >&- 2>&-", 1, ""),
        ("$D lint a.yaml gone.yaml 2>&- >&-", 2, ""),
        ("$D lint - <&- >/dev/null", 2, "delegint: standard input is closed\n"),
        ("$D lint a.yaml >/dev/full", 2, "delegint: standard output cannot be written: no space left on device\n"),
        ("$D schema >/dev/full", 2, "delegint: standard output cannot be written: no space left on device\n"),
        ("$D rules >/dev/full", 2, "delegint: standard output cannot be written: no space left on device\n"),
        ("$D lint a.yaml gone.yaml 2>/dev/full >/dev/null", 2, ""),
        ("$D --version >&-", 0, ""),
    ],
)
def test_streams_that_are_closed_or_full(tmp_path: Path, line: str, code: int, message: str) -> None:
    done = through_shell(tmp_path, line)
    assert (done.code, done.err) == (code, message)


def test_interrupt_ends_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import sys, time\nprint('ready', file=sys.stderr, flush=True)\ntime.sleep(60)\n")
    with subprocess.Popen(
        [COMMAND, "lint", "a.yaml", "--plugin", "slow.py"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LONGEST_RUN)
    assert (process.returncode, out, err) == (-signal.SIGINT, b"", b"")


@pytest.mark.parametrize(
    "env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_terminal_without_the_characters(run: Run, tmp_path: Path, env: dict[str, str]) -> None:
    (tmp_path / "a.yaml").rename(tmp_path / "é.yaml")
    done = run("lint", "é.yaml", "--select", "FMT", env=env)
    assert done.code == 1
    assert done.out.isascii()
    assert r"'\xe9\U0001f600'" in done.out
    assert run("schema", env=env).code == run("rules", env=env).code == run("explain", "HYB015", env=env).code == 0
    assert run(*CONCISE[:1], "é.yaml", "-o", "report.txt", env=env).code == 1
    assert "é😀" in (tmp_path / "report.txt").read_text(encoding="utf-8")


def test_a_line_of_a_megabyte_is_not_printed_whole(run: Run, tmp_path: Path) -> None:
    people = ", ".join(f"p{number}@contoso.com: {{home: cloud}}" for number in range(2_000))
    (tmp_path / "long.yaml").write_text(f"{{delegint: 1, recipients: {{{people}}}}}\n")
    done = run("lint", "long.yaml")
    assert done.code == 1
    assert max(len(line) for line in done.out.splitlines()) < 500
    assert done.out.count("error[FMT007]") == 2_000
