"""Which message types are read, by the name of their message element, and why others are not."""

from __future__ import annotations

BY_ROOT: dict[str, str] = {
    "FIToFICstmrCdtTrf": "pacs.008",
    "pacs.008.001.01": "pacs.008",
    "FICdtTrf": "pacs.009",
    "FinInstnCdtTrf": "pacs.009",
    "pacs.009.001.01": "pacs.009",
    "PmtRtr": "pacs.004",
    "pacs.004.001.01": "pacs.004",
    "CstmrCdtTrfInitn": "pain.001",
    "pain.001.001.01": "pain.001",
    "pain.001.001.02": "pain.001",
}
"""Message element -> type. The names of the first versions are the types themselves."""

_OTHERS: dict[str, str] = {
    "FIToFIPmtCxlReq": "camt.056",
    "camt.056.001.01": "camt.056",
    "RsltnOfInvstgtn": "camt.029",
    "camt.029.001.01": "camt.029",
    "FIToFIPmtStsRpt": "pacs.002",
    "FIToFIPmtStsReq": "pacs.028",
    "FIToFICstmrDrctDbt": "pacs.003",
    "FIDrctDbt": "pacs.010",
    "CstmrPmtStsRpt": "pain.002",
    "CstmrDrctDbtInitn": "pain.008",
}

UNSUPPORTED: dict[str, str] = {
    "camt.056": "a recall is not decided: it is linked to the payment it recalls, and closes no hold",
    "camt.029": "the answer to a recall or an inquiry is not decided: it is linked to the payment it is about",
    "pacs.002": "a status report moves no money: it is linked to the payment it is about",
    "pacs.028": "a request for a status moves no money: it is linked to the payment it is about",
    "pain.002": "a status report moves no money: it is linked to the payment it is about",
}
"""Types that are linked to a payment by their references, and why they are not decided."""

BY_ROOT_OF_ALL = {**BY_ROOT, **_OTHERS}
ROOTS = frozenset(BY_ROOT_OF_ALL)


def other_type(kind: str) -> str:
    """Why a type that is not read is not."""
    return f"{kind[:40]} is not a type that is decided here: pacs.004, pacs.008, pacs.009 and pain.001 are"
