"""Which instruments are known to ask for which part of the evidence.

Names only: their wording was not read for this version of Watchgate, so nothing here quotes them or cites a paragraph,
and the report says so wherever it names one. Check the text in force before relying on it.
"""

from __future__ import annotations

UNVERIFIED = (
    "Named only: the wording of these instruments was not read for this report, and nothing here quotes them. "
    "Check the text in force."
)
NYDFS = "NYDFS Part 504 (transaction monitoring and filtering programmes)"
WOLFSBERG = "Wolfsberg Group guidance on sanctions screening"
EBA = "EBA/GL/2024/14 and EBA/GL/2024/15 (restrictive measures: policies, procedures and controls)"

ASKED_BY: dict[str, tuple[str, ...]] = {
    "versions": (NYDFS, EBA),
    "feeds": (NYDFS, WOLFSBERG, EBA),
    "decks": (NYDFS, WOLFSBERG, EBA),
    "line": (NYDFS, WOLFSBERG),
    "exceptions": (WOLFSBERG, EBA),
    "untested": (NYDFS, EBA),
}
"""Section of the report -> whose subject it is."""
