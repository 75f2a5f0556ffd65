"""The payments that a message of another type speaks of: a recall is linked by these, and by nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

REFERENCES: dict[str, str] = {
    "OrgnlMsgId": "original_message_id",
    "OrgnlMsgNmId": "original_message_type",
    "OrgnlPmtInfId": "original_payment_information_id",
    "OrgnlInstrId": "original_instruction_id",
    "OrgnlEndToEndId": "original_end_to_end_id",
    "OrgnlTxId": "original_transaction_id",
    "OrgnlUETR": "original_uetr",
    "OrgnlClrSysRef": "original_clearing_reference",
    "CxlId": "cancellation_id",
    "CxlStsId": "cancellation_status_id",
    "TxCxlSts": "cancellation_status",
    "GrpCxl": "group_cancellation",
    "GrpCxlId": "group_cancellation_id",
}
TRANSACTIONS = frozenset({"TxInf", "TxInfAndSts"})
MOST = 100_000


def links(root: _Element) -> tuple[str, tuple[dict[str, str], ...]]:
    """The message's own id, and the references of each payment it speaks of; of the group, where it names none."""
    message_id = ""
    group: dict[str, str] = {}
    found: list[dict[str, str]] = []
    inside: list[tuple[_Element, dict[str, str]]] = []
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name in TRANSACTIONS and len(found) < MOST:
            inside.append((element, {}))
            found.append(inside[-1][1])
            continue
        text = (element.text or "").strip()
        if not text:
            continue
        if name in REFERENCES:
            _holder(element, inside, group).setdefault(REFERENCES[name], text)
        elif not message_id and name in ("MsgId", "Id") and _is_own_id(element):
            message_id = text
    return message_id, tuple({**group, **one} for one in found) or ((group,) if group else ())


def _is_own_id(element: _Element) -> bool:
    parent = element.getparent()
    name = "" if parent is None else str(parent.tag).rpartition("}")[2]
    return name in ("GrpHdr", "Assgnmt", "MsgHdr")


def _holder(element: _Element, inside: list[tuple[_Element, dict[str, str]]], group: dict[str, str]) -> dict[str, str]:
    """The transaction an element stands in: the last begun, if it is an ancestor."""
    if inside and any(ancestor is inside[-1][0] for ancestor in element.iterancestors()):
        return inside[-1][1]
    return group
