"""`delegint sync-proof`: what the rules of a server carry, and where it is lost."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from delegint.model.environment import SyncEngine
from delegint.model.observed_facts import tree_facts
from delegint.report.style import Style
from delegint.report.sync_proof import EngineProof, write_proofs, write_proofs_as_json
from tests.conftest import Outcome, Run
from tests.snapshot.entra_sync.servers import (
    BROUGHT,
    ENTRA,
    FABRIKAM,
    HYBRID,
    IN_FROM_AAD,
    IN_FROM_AD,
    OUT_TO_AAD,
    OUT_TO_AD,
    REAL,
    STAGING,
    VERSION,
    as_json,
    entra,
    files_of,
    flow,
    forest,
    needs_real,
    of_files,
    parameters,
    rule,
)

OFF = "<disabled>True</disabled>"
BOTH = (forest(), entra())
LINKS = "msExchDelegateListLink"
DELEGATES = ("--attribute", "publicDelegates", "--no-cache")
SETTINGS = {"settings.json": as_json(parameters())}
SMALL = SETTINGS | files_of(
    *BOTH,
    rule(
        "In from AD - User Exchange",
        "Inbound",
        source="publicDelegates",
        precedence=108,
        scope=["mailNickname ISNOTNULL, adminDescription NOTSTARTSWITH User_", "mail ISNOTNULL"],
    ),
    rule("In from AD - Group", "Inbound", source="publicDelegates", kind="group", precedence=99, disabled=OFF),
    rule("In from AD - Contact", "Inbound", source="publicDelegates", kind="contact", precedence=98),
    rule("Ours", source="managedBy", kind="contact", connector=ENTRA, precedence=9),
    rule(
        "Out to AAD - Contact",
        source="publicDelegates",
        kind="contact",
        connector=ENTRA,
        precedence=133,
        scope=["sourceObjectType EQUAL Contact"],
    ),
    OUT_TO_AAD,
    IN_FROM_AAD,
    rule("Back to users", precedence=1158, scope=["department EQUAL Sales"]),
    rule("In from AAD - Group", "Inbound", to="cloudPublicDelegates", kind="group", connector=ENTRA, disabled=""),
)
TABLE = """\
entra_connect: Entra Connect 2.6.79.0, Exchange hybrid writeback on

Active Directory to Entra ID
  publicDelegates  user     flows       In from AD - User Exchange → Out to AAD - User ExchangeOnline
  publicDelegates  contact  overridden  In from AD - Contact brings it in, and Ours writes another attribute to \
publicDelegates before Out to AAD - Contact can (precedence 9 before 133)
  publicDelegates  group    missing     In from AD - Group, which brings it in, is disabled

Entra ID to Active Directory
  publicDelegates  user     filtered  In from AAD - User Exchange Hybrid brings it in as cloudPublicDelegates, and \
Back to users writes it out for objects alone with department EQUAL Sales
  publicDelegates  contact  missing   no rule brings it in
  publicDelegates  group    missing   no rule writes it out to publicDelegates

Rules on the way, by precedence
    98  In from AD - Contact
   108  In from AD - User Exchange          mailNickname ISNOTNULL and adminDescription NOTSTARTSWITH User_ or mail \
ISNOTNULL
   125  Out to AAD - User ExchangeOnline
   133  Out to AAD - Contact                sourceObjectType EQUAL Contact
   150  In from AAD - User Exchange Hybrid
  1158  Back to users                       department EQUAL Sales

1 of 6 flows proved; of what Entra Connect brings by itself, 3 are not.
"""


def _write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write an export to the folder `export`."""
    for name, content in files.items():
        path = folder / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def _row(done: Outcome, kind: str, heading: str = "Entra ID to Active Directory") -> str:
    """The row of a type of object below a heading."""
    _, found, below = done.out.partition(f"{heading}\n")
    assert found
    return next(line for line in below.splitlines() if f" {kind} " in line)


# -- for people ---------------------------------------------------------------------------------------------------


def test_the_table_of_a_small_export(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL)
    done = run("sync-proof", "export", *DELEGATES)
    assert (done.code, done.out, done.err) == (0, TABLE, "")


def test_without_a_choice_every_attribute_is_shown(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, files_of(*BOTH, *BROUGHT))
    done = run("sync-proof", "export", "--no-cache")
    assert (done.code, done.err) == (0, "")
    up, down = done.out.split("Entra ID to Active Directory\n")
    for half, addresses in ((up, "proxyAddresses "), (down, "proxyAddresses (X500)  ")):
        shown = [line[2:] for line in half.splitlines() if line.startswith(("  p", "  m", "  l"))]
        assert len(shown) == 18
        assert [line.split(" ")[0] for line in shown[::3]] == [
            "publicDelegates",
            "proxyAddresses",
            "msExchRecipientDisplayType",
            "msExchDelegateListLink",
            "msExchHideFromAddressLists",
            "legacyExchangeDN",
        ]
        assert all(line.startswith(addresses) for line in shown[3:6])
    assert done.out.endswith("2 of 36 flows proved; of what Entra Connect brings by itself, 18 are not.\n")
    assert not [line for line in done.out.splitlines() if line != line.rstrip()]


@needs_real
def test_the_real_server(run: Run) -> None:
    done = run("sync-proof", str(REAL), "--no-cache")
    assert (done.code, done.err) == (0, "")
    first, *_, last = done.out.splitlines()
    assert first == "entra_connect: Entra Connect 1.1.130.0, Exchange hybrid writeback on"
    assert last == "19 of 36 flows proved; of what Entra Connect brings by itself, 1 is not."
    assert (
        "\n  publicDelegates             user     missing  In from AAD - User Exchange Hybrid brings it in as "
        "cloudPublicDelegates, and no rule writes it out to publicDelegates\n"
    ) in done.out
    assert (
        "\n  proxyAddresses (X500)       user     flows    "
        "In from AAD - User Exchange Hybrid → Out to AD - User Exchange Hybrid\n"
    ) in done.out
    assert "\n  113  In from AD - Group Exchange             isCriticalSystemObject NOTEQUAL True and " in done.out


@pytest.mark.parametrize(
    ("settings", "headline"),
    [
        ({}, "Entra Connect, Exchange hybrid writeback not stated"),
        ({VERSION: "2.6.79.0"}, "Entra Connect 2.6.79.0, Exchange hybrid writeback not stated"),
        ({HYBRID: "False", STAGING: "False"}, "Entra Connect, Exchange hybrid writeback off"),
        (
            {VERSION: "1.10", HYBRID: "True", STAGING: "True"},
            "Entra Connect 1.10, Exchange hybrid writeback on, in staging mode: nothing of this is written",
        ),
    ],
)
def test_the_headline(run: Run, tmp_path: Path, settings: dict[str, str], headline: str) -> None:
    stated = as_json([{"Name": name, "Value": value} for name, value in settings.items()])
    _write(tmp_path, files_of(IN_FROM_AD) | ({"settings.json": stated} if settings else {}))
    assert run("sync-proof", "export", *DELEGATES).out.splitlines()[0] == f"entra_connect: {headline}"


def test_the_summary(run: Run, tmp_path: Path) -> None:
    links = (
        rule("In", "Inbound", to=LINKS, source=LINKS),
        rule("Out", to=LINKS, source=LINKS, connector=ENTRA),
    )
    for number, (written, summary) in enumerate(
        [
            (links, "1 of 6 flows proved; nothing is lost that Entra Connect brings by itself."),
            (links[:1], "0 of 6 flows proved; of what Entra Connect brings by itself, 1 is not."),
        ]
    ):
        folder = tmp_path / str(number)
        _write(folder, files_of(*BOTH, *written, OUT_TO_AD))
        done = run("sync-proof", f"{number}/export", "--no-cache", "-a", LINKS)
        assert done.out.splitlines()[-1] == summary


def test_what_the_product_does_not_bring_is_not_counted_as_lost_of_it(run: Run, tmp_path: Path) -> None:
    into = rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, kind="group")
    _write(tmp_path, files_of(*BOTH, *BROUGHT, into, rule("Out", kind="group", scope=["mail ISNULL"])))
    done = run("sync-proof", "export", *DELEGATES)
    assert _row(done, "group").startswith("  publicDelegates  group    filtered  In brings it in ")
    assert done.out.endswith("2 of 6 flows proved; of what Entra Connect brings by itself, 2 are not.\n")


def test_rules_are_listed_by_precedence(run: Run, tmp_path: Path) -> None:
    last = rule("Without a number")
    _write(
        tmp_path,
        files_of(*BOTH, rule("Zero", "Inbound", to="cloudPublicDelegates", connector=ENTRA, precedence=0), last),
    )
    done = run("sync-proof", "export", *DELEGATES)
    assert "Rules on the way, by precedence\n  0  Zero\n  ?  Without a number\n\n" in done.out


def test_without_a_rule_on_the_way_none_are_listed(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, files_of(*BOTH, IN_FROM_AD, OUT_TO_AAD))
    done = run("sync-proof", "export", "--no-cache", "-a", "legacyExchangeDN")
    assert done.code == 0
    assert "Rules on the way" not in done.out
    assert done.out.endswith(
        "  legacyExchangeDN  group    missing  no rule brings it in\n\n"
        "0 of 6 flows proved; of what Entra Connect brings by itself, 3 are not.\n"
    )


def test_a_second_forest_has_a_column(run: Run, tmp_path: Path) -> None:
    second = forest(identifier=FABRIKAM, name="fabrikam.example")
    _write(tmp_path, files_of(forest(), second, entra(), *BROUGHT))
    done = run("sync-proof", "export", *DELEGATES)
    way = "In from AD - User Exchange → Out to AAD - User ExchangeOnline"
    assert done.out.splitlines()[2:9] == [
        "Active Directory to Entra ID",
        f"  publicDelegates  user     contoso.com       flows    {way}",
        "  publicDelegates  user     fabrikam.example  missing  no rule brings it in",
        "  publicDelegates  contact  contoso.com       missing  no rule brings it in",
        "  publicDelegates  contact  fabrikam.example  missing  no rule brings it in",
        "  publicDelegates  group    contoso.com       missing  no rule brings it in",
        "  publicDelegates  group    fabrikam.example  missing  no rule brings it in",
    ]
    assert done.out.endswith("2 of 12 flows proved; of what Entra Connect brings by itself, 6 are not.\n")


def test_wide_letters_take_two_columns(run: Run, tmp_path: Path) -> None:
    wide = rule("規則", "Inbound", to="cloudPublicDelegates", connector=ENTRA, precedence=7)
    _write(tmp_path, files_of(*BOTH, wide, rule("Out", precedence=8, scope=["mail ISNOTNULL"])))
    done = run("sync-proof", "export", *DELEGATES)
    assert "\n  7  規則\n  8  Out   mail ISNOTNULL\n" in done.out


# -- for machines -------------------------------------------------------------------------------------------------


def _json(done: Outcome) -> Any:
    assert done.err == ""
    return json.loads(done.out)


def test_json(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL)
    done = run("sync-proof", "export", *DELEGATES, "--format", "json")
    assert done.code == 0
    document = _json(done)
    [engine] = document.pop("engines")
    assert document == {"version": 1}
    flows = engine.pop("flows")
    assert engine == {
        "name": "entra_connect",
        "version": "2.6.79.0",
        "exchange_hybrid_writeback": True,
        "staging": False,
    }
    assert [(one["direction"], one["object"], one["verdict"], one["expected"]) for one in flows] == [
        ("up", "user", "flows", True),
        ("up", "contact", "overridden", True),
        ("up", "group", "missing", True),
        ("down", "user", "filtered", True),
        ("down", "contact", "missing", False),
        ("down", "group", "missing", False),
    ]
    assert flows[0] == {
        "attribute": "publicDelegates",
        "direction": "up",
        "object": "user",
        "forest": None,
        "verdict": "flows",
        "expected": True,
        "rules": [
            {
                "name": "In from AD - User Exchange",
                "precedence": 108,
                "scope": "mailNickname ISNOTNULL and adminDescription NOTSTARTSWITH User_ or mail ISNOTNULL",
            },
            {"name": "Out to AAD - User ExchangeOnline", "precedence": 125, "scope": None},
        ],
        "reason": "In from AD - User Exchange brings it in, and Out to AAD - User ExchangeOnline writes it out",
    }
    assert flows[5]["rules"] == []
    assert flows[5]["reason"] == "no rule writes it out to publicDelegates"


def test_json_of_what_is_not_stated(run: Run, tmp_path: Path) -> None:
    second = forest(identifier=FABRIKAM, name="fabrikam.example")
    _write(tmp_path, files_of(forest(), second, entra(), rule(), IN_FROM_AAD))
    [engine] = _json(run("sync-proof", "export", *DELEGATES, "-f", "json"))["engines"]
    assert [engine[key] for key in ("version", "exchange_hybrid_writeback", "staging")] == [None, None, None]
    first, second_, *_ = [one for one in engine["flows"] if one["direction"] == "down"]
    assert [(one["forest"], one["verdict"]) for one in (first, second_)] == [
        ("contoso.com", "flows"),
        ("fabrikam.example", "missing"),
    ]
    assert [known["precedence"] for known in first["rules"]] == [150, None]


def test_json_is_the_same_whatever_the_encoding(run: Run, tmp_path: Path) -> None:
    named = rule("Größe 😀", "Inbound", to="cloudPublicDelegates", connector=ENTRA, precedence=7)
    _write(tmp_path, files_of(*BOTH, named, OUT_TO_AD))
    arguments = ("sync-proof", "export", *DELEGATES, "-f", "json")
    plain = run(*arguments)
    narrow = run(*arguments, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert _json(plain)["engines"][0]["flows"][3]["rules"][0]["name"] == "Größe 😀"
    assert _json(narrow) == _json(plain)


# -- options ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelled", ["PUBLICDELEGATES", "publicdelegates", "publicDelegates"])
def test_an_attribute_in_any_case(run: Run, tmp_path: Path, spelled: str) -> None:
    _write(tmp_path, SMALL)
    done = run("sync-proof", "export", "--no-cache", "-a", spelled)
    assert (done.code, done.out) == (0, TABLE)


def test_several_attributes_in_the_order_of_the_table(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL)
    chosen = ("-a", LINKS, "--attribute", "publicdelegates", "-a", LINKS.upper())
    done = run("sync-proof", "export", "--no-cache", *chosen, "-f", "json")
    shown = [one["attribute"] for one in _json(done)["engines"][0]["flows"]]
    assert shown == ["publicDelegates"] * 6 + [LINKS] * 6


ATTRIBUTES = (
    "publicDelegates, proxyAddresses, msExchRecipientDisplayType, msExchDelegateListLink, msExchHideFromAddressLists "
    "or legacyExchangeDN"
)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "-a", "publicDelegate"], f"--attribute is {ATTRIBUTES}, not 'publicDelegate'"),
        (["export", "-a", "publicDelegates", "-a", ""], f"--attribute is {ATTRIBUTES}, not ''"),
        (["export", "-a", "\x1b[31mx"], f"--attribute is {ATTRIBUTES}, not '\\x1b[31mx'"),
        (["export", "--format", "sarif"], "--format is human or json, not 'sarif'"),
        (["export", "--format", "JSON"], "--format is human or json, not 'JSON'"),
        (["export", "--color", "red"], "--color is auto, always or never, not 'red'"),
        (["gone"], "gone does not exist"),
        (["empty"], "empty holds no export"),
        (
            ["other"],
            "other has no synchronization rules; run Get-ADSyncServerConfiguration -Path <folder> on the server",
        ),
        (
            ["empty.xml"],
            "empty.xml has no synchronization rules; run Get-ADSyncServerConfiguration -Path <folder> on the server",
        ),
        (["export", "-o", "gone/proof.txt"], "gone/proof.txt cannot be written: no such file or directory"),
    ],
)
def test_wrong_usage(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    _write(tmp_path, SMALL)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.xml").touch()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "connector.xml").write_text(forest(), encoding="utf-8")
    done = run("sync-proof", *arguments, "--no-cache")
    assert (done.code, done.out, done.err) == (2, "", f"delegint: {message}\n")


def test_no_export_named(run: Run) -> None:
    done = run("sync-proof")
    assert (done.code, done.out) == (2, "")
    assert "EXPORT" in done.err


def test_help_names_the_verdicts_and_exit_codes(run: Run) -> None:
    done = run("sync-proof", "--help")
    text = " ".join(done.out.split())
    assert done.code == 0
    assert "flows, filtered, overridden, missing or unknown" in text
    assert "Exit codes: 0 it could be shown; 1 a file of the export is damaged; 2 wrong usage" in text


def test_the_output_can_be_a_file(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL)
    (tmp_path / "proof.txt").write_text("of yesterday", encoding="utf-8")
    done = run("sync-proof", "export", *DELEGATES, "--output", "proof.txt")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (tmp_path / "proof.txt").read_text(encoding="utf-8") == TABLE


def test_one_folder_above_the_export_will_do(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL)
    done = run("sync-proof", ".", *DELEGATES)
    assert (done.code, done.out) == (0, TABLE)


def test_a_prepared_copy_says_the_same(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL)
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "LOCALAPPDATA": str(tmp_path / "cache")}
    for _ in range(2):
        done = run("sync-proof", "export", "-a", "publicDelegates", env=env)
        assert (done.code, done.out, done.err) == (0, TABLE, "")


# -- exports that are not as they should be -----------------------------------------------------------------------


def test_a_damaged_file_is_named_and_the_rest_shown(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL | {"rules/cut.xml": "<synchronizationRule>\n<id>"})
    done = run("sync-proof", "export", *DELEGATES)
    assert (done.code, done.out) == (1, TABLE)
    assert re.fullmatch(
        r"delegint: export/rules/cut\.xml:\d:1: The file ends before its last element does; it is cut off\n", done.err
    )


def test_a_damaged_file_without_any_rule(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"cut.xml": "<synchronizationRule>"})
    done = run("sync-proof", "export", *DELEGATES)
    assert (done.code, done.out) == (2, "")
    damaged, nothing = done.err.splitlines()
    assert damaged == "delegint: export/cut.xml:1:1: The file ends before its last element does; it is cut off"
    assert nothing.startswith("delegint: export has no synchronization rules; ")


def test_an_empty_file_among_others_is_passed_over(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL | {"rules/empty.xml": ""})
    done = run("sync-proof", "export", *DELEGATES)
    assert (done.code, done.out, done.err) == (0, TABLE, "")


def test_files_of_another_kind_are_passed_over(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL | {"people.csv": "Colour,Shape\nred,round\n", "LICENSE.txt": "MIT"})
    done = run("sync-proof", "export", *DELEGATES)
    assert (done.code, done.out, done.err) == (0, TABLE, "")


def test_a_plugin_that_fails(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL)
    (tmp_path / "broken.py").write_text("raise ValueError('no')\n", encoding="utf-8")
    done = run("sync-proof", "export", *DELEGATES, "--plugin", "broken.py")
    assert (done.code, done.out) == (3, TABLE)
    assert done.err.startswith("delegint: plugin broken (")


def test_what_a_plugin_prints_is_no_part_of_the_report(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, SMALL)
    (tmp_path / "talking.py").write_text("delegint_api = 1\nprint('hello')\n", encoding="utf-8")
    done = run("sync-proof", "export", *DELEGATES, "--plugin", "talking.py")
    assert (done.code, done.out, done.err) == (0, TABLE, "hello\n")


# -- how it looks -------------------------------------------------------------------------------------------------


def _without_color(text: str) -> str:
    return re.sub("\x1b\\[[0-9;]*m", "", text)


COLORED = SETTINGS | files_of(
    *BOTH,
    *BROUGHT,
    rule("In from AD - Contact", "Inbound", source="publicDelegates", kind="contact", precedence=9),
    rule("Stop", connector=ENTRA, kind="contact", precedence=1, flows=flow(constant="x")),
    rule("Out to AAD - Contact", source="publicDelegates", kind="contact", connector=ENTRA, precedence=133),
    rule("In from AD - Group", "Inbound", source="publicDelegates", kind="group", disabled=""),
    rule("Out to AAD - Group", source="publicDelegates", kind="group", connector=ENTRA, precedence=134),
    rule("In from AAD - Group", "Inbound", to="cloudPublicDelegates", kind="group", connector=ENTRA, precedence=5),
    rule("Out to AD - Group", kind="group", scope=["mail ISNULL"], precedence=6),
)


@pytest.mark.parametrize(
    ("arguments", "env", "colored"),
    [
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {}, False),
    ],
)
def test_color(run: Run, tmp_path: Path, arguments: list[str], env: dict[str, str], colored: bool) -> None:
    _write(tmp_path, COLORED)
    plain = run("sync-proof", "export", *DELEGATES).out
    done = run("sync-proof", "export", *DELEGATES, *arguments, env=env)
    assert done.code == 0
    assert _without_color(done.out) == plain
    assert ("\x1b" in done.out) is colored


def test_each_verdict_has_a_color_and_what_nobody_misses_is_faint(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, COLORED)
    done = run("sync-proof", "export", *DELEGATES, "--color", "always")
    lines = done.out.splitlines()
    assert lines[0] == "\x1b[1mentra_connect: Entra Connect 2.6.79.0, Exchange hybrid writeback on\x1b[0m"
    assert lines[2] == "\x1b[1mActive Directory to Entra ID\x1b[0m"
    up, down = lines[3:6], lines[8:11]
    assert up[0].startswith("  publicDelegates  user     \x1b[32mflows     \x1b[0m  In from AD - User Exchange → ")
    assert up[1].startswith(
        "  publicDelegates  contact  \x1b[1;33moverridden\x1b[0m  In from AD - Contact brings it in, "
    )
    assert up[2] == (
        "  publicDelegates  group    \x1b[1;36munknown   \x1b[0m  In from AD - Group, which brings it in, does not say "
        "whether it is disabled"
    )
    assert down[0].startswith(
        "  publicDelegates  user     \x1b[32mflows   \x1b[0m  In from AAD - User Exchange Hybrid → "
    )
    assert down[1] == "  publicDelegates  contact  \x1b[2mmissing \x1b[0m  \x1b[2mno rule brings it in\x1b[0m"
    assert down[2].startswith(
        "  publicDelegates  group    \x1b[1;33mfiltered\x1b[0m  In from AAD - Group brings it in as "
    )
    assert "\x1b[1mRules on the way, by precedence\x1b[0m" in lines
    only_up = run("sync-proof", "export", "--no-cache", "--color", "always", "-a", LINKS).out.splitlines()
    assert only_up[3] == f"  {LINKS}  user     \x1b[1;31mmissing\x1b[0m  no rule brings it in"
    assert only_up[4] == f"  {LINKS}  contact  \x1b[2mmissing\x1b[0m  \x1b[2mno rule brings it in\x1b[0m"


BAD = "::error title=x::a\u202eb\u200b##[error]c\x85d##vso[task.complete]e\x7ff"


HOSTILE = files_of(
    forest(name="contoso.com\u202e"),
    forest(identifier=FABRIKAM, name="::error::\u202efabrikam"),
    entra(),
    rule(BAD, "Inbound", to="cloudPublicDelegates", connector=ENTRA, precedence=1),
    rule(BAD, precedence=2, scope=["::error::x EQUAL x\u2028::warning::\u202ey"]),
)


@pytest.mark.parametrize("variables", [{}, {"GITHUB_ACTIONS": "true"}, {"TF_BUILD": "True"}])
def test_hostile_names(run: Run, tmp_path: Path, variables: dict[str, str]) -> None:
    _write(tmp_path, HOSTILE)
    done = run("sync-proof", "export", *DELEGATES, "--color", "always", env=variables)
    assert (done.code, done.err) == (0, "")
    for character in "\u202e\u200b\u2028\x85\x7f":
        assert character not in done.out
    assert not [line for line in done.out.splitlines() if _without_color(line).lstrip().startswith("::")]
    opened = ("## ", "##") if variables else ("##", "## ")
    assert f"::error title=x::a\\u202eb\\u200b{opened[0]}[error]c\\x85d" in done.out
    assert not [mark for mark in ("[error]", "vso[") if f"{opened[1]}{mark}" in done.out]
    assert len(done.out.splitlines()) == 23


def test_hostile_names_in_json_are_kept_as_they_are(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, HOSTILE)
    done = run("sync-proof", "export", *DELEGATES, "-f", "json", env={"GITHUB_ACTIONS": "true"})
    flows = _json(done)["engines"][0]["flows"]
    assert {known["name"] for one in flows for known in one["rules"]} == {BAD}
    assert {one["forest"] for one in flows} == {"contoso.com\u202e", "::error::\u202efabrikam"}
    assert not [line for line in done.out.split("\n") if line.lstrip().startswith("::")]


def test_a_hostile_name_of_the_folder(run: Run, tmp_path: Path) -> None:
    name = "a\u202eb##[error]c"
    (tmp_path / name).mkdir()
    (tmp_path / name / "cut.xml").write_text("<synchronizationRule>", encoding="utf-8")
    done = run("sync-proof", name, "--no-cache", env={"GITHUB_ACTIONS": "true"})
    assert done.code == 2
    assert "\u202e" not in done.err
    assert "##[" not in done.err
    assert "a\\u202eb## [error]c has no synchronization rules" in done.err


# -- what no export can show --------------------------------------------------------------------------------------


def test_several_servers_and_one_of_which_nothing_is_asked(tmp_path: Path) -> None:
    seen = of_files(tmp_path, SETTINGS).environment().get("entra_sync")
    assert seen is not None
    engines = [
        SyncEngine(None, "entra_sync", name, observed=tree_facts(seen.get("entra_connect"))) for name in ("a", "b")
    ]
    proved = [EngineProof(engine, []) for engine in engines]
    human, machine = io.StringIO(), io.StringIO()
    write_proofs(proved, human, Style())
    write_proofs_as_json(proved, machine, Style())
    headline = "Entra Connect 2.6.79.0, Exchange hybrid writeback on"
    summary = "0 of 0 flows proved; nothing is lost that Entra Connect brings by itself."
    assert human.getvalue() == f"a: {headline}\n\n{summary}\nb: {headline}\n\n{summary}\n"
    assert [(one["name"], one["flows"]) for one in json.loads(machine.getvalue())["engines"]] == [("a", []), ("b", [])]
