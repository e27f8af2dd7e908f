"""CLIXML: what is refused, and that what came before it counts."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from delegint.snapshot.carriers import clixml
from delegint.snapshot.carriers.xml_safety import MAX_DEPTH, MAX_TEXT
from delegint.snapshot.files import ExportFile
from tests.snapshot.clixml.exports import ROOT, objects, refused, written

_ONE: Final = '<Obj><MS><S N="A">a</S></MS></Obj>\n'
_CUT_OFF: Final = "The file ends before its last element does; it is cut off"
_DOCTYPE: Final = "The file declares a document type, which could make it refer to other files"


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE Objs>",
        '<!DOCTYPE Objs [<!ENTITY a "b">]>',
        '<!DOCTYPE Objs SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE Objs [<!ENTITY % a SYSTEM "http://contoso.com/a"> %a;]>',
        '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>',
    ],
)
def test_document_types(declaration: str, tmp_path: Path) -> None:
    records, remark = refused(written(tmp_path, f"<!-- first -->\n{declaration}\n{ROOT}<S>&a;</S></Objs>"))
    assert records == []
    assert remark == (2, _DOCTYPE, "Remove <!DOCTYPE ...>; PowerShell and Entra Connect write none")


def test_entities(tmp_path: Path) -> None:
    records, remark = refused(written(tmp_path, f"{ROOT}\n{_ONE}<S>&xxe;</S></Objs>"))
    assert records == [{"A": "a"}]
    assert (remark.line, remark.message) == (3, "The file uses an entity, which no export does")


@pytest.mark.parametrize("text", ["", "\n\n", "   "])
def test_empty_files(text: str, tmp_path: Path) -> None:
    records, remark = refused(written(tmp_path, text))
    assert records == []
    assert remark.message == "The file is empty"


@pytest.mark.parametrize(
    "end", ["", "<Obj", "<Obj><MS>", '<Obj><MS><S N="A">b', "<Obj><MS><![CDATA[x", "<!-- x", "<Obj></Obj>"]
)
def test_files_that_are_cut_off(end: str, tmp_path: Path) -> None:
    records, remark = refused(written(tmp_path, f"{ROOT}\n{_ONE}{end}"))
    assert records[0] == {"A": "a"}
    assert (remark.line, remark.message) == (3, _CUT_OFF)
    assert remark.fix.startswith("Export it again")


def test_half_a_character_at_the_end(tmp_path: Path) -> None:
    export = written(tmp_path, f"{ROOT}\n{_ONE}<S>a", "utf-16")
    path = tmp_path / "export.xml"
    path.write_bytes(path.read_bytes()[:-1])
    records, remark = refused(export)
    assert records == [{"A": "a"}]
    assert remark.message == _CUT_OFF


def test_compressed_files(tmp_path: Path) -> None:
    many = "".join(f'<Obj><MS><S N="A">{at * at:x}</S></MS></Obj>\n' for at in range(100_000))
    data = gzip.compress(f"{ROOT}\n{many}</Objs>".encode())
    path = tmp_path / "export.xml.gz"
    path.write_bytes(data)
    assert sum(1 for _ in clixml.read(ExportFile(path, path.name))) == 100_000
    path.write_bytes(data[: len(data) // 2])
    records, remark = refused(ExportFile(path, path.name))
    assert 10_000 < len(records) < 90_000
    assert records[-1] == {"A": f"{(len(records) - 1) ** 2:x}"}
    assert remark.message == "This gzip file is cut off"
    assert remark.line in range(len(records) + 1, len(records) + 4)


def test_two_exports_in_one_file(tmp_path: Path) -> None:
    records, remark = refused(written(tmp_path, f"{ROOT}\n{_ONE}</Objs>\n{ROOT}\n{_ONE}</Objs>"))
    assert records == [{"A": "a"}]
    assert remark.line == 4
    assert remark.message == "Something follows the end of the document, such as a second export; it is not read"
    assert remark.fix == "Keep each export in a file of its own"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<Obj></S>", "mismatched tag"),
        ("<S N=1>a</S>", "not well-formed (invalid token)"),
        ('<S N="a" N="b">c</S>', "duplicate attribute"),
        ("<S>&#0;</S>", "reference to invalid character number"),
    ],
)
def test_damaged_xml(text: str, reason: str, tmp_path: Path) -> None:
    records, remark = refused(written(tmp_path, f"{ROOT}\n{_ONE}{text}</Objs>"))
    assert records == [{"A": "a"}]
    assert (remark.line, remark.message) == (3, f"The XML is damaged: {reason}")


def test_letters_that_are_not_what_the_file_begins_with(tmp_path: Path) -> None:
    export = written(tmp_path, f"{ROOT}\n{'<S>ascii</S>' * 10_000}\n<S>J\xfcrgen</S></Objs>", "latin-1")
    records, remark = refused(export)
    assert len(records) == 10_000
    assert (remark.line, remark.message) == (3, "The XML is damaged: not well-formed (invalid token)")
    assert "-Encoding UTF8" in remark.fix


@pytest.mark.parametrize("root", ["html", "Obj", "synchronizationRule"])
def test_other_documents(root: str, tmp_path: Path) -> None:
    _, remark = refused(written(tmp_path, f"\n<{root}><S>a</S></{root}>"))
    assert (remark.line, remark.message) == (
        2,
        f"The root element is {root}, not Objs; this is no export of Export-Clixml",
    )
    assert "Export-Clixml -Path" in remark.fix


@pytest.mark.parametrize("tag", ["Props", "MS", "LST", "DCT", "ToString"])
@pytest.mark.parametrize("around", ["{}", "<Obj><MS>{}</MS></Obj>", "<Obj><LST>{}</LST></Obj>"])
def test_sections_outside_an_object(tag: str, around: str, tmp_path: Path) -> None:
    text = around.format(f"<{tag}></{tag}>")
    _, remark = refused(written(tmp_path, f"{ROOT}\n{text}</Objs>"))
    assert (remark.line, remark.message) == (2, f"{tag} stands where it cannot stand in CLIXML")


@pytest.mark.parametrize(
    "text",
    ["<En />", "<Obj><MS><En /></MS></Obj>", "<Obj><LST><En /></LST></Obj>", "<Obj><DCT><En><En /></En></DCT></Obj>"],
)
def test_entries_outside_a_dictionary(text: str, tmp_path: Path) -> None:
    _, remark = refused(written(tmp_path, f"{ROOT}{text}</Objs>"))
    assert remark.message == "En stands where it cannot stand in CLIXML"


@pytest.mark.parametrize("inner", ["S", "Obj", "Nil", "Unknown"])
@pytest.mark.parametrize("outer", ["S", "ToString"])
def test_elements_inside_a_plain_value(inner: str, outer: str, tmp_path: Path) -> None:
    _, remark = refused(written(tmp_path, f"{ROOT}<Obj><{outer}>a<{inner} /></{outer}></Obj></Objs>"))
    assert remark.message == f"{inner} stands inside a plain value"


@pytest.mark.parametrize("inner", ["<S>b</S>", "<Obj />", "<Nil />", "<Ref />"])
@pytest.mark.parametrize("section", ["Props", "MS", "DCT"])
def test_properties_without_a_name(inner: str, section: str, tmp_path: Path) -> None:
    _, remark = refused(written(tmp_path, f"{ROOT}\n<Obj><{section}>{inner}</{section}></Obj></Objs>"))
    assert (remark.line, remark.message) == (2, "A property has no name")


def _nested(depth: int) -> str:
    return f"{ROOT}\n{'<Obj><LST>' * depth}{'</LST></Obj>' * depth}</Objs>"


def test_depth(tmp_path: Path) -> None:
    assert len(list(clixml.read(written(tmp_path, _nested(MAX_DEPTH))))) == 1
    _, remark = refused(written(tmp_path, _nested(MAX_DEPTH + 1)))
    assert (remark.line, remark.message) == (2, "Objects are nested more than 64 deep")
    assert "-Depth" in remark.fix


@pytest.mark.parametrize("tag", ["TN", "Unknown"])
def test_depth_of_what_is_not_read(tag: str, tmp_path: Path) -> None:
    _, remark = refused(written(tmp_path, f"{ROOT}<Obj><{tag}>{'<a>' * 100_000}"))
    assert remark.message == "Objects are nested more than 64 deep"


@pytest.mark.parametrize("element", ["S", "BA", "ToString"])
def test_length_of_a_value(element: str, tmp_path: Path) -> None:
    tag = element if element == "ToString" else f'{element} N="A"'
    around = "{}" if element == "ToString" else "<MS>{}</MS>"

    def text(length: int) -> str:
        return f"{ROOT}\n<S>b</S>\n<Obj>{around.format(f'<{tag}>' + 'x' * length + f'</{element}>')}</Obj></Objs>"

    *_, record = clixml.read(written(tmp_path, text(MAX_TEXT)))
    [value] = record.values.values()
    assert value == "x" * MAX_TEXT
    records, remark = refused(written(tmp_path, text(MAX_TEXT + 1)))
    assert records == [{"value": "b"}]
    assert (remark.line, remark.message) == (3, "A value is longer than 4 MiB")


def test_a_value_without_end(tmp_path: Path) -> None:
    _, remark = refused(written(tmp_path, f"{ROOT}<S>{'x' * (6 * 1024 * 1024)}"))
    assert remark.message == "A value is longer than 4 MiB"


def test_what_is_not_read_may_be_long(tmp_path: Path) -> None:
    blob = "A" * (MAX_TEXT + 1)
    [record] = objects(tmp_path, f'<Obj><MS><BA N="SerializationData">{blob}</BA><S N="A">a</S></MS></Obj>')
    assert record.values == {"A": "a"}


def test_number_of_properties(tmp_path: Path) -> None:
    def text(count: int) -> str:
        return "<Obj><MS>" + "".join(f'<B N="p{at}">true</B>' for at in range(count)) + "</MS></Obj>"

    [record] = objects(tmp_path, text(clixml.MAX_PROPERTIES))
    assert len(record.values) == clixml.MAX_PROPERTIES
    _, remark = refused(written(tmp_path, f"{ROOT}\n{text(clixml.MAX_PROPERTIES + 1)}</Objs>"))
    assert (remark.line, remark.message) == (2, "An object has more than 10,000 properties")
    assert "Select-Object" in remark.fix


@pytest.mark.parametrize(
    "body",
    [
        lambda: '<Obj><MS><Obj N="A"><LST>' + "<Nil />" * 1_200_000,
        lambda: '<Obj><MS><Obj N="A"><LST>' + f"<S>{'x' * 4_000_000}</S>" * 17 + "</LST></Obj></MS></Obj></Objs>",
    ],
)
def test_size_of_a_record(body: Callable[[], str], tmp_path: Path) -> None:
    records, remark = refused(written(tmp_path, f"{ROOT}{_ONE}{body()}"))
    assert records == [{"A": "a"}]
    assert remark.message == "One object holds more than 64 MiB of values"


@pytest.mark.parametrize("before", ["<Obj><MS><S N='", "<!-- ", "<?pi "])
def test_tags_and_comments_without_end(before: str, tmp_path: Path) -> None:
    records, remark = refused(written(tmp_path, f"{ROOT}{_ONE}{before}{'x' * (3 * 1024 * 1024)}"))
    assert records == [{"A": "a"}]
    assert (remark.line, remark.message) == (2, "A tag or comment is longer than 1 MiB")


def test_many_small_records_pass_no_bound(tmp_path: Path) -> None:
    export = written(tmp_path, f"{ROOT}{'<S></S>' * 1_100_000}</Objs>")
    assert sum(1 for _ in clixml.read(export)) == 1_100_000
