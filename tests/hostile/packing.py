"""Archives, made byte by byte where no program would make them so."""

import gzip
import io
import stat
import tarfile
import zipfile

Entry = tuple[str | zipfile.ZipInfo, str | bytes]


def zipped(*entries: Entry, packed: int = zipfile.ZIP_DEFLATED, before: bytes = b"") -> bytes:
    """A zip of these files."""
    data = io.BytesIO()
    data.write(before)
    with zipfile.ZipFile(data, "a", packed) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return data.getvalue()


def streamed(*entries: Entry) -> bytes:
    """A zip as it is written to a pipe: sizes stand behind the files, in 64 bits."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for name, content in entries:
            with archive.open(name, "w", force_zip64=True) as file:
                file.write(content if isinstance(content, bytes) else content.encode())
    return bytes(pipe.data)


def flagged(data: bytes, flag: int, *, local: int = 6, central: int = 8) -> bytes:
    """The zip with a flag set at all its files."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        place = changed.find(mark)
        while place >= 0:
            changed[place + offset] |= flag & 0xFF
            changed[place + offset + 1] |= flag >> 8
            place = changed.find(mark, place + 4)
    return bytes(changed)


def in_directory(data: bytes, offset: int, value: bytes) -> bytes:
    """The zip with other bytes in the first entry of its table of contents."""
    place = data.index(b"PK\x01\x02") + offset
    return data[:place] + value + data[place + len(value) :]


def renamed(data: bytes, old: bytes, new: bytes, *, flags: int = 0) -> bytes:
    """The zip with other bytes for a name, which may be in any encoding."""
    assert len(old) == len(new)
    return flagged(data.replace(old, new), flags)


def linked(name: str, target: str) -> Entry:
    """A symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


def tarred(content: str) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        info = tarfile.TarInfo("catalogue.csv")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content.encode()))
    return data.getvalue()


def office(*members: str) -> bytes:
    return zipped(("[Content_Types].xml", "<Types/>"), ("_rels/.rels", ""), *((member, "<x/>") for member in members))


def members(*texts: str) -> bytes:
    return b"".join(gzip.compress(text.encode()) for text in texts)


def damaged(data: bytes, place: int) -> bytes:
    return data[:place] + bytes(byte ^ 0x55 for byte in data[place : place + 4]) + data[place + 4 :]
