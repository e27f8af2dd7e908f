"""CSV in every form in which it reaches us: delimiters, headers, odd rows, and what is refused."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.snapshot.carriers import delimited, detect
from delegint.snapshot.files import ExportFile
from delegint.snapshot.values import RawRecord, Remark, UnreadableExportError

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"
AGAIN = "Export it again with `Export-Csv -NoTypeInformation -Encoding utf8`"


def written(folder: Path, text: str | bytes) -> ExportFile:
    path = folder / "export.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return ExportFile(path, "export.csv")


def placed(export: ExportFile) -> list[tuple[int, object]]:
    return [(record.line, record.values) for record in delimited.read(export)]


def failure_of(export: ExportFile, *, after: int = 0) -> Remark:
    rows = delimited.read(export)
    before = [next(rows) for _ in range(after)]
    with pytest.raises(UnreadableExportError) as caught:
        next(rows)
    assert len(before) == after
    return caught.value.remark


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("\r\n\r\n", []),
        ("Identity,User\r\n", []),
        ("Identity,User", []),
        ('"Identity","User"\r\n"a","b"\r\n', [(2, {"Identity": "a", "User": "b"})]),
        ("Identity;User\na,1;b\n", [(2, {"Identity": "a,1", "User": "b"})]),
        ("Identity\tUser\na;1\tb", [(2, {"Identity": "a;1", "User": "b"})]),
        ("Identity|User\na|b", [(2, {"Identity": "a", "User": "b"})]),
        ('"a,b,c";"d"\n1;2\n', [(2, {"a,b,c": "1", "d": "2"})]),
        ("sep=;\r\nx,y;z\r\n1;2\r\n", [(3, {"x,y": "1", "z": "2"})]),
        ("#TYPE Selected.System.String\r\n\r\nx;y\r\n1;2\r\n", [(4, {"x": "1", "y": "2"})]),
        ('\ufeff\ufeff"x","y"\r\n1,2\r\n', [(2, {"x": "1", "y": "2"})]),
        (" x ,y\t\r\n1 , 2\r\n", [(2, {"x": "1 ", "y": " 2"})]),
        ("x;y;\r\n1;2;\r\n3;4\r\n", [(2, {"x": "1", "y": "2"}), (3, {"x": "3", "y": "4"})]),
        ("x,y\n1,2,,\n,,,\n,\n\n3,\n", [(2, {"x": "1", "y": "2"}), (6, {"x": "3", "y": None})]),
        ("x,y\r1,2\r3,4\r", [(2, {"x": "1", "y": "2"}), (3, {"x": "3", "y": "4"})]),
        ('x,y\r\n"1\r\n2","a\rb"\r\n3,4\r\n', [(2, {"x": "1\r\n2", "y": "a\rb"}), (5, {"x": "3", "y": "4"})]),
        ('x,y\n"a ""b"" c",""\n', [(2, {"x": 'a "b" c', "y": None})]),
        ('"Identity","$_.AccessRights"\na,b\n', [(2, {"Identity": "a", "$_.AccessRights": "b"})]),
        ('z;"x\ny"\n2;1\n', [(3, {"z": "2", "x\ny": "1"})]),
        ("User\nanna\n", [(2, {"User": "anna"})]),
        ("x\n1\n\x1a", [(2, {"x": "1"})]),
        ("x,y\n1,False\n", [(2, {"x": "1", "y": "False"})]),
    ],
)
def test_rows(tmp_path: Path, text: str, rows: list[tuple[int, object]]) -> None:
    export = written(tmp_path, text)
    assert placed(export) == rows
    assert export.remarks == []


@pytest.mark.parametrize("ending", ["", ";;", "\t"])
def test_a_migration_file_without_a_header(tmp_path: Path, ending: str) -> None:
    export = written(tmp_path, f"anna@contoso.com{ending}\r\n\r\nbob@contoso.com\r\n")
    assert placed(export) == [(1, {"EmailAddress": "anna@contoso.com"}), (3, {"EmailAddress": "bob@contoso.com"})]


def test_a_migration_file_of_quoted_addresses(tmp_path: Path) -> None:
    export = written(tmp_path, '"anna@contoso.com"\n"anna@contoso.com"\n')
    assert placed(export) == [(line, {"EmailAddress": "anna@contoso.com"}) for line in (1, 2)]


@pytest.mark.parametrize(
    ("text", "rows", "remark"),
    [
        ("x,y\n1\n2,3\n4\n", 3, (2, "2 rows have fewer cells than the header; what is missing counts as not exported")),
        ("x,y\n1,2\n1,2,3\n", 1, (3, "1 row has more cells than the header and cannot be read safely; left out")),
        (
            "x,y\n1,2\nx,y\n3,4\n\nx,y\n#TYPE T\n",
            2,
            (3, "2 rows are the header again, as in files that were put together; passed over"),
        ),
        ("x,,y\n1,,2\n1,z,2\n", 2, (3, "1 row has a value in a column without a name; the value was left out")),
        (
            "x,y\n1\0,2\n\0\0,4\n",
            2,
            (2, "2 lines have NUL characters, as where encodings are mixed; they were dropped"),
        ),
    ],
)
def test_odd_rows_are_counted(tmp_path: Path, text: str, rows: int, remark: tuple[int, str]) -> None:
    export = written(tmp_path, text)
    assert len(placed(export)) == rows
    assert export.remarks == [Remark(*remark, AGAIN)]


def test_a_missing_cell_is_no_empty_cell(tmp_path: Path) -> None:
    export = written(tmp_path, "x,y,z\n1,\n")
    assert placed(export) == [(2, {"x": "1", "y": None})]


def test_the_value_of_a_column_without_a_name_is_left_out(tmp_path: Path) -> None:
    assert placed(written(tmp_path, "x,,y\n1,z,2\n")) == [(2, {"x": "1", "y": "2"})]


def test_remarks_come_though_reading_stops(tmp_path: Path) -> None:
    export = written(tmp_path, "x,y\n1\n2,3\n4,5\n")
    rows = delimited.read(export)
    assert [next(rows), next(rows)] == [RawRecord(2, {"x": "1"}), RawRecord(3, {"x": "2", "y": "3"})]
    rows.close()  # type: ignore[attr-defined]
    assert [remark.line for remark in export.remarks] == [2]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("x,y,X\n1,2,3\n", 1, "The column 'x' stands twice in the header"),
        ("\n\nx,y,x \n1,2,3\n", 3, "The column 'x' stands twice in the header"),
        (
            "EmailAddress,UserName, PassWord\na@x.org,a,geheim\n",
            1,
            "This file has a column of passwords and was not read",
        ),
        ("anna@contoso.com,geheim\n", 1, "The first line holds values, not the names of columns"),
        ("Room 1,anna@contoso.com\n", 1, "The first line holds values, not the names of columns"),
        (" ,,,\n1,2\n", 1, "The first line names no column"),
        (",".join(f"c{n}" for n in range(4097)), 1, "The header has more than 4,096 columns"),
        ('x,"y\n1,2\n', 1, "The file ends inside quotation marks: it was cut off, or one is missing in this row"),
        (
            '"x","y' + "z" * 1024**2,
            1,
            "This row has a cell of more than 1,048,576 characters; a quotation mark may be missing",
        ),
    ],
)
def test_headers_that_are_refused(tmp_path: Path, text: str, line: int, message: str) -> None:
    failure = failure_of(written(tmp_path, text))
    assert (failure.line, failure.message) == (line, message)
    assert failure.fix
    assert "geheim" not in repr(failure)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('"3,4\n5,6\n', "The file ends inside quotation marks: it was cut off, or one is missing in this row"),
        ('3,"4', "The file ends inside quotation marks: it was cut off, or one is missing in this row"),
        ("3", "The file ends in the middle of this row; it was cut off"),
        (
            '"' + "3,4\n" * 300_000,
            "This row has a cell of more than 1,048,576 characters; a quotation mark may be missing",
        ),
        ("3," * 2_200_000, "This row has more than 4,194,304 characters; a quotation mark may be missing"),
        ('"3\n",' * 1_000_000, "This row has more than 4,194,304 characters; a quotation mark may be missing"),
    ],
)
def test_a_row_that_does_not_end(tmp_path: Path, row: str, message: str) -> None:
    export = written(tmp_path, f'x,y\n"1\n1",2\n{row}')
    assert failure_of(export, after=1) == Remark(4, message, AGAIN)


def test_a_cell_and_a_row_of_the_greatest_length(tmp_path: Path) -> None:
    cell = "x" * delimited.MAX_CELL
    [(line, values)] = placed(written(tmp_path, f"a,b,c\n{cell},{cell},{cell}\n"))
    assert (line, values) == (2, {"a": cell, "b": cell, "c": cell})


def test_a_broken_gzip_gives_the_rows_before_the_break(tmp_path: Path) -> None:
    text = "x,y\n" + "".join(f"{number},anna{number}@contoso.com\n" for number in range(50_000))
    packed = gzip.compress(text.encode(), compresslevel=0)[:-500_000]
    rows = delimited.read(written(tmp_path, packed))
    found: list[RawRecord] = []
    with pytest.raises(UnreadableExportError, match=r"^This gzip file is cut off$"):
        found.extend(rows)
    assert len(found) > 20_000
    assert found[-1] == RawRecord(len(found) + 1, {"x": f"{len(found) - 1}", "y": f"anna{len(found) - 1}@contoso.com"})


def test_windows_1252_from_excel(tmp_path: Path) -> None:
    export = written(tmp_path, "Name;Aktiv\r\nMüller;WAHR\r\n".encode("cp1252"))
    assert placed(export) == [(2, {"Name": "Müller", "Aktiv": "WAHR"})]
    assert [remark.line for remark in export.remarks] == [2]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not here")
@pytest.mark.parametrize("name", ["ActionPlan.csv", "ScubaResults.csv"])
def test_real_files_with_line_breaks_in_cells(name: str) -> None:
    path = SHARED / "scubagear-json-csv" / name
    with path.open(encoding="utf-8-sig", newline="") as stream:
        wanted = [{key: value or None for key, value in row.items()} for row in csv.DictReader(stream)]
    export = ExportFile(path, name)
    rows = placed(export)
    assert [values for _, values in rows] == wanted
    lines = path.read_text("utf-8-sig").split("\n")
    assert [lines[line - 1].split('"')[1] for line, _ in rows] == [row["Control ID"] for row in wanted]
    assert export.remarks == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not here")
def test_a_real_delegation_graph() -> None:
    path = SHARED / "enterprise-delegation-graph" / "enterprise-delegation-pseudonymised.csv"
    rows = placed(ExportFile(path, path.name))
    assert (len(rows), rows[0][0], rows[-1][0]) == (14_479, 2, 14_480)
    assert rows[0][1] == {"Mailbox": "_m00001@d01.example", "Delegate": None, "Permission": None}


# -- all forms ---------------------------------------------------------------------------------------------------

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1a\ufeff"), max_size=12)
NAMES = st.lists(st.from_regex(r"[A-Z][A-Za-z]{3,9}", fullmatch=True), min_size=2, max_size=4, unique_by=str.casefold)


def line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


@given(
    NAMES.filter(lambda names: "password" not in {name.casefold() for name in names}),
    st.data(),
    st.sampled_from(delimited.DELIMITERS),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.booleans(),
)
def test_every_form_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    names: list[str],
    data: st.DataObject,
    delimiter: str,
    encoding: str,
    line_end: str,
    packed: bool,
) -> None:
    row = st.lists(CELL, min_size=len(names), max_size=len(names))
    rows = data.draw(st.lists(row.filter(lambda row: any(row) and row[0][:6] != "#TYPE "), max_size=5))
    text = io.StringIO()
    sparing = line_end == "\r\n" and data.draw(st.booleans())
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL if sparing else csv.QUOTE_ALL
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(names)
    lines = []
    for cells in rows:
        lines.append(1 + line_breaks(text.getvalue()))
        writer.writerow(cells)
    content = text.getvalue().encode(encoding)
    export = written(tmp_path_factory.mktemp("csv"), gzip.compress(content) if packed else content)
    wanted = [
        RawRecord(line, {name: cell or None for name, cell in zip(names, cells, strict=True)})
        for line, cells in zip(lines, rows, strict=True)
        if cells != names
    ]
    assert list(delimited.read(export)) == wanted


@given(st.text(st.sampled_from('",;\n\r ab@.#\0\ufeff'), max_size=60))
def test_no_text_does_harm(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    export = written(tmp_path_factory.mktemp("csv"), text)
    for read in (delimited.read, detect.read):
        try:
            found = list(read(export))
        except UnreadableExportError as error:
            assert error.remark.line >= 1  # noqa: PT017 - either outcome is right
        else:
            assert all(1 <= record.line <= 1 + line_breaks(text) for record in found)
