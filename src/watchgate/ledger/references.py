"""Which FollowTheMoney properties hold the id of another entity, so that `referring_to` can find them.

By name alone, so that the ledger needs no schema: a name which is a reference in one schema and a text in another
costs an index row and changes no answer, since `referring_to` asks for values that equal an entity's id. A test
compares the names with the schema that the model carries.
"""

from __future__ import annotations

_NAMES = """
    addressEntity agent ancestors asset associate authority bank bankAccount bankForeign bankRub beneficiary
    beneficiaryAccount callForTenders caller candidate case client contract contractHolder controlled controller
    creditor debtor declarant director document emitters employee employer endLocation entity holder
    inReplyToEmail inReplyToMessage involved issuer match member object onBehalfOf operator organization
    organizer owner parent partOf participant party payer payerAccount person pictured post predecessor project
    proof receiver recipientAccount recipients relative resolved riskSource sender senderAccount startLocation
    subject successor supplier taxee tenderers transport vehicle
"""

REFERENCE_PROPS = frozenset(_NAMES.split())
