"""Realistic clean payments: who pays whom, through which banks, from where, and for what. Seeded.

People bear names as they are borne: half are customers of the measuring data (no listed person among them by its
makers' word; first and family names drawn by their frequency in some forty countries), half come from the project's own
table of names common in twelve regions (names_generator). Companies have a trade and the legal form of their country;
their own word is a family's name (38 of 100), made up (24), initials (8), or one that many bear (30), whose share
falls with its place, and which is of their country one time in three. No registry of companies may be shipped, so that
these shares are a reading of what registries look like, and no measurement. One address line in four has no number. No
birth date is given. No name of a party is used twice, and one that is listed, as written, by `plain` equality and
nothing else, is drawn again.
"""

from __future__ import annotations

import csv
import unicodedata
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

import gate_clean_words as words
from gate_home import plain
from harness import shared
from names_generator import parties

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
COUNTRY_SHARES = {"de": 9, "us": 9, "gb": 8, "fr": 6, "it": 5, "es": 5, "cn": 6, "in": 5, "nl": 4, "pl": 4, "ae": 4}
"""The others count 2 each: a European bank's traffic with the world."""
COMPANY_SHARE = 0.45
MEASURED_SHARE = 0.5
UNNUMBERED = 0.25
"""Share of unstructured addresses without a number, whose lines may be read as the end of a name."""
NO_BIC = 0.03
"""Share of banks that are known by their name alone."""
_CAPITALS = "ABCDEFGHIJKLMNOPRSTVWZ"
_PLAIN_LETTERS = set("abcdefghijklmnopqrstuvwxyz")


class Somebody(NamedTuple):
    """A clean party."""

    name: str
    country: str
    is_company: bool


class CleanPayments:
    """Makes payment after payment; the same seed, people and listed names make the same."""

    def __init__(
        self, seed: int, listed: Collection[str] = frozenset(), people: Sequence[tuple[str, str]] | None = None
    ) -> None:
        """`listed`: plain names nobody may bear. `people`: (name, country or ""), the measuring data's unless given."""
        self._random = Random(seed)
        self._listed = listed
        self._used: set[str] = set()
        self.excluded = 0
        self._made = 0
        self._measured = people if people is not None else measured_people()
        self._generated = generated_people(seed)
        self._countries = tuple(words.TOWNS)
        self._sums = tuple(accumulate(COUNTRY_SHARES.get(one, 2) for one in self._countries))
        self._stem_sums = tuple(accumulate(1 / (rank + 2) for rank in range(len(words.STEMS))))
        self._bank_sums = tuple(accumulate(1 / (rank + 3) for rank in range(len(words.BANKS))))

    def somebody(self) -> Somebody:
        """A person or company that nobody was before."""
        while True:
            made = self._company() if self._random.random() < COMPANY_SHARE else self._person()
            known = plain(made.name)
            if known in self._listed:
                self.excluded += 1
            elif known and known not in self._used:
                self._used.add(known)
                return made

    def message(self) -> bytes:
        """One message with one transaction: pacs.008 mostly, MT103, or a pacs.009 that covers a customer's payment."""
        kind = self._random.random()
        if kind < 0.80:
            return self._document("pacs.008.001.08", "FIToFICstmrCdtTrf", self._transfer())
        if kind < 0.92:
            return self._mt103()
        return self._document("pacs.009.001.08", "FICdtTrf", self._cover())

    def pacs008(self) -> bytes:
        """One pacs.008 with one transaction."""
        return self._document("pacs.008.001.08", "FIToFICstmrCdtTrf", self._transfer())

    def _person(self) -> Somebody:
        random = self._random
        if random.random() < MEASURED_SHARE:
            name, country = random.choice(self._measured)
            if not country:
                country = self._country()
            elif random.random() < 0.5:  # the pool is far smaller than a country: first names meet other family names
                other, _ = random.choice(self._measured)
                name = f"{name.rpartition(' ')[0] or name} {other.rpartition(' ')[2]}"
        else:
            name, country = next(self._generated)
        way = random.random()
        name = (
            name.upper() if way < 0.4 else f"{name.rpartition(' ')[2]} {name.rpartition(' ')[0]}" if way < 0.5 else name
        )
        return Somebody(name.strip(), country if country in words.TOWNS else self._country(), is_company=False)

    def _company(self) -> Somebody:
        random, country = self._random, self._country()
        way = random.random()
        trade = random.choice(words.TRADES)
        if way < 0.30:
            name = f"{self._family()} {trade}"
        elif way < 0.38:
            name = f"{self._family()} & {random.choice(('Sons', 'Partners', 'Co', self._family()))}"
        elif way < 0.62:
            name = f"{self._coined(country)} {trade}"
        elif way < 0.70:
            name = f"{''.join(random.choice(_CAPITALS) for _ in range(3))} {trade}"
        elif way < 0.78:
            name = f"{random.choice(words.TOWNS[country])} {self._stem(country)} {trade}"
        elif way < 0.92:
            name = f"{self._stem(country)} {trade}"
        else:
            name = f"{self._stem(country)} {self._stem(country)} {trade}"
        name = f"{name} {random.choice(words.FORMS[country].split('|'))}"
        return Somebody(name.upper() if random.random() < 0.4 else name, country, is_company=True)

    def _stem(self, country: str) -> str:
        """A word that many companies bear, of the country one time in three."""
        regional = words.REGIONAL.get(country, ())
        if country in ("cn", "hk", "tw") and self._random.random() < 0.6:
            return self._coined(country)
        if regional and self._random.random() < 0.33:
            return self._random.choice(regional)
        return self._random.choices(words.STEMS, cum_weights=self._stem_sums)[0]

    def _coined(self, country: str) -> str:
        """A word that hardly anybody else bears."""
        random = self._random
        if country in ("cn", "hk", "tw", "sg"):
            return "".join(random.choice(words.PINYIN) for _ in range(2 if random.random() < 0.8 else 3)).capitalize()
        return "".join(random.choice(part) for part in words.COINED)

    def _family(self) -> str:
        name = self._random.choice(self._measured)[0] if self._random.random() < 0.7 else next(self._generated)[0]
        return name.rpartition(" ")[2].title()

    def _country(self) -> str:
        return self._random.choices(self._countries, cum_weights=self._sums)[0]

    def _bank(self) -> tuple[str, str]:
        bic, name = self._random.choices(words.BANKS, cum_weights=self._bank_sums)[0]
        return bic, name

    def _text(self) -> str:
        random = self._random
        template = random.choice(words.TEXTS)
        fields: dict[str, Callable[[], object]] = {
            "person": lambda: self._person().name,
            "company": lambda: self._company().name,
            "town": lambda: random.choice(words.TOWNS[self._country()]),
            "goods": lambda: random.choice(words.GOODS),
            "ship": lambda: random.choice(words.SHIPS),
        }
        said = {name: make() for name, make in fields.items() if f"{{{name}}}" in template}
        number, order, day = random.randrange(10**7), random.randrange(10**6), random.randrange(1, 29)
        return template.format(number=number, order=order, day=f"{day:02}", **said)[:140]

    def _document(self, kind: str, root: str, transaction: str) -> bytes:
        self._made += 1
        sender, receiver = self._bank()[0], self._bank()[0]
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<BusMsg><AppHdr xmlns="{NAMESPACE}head.001.001.02"><Fr><FIId>'
            f"{_agent(sender)}</FIId></Fr><To><FIId>{_agent(receiver)}</FIId></To><BizMsgIdr>B{self._made:012}</BizMsgIdr>"
            f"<MsgDefIdr>{kind}</MsgDefIdr><CreDt>2026-11-22T09:30:47+01:00</CreDt></AppHdr>"
            f'<Document xmlns="{NAMESPACE}{kind}"><{root}><GrpHdr><MsgId>M{self._made:014}</MsgId>'
            "<CreDtTm>2026-11-22T09:30:47+01:00</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf>"
            f"</GrpHdr><CdtTrfTxInf>{self._ids()}<InstgAgt>{_agent(sender)}</InstgAgt><InstdAgt>{_agent(receiver)}</InstdAgt>"
            f"{transaction}</CdtTrfTxInf></{root}></Document></BusMsg>"
        ).encode()

    def _ids(self) -> str:
        random = self._random
        return (
            f"<PmtId><InstrId>I{self._made:014}</InstrId><EndToEndId>E2E{random.getrandbits(40)}</EndToEndId>"
            f"<UETR>{uuid.UUID(int=random.getrandbits(128), version=4)}</UETR></PmtId>"
            f'<IntrBkSttlmAmt Ccy="EUR">{random.randrange(100, 9_999_999) / 100:.2f}</IntrBkSttlmAmt>'
            "<IntrBkSttlmDt>2026-11-22</IntrBkSttlmDt><ChrgBr>SHAR</ChrgBr>"
        )

    def _transfer(self) -> str:
        ultimate = f"<UltmtDbtr>{self._party()}</UltmtDbtr>" if self._random.random() < 0.15 else ""
        return (
            f"{ultimate}<Dbtr>{self._party()}</Dbtr>{self._account('DbtrAcct')}<DbtrAgt>{self._agent()}</DbtrAgt>"
            f"<CdtrAgt>{self._agent()}</CdtrAgt><Cdtr>{self._party()}</Cdtr>{self._account('CdtrAcct')}"
            f"<RmtInf><Ustrd>{_xml(self._text())}</Ustrd></RmtInf>"
        )

    def _cover(self) -> str:
        return (
            f"<Dbtr>{self._agent()}</Dbtr><Cdtr>{self._agent()}</Cdtr>"
            f"<UndrlygCstmrCdtTrf>{self._transfer()}</UndrlygCstmrCdtTrf>"
        )

    def _party(self) -> str:
        random, one = self._random, self.somebody()
        town, street = random.choice(words.TOWNS[one.country]), random.choice(words.STREETS)
        house, post = random.randrange(1, 200), random.randrange(10_000, 99_999)
        way = random.random()
        if way < 0.5:
            inside = f"<StrtNm>{street}</StrtNm><BldgNb>{house}</BldgNb><PstCd>{post}</PstCd><TwnNm>{town}</TwnNm>"
            inside += f"<Ctry>{one.country.upper()}</Ctry>"
        elif way < 0.75:
            inside = f"<TwnNm>{town}</TwnNm><Ctry>{one.country.upper()}</Ctry><AdrLine>{street} {house}</AdrLine>"
            inside += f"<AdrLine>{random.choice(words.BUILDINGS)}</AdrLine>"
        else:
            lines = (street, town) if random.random() < UNNUMBERED else (f"{street} {house}", f"{post} {town}")
            inside = f"<Ctry>{one.country.upper()}</Ctry>" + "".join(f"<AdrLine>{line}</AdrLine>" for line in lines)
        return f"<Nm>{_xml(one.name)[:140]}</Nm><PstlAdr>{inside}</PstlAdr>"

    def _agent(self) -> str:
        bic, name = self._bank()
        way = self._random.random()
        return _agent(bic) if way < 0.85 else _agent("" if way > 1 - NO_BIC else bic, name)

    def _account(self, tag: str) -> str:
        return f"<{tag}><Id><IBAN>{self._iban()}</IBAN></Id></{tag}>"

    def _iban(self) -> str:
        account = f"{self._random.randrange(10**18):018}"
        return f"DE{98 - int(f'{account}131400') % 97:02}{account}"

    def _mt103(self) -> bytes:
        self._made += 1
        random = self._random
        lines = []
        for tag in ("50K", "59"):
            one = self.somebody()
            name = _fin(one.name)
            town = _fin(random.choice(words.TOWNS[one.country]))
            rows = [f":{tag}:/{self._iban()}", name[:35], *([name[35:70]] if name[35:] else [])]
            number = "" if random.random() < UNNUMBERED else f" {random.randrange(1, 200)}"
            lines.append([*rows, f"{_fin(random.choice(words.STREETS))}{number}", town])
        text = _fin(self._text())
        body = [
            f":20:R{self._made:014}", ":23B:CRED", f":32A:261122EUR{random.randrange(10**6)},50",
            *lines[0], f":52A:{self._bank()[0]}", f":57A:{self._bank()[0]}", *lines[1],
            f":70:{text[:35]}", *(text[at : at + 35].lstrip(":-") for at in range(35, len(text), 35)), ":71A:SHA", "-}",
        ]  # fmt: skip
        head = f"{{1:F01{self._bank()[0]}AXXX0000000000}}{{2:I103{self._bank()[0]}XXXXN}}"
        uetr = uuid.UUID(int=random.getrandbits(128), version=4)
        return f"{head}{{3:{{121:{uetr}}}}}{{4:\r\n".encode() + "\r\n".join(one for one in body if one).encode()


@cache
def measured_people() -> tuple[tuple[str, str], ...]:
    """Clean customers of the measuring data in Latin letters; the country only where the file is of one country."""
    found: list[tuple[str, str]] = []
    for file, country in (("negatives_global.csv", ""), ("negatives_us.csv", "us")):
        with (shared() / "bench" / "names" / file).open(encoding="utf-8", newline="") as source:
            names = [row["full_name"] for row in csv.DictReader(source)]
        found += [(name, country) for name in names if " " in name and is_latin(name)]
    return tuple(found)


def generated_people(seed: int) -> Iterator[tuple[str, str]]:
    """Persons of the project's own table, with their country."""
    for party in parties(10**9, seed):
        if party.schema == "Person":
            yield party.names[0].text, party.countries[0] if party.countries else ""


def is_latin(name: str) -> bool:
    """Whether all its letters are Latin ones, marks aside: what a payment may be written in."""
    letters = [sign for sign in plain(name) if sign.isalpha()]
    return bool(letters) and sum(sign in _PLAIN_LETTERS for sign in letters) >= len(letters) - 1


def _agent(bic: str, name: str = "") -> str:
    return (
        f"<FinInstnId>{f'<BICFI>{bic}</BICFI>' if bic else ''}{f'<Nm>{_xml(name)}</Nm>' if name else ''}</FinInstnId>"
    )


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _fin(text: str) -> str:
    """In the letters of SWIFT's X set, as a bank writes them."""
    bare = plain_signs(text)
    return "".join(sign if sign.isalnum() or sign in " /-?().,'+" else " " for sign in bare).upper().strip(" :-")


def plain_signs(text: str) -> str:
    """Without marks, order and case kept."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
