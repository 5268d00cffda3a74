"""Stacks of a sampling profiler become shares by part and a flame graph."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.stacks import flame_graph, part_of, read_stacks, shares

TOWER = "GraphImageEncoder.encode (encoders/graph_encoders.py:46)"
RAW = f"""\
run (uvicorn/server.py:1);search (service/search.py:5);{TOWER};Graph.run (bundles/graph.py:39) 6
run (/opt/lib/python3.11/site-packages/uvicorn/server.py:1);dumps (json/__init__.py:2) 3
run (threading.py:3);_worker (concurrent/futures/thread.py:81) 90
main (x.py:1) 1
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "raw"
    path.write_text(RAW)
    return path


def test_the_innermost_frame_that_is_known_decides(raw: Path) -> None:
    assert shares(read_stacks(raw)) == {"image tower": 0.6, "HTTP and JSON": 0.3, "other": 0.1}


def test_a_thread_that_waits_for_work_is_not_counted(raw: Path) -> None:
    assert sum(read_stacks(raw).values()) == 10


def test_the_encoders_are_told_apart() -> None:
    assert part_of(("GraphTextEncoder.encode (encoders/graph_encoders.py:73)",)) == "text tower"
    assert part_of(("decode_photo (encoders/photo.py:9)", "load (PIL/ImageFile.py:3)")) == "decode"
    assert part_of(("nothing (of/ours.py:1)",)) == "other"


def test_a_flame_graph_is_whole_xml_and_as_wide_as_its_samples(raw: Path) -> None:
    drawn = flame_graph(read_stacks(raw), "a <title> & more")
    root = ElementTree.fromstring(drawn)
    boxes = {
        str(group[0].text): float(group[1].get("width", 0)) for group in root.iter("{http://www.w3.org/2000/svg}g")
    }
    assert boxes["run (uvicorn/server.py): 90.0 %"] == pytest.approx(0.9 * 1200, abs=1)
    assert boxes["Graph.run (bundles/graph.py): 60.0 %"] == pytest.approx(0.6 * 1200, abs=1)
