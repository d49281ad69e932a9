"""What SQLite leaves out of a write-ahead log when it opens it: a torn last write, or damage.

SQLite reads its WAL up to the first frame whose checksum is wrong and takes the rest for a write that never ended.
For the journal that would be silent loss when the frame is damaged and whole transactions stand behind it, because
those were synced and acknowledged. A transaction begins only after the one before it is synced. So a torn write
leaves at most one commit frame behind the last good one; two prove damage.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from engine.replication.errors import Fatal

_HEADER = struct.Struct(">IIIIIIII")
_FRAME = struct.Struct(">IIIIII")
_MAGIC_LITTLE, _MAGIC_BIG = 0x377F0682, 0x377F0683


def torn_bytes(wal: Path, good_frames: int, page_size: int, advice: str) -> int:
    """Size of the torn write behind `good_frames`, which SQLite has read; 0 when there is none.

    Raises Fatal when what follows is damage. Frames of earlier rounds of the file (other salts) do not count.
    """
    try:
        with wal.open("rb") as file:
            head = file.read(_HEADER.size)
            salts = _salts(head)
            frames = list(_frame_heads(file, good_frames, page_size))
    except FileNotFoundError:
        return 0
    if salts is None:
        # Without its header nothing of the file was read; the first frame says which round was the last.
        if not frames:
            return len(head)
        salts = frames[0][2], frames[0][3]
    # One flipped bit can spoil one salt of a frame, hardly both.
    ours = [frame for frame in frames if frame[2] == salts[0] or frame[3] == salts[1]]
    if sum(1 for frame in ours if frame[1]) > 1:
        raise Fatal(
            f"{wal}: damaged at byte {_HEADER.size + good_frames * (_FRAME.size + page_size)}, with whole "
            f"transactions behind it, so this is no torn write. {advice}"
        )
    return len(ours) * (_FRAME.size + page_size)


def _frame_heads(file: BinaryIO, first: int, page_size: int) -> Iterator[tuple[int, ...]]:
    """Page, size of the database after a commit (0: no commit), two salts, two checksums; of each frame."""
    step = _FRAME.size + page_size
    at = _HEADER.size + first * step
    while True:
        file.seek(at)
        head = file.read(_FRAME.size)
        if len(head) < _FRAME.size:
            return
        yield _FRAME.unpack(head)
        at += step


def _salts(head: bytes) -> tuple[int, int] | None:
    """The salts of this round of the file; None when the header is torn or damaged."""
    if len(head) < _HEADER.size:
        return None
    magic, *_ = fields = _HEADER.unpack(head)
    if magic not in (_MAGIC_LITTLE, _MAGIC_BIG):
        return None
    words = struct.unpack(">6I" if magic == _MAGIC_BIG else "<6I", head[:24])
    a = b = 0
    for one, two in zip(words[::2], words[1::2], strict=True):
        a = (a + one + b) & 0xFFFFFFFF
        b = (b + two + a) & 0xFFFFFFFF
    return (fields[4], fields[5]) if (a, b) == (fields[6], fields[7]) else None
