"""Real names and words for tests of the name engine: of the bundled UN and OFAC lists, and made ones of all scripts."""

from __future__ import annotations

import csv
import io
import lzma
import random
from functools import cache
from importlib.resources import files
from itertools import pairwise

from lxml import etree

from support.name_parties import FAMILY, GIVEN, altered
from watchgate.risk.names.alignment import Joined, join
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.token import Token

_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_SINGLE = "NAME_ORIGINAL_SCRIPT"
ALPHABETS = (
    "abcdeiklmnorstuy",
    "абвгеийклмнорсту",
    "ابتحدرسعقكلمنهوي",
    "김이박정은철영수",
    "王明山李晓金正恩",
    "אבדהוילמנר",
    "αβγδειος",
)


@cache
def listed_names() -> tuple[str, ...]:
    """The distinct names of the bundled lists, sorted."""
    found = set(_un()) | set(_ofac("us_ofac_sdn.prim.csv.xz", 1)) | set(_ofac("us_ofac_sdn.alt.csv.xz", 3))
    return tuple(sorted(name for name in found if name))


def sampled_names(count: int, seed: int) -> list[str]:
    """Some listed names, each also altered as records alter names, and made ones of all scripts."""
    rng = random.Random(seed)
    found = rng.sample(listed_names(), count)
    found += [altered(altered(name, rng), rng) for name in found]
    found += [" ".join(rng.choices(GIVEN + FAMILY, k=rng.randint(1, 4))) for _ in range(count // 4)]
    found += [name for name in listed_names() if not name.isascii()][:: max(1, 4000 // count)]
    return found + [random_word(rng) + " " + random_word(rng) for _ in range(count // 8)]


def random_word(rng: random.Random) -> str:
    """Letters of one script, few of them, so that words come near each other."""
    return "".join(rng.choices(rng.choice(ALPHABETS), k=rng.randint(1, 9)))


def words_of(names: list[str]) -> tuple[list[Token], list[Joined]]:
    """The distinct words of all spellings of `names`, and the distinct pairs of neighbours written as one."""
    tokens: dict[Token, None] = {}
    joins: dict[Joined, None] = {}
    for name in names:
        for spelling in analyse(name).spellings:
            tokens.update(dict.fromkeys(spelling))
            joins.update((both, None) for pair in pairwise(spelling) if (both := join(*pair)) is not None)
    return list(tokens), list(joins)


def _bundled(name: str) -> bytes:
    return lzma.decompress((files("watchgate.watch.lists") / "bundled" / name).read_bytes())


def _un() -> list[str]:
    root = etree.fromstring(_bundled("un_sc_sanctions.xml.xz"), etree.XMLParser(resolve_entities=False))
    found = []
    for party in root.iter("INDIVIDUAL", "ENTITY"):
        found.append(" ".join(part for tag in _PARTS if (part := (party.findtext(tag) or "").strip())))
        found += [(one.text or "").strip() for one in party.iter(_SINGLE, "ALIAS_NAME")]
    return found


def _ofac(name: str, column: int) -> list[str]:
    rows = csv.reader(io.StringIO(_bundled(name).decode("utf-8", "replace")))
    return [row[column].strip() for row in rows if len(row) > column]
