"""Forms of address and legal forms that the altered deck writes: tables of its own, apart from the matcher's."""

from __future__ import annotations

TITLES = ("Mr", "Mrs", "Dr.", "Eng.", "Prof.", "Gen.")

_SETS = (
    ("LTD", "Limited", "Ltd."),
    ("LIMITED", "Ltd", "Ltd."),
    ("CO", "Company", "Co."),
    ("COMPANY", "Co", "Co."),
    ("CORP", "Corporation", "Corp."),
    ("CORPORATION", "Corp", "Corp."),
    ("INC", "Incorporated", "Inc."),
    ("LLC", "L.L.C.", "L L C"),
    ("GMBH", "G.m.b.H.", "GesmbH"),
    ("SA", "S.A.", "S A"),
    ("SRL", "S.R.L.", "S R L"),
    ("PLC", "P.L.C.", "Public Limited Company"),
    ("JSC", "J.S.C.", "Joint Stock Company"),
    ("OOO", "O.O.O.", "LLC"),
    ("FZE", "F.Z.E.", "FZ E"),
    ("PTE", "Pte.", "Private"),
    ("PVT", "Pvt.", "Private"),
)
FORMS: dict[str, tuple[str, ...]] = {written: others for written, *rest in _SETS for others in [tuple(rest)]}
"""A legal form in capitals without full stops -> how else it is written."""
