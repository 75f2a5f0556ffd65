"""Notes beside UN aliases: what they say is not only a note. The notes are those of the list of 27 February 2026."""

from __future__ import annotations

import pytest

from watchgate.watch.lists.formats.un.alias_notes import note_claims

NOTES = {
    "original script: Рамзан Одуев": [("weakAlias", "Рамзан Одуев")],
    "Previously listed as. In Arabic: أبوبكر الجزائري": [("weakAlias", "أبوبكر الجزائري")],
    "(DPOB - 1977) - Passport No. 284173, expires 21 August 2005 (Iraq)": [
        ("passportNumber", "284173"),
        ("birthDate", "1977"),
    ],
    "DOB: 11 Apr. 1963. POB: Monufia Governorate, Egypt. In Arabic: سيف العدل": [
        ("weakAlias", "سيف العدل"),
        ("birthDate", "1963-04-11"),
    ],
    "Mali ID Number 073/SPICRE; POB: Anefif, Mali": [("idNumber", "073/SPICRE")],
    "appears in false Indonesian passport number S335026": [("passportNumber", "S335026")],
    "previously listed as": [],
    "The Moroccan": [],
    "L’examen de l’inscription en application de la résolution 2610 (2021)": [],
}


@pytest.mark.parametrize("note", NOTES)
def test_note_gives_script_papers_and_birth(note: str) -> None:
    claims = list(note_claims("weakAlias", "Ali", note, person=True))
    assert [(claim.prop, claim.value) for claim in claims] == NOTES[note]
    assert {claim.original for claim in claims} <= {f"Ali: {note}"}


def test_company_has_no_papers_but_a_script() -> None:
    note = "in Arabic script: شركة الكوثر, passport no. 123456"
    claims = list(note_claims("alias", "Al Kawthar Co.", note, person=False))
    assert [(claim.prop, claim.value) for claim in claims] == [("alias", "شركة الكوثر")]
