"""Names taken apart by a kernel: from their words, lower case and a space between two, to the numbers of their tokens.

Twin of `analysis.analyse` for names of ASCII words. A word not met before that is plain is encoded here; any other is
asked for once (ASK_WORD, ASK_PHRASE). Names in which a rarer step of the analysis might change something are left to it
(BY_ANALYSIS). Of each name told OUT numbers: how it is, two numbers of whoever is asked for, the acronym (at most seven
letters, a byte each; none: 0) and whose it is, how many tokens, their numbers.
"""

from __future__ import annotations
