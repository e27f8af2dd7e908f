"""JSON Lines and JSON: every form in which ConvertTo-Json leaves records, their lines, and what is refused."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.snapshot.carriers import detect, json_lines, json_values
from delegint.snapshot.files import ExportFile
from delegint.snapshot.values import RawRecord, Remark, UnreadableExportError

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"
AGAIN = "Run the export again, to its end"
CUT_OFF = "The file ends in the middle of a list or object; it was cut off"
WINDOWS = """[
    {
        "Identity":  "contoso.com/Users/Room 1",
        "AccessRights":  [
                             1
                         ],
        "Deny":  {
                     "IsPresent":  false
                 }
    },
    {
        "Identity":  "Room \\u0026 2",
        "AccessRights":  [

                         ]
    }
]
""".replace("\n", "\r\n")
Reader = Callable[[ExportFile], Iterator[Any]]


def written(folder: Path, text: str | bytes) -> ExportFile:
    path = folder / "export.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return ExportFile(path, "export.json")


def outcome(read: Reader, export: ExportFile) -> tuple[list[Any], Remark | None]:
    """What was read before reading ended, and why it ended early."""
    found = []
    try:
        for record in read(export):
            found.append(record)  # noqa: PERF402 - what came before an error is wanted
    except UnreadableExportError as error:
        return found, error.remark
    return found, None


def placed(read: Reader, export: ExportFile) -> list[tuple[int, Any]]:
    found, failure = outcome(read, export)
    assert failure is None
    return [(record.line, record.values) for record in found]


# -- JSON Lines --------------------------------------------------------------------------------------------------


def test_one_object_a_line(tmp_path: Path) -> None:
    export = written(tmp_path, '{"a": 1}\r\n\r\n  {"a": [true, null, 1.5], "A": "ü"}  \n\ufeff{}\n{"b": 2}\n\x1a')
    assert placed(json_lines.read, export) == [
        (1, {"a": 1}),
        (3, {"a": [True, None, 1.5], "A": "ü"}),
        (4, {}),
        (5, {"b": 2}),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"a": "cut', "This line ends in the middle of an object"),
        ('{"a": 1', "This line ends in the middle of an object"),
        ('{"a": tru', "This line ends in the middle of an object"),
        ('{"a": -', "This line ends in the middle of an object"),
        ('{"a": "\\u00', "This line ends in the middle of an object"),
        ('{"a" 1}', "This is no JSON: expecting ':' delimiter"),
        ("{'a': 1}", "This is no JSON: expecting property name enclosed in double quotes"),
        ('{"a": "x\ty"}', "This is no JSON: invalid control character"),
        ('{"a": 1} {"a": 2}', "This is no JSON: extra data"),
        ('{"a": NaN}', "NaN is no number that JSON knows"),
        ('{"a": -Infinity}', "-Infinity is no number that JSON knows"),
        ('{"a": 1e999}', "The number 1e999 is beyond all bounds"),
        (f'{{"a": {"9" * 5000}}}', "This is no JSON: a number has too many digits"),
        ('{"a": 1, "A": 2, "a": 1}', "The property 'a' stands twice in one object"),
        ('{"x": {"b": 1, "b": 2}}', "The property 'b' stands twice in one object"),
        ("[1]", "This line holds something else than one object"),
        ("null", "This line holds something else than one object"),
        ("[" * 17 + "]" * 17, "This line holds something else than one object"),
        (f'{{"a": {"[" * 16}{"]" * 16}}}', "Objects and lists are nested more than 16 deep on this line"),
        ('{"a":' * 100_000, "Objects and lists are nested more than 16 deep on this line"),
        (f'{{"a": "{"x" * 1024**2}"}}', "This line has more than 1,048,576 characters"),
    ],
)
def test_a_bad_line_ends_reading_after_the_lines_before_it(tmp_path: Path, line: str, message: str) -> None:
    found, failure = outcome(json_lines.read, written(tmp_path, f'{{"a": 1}}\n\n{line}\n{{"a": 3}}\n'))
    assert found == [RawRecord(1, {"a": 1})]
    assert failure is not None
    assert (failure.line, failure.message) == (3, message)
    assert failure.fix


def test_the_limits_of_a_line_can_be_reached(tmp_path: Path) -> None:
    deep = f'{{"a": {"[" * 15}{"]" * 15}}}'
    wide = json.dumps({"a": [{} for _ in range(1000)]})
    long = f'{{"a": "{"x" * (1024**2 - 9)}"}}'
    found, failure = outcome(json_lines.read, written(tmp_path, f"{deep}\n{wide}\n{long}\r\n"))
    assert ([record.line for record in found], failure) == ([1, 2, 3], None)
    assert len(long) == json_lines.MAX_LINE


def test_half_a_character_is_marked_as_lost(tmp_path: Path) -> None:
    line = '{"\\ud83d": ["cut \\ud83d", "\\ud83d\\ude00", "\\\\ud83d"], "n": {"x": 1}}'
    expected = [(1, {"�": ["cut �", "😀", "\\ud83d"], "n": {"x": 1}})]
    assert placed(json_lines.read, written(tmp_path, line)) == expected
    assert placed(json_values.read, written(tmp_path, line)) == expected


# -- JSON --------------------------------------------------------------------------------------------------------


def test_a_list_of_windows_powershell(tmp_path: Path) -> None:
    expected = [
        (2, {"Identity": "contoso.com/Users/Room 1", "AccessRights": [1], "Deny": {"IsPresent": False}}),
        (11, {"Identity": "Room & 2", "AccessRights": []}),
    ]
    for text in (WINDOWS, WINDOWS.replace("\r\n", "\n"), WINDOWS.replace("\r\n", "\r")):
        assert placed(json_values.read, written(tmp_path, text)) == expected
        assert placed(json_values.read, written(tmp_path, text.encode("utf-16"))) == expected


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("", []),
        ("[]", []),
        ("[ null ]", []),
        ("{}", [(1, {})]),
        ('\n{"a": 1}\n', [(2, {"a": 1})]),
        ('{"a": 1}{"a": 2}\n{"a": 3}', [(1, {"a": 1}), (1, {"a": 2}), (2, {"a": 3})]),
        ('[{"a": 1}]\n[{"a": 2},\nnull,{"a": 3}]', [(1, {"a": 1}), (2, {"a": 2}), (3, {"a": 3})]),
        ('{"a": 1}\n\ufeff{"a": 2}\0\x1a', [(1, {"a": 1}), (2, {"a": 2})]),
        ('[[{"a": 1}],\n[{"a": 2}\n,{"a": 3}], []]', [(1, {"a": 1}), (2, {"a": 2}), (3, {"a": 3})]),
        ('{"value": 1, "Value": "FullAccess"}', [(1, {"value": 1, "Value": "FullAccess"})]),
        ('[{"r": [{"value": 1, "Value": "All"}]}]', [(1, {"r": [{"value": 1, "Value": "All"}]})]),
    ],
)
def test_forms(tmp_path: Path, text: str, records: list[tuple[int, Any]]) -> None:
    assert placed(json_values.read, written(tmp_path, text)) == records


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ('{"value": [\n{"a": 1},\n{"a": 2}\n], "Count": 2}', [(2, {"a": 1}), (3, {"a": 2})]),
        ('{"Count": 1,\n"value": [{"a": 1}]}\n{"value": []}', [(2, {"a": 1})]),
        ('{"@odata.context": "https://x/$metadata#y",\n"value": [{"a": 1}]}', [(2, {"a": 1})]),
        (
            '[{"value": [\n{"a": 1},\n\n{"a": 2}], "Count": 2},\n{"b": 1}]',
            [(2, {"a": 1}), (4, {"a": 2}), (5, {"b": 1})],
        ),
        ('{"value": [1], "Count": 1}', [(1, {"value": [1], "Count": 1})]),
        ('[{"value": ["x"], "Count": 1}, {"value": [], "Count": 0}]', [(1, {"value": ["x"], "Count": 1})]),
        ('{\n"EWS": {\n"Mailbox": {"a": 1, "b": 2}}}', [(3, {"a": 1, "b": 2})]),
        ('{"Mailboxes": [\n{"a": 1, "b": 2},\n{"a": 3}]}', [(1, {"Mailboxes": [{"a": 1, "b": 2}, {"a": 3}]})]),
        ('{"Mailboxes": [\n{"a": 1, "b": 2},\n{"a": 3, "b": []}]}', [(2, {"a": 1, "b": 2}), (3, {"a": 3, "b": []})]),
        (
            '{"M": {"Id": "u", "x,:": "y",\n"P": [{"Id": "u", "x,:": "y"},\n{"Id": "u", "x,:": "y", "z": 1}]}}',
            [(2, {"Id": "u", "x,:": "y"}), (3, {"Id": "u", "x,:": "y", "z": 1})],
        ),
        ('{"Id": "u", "P": {"Id": "other", "z": 1}}', [(1, {"Id": "u", "P": {"Id": "other", "z": 1}})]),
        ('{"Id": "u", "P": {"z": 1, "y": 2}}', [(1, {"Id": "u", "P": {"z": 1, "y": 2}})]),
        ('{"Id": "u", "P": {}, "Q": []}', [(1, {"Id": "u", "P": {}, "Q": []})]),
        ('{"Deny": {"IsPresent": false}}', [(1, {"Deny": {"IsPresent": False}})]),
        ('{"Guid": {"value": "x", "Guid": "x"}}', [(1, {"Guid": {"value": "x", "Guid": "x"}})]),
        ('{"Rights": [1, 2]}', [(1, {"Rights": [1, 2]})]),
        ('[{"EWS": {"Mailbox": {"a": 1, "b": 2}}}]', [(1, {"EWS": {"Mailbox": {"a": 1, "b": 2}}})]),
        ('{"a":{"b":{"c":{"d":{"e":{"f":1,"g":2}}}}}}', [(1, {"e": {"f": 1, "g": 2}})]),
    ],
)
def test_what_wraps_records(tmp_path: Path, text: str, records: list[tuple[int, Any]]) -> None:
    assert placed(json_values.read, written(tmp_path, text)) == records


def test_a_page_that_is_not_the_last(tmp_path: Path) -> None:
    export = written(tmp_path, '{"value": [{"a": 1}],\n"@odata.nextLink": "https://x/?skip=1"}')
    assert placed(json_values.read, export) == [(1, {"a": 1})]
    message = "This answer has further pages, which are not in the file"
    assert export.remarks == [Remark(2, message, "Follow @odata.nextLink and save every page")]


@pytest.mark.parametrize(
    ("text", "before", "line", "message"),
    [
        ('[{"a": 1},\n{"a": 2', [1], 2, CUT_OFF),
        ('[{"a": 1},\n{"a": "x', [1], 2, CUT_OFF),
        ('[{"a": 1},\n{"a": fal', [1], 2, CUT_OFF),
        ('[{"a": 1},\n', [1], 2, CUT_OFF),
        ('[{"a": 1}\n', [1], 2, CUT_OFF),
        ('[{"a": 1}\n{"a": 2}]', [1], 2, "This is no JSON: a comma is missing"),
        ('[{"a": 1},\n]', [1], 2, "This is no JSON: expecting value"),
        ('[{"a": 1},\n{"a":\n1 "b": 2}]', [1], 3, "This is no JSON: expecting ',' delimiter"),
        ('[{"a": 1},\n{"a": \'x\', "b": "and much more text"}]', [1], 2, "This is no JSON: expecting value"),
        ('[{"a": 1},\n{"a": 1, "a": 1}]', [1], 2, "The property 'a' stands twice in one object"),
        ('[{"a": 1},\n{"a": NaN}]', [1], 2, "NaN is no number that JSON knows"),
        (f'[{{"a": 1}},\n{"[" * 65}{"]" * 65}]', [1], 2, "Objects and lists are nested more than 64 deep"),
        ("\n" + "[" * 200_000, [], 2, "Objects and lists are nested more than 64 deep"),
        ('[{"a": 1},\n"text"]', [1], 2, "The list holds something else than objects"),
        ('[[{"a": 1},\n5]]', [1], 2, "The list holds something else than objects"),
        ('[[[[[[{"a": 1}]]]]]]', [], 1, "The list holds something else than objects"),
        ('{"a": 1},\n{"a": 2}', [1], 1, "This is no list and no object"),
        ('{"value": [{"a": 1}]\n', [1], 2, CUT_OFF),
        ('{"value": [{"a": 1}]\n"Count": 1}', [1], 2, "This is no JSON: a comma is missing"),
        ('{"value": [{"a": 1}],\nCount: 1}', [1], 2, "This is no JSON: the name of a property is missing"),
        ('{"value": [{"a": 1}],\n"Count" 1}', [1], 2, "This is no JSON: a colon is missing"),
        ('{"value": [{"a": 1}], "x": 1,\n"x": 1}', [1], 2, "The property 'x' stands twice in one object"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, before: list[int], line: int, message: str) -> None:
    found, failure = outcome(json_values.read, written(tmp_path, text))
    assert [record.line for record in found] == before
    assert failure is not None
    assert (failure.line, failure.message) == (line, message)
    assert failure.fix


def test_the_deepest_nesting_that_is_read(tmp_path: Path) -> None:
    text = f'{{"b": 1, "a": {"[" * 63}{"]" * 63}}}'
    assert placed(json_values.read, written(tmp_path, text)) == [(1, json.loads(text))]


def test_an_object_beyond_all_bounds(tmp_path: Path) -> None:
    found, failure = outcome(json_values.read, written(tmp_path, '[{"a": 1},\n{"a": "' + "x" * 64 * 1024**2))
    assert [record.line for record in found] == [1]
    assert failure is not None
    assert (failure.line, failure.message) == (2, "One object has more than 67,108,864 characters")


def test_records_across_the_blocks_in_which_a_file_is_read(tmp_path: Path) -> None:
    values = [{"n": number, "text": "ü" * (number * 37 % 9001)} for number in range(400)]
    for indent in (None, 2):
        text = json.dumps(values, indent=indent, ensure_ascii=False)
        found = placed(json_values.read, written(tmp_path, text))
        assert [record for _, record in found] == values
        assert [line for line, _ in found] == ([1] * 400 if indent is None else [2 + 4 * n for n in range(400)])


def test_an_object_much_longer_than_a_block(tmp_path: Path) -> None:
    values = [{"list": [{"n": number} for number in range(150_000)]}, {"last": True}]
    assert placed(json_values.read, written(tmp_path, json.dumps(values))) == [(1, values[0]), (1, values[1])]


def test_a_number_at_the_end_of_a_block_is_whole(tmp_path: Path) -> None:
    block = 256 * 1024
    for offset in range(-12, 3):
        text = '{"x": ' + " " * (block + offset - 16) + '123456789, "y": 987654321}'
        assert placed(json_values.read, written(tmp_path, text)) == [(1, {"x": 123456789, "y": 987654321})]


def test_a_broken_gzip_gives_the_objects_before_the_break(tmp_path: Path) -> None:
    text = json.dumps([{"n": number, "t": "x" * 100} for number in range(20_000)], indent=1)
    packed = gzip.compress(text.encode(), compresslevel=0)
    found, failure = outcome(json_values.read, written(tmp_path, packed[:-1_000_000]))
    assert len(found) > 9_000
    assert [record.values["n"] for record in found] == list(range(len(found)))
    assert failure is not None
    assert failure.message == "This gzip file is cut off"


# -- real files --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not here")
def test_real_cmdlet_output() -> None:
    found = {}
    for path in (SHARED / "exo-cmdlets-json").glob("*.json"):
        [(line, values)] = placed(detect.read, ExportFile(path, path.name))
        found[path.stem] = (line, list(values)[:2], values["Identity"])
    assert found == {
        "exo-cas-mailbox": (3, ["ActiveSyncEnabled", "DisplayName"], "user"),
        "exo-mailbox": (3, ["Alias", "DisplayName"], "user"),
        "exo-mailbox-permission": (5, ["AccessRights", "Deny"], "user"),
        "exo-recipient": (3, ["Alias", "DisplayName"], "user"),
        "exo-recipient-permission": (3, ["AccessControlType", "AccessRights"], "user"),
    }


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not here")
def test_a_real_settings_file() -> None:
    path = SHARED / "scubagear-json-csv" / "ProviderSettingsExport.json"
    [(line, values)] = placed(json_values.read, ExportFile(path, path.name))
    assert (line, values["module_version"]) == (1, "1.8.0")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not here")
def test_a_real_file_of_windows_powershell_in_utf_16() -> None:
    path = SHARED / "scubagear-json-csv" / "MockApplicationPermissions.json"
    found = placed(detect.read, ExportFile(path, path.name))
    assert [line for line, _ in found] == [2, 7, 12]
    assert [values for _, values in found] == json.loads(path.read_text("utf-16"))


# -- all forms ---------------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
RECORD = st.fixed_dictionaries({"k": st.just("mailbox"), "n": SCALAR}, optional={"v": VALUE, "V": VALUE, "ü": TEXT})
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


def windows_style(value: Any, column: int = 0) -> str:
    """JSON as Windows PowerShell 5.1 prints it: two blanks after a colon, and what is inside aligned below that."""
    if not isinstance(value, (dict, list)):
        text = json.dumps(value, ensure_ascii=False)
        for character in "<>&'":
            text = text.replace(character, f"\\u{ord(character):04x}")
        return text
    inside = " " * (column + 4)
    if isinstance(value, list):
        parts = [windows_style(item, column + 4) for item in value]
    else:
        names = [windows_style(name) + ":  " for name in value]
        parts = [
            name + windows_style(item, column + 4 + len(name)) for name, item in zip(names, value.values(), strict=True)
        ]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    return f"{opening}\r\n{inside}" + f",\r\n{inside}".join(parts) + f"\r\n{' ' * column}{closing}"


def stored(folder: Path, text: str, encoding: str, packed: bool) -> ExportFile:
    data = text.encode(encoding)
    return written(folder, gzip.compress(data) if packed else data)


@given(
    st.lists(RECORD, max_size=5), st.sampled_from(["windows", "indented", "compact", "lines"]), ENCODINGS, st.booleans()
)
def test_every_form_comes_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], form: str, encoding: str, packed: bool
) -> None:
    compact = [json.dumps(record, separators=(",", ":"), ensure_ascii=False) for record in records]
    text, lines = f"[{','.join(compact)}]\r\n", [1] * len(records)
    if form == "lines":
        text, lines = "".join(line + "\r\n" for line in compact), list(range(1, len(records) + 1))
    elif form != "compact":
        render = windows_style if form == "windows" else indented
        parts = [render(record) for record in records]
        text = "[\r\n" + ",\r\n".join(parts) + "\r\n]\r\n"
        lines = [2 + sum(part.count("\n") + 1 for part in parts[:number]) for number in range(len(parts))]
    export = stored(tmp_path_factory.mktemp("json"), text, encoding, packed)
    if len(records) > 1:
        assert detect.carrier_of(export) == ("json lines" if form == "lines" else "json")
    assert placed(detect.read, export) == list(zip(lines, records, strict=True))
    assert export.remarks == []


def indented(value: Any) -> str:
    """JSON as PowerShell 7 prints it."""
    return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", "\r\n")


@given(st.lists(RECORD, min_size=1, max_size=4), st.sampled_from(["", "\n", " \r\n"]))
def test_objects_one_after_another(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], between: str
) -> None:
    export = written(tmp_path_factory.mktemp("json"), between.join(indented(record) for record in records))
    assert [values for _, values in placed(json_values.read, export)] == records


@given(st.lists(RECORD, min_size=1, max_size=3), st.data(), st.sampled_from([indented, json.dumps]))
def test_a_file_that_is_cut_off_never_gives_a_wrong_record(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], data: st.DataObject, render: Any
) -> None:
    text = render(records)
    cut = data.draw(st.integers(1, len(text) - 1))
    found, failure = outcome(json_values.read, written(tmp_path_factory.mktemp("json"), text[:cut]))
    assert [record.values for record in found] == records[: len(found)]
    assert failure is not None
    assert (failure.message, failure.fix) == (CUT_OFF, AGAIN)


@given(st.text(st.sampled_from('{}[]",:\\u0d8 \nae1-.n"'), max_size=60))
def test_no_text_does_harm(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    export = written(tmp_path_factory.mktemp("json"), text)
    for read in (detect.read, json_lines.read, json_values.read):
        for record in outcome(read, export)[0]:
            str(record).encode()
