"""The picture of a trace: labels have room of their own, ribbons stay within the page, small parts are not nothing."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random
from xml.etree import ElementTree

import pytest

from watchgate.risk.exposure.forward import FAR, HELD, LABELLED
from watchgate.risk.tracing.picture import LETTER, LINE, Step, picture

SVG = "{http://www.w3.org/2000/svg}"
LETTERS = "abcdefghkmnpqrstuvwxyz123456789"


def flows(random: Random, hops: int, each: int) -> list[Step]:
    """From one address over `hops`, at most `each` flows from each, most with a price; one goes on each time."""
    steps = [Step(0, "134r8iHv69xdT6p5qVKTsHrcUEuBVZAYak", 1_234_567e8, 0, (), cents=8_024_685_500_000)]
    goes_on = [0]
    for hop in range(1, hops + 1):
        begun, goes_on = goes_on, []
        for source in begun:
            weights = [random.random() ** 3 for _ in range(random.randint(1, each))]
            for weight in weights:
                amount = steps[source].amount * weight / sum(weights)
                end = random.choice((0, HELD, LABELLED)) if hop < hops else random.choice((FAR, HELD))
                end = 0 if hop < hops and weight == max(weights) else end
                label = "Some exchange of much renown " if end == LABELLED else ""
                name = label + "".join(random.choices(LETTERS, k=34))
                cents = round(amount * 65_000) if random.random() < 0.8 else None
                goes_on += [] if end else [len(steps)]
                steps.append(Step(hop, name, amount, end, ((source, amount),), cents=cents))
    return steps


@pytest.mark.parametrize(("hops", "each"), [(1, 30), (6, 4), (8, 3), (12, 2)])
def test_no_label_runs_into_another_or_off_the_page(hops: int, each: int) -> None:
    for seed in range(5):
        drawn = picture(flows(Random(seed), hops, each), "From somebody", "made up", currency="USD")
        root = ElementTree.fromstring(drawn)
        width, height = float(root.attrib["width"]), float(root.attrib["height"])
        texts = [one for one in root.iter(f"{SVG}text") if one.attrib.get("stroke") is None]
        labels = [(float(one.attrib["x"]), float(one.attrib["y"]), one.text or "") for one in texts]
        labels = [one for one in labels if 60 < one[1] < height - 40]
        assert len(labels) > hops
        columns = sorted({x for x, _, _ in labels})
        for at, column in enumerate(columns):
            until = columns[at + 1] if at + 1 < len(columns) else width
            longest = max(len(text) for x, _, text in labels if x == column)
            assert column + longest * LETTER <= until, f"seed {seed}, column {at}"
            down = sorted(y for x, y, _ in labels if x == column)
            assert all(two - one >= LINE - 0.11 for one, two in pairwise(down)), f"seed {seed}"


def test_ribbons_stay_between_their_bars() -> None:
    drawn = picture(flows(Random(1), 6, 4), "From somebody", "made up")
    root = ElementTree.fromstring(drawn)
    height = float(root.attrib["height"])
    for path in root.iter(f"{SVG}path"):
        pairs = re.findall(r"([\d.]+),([\d.-]+)", path.attrib["d"])
        assert all(0 <= float(y) <= height for _, y in pairs)
        assert float(pairs[0][0]) < float(pairs[3][0])


def test_a_share_that_is_there_is_never_written_as_nothing() -> None:
    whole = 100_000_000.0
    steps = [Step(0, "one", whole, 0, ())]
    steps += [
        Step(1, "most", whole - 2_000, HELD, ((0, whole - 2_000),)),
        Step(1, "dust", 2_000.0, HELD, ((0, 2_000.0),)),
    ]
    drawn = picture(steps, "From one", "made up")
    assert "dust &lt;0.1%" in drawn
    assert "0.0%" not in drawn
    assert "1.0000 (100%)" in drawn
