from __future__ import annotations

import msgspec
import pytest
from fakes import batch
from hypothesis import given
from hypothesis import strategies as st

from engine.replication.entries import (
    NO_OP,
    Append,
    NodeLost,
    NodeUp,
    Record,
    decode,
    encode_append,
    encode_node_lost,
    encode_node_up,
    encode_record,
)
from engine.replication.errors import Fatal


def test_entries_come_back_as_they_were() -> None:
    record = Record("a", 3, 1, [batch(1, "flow/x"), batch(2, "catalog", 7)])
    up, lost = NodeUp("a", ["h:1"], "1", "t"), NodeLost("a", 3)
    assert decode(1, encode_append([encode_record(record)] * 2)) == Append([record, record])
    assert decode(1, encode_node_up(up)) == up
    assert decode(1, encode_node_lost(lost)) == lost
    assert decode(1, NO_OP) is None


@pytest.mark.parametrize("entry", [[1, "members", []], [2, "append", []], [1, "poem", {}]])
def test_an_entry_of_a_newer_version_stops_the_node_with_an_advice(entry: list[object]) -> None:
    with pytest.raises(Fatal, match=r"entry 17.*written by a newer version; upgrade this node"):
        decode(17, msgspec.msgpack.encode(entry))


@given(st.binary(max_size=40).filter(lambda command: command != NO_OP))
def test_garbage_stops_the_node_and_names_the_index(command: bytes) -> None:
    with pytest.raises(Fatal, match="entry 9"):
        decode(9, command)
