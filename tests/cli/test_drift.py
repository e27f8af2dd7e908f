"""`delegint drift`: what it says, in both forms, and how it ends."""

from __future__ import annotations

import io
import json
import subprocess
import time
from pathlib import Path
from typing import Any, get_args

import pytest

from delegint.model.drift import Difference, Differences, Verdict
from delegint.model.observed import ExportedFile, Observed
from delegint.model.unknown import Unknown
from delegint.report.drift import write_drift, write_drift_as_json
from delegint.report.style import Style
from delegint.source.files import SourceFile
from delegint.source.places import Place
from tests.conftest import COMMAND, Run, environment
from tests.linting import lint_text
from tests.snapshot.observing import ANNELIES, ILSE, KARL, PEOPLE, ROOM, full_access, lines, recipient, write

STATE = """\
delegint: 1
recipients:
  annelies@contoso.com: {home: online}
delegations:
  annelies@contoso.com:
    full_access: [ilse@contoso.com]
"""
ASKED = {"k": "covered", "on": ANNELIES, "of": "mailbox-permission"}
EMPTY = {"exo/people.jsonl": PEOPLE, "exo/rights.jsonl": lines(ASKED)}
EQUAL = {"exo/people.jsonl": PEOPLE, "exo/rights.jsonl": lines(full_access(ANNELIES, "ilse@contoso.com"), ASKED)}
LACKS = """\
annelies@contoso.com
  + Full Access  ilse@contoso.com  Exchange Online  not in the tenant

+ applying would add it   - only in the tenant   ~ differs   ! look at it   ? cannot be compared
1 difference in 1 mailbox (snapshot of 2 files).
"""


def test_a_right_that_the_tenant_lacks(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": STATE, **EMPTY})
    done = run("drift", "a.yaml", "--snapshot", "exo", "--no-cache")
    assert (done.code, done.out, done.err) == (1, LACKS, "")


def test_no_difference(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": STATE, **EQUAL})
    done = run("drift", "--snapshot", "exo", "--no-cache")
    assert (done.code, done.out, done.err) == (0, "No difference (snapshot of 2 files).\n", "")


def test_the_snapshot_that_the_state_names(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": STATE + "snapshot: {path: exo}\n", **EMPTY})
    done = run("drift", "--no-cache")
    assert (done.code, done.out) == (1, LACKS)


def test_for_machines(run: Run, tmp_path: Path) -> None:
    manifest = '{"delegint_snapshot":1,"side":"online","started":"2026-11-20T01:00:00Z","ended":null,"files":[]}'
    stranger = full_access(ANNELIES, "bob@fabrikam.com")
    write(tmp_path, {"a.yaml": STATE, **EMPTY, "exo/b.jsonl": lines(stranger), "exo/manifest.json": manifest})
    managed = STATE.replace("    full_access", "    management: exclusive\n    full_access")
    write(tmp_path, {"a.yaml": managed})
    done = run("drift", "--snapshot", "exo", "--no-cache", "--format", "json")
    assert done.code == 1
    said = json.loads(done.out)
    assert said["version"] == 1
    assert said["snapshot"] == {"files": 4, "taken": {"online": ["2026-11-20T01:00:00Z", "2026-11-20T01:00:00Z"]}}
    missing = {
        "verdict": "missing",
        "mailbox": "annelies@contoso.com",
        "what": "Full Access",
        "who": "ilse@contoso.com",
        "side": "online",
        "declared": "FullAccess",
        "observed": None,
        "detail": None,
        "declaration": {"file": "a.yaml", "line": 7, "column": 19},
        "row": None,
    }
    unmanaged = {
        "verdict": "unmanaged",
        "who": "bob@fabrikam.com",
        "declared": None,
        "observed": "FullAccess",
        "declaration": {"file": "a.yaml", "line": 5, "column": 3},
        "row": {"file": "exo/b.jsonl", "line": 1},
    }
    assert missing in said["differences"]
    assert missing | unmanaged in said["differences"]
    assert len(said["differences"]) == 2


def test_into_a_file(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": STATE, **EMPTY})
    done = run("drift", "--snapshot", "exo", "--no-cache", "-o", "drift.txt")
    assert (done.code, done.out, (tmp_path / "drift.txt").read_text()) == (1, "", LACKS)


def test_only_some_mailboxes(run: Run, tmp_path: Path) -> None:
    both = STATE + "  karl@contoso.com:\n    full_access: [ilse@contoso.com]\n"
    asked = lines(ASKED, {**ASKED, "on": KARL})
    write(tmp_path, {"a.yaml": both, **EMPTY, "exo/rights.jsonl": asked})
    options = ("drift", "--snapshot", "exo", "--no-cache")
    assert "2 differences in 2 mailboxes" in run(*options).out
    done = run(*options, "--mailbox", "Annelies@Contoso.com")
    assert (done.code, done.out) == (1, LACKS)
    assert run(*options, "-m", "annelies@contoso.com", "-m", "karl@contoso.com").out.count("+ Full Access") == 2
    none = run(*options, "-m", "ilse@contoso.com")
    assert (none.code, none.out) == (2, "")
    assert none.err == "delegint: ilse@contoso.com is no mailbox under delegations\n"


def test_an_alias_names_the_mailbox(run: Run, tmp_path: Path) -> None:
    aliased = STATE.replace("{home: online}", "{home: online, aliases: [boss@contoso.com]}")
    assert aliased != STATE
    write(tmp_path, {"a.yaml": aliased, **EMPTY})
    done = run("drift", "--snapshot", "exo", "--no-cache", "-m", "BOSS@contoso.com")
    assert (done.code, done.out) == (1, LACKS)


def test_no_difference_where_nothing_could_be_compared_is_no_success(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": STATE, "exo/people.jsonl": PEOPLE})
    done = run("drift", "--snapshot", "exo", "--no-cache")
    assert done.code == 2
    assert done.out.splitlines()[:2] == [
        "annelies@contoso.com",
        "  ? Full Access entries in Exchange Online: not in the snapshot, Get-MailboxPermission shows it",
    ]
    assert done.out.endswith(
        "No difference in what could be compared; 1 part could not be compared (snapshot of 1 file).\n"
    )


def test_no_difference_in_a_torn_snapshot_is_no_success(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": STATE, **EQUAL, "exo/torn.jsonl": '{"k":"recipient","gu'})
    assert run("drift", "--snapshot", "exo", "--no-cache").code == 2


@pytest.mark.parametrize(
    ("files", "options", "message"),
    [
        ({"a.yaml": STATE}, [], "no snapshot; name one with --snapshot"),
        ({"a.yaml": STATE}, ["--snapshot", "gone"], "gone does not exist"),
        ({}, ["--snapshot", "exo"], "no desired state here"),
        ({"a.txt": "x"}, ["--snapshot", "exo"], "no desired state here"),
        ({"a.yaml": STATE}, ["gone.yaml", "--snapshot", "exo"], "gone.yaml does not exist"),
        ({"a.yaml": STATE}, ["a.yaml", "gone.yaml", "--snapshot", "exo"], "gone.yaml does not exist"),
        ({"a.yaml": "delegint: ["}, ["--snapshot", "exo"], "a.yaml:2:1: This is not YAML"),
        ({"a.yaml": STATE, "b.yaml": "delegint: [\n"}, ["--snapshot", "exo"], "b.yaml:"),
        ({"a.yaml": STATE}, ["--format", "sarif"], "--format is human or json, not 'sarif'"),
        ({"a.yaml": STATE}, ["--as-of", "soon"], "--as-of wants a day such as 2027-03-31, not 'soon'"),
        ({"a.yaml": STATE}, ["--color", "yes"], "--color is auto, always or never, not 'yes'"),
        (
            {"a.yaml": STATE + "snapshot: {path: ..}\n"},
            [],
            "a.yaml:7:18: The snapshot .. lies outside the current folder",
        ),
    ],
)
def test_nothing_to_compare(run: Run, tmp_path: Path, files: dict[str, str], options: list[str], message: str) -> None:
    write(tmp_path, {**files, **EMPTY})
    done = run("drift", *options, "--no-cache", cwd=".")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"delegint: {message}")
    assert len(done.err.splitlines()) == 1


def test_errors_of_the_state_and_of_the_snapshot_are_said_beside_the_difference(run: Run, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.yaml": STATE.replace("{home: online}", "{hoem: online}"),
            **EMPTY,
            "exo/torn.jsonl": '{"k":"recipient","gu',
        },
    )
    done = run("drift", "--snapshot", "exo", "--no-cache")
    assert done.code == 1
    assert "+ Full Access" in done.out
    assert [line.split(": ", 2)[1] for line in done.err.splitlines()] == ["a.yaml:3:26", "exo/torn.jsonl:1:1"]


def test_a_plugin_that_fails(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": STATE, **EMPTY, "broken.py": "raise ValueError('no')\n"})
    done = run("drift", "--snapshot", "exo", "--no-cache", "--plugin", "broken.py")
    assert (done.code, done.out) == (3, LACKS)
    assert done.err.startswith("delegint: plugin broken ")


def test_a_pipe_that_closes_early_does_not_change_the_exit_code(tmp_path: Path) -> None:
    rights = [full_access(ANNELIES, f"user{number}@fabrikam.com") for number in range(3000)]
    managed = STATE.replace("    full_access", "    management: exclusive\n    full_access")
    write(tmp_path, {"a.yaml": managed, **EMPTY, "exo/b.jsonl": lines(*rights)})
    command = f"'{COMMAND}' drift --snapshot exo --no-cache | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=True
    )
    assert (done.stdout, done.stderr) == ("annelies@contoso.com\n1\n", "")


HOSTILE = "\x1b[31mred\x1b]0;title\x07\u202egpj.exe\n::error::owned\r##vso[task.complete]"


@pytest.mark.parametrize("variables", [{}, {"GITHUB_ACTIONS": "true"}, {"TF_BUILD": "True"}])
def test_names_from_an_export_command_neither_terminal_nor_runner(
    run: Run, tmp_path: Path, variables: dict[str, str]
) -> None:
    managed = STATE.replace("    full_access", "    management: exclusive\n    full_access")
    rights = lines(
        full_access(ANNELIES, HOSTILE), full_access(ANNELIES, "::warning::x"), full_access(ANNELIES, "\u202eabc")
    )
    write(tmp_path, {"a.yaml": managed, **EMPTY, "exo/b.jsonl": rights})
    done = run("drift", "--snapshot", "exo", "--no-cache", env=variables)
    assert done.code == 1
    for character in "\x1b\x07\r\u202e":
        assert character not in done.out + done.err
    assert not [line for line in done.out.splitlines() if line.startswith(("::", "##vso"))]
    assert "4 differences in 1 mailbox" in done.out
    said = json.loads(run("drift", "--snapshot", "exo", "--no-cache", "-f", "json").out)
    assert HOSTILE in [difference["who"] for difference in said["differences"]]


@pytest.mark.parametrize(
    ("options", "variables", "colored"),
    [
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {}, False),
    ],
)
def test_colour(run: Run, tmp_path: Path, options: list[str], variables: dict[str, str], colored: bool) -> None:
    write(tmp_path, {"a.yaml": STATE, **EMPTY})
    done = run("drift", "--snapshot", "exo", "--no-cache", *options, env=variables)
    assert ("\x1b[32m+\x1b[0m Full Access" in done.out) is colored
    assert ("\x1b" in done.out) is colored


# -- every verdict, without the comparisons that find them ------------------------------------------------------


def difference(verdict: Verdict, mailbox: str = "a@contoso.com", **more: Any) -> Difference:
    """A difference on an entry that stands in line 3."""
    report = lint_text("delegint: 1\nrecipients:\n  a@contoso.com: {}\n", select=["FMT"])
    assert report.state is not None
    entry = report.state.recipient("a@contoso.com")
    assert entry is not None
    given = {
        "side": "online",
        "what": "Full Access",
        "who": "b@contoso.com",
        "declared": "x",
        "observed": "y",
        "detail": "the team",
        **more,
    }
    return Difference(verdict, entry, mailbox=mailbox, **given)


def observed(files: int = 1) -> Observed:
    """An empty snapshot."""
    taken = [ExportedFile(f"exo/{number}.csv", "csv", "", "", 0, "") for number in range(files)]
    return Observed(taken, [], {}, [], {}, {}, [], [], {}, [], [], {}, {}, [], {})


def written(*found: Difference, gaps: tuple[Unknown, ...] = (), style: Style = Style()) -> str:  # noqa: B008
    """What people read."""
    stream = io.StringIO()
    write_drift(Differences(found, gaps), observed(), stream, style)
    return stream.getvalue()


def test_every_verdict_has_its_sign_and_words() -> None:
    said = {verdict: written(difference(verdict)).splitlines()[1] for verdict in get_args(Verdict)}
    row = "Full Access  b@contoso.com  Exchange Online  "
    assert said == {
        "missing": f"  + {row}not in the tenant",
        "unmanaged": f"  - {row}y, not declared",
        "differs": f"  ~ {row}y → x",
        "denied": f"  ! {row}denied",
        "inherited": f"  ~ {row}only inherited",
        "through_group": f"  ~ {row}only through the team",
        "unverifiable": f"  ? {row}no export shows it",
        "orphan": f"  - {row}y, nobody has this SID",
        "soft_deleted": f"  - {row}a deleted user",
        "ambiguous": f"  ! {row}cannot be told for sure",
        "disabled": f"  ! {row}account disabled",
        "one_side": f"  ~ {row}only on the other side",
        "sides_differ": f"  ~ {row}only on the other side",
        "incomplete": f"  ~ {row}lacks the team",
    }


def test_columns_line_up_and_mailboxes_come_by_name() -> None:
    text = written(
        difference("missing", "b@contoso.com", what="Calendar", who="a-very-long-name@contoso.com", side=""),
        difference("differs", "a@contoso.com", declared="", observed=""),
        difference("unmanaged", "b@contoso.com", observed="", side="on_premises"),
    )
    assert (
        text
        == """\
a@contoso.com
  ~ Full Access  b@contoso.com  Exchange Online  nothing → nothing

b@contoso.com
  + Calendar     a-very-long-name@contoso.com               not in the tenant
  - Full Access  b@contoso.com                 on-premises  not declared

+ applying would add it   - only in the tenant   ~ differs   ! look at it   ? cannot be compared
3 differences in 2 mailboxes (snapshot of 1 file).
"""
    )


def test_what_could_not_be_compared_is_counted_once_each() -> None:
    gap, other = Unknown("Send As", "a@contoso.com", "", "Get-X"), Unknown("Calendar", "b@contoso.com", "", "")
    assert (
        written(gaps=(gap, gap, other))
        == """\
a@contoso.com
  ? Send As: not in the snapshot, Get-X shows it

b@contoso.com
  ? Calendar: not in the snapshot

+ applying would add it   - only in the tenant   ~ differs   ! look at it   ? cannot be compared
No difference in what could be compared; 2 parts could not be compared (snapshot of 1 file).
"""
    )
    stream = io.StringIO()
    write_drift_as_json(Differences((), (gap, gap, other)), observed(), stream, Style())
    assert json.loads(stream.getvalue())["not_compared"] == [
        {"what": "Send As", "of": "a@contoso.com", "cmdlet": "Get-X"},
        {"what": "Calendar", "of": "b@contoso.com", "cmdlet": None},
    ]


def test_a_difference_for_machines() -> None:
    stream = io.StringIO()
    place = Place(SourceFile("exo/a.csv", b""), 7, 1, 7, 1)
    found = difference("incomplete", who="田😀", side="", declared="", observed="", detail="", place=place)
    write_drift_as_json(Differences((found,), ()), observed(), stream, Style())
    assert stream.getvalue().isascii()
    assert json.loads(stream.getvalue())["differences"] == [
        {
            "verdict": "incomplete",
            "mailbox": "a@contoso.com",
            "what": "Full Access",
            "who": "田😀",
            "side": None,
            "declared": None,
            "observed": None,
            "detail": None,
            "declaration": {"file": "desired.yaml", "line": 3, "column": 3},
            "row": {"file": "exo/a.csv", "line": 7},
        }
    ]


def test_the_cache_gives_the_same_answer_as_the_export(run: Run, tmp_path: Path) -> None:
    room = recipient(ROOM, "room", rtd="RoomMailbox")
    write(tmp_path, {"a.yaml": STATE, **EMPTY, "exo/more.jsonl": lines(room, recipient(ILSE, "ilse"))})
    cache = {"DELEGINT_CACHE_DIR": str(tmp_path / "cache")}
    plain = run("drift", "--snapshot", "exo", "--no-cache", env=cache)
    assert not (tmp_path / "cache").exists()
    time.sleep(2.1)  # files that have just changed are not kept
    first, second = (run("drift", "--snapshot", "exo", env=cache) for _ in range(2))
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert (plain.code, plain.out) == (first.code, first.out) == (second.code, second.out)
