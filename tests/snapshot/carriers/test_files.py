"""One file of an export: compression, encodings, byte order marks and what cannot be read."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.snapshot.files import HEAD_CHARACTERS, ExportFile, read_up_to
from delegint.snapshot.values import Remark, UnreadableExportError

FOREIGN = "This file is not written in UTF-8 throughout; what is not was read as Windows-1252"
UTF8 = "Export it again with `-Encoding utf8`"


def written(folder: Path, data: bytes, **more: int) -> ExportFile:
    path = folder / "export"
    path.write_bytes(data)
    return ExportFile(path, "onprem/export", **more)


def text_of(export: ExportFile) -> str:
    with export.open_text() as stream:
        return stream.read()


def failure_of(export: ExportFile) -> Remark:
    with pytest.raises(UnreadableExportError) as caught:
        text_of(export)
    return caught.value.remark


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"", "utf-8", ""),
        (b"\xef\xbb\xbf", "utf-8", ""),
        (b"\xff\xfe", "utf-16-le", ""),
        (b"Name\r\nAnna\r\n", "utf-8", "Name\r\nAnna\r\n"),
        ("Müller".encode(), "utf-8", "Müller"),
        ("Müller".encode("utf-8-sig"), "utf-8", "Müller"),
        ("Müller Łódź".encode("utf-16"), "utf-16-le", "Müller Łódź"),
        (b"\xfe\xff" + "Müller\r\n".encode("utf-16-be"), "utf-16-be", "Müller\r\n"),
        ("Name\r\nŁucja".encode("utf-16-le"), "utf-16-le", "Name\r\nŁucja"),
        ("Name\r\nŁucja".encode("utf-16-be"), "utf-16-be", "Name\r\nŁucja"),
        ("Müller ½ €".encode("cp1252"), "cp1252", "Müller ½ €"),
        (b"M\xfcller \x81\x90", "cp1252", "Müller \x81\x90"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str, text: str) -> None:
    export = written(tmp_path, data)
    assert (export.encoding, export.head, text_of(export)) == (encoding, text, text)
    assert export.remarks == ([Remark(1, FOREIGN, UTF8)] if encoding == "cp1252" else [])


def test_the_remark_on_windows_1252_names_the_first_line_once(tmp_path: Path) -> None:
    export = written(tmp_path, b"Name\r\nAnna\r\nM\xfcller\r\nJ\xe4ger\r\n")
    assert (text_of(export), text_of(export), export.head[:4]) == (export.head, export.head, "Name")
    assert export.remarks == [Remark(3, FOREIGN, UTF8)]


def test_a_wrong_byte_far_into_the_file(tmp_path: Path) -> None:
    before = "Müller\r\n" * 200_000
    export = written(tmp_path, before.encode() + b"J\xe4ger \x80\r\nM\xc3\xbcller\r\n")
    assert export.encoding == "utf-8"
    assert export.remarks == []
    assert text_of(export) == before + "Jäger €\r\nMüller\r\n"
    assert export.remarks == [Remark(200_001, FOREIGN, UTF8)]


def test_utf_8_with_one_wrong_byte_is_no_windows_1252(tmp_path: Path) -> None:
    export = written(tmp_path, "Müller, Jäger\r\n".encode() + b"K\xfchn\r\n")
    assert (export.encoding, export.head) == ("utf-8", "Müller, Jäger\r\nKühn\r\n")
    assert export.remarks == [Remark(2, FOREIGN, UTF8)]


def test_a_character_cut_off_at_the_end(tmp_path: Path) -> None:
    export = written(tmp_path, "Müller Jä".encode()[:-1])
    assert text_of(export) == "Müller JÃ"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_byte_order_marks_where_files_were_glued(tmp_path: Path, encoding: str) -> None:
    glued = "\ufeffa;b\r\n1;ü\r\n\ufeffa;b\r\n2;x\ufeffy\n\ufeff\ufeffz"
    assert text_of(written(tmp_path, glued.encode(encoding))) == "a;b\r\n1;ü\r\na;b\r\n2;x\ufeffy\nz"


def test_a_byte_order_mark_between_two_blocks(tmp_path: Path) -> None:
    first = b"x" * (256 * 1024 - 1) + b"\n"
    assert text_of(written(tmp_path, first + "\ufeffü\n".encode())) == first.decode() + "ü\n"


@pytest.mark.parametrize("bom", [b"\xff\xfe\0\0", b"\0\0\xfe\xff"])
def test_utf_32_is_refused(tmp_path: Path, bom: bytes) -> None:
    assert failure_of(written(tmp_path, bom + b"A\0\0\0")) == Remark(1, "This file is written in UTF-32", UTF8)


def test_gzip_is_known_by_its_beginning(tmp_path: Path) -> None:
    packed = gzip.compress("Müller\r\n".encode("utf-16")) + gzip.compress("Jäger".encode("utf-16-le"))
    export = written(tmp_path, packed)
    assert (export.encoding, export.head) == ("utf-16-le", "Müller\r\nJäger")
    with export.open_bytes() as stream:
        assert stream.read() == "Müller\r\nJäger".encode("utf-16")


def test_gzip_that_is_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    lines = [f"{number} {os.urandom(20).hex()}\n" for number in range(20_000)]
    export = written(tmp_path, gzip.compress("".join(lines).encode())[:-50_000])
    read: list[str] = []
    with export.open_text() as stream, pytest.raises(UnreadableExportError) as caught:
        read.extend(iter(stream.readline, ""))
    assert len(read) > 10_000
    assert read == lines[: len(read)]
    assert caught.value.remark[1:] == ("This gzip file is cut off", "Copy or compress it again")
    assert 10_000 < caught.value.remark.line <= len(read) + 1
    assert export.head == "".join(lines)[:HEAD_CHARACTERS]


def test_a_small_gzip_that_is_cut_off_keeps_its_lines(tmp_path: Path) -> None:
    lines = "".join(f"{os.urandom(20).hex()}\n" for _ in range(100))
    head = written(tmp_path, gzip.compress(lines.encode())[:-1000]).head
    assert len(head) > 41
    assert lines.startswith(head)


def test_gzip_of_which_nothing_is_left(tmp_path: Path) -> None:
    assert failure_of(written(tmp_path, gzip.compress(b"text")[:12])).message == "This gzip file is cut off"


def test_gzip_that_is_damaged(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"text"))
    packed[-5] ^= 1
    assert failure_of(written(tmp_path, bytes(packed))).message == "This gzip file is damaged"


def test_gzip_that_grows_beyond_all_bounds(tmp_path: Path) -> None:
    export = written(tmp_path, gzip.compress(b"\0" * 150 * 1024**2))
    with export.open_bytes() as stream, pytest.raises(UnreadableExportError, match=r"more than 1,000 times"):
        list(iter(lambda: stream.read(1024**2)[:1], b""))


def test_gzip_larger_than_allowed(tmp_path: Path) -> None:
    lines = b"line\n" * 200_000
    message = "This gzip file holds more than 999,999 bytes"
    fix = "Export fewer properties, or split the export by mailbox"
    assert failure_of(written(tmp_path, gzip.compress(lines), most_bytes=999_999))[1:] == (message, fix)
    assert text_of(written(tmp_path, gzip.compress(lines), most_bytes=1_000_000)) == lines.decode()


def test_what_is_no_file(tmp_path: Path) -> None:
    fix = "Check that it still exists and that you may read it"
    missing = ExportFile(tmp_path / "missing", "missing")
    assert failure_of(missing) == Remark(1, "This file cannot be read: no such file or directory", fix)
    assert failure_of(ExportFile(tmp_path, "folder")).message == "This is no regular file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders here")
def test_a_pipe_does_not_keep_the_run_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert failure_of(ExportFile(tmp_path / "pipe", "pipe")).fix == "Save the export to a file and name that"


def test_the_head_of_a_long_file(tmp_path: Path) -> None:
    export = written(tmp_path, "ü".encode() * 100_000)
    assert export.head == "ü" * HEAD_CHARACTERS


def test_reading_up_to_a_size_never_parts_cr_and_lf(tmp_path: Path) -> None:
    with written(tmp_path, b"abc\r\ndef").open_text() as stream:
        assert read_up_to(stream, 4) == ("abc\r\n", None)
        assert read_up_to(stream, 2) == ("de", None)
        assert read_up_to(stream, 9) == ("f", None)
        assert read_up_to(stream, 9) == ("", None)


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), min_size=1),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
)
def test_every_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str, packed: bool
) -> None:
    data = ("#TYPE Text\n" + text).encode(encoding)
    export = written(tmp_path_factory.mktemp("text"), gzip.compress(data) if packed else data)
    assert text_of(export) == "#TYPE Text\n" + text
    assert export.remarks == []


@given(st.binary())
def test_no_bytes_do_harm(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    export = written(tmp_path_factory.mktemp("bytes"), data)
    try:
        text = text_of(export)
    except UnreadableExportError as error:
        assert error.remark.message  # noqa: PT017 - either outcome is right
    else:
        assert text.startswith(export.head)
