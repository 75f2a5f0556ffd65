"""Numbers in names: words, ordinals and Roman numerals as digits (Forty-Four, 44th, XLIV up to the table's end)."""

from __future__ import annotations

from watchgate.risk.names import tables

NUMBER = frozenset({"no", "nr", "num"})


def with_digits(words: list[str]) -> list[str]:
    """`words` with number words as digits; tens and units that follow each other are one number, and `No.` is left out
    in front of one.
    """
    table = tables.mapping("numbers")
    out: list[str] = []
    tens = False
    for word in words:
        value = table.get(word, word if word.isdecimal() else "")
        if not value:
            out.append(word)
            tens = False
            continue
        number = int(value)
        if tens and 0 < number < 10:
            out[-1] = str(int(out[-1]) + number)
            tens = False
        else:
            if len(out) > 1 and out[-1] in NUMBER:
                out.pop()
            out.append(str(number) if len(value) < 10 else value)
            tens = 20 <= number < 100 and number % 10 == 0
    return out
