"""CLIXML: whatever neutral tree is written comes back equal."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given
from hypothesis import strategies as st

from delegint.snapshot.carriers import clixml
from delegint.snapshot.values import RawRecord, UnreadableExportError, Value
from tests.snapshot.clixml.exports import ROOT, written

_ESCAPED: Final = re.compile(r"_(?=[xX])|[^\t -\x7e\xa0-\ud7ff\ue000-\ufffd]|\t")

_texts = st.text(max_size=20) | st.sampled_from(["_x000D_", "__x0041_", "_x005F_", "\r\n\t", "\U0001f600", "]]>&<'\""])
_names = _texts.filter(lambda name: name not in {"SerializationData", "ToString"})
_numbers = st.integers(-(2**63), 2**64 - 1)
_plain = st.none() | st.booleans() | _numbers | st.floats(allow_nan=False, allow_infinity=False) | _texts
_enumerations = st.builds(lambda number, name: {"value": number, "Value": name}, _numbers, _texts)


def _larger(children: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    members = st.dictionaries(_names, children, max_size=4)
    with_text = st.builds(lambda found, text: {**found, "ToString": text} if found else {}, members, _texts)
    return st.lists(children, max_size=4) | members | with_text


_trees: st.SearchStrategy[Value] = st.recursive(_plain | _enumerations, _larger, max_leaves=15)
_records = st.lists(st.dictionaries(_names, _trees, max_size=5), max_size=5)


def _escaped(text: str) -> str:
    def units(match: re.Match[str]) -> str:
        data = match[0].encode("utf-16-be")
        return "".join(f"_x{data[at]:02X}{data[at + 1]:02X}_" for at in range(0, len(data), 2))

    return _ESCAPED.sub(units, text)


def _rendered(value: Value, name: str | None, section: str) -> str:
    """One value as PowerShell would write it.

    Parameters:
        name: of the property; None in a list.
        section: where the members of an object go: Props, MS or DCT.
    """
    given_name = "" if name is None else f" N={quoteattr(_escaped(name))}"
    if value is None:
        return f"<Nil{given_name} />"
    if isinstance(value, bool):
        return f"<B{given_name}>{str(value).lower()}</B>"
    if isinstance(value, int):
        return f"<I64{given_name}>{value}</I64>"
    if isinstance(value, float):
        return f"<Db{given_name}>{value!r}</Db>"
    if isinstance(value, str):
        return f"<S{given_name}>{escape(_escaped(value))}</S>"
    if isinstance(value, list):
        content = "".join(_rendered(item, None, section) for item in value)
        return f"<Obj{given_name}><LST>{content}</LST></Obj>"
    return f"<Obj{given_name}>{_content(value, section)}</Obj>"


def _content(values: dict[str, Value], section: str) -> str:
    members = dict(values)
    if members.keys() == {"value", "Value"} and type(members["value"]) is int and type(members["Value"]) is str:
        return f"<ToString>{escape(_escaped(members['Value']))}</ToString><I64>{members['value']}</I64>"
    text = ""
    if "ToString" in members:
        text = f"<ToString>{escape(_escaped(str(members.pop('ToString'))))}</ToString>"
    elif section == "DCT":
        entries = (
            f"<En>{_rendered(key, 'Key', section)}{_rendered(value, 'Value', section)}</En>"
            for key, value in members.items()
        )
        return f"<DCT>{''.join(entries)}</DCT>"
    inner = "Props" if section == "DCT" else section
    content = "".join(_rendered(value, key, section) for key, value in members.items())
    return f"{text}<{inner}>{content}</{inner}>"


@given(
    _records,
    st.sampled_from(["Props", "MS", "DCT"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_tree_comes_back(records: list[dict[str, Value]], section: str, encoding: str) -> None:
    body = "\n".join(f'<Obj RefId="{at}">{_content(values, section)}</Obj>' for at, values in enumerate(records))
    with TemporaryDirectory() as folder:
        export = written(Path(folder), f"{ROOT}\n{body}</Objs>", encoding)
        found = list(clixml.read(export))
    assert found == [RawRecord(line, values) for line, values in enumerate(records, 2)]
    assert export.remarks == []


_elements = st.sampled_from(
    [
        "Obj",
        "Props",
        "MS",
        "LST",
        "DCT",
        "En",
        "S",
        "I32",
        "B",
        "Ref",
        "Nil",
        "SS",
        "TN",
        "ToString",
        "BA",
        "Other",
        "Objs",
    ]
)
_attributes = st.sampled_from(["", ' N="A"', ' N="Key"', ' N="Value"', ' RefId="0"', ' RefId="1"', ' N="A" RefId="0"'])


@st.composite
def _documents(draw: st.DrawFn) -> str:
    """Well-formed XML of the right elements in any order."""
    parts, opened = [ROOT], ["Objs"]
    for _ in range(draw(st.integers(0, 40))):
        if len(opened) > 1 and draw(st.booleans()):
            parts.append(f"</{opened.pop()}>")
        else:
            tag = draw(_elements)
            parts.append(f"<{tag}{draw(_attributes)}>{draw(st.sampled_from(['', '1', 'true', 'x']))}")
            opened.append(tag)
    parts.extend(f"</{tag}>" for tag in reversed(opened))
    return "".join(parts)


@given(_documents() | st.text(max_size=60))
def test_any_document_is_read_or_refused(text: str) -> None:
    with TemporaryDirectory() as folder:
        export = written(Path(folder), text)
        try:
            records = list(clixml.read(export))
        except UnreadableExportError as error:
            remarks, records = [error.remark, *export.remarks], []
        else:
            remarks = export.remarks
    assert all(type(record.values) is dict for record in records)
    assert all(remark.line >= 1 and remark.message for remark in remarks)
