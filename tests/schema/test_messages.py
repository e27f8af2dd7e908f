"""What a violation says: its place to the character, what is wrong in plain words, and what to write instead."""

# ruff: noqa: E501 - a row of a table stays on one line

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from delegint.schema.check import check
from delegint.schema.parts import SchemaConflictError, SchemaPart, assemble
from delegint.source.files import SourceFile
from delegint.source.parse import parse
from tests.linting import everything, lint_text

EXAMPLE = Path(__file__).parents[3] / "shared" / "design" / "format.md"
PART = SchemaPart(
    sections={
        "made": {
            "type": "object",
            "properties": {
                "size": {"type": "integer", "minimum": 1, "maximum": 9},
                "name": {"type": "string", "minLength": 1, "pattern": "^[a-z]*$"},
                "version": {"enum": ["2013", "2015"]},
                "twice": {"type": "array", "uniqueItems": True},
                "x": {
                    "type": "object",
                    "patternProperties": {"^y": {"type": "integer"}},
                    "additionalProperties": False,
                },
                "many": {"enum": [f"choice{number:02}" for number in range(20)]},
                "nothing": {"type": "null"},
                "choice": {"const": "only"},
            },
            "additionalProperties": False,
        }
    },
    delegate={"voice": {"type": "boolean"}},
)
SCHEMA = assemble([PART])


def violations(text: str, schema: dict[str, Any] = SCHEMA) -> list[tuple[str, str, str, str | None]]:
    """Code, place, message and remedy of each."""
    (root,) = parse(SourceFile("state.yaml", text.encode()), [])
    return [
        (
            problem.code,
            f"{problem.place.line}:{problem.place.column}-{problem.place.end_column}",
            problem.message,
            problem.fix,
        )
        for problem in check(root, schema)
    ]


ILSE = "recipients: {ilse@contoso.com: "


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (ILSE + "{hoem: online}}", ("FMT005", "2:33-37", "The key hoem is not known under ilse@contoso.com", "Did you mean home?")),
        (ILSE + "{membershipComplete: true}}", ("FMT005", "2:33-51", "The key membershipComplete is not known under ilse@contoso.com", "Did you mean membership_complete?")),
        ("delegation: {}", ("FMT005", "2:1-11", "The section delegation is not known", "Did you mean delegations?")),
        ("made: {x: {y: 1, zz: 1}}", ("FMT005", "2:18-20", "The key zz is not known under x", "The keys here are ")),
        (ILSE + "{membership_complete: yes}}", ("FMT006", "2:54-57", "membership_complete takes true or false, not the text 'yes'", "Write true: in YAML 1.2 yes, no, on, off and quoted words are text")),
        (ILSE + "{membership_complete: 'False'}}", ("FMT006", "2:54-61", "membership_complete takes true or false, not the text 'False'", "Write false: in YAML 1.2 yes, no, on, off and quoted words are text")),
        (ILSE + "{membership_complete: 1}}", ("FMT006", "2:54-55", "membership_complete takes true or false, not 1", "Write true or false")),
        (ILSE + "{aliases: a@b.c}}", ("FMT006", "2:42-47", "aliases takes a list, not the text 'a@b.c'", "Write a list: [a@b.c]")),
        (ILSE + "{labels: [2026]}}", ("FMT006", "2:42-46", "An item of labels takes text, not 2026", 'Put it in quotes: "2026"')),
        (ILSE + "[a]}", ("FMT006", "2:32-35", "ilse@contoso.com takes a mapping, not a list", "Write keys and values below it, indented, or remove the key")),
        ("recipients:", ("FMT006", "2:12-12", "recipients takes a mapping, not nothing", "Write keys and values below it, indented, or remove the key")),
        ("made: {nothing: 1}", ("FMT006", "2:17-18", "nothing takes nothing, not 1", "Write nothing")),
        (ILSE + "{home: onlin}}", ("FMT007", "2:39-44", "home cannot be the text 'onlin'", "Did you mean online?")),
        (ILSE + "{home: cloud}}", ("FMT007", "2:39-44", "home cannot be the text 'cloud'", "Write one of on_premises, online")),
        (ILSE + "{type: sharedmailbx}}", ("FMT007", "2:39-51", "type cannot be the text 'sharedmailbx'", "Did you mean SharedMailbox?")),
        ("made: {version: 2015}", ("FMT007", "2:17-21", "version cannot be 2015", 'Put it in quotes: "2015"')),
        ("made: {version: {}}", ("FMT007", "2:17-19", "version cannot be a mapping", "Write one of 2013, 2015")),
        ("made: {many: true}", ("FMT007", "2:14-18", "many cannot be true", f"Write one of {', '.join(f'choice{number:02}' for number in range(12))} and 8 more")),
        ("made: {choice: other}", ("FMT007", "2:16-21", "choice cannot be the text 'other'", "Write one of only")),
        ("recipients: {ilse: {}}", ("FMT007", "2:14-18", "The key ilse is not an address", "Write an address such as ilse@contoso.com")),
        (ILSE + "{members: [ilse]}}", ("FMT007", "2:43-47", "An item of members is not an address such as ilse@contoso.com: the text 'ilse'", "Write an address such as ilse@contoso.com")),
        (ILSE + "{aliases: ['']}}", ("FMT007", "2:43-45", "An item of aliases must not be empty", "Write it out, or remove it")),
        ("made: {size: 0}", ("FMT007", "2:14-15", "size must be at least 1", "Write 1 or more")),
        ("made: {size: 10}", ("FMT007", "2:14-16", "size must be at most 9", "Write 9 or less")),
        ("made: {size: 1.5}", ("FMT006", "2:14-17", "size takes a whole number, not 1.5", "Write a whole number")),
        ("made: {name: A}", ("FMT007", "2:14-15", "name does not have the form that is wanted: the text 'A'", "'A' does not match '^[a-z]*$'")),
        ("made: {twice: [1, 1]}", ("FMT007", "2:15-21", "twice does not have the form that is wanted: a list", "[1, 1] has non-unique elements")),
        ("made: {name: " + "A" * 70 + "}", ("FMT007", "2:14-84", f"name does not have the form that is wanted: the text '{'A' * 57}'…", f"'{'A' * 70}' does not match '^[a-z]*$'")),
        ("migration: {batches: [{name: w, to: online}]}", ("FMT009", "2:23-44", "The key members is missing", "Add members: to this entry")),
    ],
)  # fmt: skip
def test_one_violation_one_message(entry: str, expected: tuple[str, str, str, str | None]) -> None:
    assert violations(f"delegint: 1\n{entry}\n") == [expected]


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("delegint: 2", "The format of the state is 2; this version of delegint knows the number 1", "Write delegint: 1, or install a newer delegint"),
        ('delegint: "1"', "The format of the state is the text '1'; this version of delegint knows the number 1", "Write delegint: 1, or install a newer delegint"),
        ("delegint:", "The format of the state is nothing; this version of delegint knows the number 1", "Write delegint: 1, or install a newer delegint"),
        ("delegint: true", "The format of the state is true; this version of delegint knows the number 1", "Write delegint: 1, or install a newer delegint"),
    ],
)  # fmt: skip
def test_other_versions_of_the_format(text: str, message: str, fix: str) -> None:
    ((code, place, said, remedy),) = violations(text)
    assert (code, place.partition("-")[0], said, remedy) == (
        "FMT007",
        "1:11" if text != "delegint:" else "1:10",
        message,
        fix,
    )


@pytest.mark.parametrize(
    "date",
    [
        "2026-13-01",
        "2026-02-30",
        "2026-04-31",
        "2026-1-5",
        "05.12.2026",
        "2026-00-10",
        "2026-01-00",
        "tomorrow",
        "2026-12-05T00:00:00",
    ],
)
def test_days_that_do_not_exist(date: str) -> None:
    ((code, place, message, fix),) = violations(
        f"delegint: 1\ndelegations: {{a@b.c: {{send_as: {{d@e.f: {{until: '{date}'}}}}}}}}\n"
    )
    assert (code, place.partition("-")[0]) == ("FMT007", "2:48")
    assert message == f"until is not a date such as 2027-03-31: the text '{date}'"
    assert fix == "Write a date such as 2027-03-31"


@pytest.mark.parametrize("date", ["2026-12-31", "2028-02-29", "2026-04-30", "2026-01-10", "1999-10-20"])
def test_days_that_exist(date: str) -> None:
    assert violations(f"delegint: 1\ndelegations: {{a@b.c: {{send_as: {{d@e.f: {{until: {date}}}}}}}}}\n") == []


def test_every_violation_of_a_file_is_told_in_one_run_and_none_twice() -> None:
    found = violations(
        "delegint: 1\n"
        "sectoin: {}\n"
        "recipients:\n"
        "  ilse@contoso.com: {home: cloud, hoem: online, labels: [1, {}], aliases: x}\n"
        "  nobody: {home: online, type: 5}\n"
        "delegations:\n"
        "  ilse@contoso.com:\n"
        "    send_as: [bob, 7]\n"
        "    full_access: {bob@contoso.com: {automapping: on, deny: no}}\n"
        "    folders: {Calendar: {bob@contoso.com: 5, ann@contoso.com: [7]}}\n"
        "    delegates: {bob@contoso.com: {voice: yes, send_on_behalf: maybe}}\n"
        "migration: {batches: [{name: '', to: online}, 5]}\n"
        "made: {size: 0, colour: red}\n"
    )
    assert sorted((place.partition("-")[0], code) for code, place, _, _ in found) == sorted([
        ("2:1", "FMT005"), ("4:28", "FMT007"), ("4:35", "FMT005"), ("4:58", "FMT006"), ("4:61", "FMT006"), ("4:75", "FMT006"),
        ("5:3", "FMT007"), ("5:32", "FMT006"), ("8:15", "FMT007"), ("8:20", "FMT006"), ("9:50", "FMT006"),
        ("9:60", "FMT006"), ("10:43", "FMT006"), ("10:64", "FMT006"), ("11:42", "FMT006"), ("11:63", "FMT006"),
        ("12:23", "FMT009"), ("12:30", "FMT007"), ("12:47", "FMT006"), ("13:14", "FMT007"), ("13:17", "FMT005"),
    ])  # fmt: skip
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (SchemaPart(sections={"recipients": {}}), "the section recipients exists already"),
        (SchemaPart(organization={"hybrid": {}}), "the fact of the organization hybrid exists already"),
        (SchemaPart(recipient={"home": {}}), "the fact of a recipient home exists already"),
        (SchemaPart(delegate={"voice": {}}), "the option of a delegate voice exists already"),
        (SchemaPart(definitions={"address": {}}), "the definition address exists already"),
    ],
)
def test_no_key_is_claimed_twice(part: SchemaPart, message: str) -> None:
    with pytest.raises(SchemaConflictError, match=message):
        assemble([PART, part])


@pytest.mark.parametrize("schema", [SCHEMA, everything()[2]], ids=["core", "with the installed plugins"])
def test_assembled_schema_is_a_schema(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the page that describes the format is not here")
def test_described_format_is_accepted() -> None:
    yaml = EXAMPLE.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    report = lint_text(yaml, select=["FMT"])
    assert [(result.rule.code, result.finding.message) for result in report.results] == []
    assert (report.mailboxes, len(report.files)) == (3, 1)


def test_the_trustee_of_a_folder_is_an_address_or_one_of_the_two_that_are_nobody() -> None:
    found = violations(
        "delegint: 1\n"
        "delegations:\n"
        "  a@b.c: {folders: {Calendar: {Defualt: Reviewer, DEFAULT: None, anonymous: None, d@b.c: Editor}}}\n"
    )
    assert found == [
        (
            "FMT007",
            "3:32-39",
            "The key Defualt is not an address",
            "Write an address such as ilse@contoso.com, Default or Anonymous",
        )
    ]
