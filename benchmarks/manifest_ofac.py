"""Counts the OFAC, BIS and digital-currency files of the shared data by plain means, and writes manifest/ofac.json.

Nothing of the loader is used: the csv module, json and a few regular expressions. Remarks are counted the other way
round than the loader reads them: it knows keys and takes what it knows; here every part of the remarks that holds a
digit is an identifier unless it begins with words known to say something else.

    entries       entities that stand for themselves: parties, and wallets whose holder the file does not list
    names         distinct (entity, text) of names, aliases of any quality, previous names
    identifiers   distinct (entity, number), call signs and wallet addresses among them
    addresses     distinct (entity, address)

Companions are files whose content is counted with the file they continue.

Run: python benchmarks/manifest_ofac.py SHARED_FOLDER
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

PRIM = (
    "ofac_edu777_2022/sdn.csv",
    "ofac_sancbook_2023/sdn.csv",
    "watchman/bench_2021-07/sdn.csv",
    "watchman/cons_prim.csv",
)
ALT = (
    "ofac_edu777_2022/alt.csv",
    "ofac_jachym_2025-08/OFAC.csv",
    "watchman/bench_2021-07/alt.csv",
    "watchman/cons_alt.csv",
    "watchman/ofac_src/alt.csv",
)
ADD = (
    "ofac_edu777_2022/add.csv",
    "ofac_sancbook_2023/sdn_address.csv",
    "watchman/bench_2021-07/add.csv",
    "watchman/cons_add.csv",
    "watchman/ofac_src/add.csv",
)
COMMENTS = {
    "watchman/bench_2021-07/sdn.csv": "watchman/bench_2021-07/sdn_comments.csv",
    "watchman/cons_prim.csv": "watchman/cons_comments.csv",
}
LONE_COMMENTS = ("watchman/ofac_src/sdn_comments.csv",)
DPL = ("watchman/dpl.txt", "watchman/bench_2021-07/dpl.txt")
CRYPTO = "crypto_thomasgregg_2026-08-22/sanctioned-addresses.json"

SAYS_SOMETHING_ELSE = """
DOB|POB|Alt\\. POB|nationality|citizen|Gender|[afn]\\.k\\.a\\.|Linked To|Organization Est|Organization Ty|Target Type
Secondary sanctions|Additional Sanctions|Transactions Prohibited|Executive Order|CAATSA|PEESA|IFCA
Listing Date|Effective Date|Purchase/Sales|United States financial|For more inf|for more inf
Issuer Name|Chinese Commercial|Digital Currency
Website|http|Email|Phone|PHONE|Telephone|Tel|TELEX|Fax|FAX|Alt\\. Fax|Alt\\. Tel|All offices|Title
Aircraft Model|Aircraft Manufacture Date|Vessel Year|Other Vessel Type|Former Vessel
arrested|named in|currently|M0018061|U\\.S\\.A\\. Passport|Temporary suspension|\\(Following|Company ID: No. 59 531 at
Senior Officer|Officer,|President since|member,|Director of Main Street 1095
.*\\b\\d+(?:st|nd|rd|th) [A-Z]|.*Interpol|.*height is|.*Court, Branch \\d+$|.*Penal Colony
"""
"""Beginnings of parts that hold digits and no identifier; the last three lines are single records, looked at."""
NO_NUMBER = re.compile(rf"^(?:alt\. )*(?:{'|'.join(SAYS_SOMETHING_ELSE.split(chr(10))[1:-1])})", re.DOTALL)
NUMBER = re.compile(r"(\S*\d.*?)(?:, .*| \([^()]*\))?(?: issued .*)?(?: expires .*)?$", re.DOTALL)
LETTERS_ONLY = re.compile(r"^(?:alt\. )*(?:SWIFT/BIC|Equity Ticker|(?:Previous )?Aircraft Tail Number) (.+)$")
ALIAS = re.compile(r"^(?:alt\. )*(?:[afn]\.k\.a\. '(?P<weak>.+)'|Issuer Name (?P<issuer>.+))$")
WALLET = re.compile(r"Digital Currency Address - [A-Z]+ (\w+)")
NOTHING = ("-0-", "undetermined")


def main(shared: Path) -> None:
    """Count every file and write the manifest beside this script."""
    lists = shared / "lists"
    files: dict[str, dict[str, object]] = {}
    for name in PRIM:
        files[name] = prim(lists / name, lists / COMMENTS[name] if name in COMMENTS else None)
    for name in ALT:
        files[name] = alt(lists / name)
    for name in ADD:
        files[name] = add(lists / name)
    for name in LONE_COMMENTS:
        files[name] = lone_comments(lists / name)
    for name in DPL:
        files[name] = dpl(lists / name)
    files[CRYPTO] = crypto(lists / CRYPTO)
    for name, counts in files.items():
        counts["sha256"] = hashlib.sha256((lists / name).read_bytes()).hexdigest()
    target = Path(__file__).parent / "manifest" / "ofac.json"
    target.parent.mkdir(exist_ok=True)
    definitions = (__doc__ or "").split("\n\n")[2]
    manifest = {"definitions": definitions, "files": files, "companions": {one: prim for prim, one in COMMENTS.items()}}
    target.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")


def rows(path: Path, delimiter: str = ",") -> Iterator[list[str]]:
    """Records of a file: those that begin with a number."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        for row in csv.reader(stream, delimiter=delimiter):
            if row and row[0].strip().isdigit():
                yield ["" if field.strip() in NOTHING else field.strip() for field in row]


def parts(remarks: str, *, cut: bool = False) -> list[str]:
    """Parts of the remarks; of cut ones without the broken last part."""
    found = re.split(r"; +", remarks)
    return found[:-1] if cut else [*found[:-1], found[-1].removesuffix(".")]


def prim(path: Path, comments: Path | None) -> dict[str, object]:
    """PRIM, with its COMMENTS joined."""
    more = {row[0]: row[1] for row in raw_comments(comments)} if comments else {}
    parties: set[tuple[str, str]] = set()
    names: set[tuple[str, str, str]] = set()
    numbers: set[tuple[str, str, str]] = set()
    for row in rows(path):
        key = (row[0], row[1])
        parties.add(key)
        names.add((*key, row[1]))
        if row[5]:
            numbers.add((*key, row[5]))
        cut = len(row[11]) >= 999 and row[0] not in more
        for part in parts(row[11] + more.get(row[0], ""), cut=cut):
            said = ALIAS.match(part)
            if said:
                names.add((*key, said["weak"] or said["issuer"]))
            numbers.update((*key, number) for number in identifiers(part))
    return {"entries": len(parties), "names": len(names), "identifiers": len(numbers), "addresses": 0}


def identifiers(part: str) -> set[str]:
    """The numbers a part of the remarks gives."""
    wallet = WALLET.search(part)
    if wallet:
        return {wallet[1]}
    letters = LETTERS_ONLY.match(part)
    if letters:
        return {letters[1]}
    if NO_NUMBER.match(part):
        return set()
    bare = re.sub(r"\((?:USCC|USCCC|RU|MSN|also called[^)]*|Dubai|CBLS|NUIT|Personal Numerical Code)\)", "", part)
    found = NUMBER.search(bare)
    return {found[1].strip()} if found and re.match(r"^(?:alt\. )*[A-Z]", part) else set()


def raw_comments(path: Path) -> Iterator[tuple[str, str]]:
    """Continued remarks, character for character: what is cut may begin or end with a space."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        for row in csv.reader(stream):
            if row and row[0].isdigit():
                yield row[0], row[1]


def lone_comments(path: Path) -> dict[str, object]:
    """COMMENTS without their PRIM: the first part of each is broken."""
    names: set[tuple[str, str]] = set()
    numbers: set[tuple[str, str]] = set()
    parties = set()
    for number, text in raw_comments(path):
        parties.add(number)
        for part in parts(text)[1:]:
            said = ALIAS.match(part)
            if said:
                names.add((number, said["weak"] or said["issuer"]))
            numbers.update((number, one) for one in identifiers(part))
    return {"entries": len(parties), "names": len(names), "identifiers": len(numbers), "addresses": 0}


def alt(path: Path) -> dict[str, object]:
    """ALT: every row is a name."""
    names = {(row[0], row[3]) for row in rows(path)}
    return {"entries": len({number for number, _ in names}), "names": len(names), "identifiers": 0, "addresses": 0}


def add(path: Path) -> dict[str, object]:
    """ADD: a row that has an address, a city or a country."""
    found = {
        (row[0], ", ".join(field.strip(" ,") for field in row[2:5] if field)) for row in rows(path) if any(row[2:5])
    }
    parties = {number for number, _ in found}
    return {"entries": len(parties), "names": 0, "identifiers": 0, "addresses": len(found)}


def dpl(path: Path) -> dict[str, object]:
    """Denied persons: parties are told apart by name."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        records = list(csv.DictReader(stream, delimiter="\t"))
    whole = [" ".join(record["Name"].split()) for record in records]
    names = {(name.casefold(), one) for name in whole for one in re.split(r"\s+[AD]/[KB]/A\s+", name)}
    places = ("Street_Address", "City", "State", "Postal_Code", "Country")
    addresses = {
        (name.casefold(), tuple(record[place].strip() for place in places))
        for name, record in zip(whole, records, strict=True)
        if any(record[place].strip() for place in places)
    }
    parties = {name.casefold() for name in whole}
    return {"entries": len(parties), "names": len(names), "identifiers": 0, "addresses": len(addresses)}


def crypto(path: Path) -> dict[str, object]:
    """Addresses with holders: a wallet is an address of one holder."""
    document = json.loads(path.read_text())
    entries = [(address, entry) for address, body in document["addresses"].items() for entry in body["entries"]]
    holders = {entry["uid"] for _, entry in entries}
    names = {(entry["uid"], name) for _, entry in entries for name in (entry["entity"], *entry.get("akas", ()))}
    wallets = {(entry["uid"], address) for address, entry in entries}
    return {"entries": len(holders), "names": len(names), "identifiers": len(wallets), "addresses": 0}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
