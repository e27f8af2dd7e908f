"""The CSV of IdFix: each error is a conflict of identities."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.snapshot.exchange.tenants import codes
from tests.snapshot.observing import observe

HEADER = "DISTINGUISHEDNAME,COMMONNAME,OBJECTCLASS,ATTRIBUTE,ERROR,VALUE,UPDATE,PROPOSEDACTION,ACTION\n"
DN = "CN=Alice,OU=Users,DC=contoso,DC=com"
DUPLICATE = f"IdFix: proxyAddresses of {DN} is a duplicate: smtp:a@contoso.com"


def row(error: str = "duplicate", update: str = "", action: str = "EDIT") -> str:
    """One line, quoted as IdFix does it: only what has a comma."""
    return f'"{DN}",Alice,user,proxyAddresses,{error},smtp:a@contoso.com,{update},EDIT,{action}\n'


def told(folder: Path, content: str) -> list[tuple[str, str]]:
    """What is found: messages and fixes, all of them conflicts of identities."""
    observed = observe(folder, {"onprem/idfix.csv": content})
    assert [(file.cmdlet, file.side) for file in observed.files] == [("IdFix", "on_premises")]
    assert {code for code, _ in codes(observed)} <= {"SNP005"}
    return [(note.message, note.fix) for note in observed.notes]


def test_a_duplicate_is_told_with_its_line(tmp_path: Path) -> None:
    content = HEADER + row(action="COMPLETE") + row()
    assert told(tmp_path, content) == [(DUPLICATE, "Correct proxyAddresses in Active Directory, and run IdFix again")]
    assert codes(observe(tmp_path, {})) == [("SNP005", 3)]


def test_a_header_written_on_a_turkish_computer(tmp_path: Path) -> None:
    assert [message for message, _ in told(tmp_path, HEADER.replace("I", "İ") + row())] == [DUPLICATE]


def test_a_header_of_an_older_version(tmp_path: Path) -> None:
    content = (
        "DISTINGUISHEDNAME,OBJECTCLASS,ATTRIBUTE,ERROR,VALUE,UPDATE,ACTION\n"
        f'"{DN}",user,proxyAddresses,duplicate,smtp:a@contoso.com,,\n'
    )
    assert [message for message, _ in told(tmp_path, content)] == [DUPLICATE]


@pytest.mark.parametrize(
    ("error", "wrong"),
    [
        ("topleveldomain", "has a top-level domain that cannot be routed: smtp:a@contoso.com"),
        ("Format", "has a wrong format: smtp:a@contoso.com"),
        ("character", "has characters that are not allowed: smtp:a@contoso.com"),
        ("length", "is too long: smtp:a@contoso.com"),
        ("mystery", "has the error mystery: smtp:a@contoso.com"),
    ],
)
def test_errors_in_words(error: str, wrong: str, tmp_path: Path) -> None:
    assert told(tmp_path, HEADER + row(error))[0][0] == f"IdFix: proxyAddresses of {DN} {wrong}"


def test_the_value_that_idfix_proposes_is_the_fix(tmp_path: Path) -> None:
    [(_, fix)] = told(tmp_path, HEADER + row(update="smtp:b@contoso.com"))
    assert fix == "Set proxyAddresses to smtp:b@contoso.com, and run IdFix again"


@pytest.mark.parametrize("action", ["", "UNDO", "FAIL", "REMOVE"])
def test_only_what_is_complete_is_passed_over(action: str, tmp_path: Path) -> None:
    assert len(told(tmp_path, HEADER + row(action=action))) == 1


def test_a_line_without_an_error_says_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, HEADER + row("")) == []


def test_an_object_without_a_name_or_a_value(tmp_path: Path) -> None:
    content = HEADER + ",,user,,blank,,,,\n"
    assert [message for message, _ in told(tmp_path, content)] == [
        "IdFix: an attribute of an object without a name is blank"
    ]
