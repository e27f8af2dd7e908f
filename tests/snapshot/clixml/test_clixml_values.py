"""CLIXML: what each kind of element comes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from delegint.snapshot.carriers import clixml
from delegint.snapshot.values import RawRecord, Value
from tests.snapshot.clixml.exports import ROOT, objects, remarked, value, written


@pytest.mark.parametrize(
    ("element", "wanted"),
    [
        ('<S N="P">Ilse</S>', "Ilse"),
        ('<S N="P"></S>', ""),
        ('<S N="P" />', ""),
        ('<S N="P">a &amp; b &lt;c&gt;</S>', "a & b <c>"),
        ('<S N="P"><![CDATA[<b>]]>!</S>', "<b>!"),
        ('<S N="P">one<!-- two -->three</S>', "onethree"),
        ('<S N="P">false</S>', "false"),
        ('<C N="P">65</C>', "A"),
        ('<C N="P">55357</C>', "\ufffd"),
        ('<B N="P">true</B>', True),
        ('<B N="P">false</B>', False),
        ('<By N="P">255</By>', 255),
        ('<SB N="P">-128</SB>', -128),
        ('<I16 N="P">-32768</I16>', -32768),
        ('<I32 N="P">131073</I32>', 131073),
        ('<I64 N="P">-9223372036854775808</I64>', -(2**63)),
        ('<U16 N="P">65535</U16>', 65535),
        ('<U32 N="P">4294967295</U32>', 2**32 - 1),
        ('<U64 N="P">18446744073709551615</U64>', 2**64 - 1),
        ('<Sg N="P">1.5</Sg>', 1.5),
        ('<Db N="P">-0.25E+10</Db>', -0.25e10),
        ('<Db N="P">INF</Db>', "INF"),
        ('<Db N="P">NaN</Db>', "NaN"),
        ('<D N="P">79.10</D>', 79.1),
        ('<DT N="P">2023-10-04T07:16:04-07:00</DT>', "2023-10-04T07:16:04-07:00"),
        ('<TS N="P">PT30M</TS>', "PT30M"),
        ('<G N="P">9A84412A-CEF3-49D3-88AC-38CB0C564721</G>', "9a84412a-cef3-49d3-88ac-38cb0c564721"),
        ('<URI N="P">https://contoso.com/</URI>', "https://contoso.com/"),
        ('<Version N="P">15.2.1118.7</Version>', "15.2.1118.7"),
        ('<SemanticVersion N="P">7.4.1</SemanticVersion>', "7.4.1"),
        ('<XD N="P">&lt;a /&gt;</XD>', "<a />"),
        ('<BA N="P">AQIDBA==</BA>', "AQIDBA=="),
        ('<SBK N="P">Get-Mailbox</SBK>', "Get-Mailbox"),
        ('<Nil N="P" />', None),
    ],
)
def test_plain_values(element: str, wanted: Value, tmp_path: Path) -> None:
    found = value(tmp_path, element)
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("_x000D__x000A_", "\r\n"),
        ("_x0000_", "\0"),
        ("_xD83D__xDE00_!", "\U0001f600!"),
        ("_xd83d__Xde00_", "\U0001f600"),
        ("_xD83D_!", "\ufffd!"),
        ("_xDE00_", "\ufffd"),
        ("_x005F_x000D_", "_x000D_"),
        ("_x12_x_X00_y", "_x12_x_X00_y"),
        ("\U0001f600 _x0041_", "\U0001f600 A"),
        ("_xF8FF_", "\uf8ff"),
    ],
)
def test_escapes(text: str, wanted: str, tmp_path: Path) -> None:
    assert value(tmp_path, f'<S N="P">{text}</S>') == wanted
    [record] = objects(tmp_path, f'<Obj><Props><I32 N="{text}">1</I32></Props></Obj>')
    assert record.values == {wanted: 1}
    [record] = objects(tmp_path, f"<Obj><ToString>{text}</ToString></Obj>")
    assert record.values == {"value": wanted}


@pytest.mark.parametrize("container", ["LST", "IE", "STK", "QUE"])
def test_collections(container: str, tmp_path: Path) -> None:
    body = f'<Obj N="P" RefId="1"><TNRef RefId="0" /><{container}><S>a</S><Nil /><I32>2</I32></{container}></Obj>'
    assert value(tmp_path, body) == ["a", None, 2]
    assert value(tmp_path, f'<Obj N="P" RefId="1"><{container} /></Obj>') == []


def test_a_list_leaves_its_own_members(tmp_path: Path) -> None:
    body = '<Obj N="P"><IE><S>a</S></IE><Props><I32 N="Count">1</I32></Props></Obj>'
    assert value(tmp_path, body) == ["a"]


def test_lists_in_lists(tmp_path: Path) -> None:
    inner = "<Obj><LST><I32>1</I32></LST></Obj><Obj><LST /></Obj><Obj><DCT /></Obj>"
    assert value(tmp_path, f'<Obj N="P"><LST>{inner}</LST></Obj>') == [[1], [], {}]


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ('<S N="Key">k</S>', "k"),
        ('<I32 N="Key">7</I32>', "7"),
        ('<B N="Key">true</B>', "True"),
        ('<G N="Key">9A84412A-CEF3-49D3-88AC-38CB0C564721</G>', "9a84412a-cef3-49d3-88ac-38cb0c564721"),
        ('<Obj N="Key"><ToString>FullAccess</ToString><I32>1</I32></Obj>', "FullAccess"),
        ('<Obj N="Key"><ToString>contoso.com/Users</ToString><Props><S N="A">a</S></Props></Obj>', "contoso.com/Users"),
    ],
)
def test_dictionaries(key: str, wanted: str, tmp_path: Path) -> None:
    entries = f'<En>{key}<Obj N="Value"><LST><S>v</S></LST></Obj></En><En><S N="Key">none</S><Nil N="Value" /></En>'
    assert value(tmp_path, f'<Obj N="P"><TNRef RefId="1" /><DCT>{entries}</DCT></Obj>') == {wanted: ["v"], "none": None}


@pytest.mark.parametrize("key", ["", '<Nil N="Key" />', '<Obj N="Key"><LST /></Obj>', '<Obj N="Key"><Props /></Obj>'])
def test_an_entry_whose_key_has_no_text_is_left_out(key: str, tmp_path: Path) -> None:
    body = f'<Obj><DCT><En>{key}<I32 N="Value">1</I32></En><En><S N="Key">k</S><I32 N="Value">2</I32></En></DCT></Obj>'
    records, [remark] = remarked(tmp_path, body)
    assert records == [{"k": 2}]
    assert remark == (2, "A key of a dictionary has no text; its entry is left out", "")


@pytest.mark.parametrize("number", ["By", "I32", "I64", "U32"])
def test_enumerations(number: str, tmp_path: Path) -> None:
    body = f'<Obj N="P"><TNRef RefId="0" /><ToString>FullAccess, ReadPermission</ToString><{number}>17</{number}></Obj>'
    assert value(tmp_path, body) == {"value": 17, "Value": "FullAccess, ReadPermission"}


def test_values_with_notes(tmp_path: Path) -> None:
    note = '<MS><S N="PSComputerName">ex01</S></MS>'
    assert value(tmp_path, f'<Obj N="P"><S>Ilse</S>{note}</Obj>') == "Ilse"
    assert value(tmp_path, f'<Obj N="P"><I32>3</I32>{note}</Obj>') == 3
    assert value(tmp_path, f'<Obj N="P"><ToString>True</ToString><B>true</B>{note}</Obj>') is True
    assert value(tmp_path, f'<Obj N="P"><DT>2023-10-04T07:16:04Z</DT>{note}</Obj>') == "2023-10-04T07:16:04Z"


def test_objects(tmp_path: Path) -> None:
    assert value(tmp_path, '<Obj N="P"><ToString>contoso.com</ToString></Obj>') == "contoso.com"
    assert value(tmp_path, '<Obj N="P"><ToString /></Obj>') == ""
    assert value(tmp_path, '<Obj N="P"><ToString>x</ToString><Props /><MS></MS></Obj>') == "x"
    assert value(tmp_path, '<Obj N="P"><TNRef RefId="0" /></Obj>') == {}
    assert value(tmp_path, '<Obj N="P"><Props /></Obj>') == {}
    switch = '<Obj N="P"><ToString>False</ToString><Props><B N="IsPresent">false</B></Props></Obj>'
    assert value(tmp_path, switch) == {"IsPresent": False, "ToString": "False"}


def test_a_property_called_to_string_counts_before_the_text(tmp_path: Path) -> None:
    body = '<Obj N="P"><ToString>text</ToString><Props><S N="ToString">property</S></Props></Obj>'
    assert value(tmp_path, body) == {"ToString": "property"}


def test_notes_count_after_properties(tmp_path: Path) -> None:
    body = '<Obj><Props><S N="A">1</S><S N="B">2</S></Props><MS><S N="B">3</S><S N="C">4</S></MS></Obj>'
    [record] = objects(tmp_path, body)
    assert list(record.values.items()) == [("A", "1"), ("B", "3"), ("C", "4")]


@pytest.mark.parametrize(
    "dropped",
    [
        '<BA N="SerializationData">AAEAAAD/////AQ==</BA>',
        '<S N="SerializationData">System.Byte[]</S>',
        '<Obj N="SerializationData" RefId="9"><LST><By>1</By></LST></Obj>',
        '<Nil N="SerializationData" />',
        '<Ref N="SerializationData" RefId="77" />',
    ],
)
def test_serialization_data_is_not_read(dropped: str, tmp_path: Path) -> None:
    body = f'<Obj><ToString>t</ToString><MS>{dropped}<S N="A">a</S></MS></Obj>'
    assert [record.values for record in objects(tmp_path, body)] == [{"A": "a", "ToString": "t"}]


def test_secure_strings_are_not_kept(tmp_path: Path) -> None:
    body = '<Obj>\n<Props>\n<S N="UserName">ilse</S>\n<SS N="Password">01000000d08c9ddf</SS></Props></Obj><SS>0200</SS>'
    records, remarks = remarked(tmp_path, body)
    assert records == [{"UserName": "ilse", "Password": None}, {"value": None}]
    assert [remark.line for remark in remarks] == [5, 5]
    assert remarks[0].message == "The secure string Password is not read"
    assert remarks[0].fix == "Leave it out: ... | Select-Object * -ExcludeProperty Password | Export-Clixml"


@pytest.mark.parametrize(
    "element",
    [
        '<I32 N="P">seven</I32>',
        '<I32 N="P"></I32>',
        '<I32 N="P">1_000</I32>',
        '<I64 N="P">999999999999999999999</I64>',
        '<U16 N="P">\u0661</U16>',
        '<Db N="P">1,5</Db>',
        '<Db N="P">1_0</Db>',
        f'<D N="P">{"9" * 2000}</D>',
        '<B N="P">yes</B>',
        '<C N="P">A</C>',
        '<C N="P">70000</C>',
    ],
)
def test_damaged_values_are_unknown_and_said(element: str, tmp_path: Path) -> None:
    records, [remark] = remarked(tmp_path, f"<Obj>\n<MS>{element}</MS></Obj>")
    assert records == [{"P": None}]
    assert remark == (3, "The value of P is damaged; it counts as not exported", "Export it again")


def test_unknown_elements_are_unknown_and_said(tmp_path: Path) -> None:
    body = '<Obj><MS><Future N="P"><S N="Inner">x</S></Future><S N="A">a</S></MS></Obj>'
    records, [remark] = remarked(tmp_path, body)
    assert records == [{"P": None, "A": "a"}]
    assert remark == (2, "Future is no known kind of value; it counts as not exported", "")


def test_the_same_remark_is_made_once_and_the_number_of_remarks_is_bounded(tmp_path: Path) -> None:
    _, remarks = remarked(tmp_path, '<Obj><MS><B N="P">x</B></MS></Obj>' * 3)
    assert len(remarks) == 1
    _, remarks = remarked(tmp_path, "".join(f'<Obj><MS><B N="P{at}">x</B></MS></Obj>' for at in range(80)))
    assert len(remarks) == clixml.MAX_REMARKS


def test_a_remark_shows_no_more_than_the_beginning_of_a_name(tmp_path: Path) -> None:
    _, [remark] = remarked(tmp_path, f'<Obj><MS><B N="{"x" * 5000}">?</B></MS></Obj>')
    assert len(remark.message) < 150


def test_what_stands_without_an_object(tmp_path: Path) -> None:
    records = objects(tmp_path, "<S>a</S>\n<I32>1</I32><Nil />\n<S>two\nlines</S>\n<B>false</B>")
    assert records == [
        RawRecord(2, {"value": "a"}),
        RawRecord(3, {"value": 1}),
        RawRecord(3, {"value": None}),
        RawRecord(4, {"value": "two\nlines"}),
        RawRecord(6, {"value": False}),
    ]


def test_records_that_are_no_object_with_properties(tmp_path: Path) -> None:
    enumeration = "<Obj><ToString>UserMailbox</ToString><I32>1</I32></Obj>"
    table = '<Obj><DCT><En><S N="Key">k</S><S N="Value">v</S></En></DCT></Obj>'
    records = objects(tmp_path, f"{enumeration}\n{table}\n<Obj><S>text</S></Obj>\n<Obj />")
    assert records == [
        RawRecord(2, {"value": 1, "Value": "UserMailbox"}),
        RawRecord(3, {"k": "v"}),
        RawRecord(4, {"value": "text"}),
        RawRecord(5, {}),
    ]


@pytest.mark.parametrize("container", ["LST", "IE", "STK", "QUE"])
def test_a_list_by_itself_counts_as_its_elements(container: str, tmp_path: Path) -> None:
    """`Export-Clixml -InputObject $mailboxes` writes one list, where a pipe writes one object after the other."""
    elements = '<Obj RefId="1">\n<MS><S N="A">1</S></MS></Obj>\n<S>x</S>\n<Obj RefId="2"><LST><S>y</S></LST></Obj>'
    own = '<Props><I32 N="Capacity">4</I32></Props>'
    body = f'<Obj RefId="0"><TN RefId="0"><T>L</T></TN>\n<{container}>{elements}\n<Ref RefId="1" />'
    records = objects(tmp_path, f'{body}</{container}>{own}</Obj>\n<Obj RefId="3"><LST /></Obj><S>z</S>')
    assert records == [
        RawRecord(3, {"A": "1"}),
        RawRecord(5, {"value": "x"}),
        RawRecord(6, {"value": ["y"]}),
        RawRecord(7, {"A": "1"}),
        RawRecord(8, {"value": "z"}),
    ]


def test_text_between_elements_means_nothing(tmp_path: Path) -> None:
    assert objects(tmp_path, 'a<Obj>b<MS>c<S N="P">d</S>e</MS>f</Obj>g') == [RawRecord(2, {"P": "d"})]


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="utf-16"?>\n', '<?xml version="1.0"?>\n'])
def test_encodings_whatever_a_declaration_says(encoding: str, declaration: str, bom: str, tmp_path: Path) -> None:
    text = f'{bom}{declaration}{ROOT}\r\n<Obj><MS><S N="Name">J\xfcrgen \U0001f600</S></MS></Obj></Objs>\r\n'
    [record] = clixml.read(written(tmp_path, text, encoding))
    assert record == RawRecord(3 if declaration else 2, {"Name": "J\xfcrgen \U0001f600"})


def test_a_file_in_the_code_page_of_windows(tmp_path: Path) -> None:
    [record] = clixml.read(
        written(tmp_path, f'{ROOT}<Obj><MS><S N="Name">J\xfcrgen\x80</S></MS></Obj></Objs>', "latin-1")
    )
    assert record.values == {"Name": "J\xfcrgen\u20ac"}


@pytest.mark.parametrize("body", ["<Objs />", "<Objs></Objs>", f"{ROOT}\n</Objs>"])
def test_an_empty_pipeline(body: str, tmp_path: Path) -> None:
    assert list(clixml.read(written(tmp_path, body))) == []
