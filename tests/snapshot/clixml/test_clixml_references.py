"""CLIXML: references to objects that were written before."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from delegint.snapshot.carriers.xml_safety import MAX_DEPTH
from delegint.snapshot.values import Value
from tests.snapshot.clixml.exports import ROOT, objects, refused, remarked, value, written

_LOST: Final = "refers to an object that is not, or no longer, known"


def test_a_reference_is_the_same_object(tmp_path: Path) -> None:
    identity = '<Obj N="Identity" RefId="1"><ToString>c/u</ToString><Props><S N="Name">u</S></Props></Obj>'
    [record] = objects(tmp_path, f'<Obj RefId="0"><Props>{identity}<Ref N="Id" RefId="1" /></Props></Obj>')
    assert record.values == {"Identity": {"Name": "u", "ToString": "c/u"}, "Id": {"Name": "u", "ToString": "c/u"}}
    assert record.values["Id"] is record.values["Identity"]


def test_references_in_lists_and_dictionaries(tmp_path: Path) -> None:
    first = '<Obj RefId="5"><ToString>x</ToString></Obj>'
    entry = '<En><S N="Key">k</S><Ref N="Value" RefId="5" /></En>'
    body = f'<Obj N="P"><LST>{first}<Ref RefId="5" /><Obj><DCT>{entry}</DCT></Obj></LST></Obj>'
    assert value(tmp_path, body) == ["x", "x", {"k": "x"}]


def test_a_reference_to_an_earlier_record(tmp_path: Path) -> None:
    first = '<Obj RefId="0"><Props><Obj N="Org" RefId="1"><ToString>Contoso</ToString></Obj></Props></Obj>'
    second = '<Obj RefId="2"><Props><Ref N="Org" RefId="1" /></Props></Obj>'
    records = objects(tmp_path, f'{first}{second}\n<Ref RefId="0" />')
    assert [record.values for record in records] == [{"Org": "Contoso"}] * 3
    assert [record.line for record in records] == [2, 2, 3]


def test_numbers_that_begin_anew_mean_the_last_definition(tmp_path: Path) -> None:
    part = (
        '<Obj RefId="0"><Props><Obj N="A" RefId="1"><ToString>{0}</ToString></Obj><Ref N="B" RefId="1" /></Props></Obj>'
    )
    records = objects(tmp_path, part.format("first") + part.format("second"))
    assert [record.values for record in records] == [{"A": "first", "B": "first"}, {"A": "second", "B": "second"}]


@pytest.mark.parametrize(("text", "wanted"), [("<ToString>me</ToString>", "me"), ("", None)])
def test_a_value_that_refers_to_itself(text: str, wanted: Value, tmp_path: Path) -> None:
    inner = '<Obj N="Inner" RefId="1"><Props><Ref N="Outer" RefId="0" /><Ref N="Own" RefId="1" /></Props></Obj>'
    body = f'<Obj RefId="0">{text}<Props>{inner}<Ref N="Self" RefId="0" /><Ref N="Again" RefId="1" /></Props></Obj>'
    [record] = objects(tmp_path, body)
    found = dict(record.values)
    assert found.pop("ToString", None) == wanted
    expected: dict[str, Value] = {"Outer": wanted, "Own": None}
    assert found == {"Inner": expected, "Self": wanted, "Again": expected}


def test_a_list_that_holds_itself(tmp_path: Path) -> None:
    assert value(tmp_path, '<Obj N="P" RefId="1"><LST><Ref RefId="1" /><S>a</S></LST></Obj>') == [None, "a"]


def test_a_reference_to_nothing_is_unknown_and_said(tmp_path: Path) -> None:
    records, [first, second] = remarked(tmp_path, '<Obj><MS>\n<Ref N="A" RefId="7" /></MS></Obj>\n<Ref />')
    assert records == [{"A": None}, {"value": None}]
    assert (first.line, first.message) == (3, f"A {_LOST}")
    assert "Select-Object" in first.fix
    assert (second.line, second.message) == (4, f"A record {_LOST}")


def test_types_are_not_references_to_objects(tmp_path: Path) -> None:
    body = '<Obj RefId="0"><TN RefId="3"><T>System.Object</T></TN><MS><Ref N="A" RefId="3" /></MS></Obj>'
    records, [remark] = remarked(tmp_path, body)
    assert records == [{"A": None}]
    assert remark.message == f"A {_LOST}"


def _many(between: int) -> str:
    """A shared object, then records that use it now and then, then one that uses another which nobody used."""
    shared = (
        '<Obj N="Used" RefId="1"><ToString>used</ToString></Obj><Obj N="Not" RefId="2"><ToString>not</ToString></Obj>'
    )
    filler = "x" * 1_000_000
    first = f'<Obj RefId="0"><MS>{shared}</MS></Obj>'
    users = (
        f'<Obj RefId="{at + 10}"><MS><S N="Text">{filler}</S><Ref N="Used" RefId="1" /></MS></Obj>'
        for at in range(between)
    )
    return "".join([first, *users, '<Obj RefId="3"><MS><Ref N="Not" RefId="2" /></MS></Obj>'])


def test_what_earlier_records_share_is_kept_while_it_is_used(tmp_path: Path) -> None:
    records, remarks = remarked(tmp_path, _many(4))
    assert remarks == []
    assert records[-1] == {"Not": "not"}
    records, [remark] = remarked(tmp_path, _many(40))
    assert [record["Used"] for record in records[1:-1]] == ["used"] * 40
    assert records[-1] == {"Not": None}
    assert remark.message == f"Not {_LOST}"


def test_few_references_do_not_make_many_values(tmp_path: Path) -> None:
    twice = "".join(
        f'<Obj RefId="{at}"><LST><Ref RefId="{at - 1}" /><Ref RefId="{at - 1}" /></LST></Obj>' for at in range(1, 60)
    )
    body = f'<S>before</S><Obj RefId="99"><MS><Obj N="P"><LST><Obj RefId="0"><MS /></Obj>{twice}</LST></Obj></MS></Obj>'
    records, remark = refused(written(tmp_path, f"{ROOT}{body}</Objs>"))
    assert records == [{"value": "before"}]
    assert remark.message == "One object holds more than 64 MiB of values"


def test_references_do_not_nest_without_end(tmp_path: Path) -> None:
    chain = "".join(f'<Obj RefId="{at}"><MS><Ref N="P" RefId="{at - 1}" /></MS></Obj>' for at in range(1, 100))
    records, remark = refused(written(tmp_path, f'{ROOT}<Obj RefId="0"><MS><S N="P">x</S></MS></Obj>{chain}</Objs>'))
    assert len(records) == MAX_DEPTH
    assert remark.message == "Objects are nested more than 64 deep"
