"""The report as one HTML page: no script, nothing from outside, readable and printable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchgate.gate.validation.alterations import CLASSES
from watchgate.gate.validation.chart import age_chart, recall_chart
from watchgate.gate.validation.decks import AS_WRITTEN, CRAFT_AS_PARTY, CRAFT_IN_TEXT, IN_TEXT, NUMBERS, WEAK
from watchgate.gate.validation.html_parts import STYLE, box, items, percent, plain, section, table
from watchgate.gate.validation.line import Near, upper_bound
from watchgate.gate.validation.report import Report
from watchgate.gate.validation.tally import Recall
from watchgate.model.clock import iso

SECTIONS = {
    "versions": "What was validated",
    "feeds": "Lists: loaded against counted",
    "decks": "Listed names through the gate",
    "line": "Above and below the line",
    "exceptions": "Exceptions",
    "untested": "What was not tested",
}
DOES = {
    AS_WRITTEN: "a listed name as it is written, as a party",
    IN_TEXT: "the same, in the remittance text",
    NUMBERS: "a listed number alone, of a creditor without a name",
    CRAFT_IN_TEXT: "the name of a vessel or aircraft in the remittance text",
    CRAFT_AS_PARTY: "the same as a party: a party of a payment is a person or an organisation, so that it is lowered",
    WEAK: "a weak alias alone, as a party: it supports a match and makes none, by rule",
    **{name: one.does for name, one in CLASSES.items()},
}


def page(report: Report) -> str:
    """The whole page."""
    links = "".join(f'<a href="#{name}">{plain(title)}</a>' for name, title in SECTIONS.items())
    parts = (_versions(report), _feeds(report), _decks(report), _line(report), _exceptions(report), _untested(report))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Validation of the gate</title>'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<style>{STYLE}</style></head><body><h1>Validation of the gate</h1><p class="dim">'
        f"{plain(iso(report.made_at)[:19])} UTC; seed {report.seed}; {report.tried:,} cases</p><nav>{links}</nav>"
        f"{_summary(report)}{''.join(parts)}"
        f'<p class="asked">{plain(report.asked_by_note)}</p></body></html>'
    )


def _summary(report: Report) -> str:
    exact = [one for one in report.overall if one.class_ == AS_WRITTEN]
    tried = sum(one.tried for one in exact)
    if report.passed_exactly:
        said = f"{report.passed_exactly:,} of {tried:,} listed names, exactly as they are written, were not met."
        first = box(said, "bad")
    else:
        low = percent(exact[0].low) if exact else "nothing"
        said = f"All {tried:,} listed names that were tried as they are written were met (95 % interval from {low})."
        first = box(said, "good") if tried else box("No listed name was tried: no list is loaded.", "bad")
    old = [one.source for one in report.feeds if one.stale]
    open_ones = [one.source for one in report.feeds if not one.reconciled]
    more = [box(f"Older than the policy allows, so that nothing passes: {', '.join(old)}.", "bad")] if old else []
    if open_ones:
        more.append(box(f"Not reconciled in every point: {', '.join(open_ones)}.", "bad"))
    met = [f"{one.format}: {', '.join(one.met)}" for one in report.controls if one.met]
    if met:
        more.append(box(f"Messages with nothing planted met somebody: {'; '.join(met)}.", "bad"))
    return first + "".join(more)


def _versions(report: Report) -> str:
    one = report.versions
    rows = (
        ("Watchgate", one.product),
        ("Engine", one.engine),
        ("Weights", one.weights),
        ("Policy", one.policy_sha256),
        ("Evidence position", one.position),
        ("Root of the evidence log", one.head or "the ledger has moved on since: see `watchgate ledger head`"),
        ("Exceptions position", one.exceptions_position),
        ("Decisions in the history", f"{one.decisions:,}"),
    )
    said = table(("What", "Which"), rows) + "<h3>What the policy says</h3>" + items(one.policy)
    return section("versions", SECTIONS["versions"], _asked(report, "versions"), said)


def _feeds(report: Report) -> str:
    counts = (
        "Entries in file",
        "Records",
        "Stated",
        "Records loaded",
        "Statements",
        "Missing",
        "Beyond",
        "Taken back",
        "Refused",
    )
    titles = ("Source", "Of", *counts, "State")
    rows = (
        (
            one.source,
            one.snapshot_date,
            f"{one.in_file:,}",
            f"{one.records_in_file:,}",
            f"{one.stated:,}" if one.stated else "-",
            f"{one.loaded:,}",
            f"{one.statements:,}",
            f"{one.not_loaded:,}",
            f"{one.beyond:,}",
            f"{one.withdrawn:,}",
            f"{len(one.refused):,}",
            one.note or one.waiting or ("interrupted" if one.interrupted else "agrees" if one.reconciled else "open"),
        )
        for one in report.feeds
    )
    refused = [f"{one.source} {bad.record_id}: {bad.reason}" for one in report.feeds for bad in one.refused]
    parts = [
        "<p>The file that was loaded last is read again from the kept original, and each of its statements is looked "
        "for in the ledger. An entry may be a listing or an address as well as a party; a record is what the publisher "
        "numbers. <i>Missing</i>: in the file and not in force. <i>Beyond</i>: in force and not in the file.</p>",
        age_chart(report.feeds),
        table(titles, rows, range(2, 11)),
        "<h3>Refused entries</h3>",
        items(refused) if refused else "<p>None.</p>",
    ]
    return section("feeds", SECTIONS["feeds"], _asked(report, "feeds"), *parts)


def _decks(report: Report) -> str:
    sizes = ((one.dataset, f"{one.parties:,}", f"{one.names:,}", f"{one.too_short:,}") for one in report.lists)
    misses = (
        (one.dataset, one.class_, one.listed, one.text, f"{one.role}, {one.format}", one.outcome.value, one.cause)
        for one in report.misses
    )
    parts = [
        "<p>Each case is one generated message, read and decided as any payment; nothing of it is kept. <i>Met</i> "
        "means that the planted entity is a match that holds or stops. The verdict is not counted: where a list is too "
        "old everything is held, and a miss would hide behind that.</p>",
        recall_chart(report.overall),
        table(
            ("List", "Parties of concern", "Names", "Too short to try"),
            sizes,
            (1, 2, 3),
        ),
        *(f"<h3>{plain(group)}</h3>{_recall(rows)}" for group, rows in _grouped(report.recall)),
        "<h3>Names as written, by where they stood</h3>",
        _recall(report.places, first="Where"),
        f"<h3>Every case that was not met ({len(report.misses):,}), weak aliases aside</h3>",
        table(("List", "Class", "Listed", "Typed", "Where", "Outcome", "Why"), misses),
    ]
    return section("decks", SECTIONS["decks"], _asked(report, "decks"), *parts)


def _recall(rows: Iterable[Recall], first: str = "Class") -> str:
    titles = (first, "What", "Tried", "Met", "Shown only", "Share met", "95 % interval")
    cells = (
        (
            one.class_ if first == "Class" else one.group,
            DOES.get(one.class_, "") if first == "Class" else "",
            f"{one.tried:,}",
            f"{one.met:,}",
            f"{one.shown:,}",
            percent(one.share),
            f"{percent(one.low)} to {percent(one.high)}",
        )
        for one in rows
    )
    return table(titles, cells, range(2, 7))


def _line(report: Report) -> str:
    line = report.line
    parts = [
        f"<p>Pairs within {line.band / 1000:.2f} of the threshold {line.threshold / 1000:.2f}, from "
        f"{plain(line.origin)}: {line.asked:,} parties were compared. They are for people to judge; the last two "
        "columns are empty for that. A true match below the line speaks for a lower threshold, false ones above it for "
        "a higher one.</p>",
    ]
    for side, drawn, found in (("below", line.below, line.below_found), ("above", line.above, line.above_found)):
        parts.append(f"<h3>Just {side} the line: {len(drawn):,} drawn of {found:,}</h3>")
        if side == "below" and drawn:
            parts.append(
                f"<p>If none of these {len(drawn):,} is judged a true match, at most "
                f"{percent(upper_bound(len(drawn)))} of all pairs in this band are, at 95 % confidence.</p>"
            )
        parts.append(_pairs(drawn))
    return section("line", SECTIONS["line"], _asked(report, "line"), *parts)


def _pairs(drawn: Sequence[Near]) -> str:
    rows = (
        (
            f"{one.score / 1000:.3f}",
            one.text,
            f"{one.name} ({one.entity_id})",
            "; ".join(one.reasons),
            "made from it" if one.planted else "",
            "",
            "",
        )
        for one in drawn
    )
    return table(("Score", "Party", "Listed", "Why", "Deck", "True match?", "Judged by"), rows, (0,))


def _exceptions(report: Report) -> str:
    rows = (
        (one.id[:12], one.finding, one.customer, one.entity_id, one.role, one.state, one.until, one.author, one.second)
        for one in report.exceptions
    )
    titles = ("Exception", "Finding", "Customer", "Entity", "Role", "State", "Until", "By", "And")
    return section("exceptions", SECTIONS["exceptions"], _asked(report, "exceptions"), table(titles, rows))


def _untested(report: Report) -> str:
    return section("untested", SECTIONS["untested"], _asked(report, "untested"), items(report.untested))


def _asked(report: Report, name: str) -> str:
    names = report.asked_by.get(name, ())
    return f"Asked for, by name (wording unverified): {'; '.join(names)}" if names else ""


def _grouped(rows: Sequence[Recall]) -> list[tuple[str, list[Recall]]]:
    groups: dict[str, list[Recall]] = {}
    for one in rows:
        groups.setdefault(one.group, []).append(one)
    return list(groups.items())
