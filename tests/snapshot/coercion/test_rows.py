"""Typed access to one record: names, nested objects, and what is absent, empty or lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from delegint.snapshot.losses import Losses
from delegint.snapshot.rights import INHERITANCE_TYPE, MAILBOX_RIGHTS, RECIPIENT_TYPE_DETAILS
from delegint.snapshot.row import Row
from delegint.snapshot.values import RawRecord, Value

GUID = "9a84412a-cef3-49d3-88ac-38cb0c564721"


def row_of(values: dict[str, Value], line: int = 7) -> tuple[Row, Losses]:
    losses = Losses("Get-Mailbox")
    return Row(RawRecord(line, values), losses), losses


def told(losses: Losses) -> list[str]:
    return [f"{remark.line}: {remark.message.removeprefix('Get-Mailbox wrote ')}" for remark in losses.remarks()]


def test_a_row_knows_its_line() -> None:
    assert row_of({}, 42)[0].line == 42


def test_the_name_that_has_a_value_first_wins() -> None:
    row, _ = row_of({"A": "", "B": None, "C": "c", "D": "d"})
    assert row.text("Absent", "A", "B", "C", "D") == "c"
    assert row.text("D", "C") == "d"
    assert row.text("A", "B") is None
    assert row.text() is None


def test_names_are_found_in_any_case_but_exactly_first() -> None:
    row, _ = row_of({"displayname": "first", "DISPLAYNAME": "second", "DisplayName": "exact"})
    assert row.text("DisplayName") == "exact"
    assert row.text("DISPLAYNAME") == "second"
    assert row.text("DisplayNAME") == "first"
    assert row.has("DISPLAYname")


def test_has_tells_absent_from_empty() -> None:
    row, _ = row_of({"Empty": None})
    assert row.has("Empty")
    assert row.has("Absent", "empty")
    assert not row.has("Absent")
    assert not row.has()


@pytest.mark.parametrize("nothing", [None, "", " ", "\t\r\n"])
def test_null_is_what_is_there_and_holds_nothing(nothing: Value) -> None:
    row, losses = row_of({"Nothing": nothing, "Some": "a"})
    assert row.is_null("Nothing")
    assert row.is_null("NOTHING")
    assert row.is_null("Absent", "nothing", "Some")
    assert not row.is_null("Some", "Nothing")
    assert told(losses) == []


@pytest.mark.parametrize("value", ["a", False, 0, [], [None], {}, {"value": None}, "System.Object[]"])
def test_what_holds_a_value_or_has_lost_it_is_not_null(value: Value) -> None:
    row, losses = row_of({"Value": value, "Null": None})
    assert not row.is_null("Value", "Null")
    assert told(losses) == []


def test_what_is_not_there_is_not_null() -> None:
    row, _ = row_of({"Null": None})
    assert not row.is_null("Absent")
    assert not row.is_null()


def test_flags() -> None:
    row, losses = row_of({"No": False, "Yes": "True", "Deny": {"IsPresent": False}, "Empty": "", "Bad": "WAHR"})
    assert row.flag("No", "Yes") is False
    assert row.flag("Yes") is True
    assert row.flag("deny") is False
    assert row.flag("Empty", "Absent") is None
    assert row.flag("Empty", "Yes") is True
    assert told(losses) == []
    assert row.flag("Bad", "Yes") is None
    assert told(losses) == ["7: Bad as WAHR, which is neither True nor False, in 1 record, so its value is lost"]


def test_numbers_identifiers_and_dates() -> None:
    row, losses = row_of({
        "Count": "12", "Type": 3221225478, "Name": "Alice", "Guid": {"Guid": GUID.upper()},
        "Sid": {"Value": "S-1-5-18"},
        "WhenChanged": "22.11.2026 03:10:00", "WhenChangedUTC": "2026-11-22T03:10:00", "Culture": "22.11.2026",
        "Details": {"value": 1, "Value": "UserMailbox"},
    })  # fmt: skip
    assert row.number("Absent", "Count") == 12
    assert row.display_type("Type") == -1073741818
    assert row.guid("Name", "Guid") == GUID
    assert row.sid("Name", "Sid") == "S-1-5-18"
    assert row.date("WhenChanged", "WhenChangedUTC") == datetime(2026, 11, 22, 3, 10, tzinfo=UTC)
    assert row.date("WhenChanged", "Culture") is None
    assert row.enumeration("details", RECIPIENT_TYPE_DETAILS) == "UserMailbox"
    assert row.number("Absent") is None
    assert told(losses) == []


def test_lists_are_none_only_where_they_are_absent_or_lost() -> None:
    row, losses = row_of({"Null": None, "Text": "", "None": [], "Some": ["a"], "Lost": "System.String[]"})
    assert row.texts("Null") == row.texts("text") == row.texts("None") == ()
    assert row.texts("Absent") is None
    assert row.texts("Absent", "Null") == ()
    assert row.texts("Null", "Some") == ("a",)
    assert row.texts("Lost") is None
    assert row.rights("Null", MAILBOX_RIGHTS) == ()
    assert row.rights("some", MAILBOX_RIGHTS) == ("a",)
    assert row.rights("Absent", MAILBOX_RIGHTS) is None
    assert row.rights("Lost", MAILBOX_RIGHTS) is None
    assert told(losses) == ["7: Lost as System.String[] in 2 records, so its values are lost"]


def test_a_joined_list_is_split_by_the_form_that_is_expected() -> None:
    row, losses = row_of({"A": "contoso.com/Users/Alice contoso.com/Users/Bob", "B": "Alice Example"})
    assert row.texts("A", expect="canonical name") == ("contoso.com/Users/Alice", "contoso.com/Users/Bob")
    assert row.texts("B") == ("Alice Example",)
    assert row.texts("B", expect="canonical name") is None
    assert told(losses) == [
        "7: B as Alice Example, which cannot be taken apart surely, in 1 record, so its value is lost"
    ]


@pytest.mark.parametrize(
    "read",
    [
        lambda row: row.text("Lost", "Good"),
        lambda row: row.flag("Lost", "Good"),
        lambda row: row.number("Lost", "Good"),
        lambda row: row.display_type("Lost", "Good"),
        lambda row: row.texts("Lost", "Good"),
        lambda row: row.rights("Lost", MAILBOX_RIGHTS),
        lambda row: row.guid("Lost", "Good"),
        lambda row: row.sid("Lost", "Good"),
        lambda row: row.date("Lost", "Good"),
        lambda row: row.enumeration("Lost", INHERITANCE_TYPE),
        lambda row: row.part("Lost"),
        lambda row: next(row.parts("Lost"), None),
    ],
)
def test_a_lost_value_is_noted_and_unknown(read) -> None:  # type: ignore[no-untyped-def]
    row, losses = row_of({"Lost": "System.Object[]", "Good": "1"}, line=12)
    assert read(row) is None
    assert told(losses) == ["12: Lost as System.Object[] in 1 record, so its value is lost"]


def test_a_nested_object_is_a_row_too() -> None:
    row, losses = row_of({
        "User": {"DisplayName": "Bob", "RecipientPrincipal": {"Guid": {"Guid": GUID}, "X": "System.Byte[]"},
                 "Deep": [{"A": "a"}]},
        "Trustee": "Bob", "Null": None, "Several": [{}, {}], "Empty": [],
    })  # fmt: skip
    user = row.part("user")
    assert user is not None
    assert (user.line, user.text("DisplayName")) == (7, "Bob")
    principal = user.part("RecipientPrincipal")
    assert principal is not None
    assert principal.guid("Guid") == GUID
    assert principal.text("X") is None
    deep = user.part("Deep")
    assert deep is not None
    assert deep.text("a") == "a"
    assert [row.part(name) for name in ("Trustee", "Null", "Several", "Empty", "Absent")] == [None] * 5
    assert told(losses) == ["7: user.RecipientPrincipal.X as System.Byte[] in 1 record, so its value is lost"]


@pytest.mark.parametrize(
    "value",
    [
        [{"Name": "a"}, {"Name": "b"}],
        {"value": [{"Name": "a"}, {"Name": "b"}], "Count": 2},
        ["text", {"Name": "a"}, None, 1, [{"Name": "c"}], {"name": "b"}],
    ],
)
def test_the_objects_of_a_list_are_rows(value: Value) -> None:
    row, losses = row_of({"Parts": value}, 12)
    assert [(part.line, part.text("Name")) for part in row.parts("parts")] == [(12, "a"), (12, "b")]
    assert told(losses) == []


def test_an_object_by_itself_is_a_list_of_one() -> None:
    row, _ = row_of({"Parts": {"Name": "a"}})
    assert [part.text("Name") for part in row.parts("Parts")] == ["a"]


@pytest.mark.parametrize("value", [None, "", "text", 1, True, [], ["text"], [[{}]], {"value": [], "Count": 0}])
def test_what_is_no_object_is_no_part(value: Value) -> None:
    row, losses = row_of({"Parts": value})
    assert [*row.parts("Parts")] == [*row.parts("Absent")] == []
    assert told(losses) == []


def test_losses_of_parts_are_noted_under_their_path() -> None:
    row, losses = row_of(
        {"Parts": [{"Deep": [{"A": "System.Byte[]"}]}, {"Deep": "System.String[]"}, "System.Object[]"]}
    )
    assert [deep.text("A") for part in row.parts("Parts") for deep in part.parts("Deep")] == [None]
    assert told(losses) == [
        "7: Parts.Deep.A as System.Byte[] in 1 record, so its value is lost",
        "7: Parts.Deep as System.String[] in 1 record, so its value is lost",
        "7: Parts as System.Object[] in 1 record, so its value is lost",
    ]


def test_question_marks_of_an_ascii_export() -> None:
    row, losses = row_of({"DisplayName": "M?ller", "Office": "Köln", "Alias": "m?ller"})
    assert row.text("DisplayName") == "M?ller"
    assert row.text("Alias") == "m?ller"
    (message,) = told(losses)
    assert message == (
        "7: DisplayName with question marks in 1 record, such as M?ller, and nothing beyond ASCII, so letters such as "
        "ü are probably lost"
    )
    assert row.text("Office") == "Köln"
    assert told(losses) == []


def test_a_text_of_blanks_or_an_object_is_read_like_any_other() -> None:
    row, _ = row_of(
        {"Blank": "  ", "Led": " Alice", "Braces": f"{{{GUID}}}", "Object": {"ToString": "CONTOSO\\alice"}, "N": 5}
    )
    assert row.text("Blank") is None
    assert row.text("Led") == " Alice"
    assert row.text("Braces") == f"{{{GUID}}}"
    assert row.text("Object") == "CONTOSO\\alice"
    assert row.text("N") == "5"


def test_a_record_of_many_columns_and_many_shapes() -> None:
    row, _ = row_of({f"Column{number}": str(number) for number in range(5000)})
    assert row.text("column4999") == "4999"
    for number in range(100):
        assert row_of({f"Name{number}": "x"})[0].text(f"NAME{number}") == "x"
