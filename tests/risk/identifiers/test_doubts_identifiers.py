"""What is said of identifiers that are not what they are said to be."""

from __future__ import annotations

import pytest

from watchgate.risk.identifiers.doubts import doubts
from watchgate.risk.identifiers.normal import parse_identifier


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("imo:7937318", "imoNumber 7937318: fails the check of its kind (IMO number)"),
        ("lei:123", "leiCode 123: fails the check of its kind (LEI)"),
        ("bic:XXXX", "swiftBic XXXX: fails the check of its kind (BIC)"),
        ("iban:GB82WEST12345698765431", "(IBAN)"),
        ("foo:123", "'foo' is no kind of identifier that is known here"),
        ("pasport:kp:563410081", "'pasport' is no kind"),
    ],
)
def test_what_is_not_compared_as_meant_is_said_with_its_reason(text: str, part: str) -> None:
    (said,) = doubts([parse_identifier(text)])
    assert part in said


@pytest.mark.parametrize(
    "text",
    [
        "imo:9161003",
        "9161003",
        "7937318",
        "No.: 563410081",
        "passport:kp:563410081",
        "bitcoin:1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD",
        "wallet:1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD",
        "swift:AGRIFRPP",
    ],
)
def test_what_is_compared_as_meant_raises_no_doubt(text: str) -> None:
    assert doubts([parse_identifier(text)]) == ()
