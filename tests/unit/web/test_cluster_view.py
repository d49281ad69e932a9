"""What the page of nodes shows of what the nodes say."""

from __future__ import annotations

from argyll_web.monitor.cluster_view import Change, NodeSays, NodesSay, Other, Peer, shown

NOW_US = 1_772_360_430_000_000
SECOND_US = 1_000_000


def says(node: str, state: str, applied: int, lag_ms: int = 0) -> NodeSays:
    return NodeSays(node, state, "n1", "10.0.0.1:9701", applied, applied, 3, lag_ms, 2, "0.1.0", 60)


def cluster(*others: Other) -> NodesSay:
    """Seen from the leader n1, which has committed 5,000 entries; n2 is there and n3 is gone."""
    me = says("n1", "leader", 5_000)
    me.peers = [Peer("n2", "10.0.0.2:9701", True, 4_990), Peer("n3", "10.0.0.3:9701", False, 1_000)]
    return NodesSay(me, {other.body.node: other for other in others}, [Change(NOW_US - SECOND_US, "n1", 3)], NOW_US)


def test_each_node_is_shown_as_it_says_it_is() -> None:
    answer = shown(cluster(Other(NOW_US, says("n2", "follower", 4_995, 40))), {"n2": 7})
    n1, n2, n3 = answer["nodes"]
    assert (answer["leader"], answer["term"], answer["node"]) == ("n1", 3, "n1")
    assert (n1["role"], n1["is_self"], n1["address"], n1["lag_entries"]) == ("leader", True, "10.0.0.1:9701", 0)
    assert (n2["role"], n2["applied"], n2["lag_entries"], n2["lag_ms"]) == ("follower", 4_995, 5, 40)
    assert (n2["flows"], n2["clients"], n2["uptime_s"], n2["warnings"]) == (7, 2, 60, [])
    assert (n3["role"], n3["lag_entries"]) == ("unreachable", 4_000)
    assert answer["leader_changes"] == [{"at": "2026-03-01T10:20:29Z", "leader": "n1", "term": 3}]


def test_what_a_node_does_not_tell_is_left_open() -> None:
    _, n2, n3 = shown(cluster(), {})["nodes"]
    assert (n2["role"], n2["applied"], n2["clients"], n2["version"], n2["uptime_s"]) == (
        "follower", 4_990, None, None, None,
    )  # fmt: skip
    assert n3["last_seen"] == "0001-01-01T00:00:00Z"
    assert n3["warnings"] == ["lag_entries", "silent"]


def test_a_node_that_went_away_is_silent_after_ten_seconds() -> None:
    for ago_s, warnings in ((3, []), (12, ["silent"])):
        heard = Other(NOW_US - ago_s * SECOND_US, says("n3", "follower", 5_000))
        n3 = shown(cluster(heard), {})["nodes"][2]
        assert (n3["role"], n3["warnings"], n3["uptime_s"]) == ("unreachable", warnings, None)
        assert n3["version"] == "0.1.0"
