"""Prices of coins and tokens (CSV): what one was worth at an instant, as somebody says it.

The header names the columns, in any order: `asset,time,price,currency,source`.

| column | what | statement, of an entity of its own (schema Asset) |
|---|---|---|
| asset | the symbol of a coin or of a verified token (`BTC`, `USDT`), or `chain:contract` | `keywords`, `asset:BTC` |
| time | ISO 8601 with a zone; a date alone is the instant at which it begins, UTC | `keywords`, `time:...Z` |
| price | of one whole coin, digits with a point | `amount`, from that date |
| currency | three letters (ISO 4217) | `currency` |
| source | who says so, or where it stands | `sourceUrl` where it is one, else `notes` |

A price is evidence like a tag: graded, and gone when a newer file of the same name does not say it any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from watchgate.watch.lists.csv_rows import csv_rows
from watchgate.watch.lists.entry import Claim, ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.values.entities import Claims, short_hash

COLUMNS = ("asset", "time", "price", "currency", "source")
_ASSET = re.compile(r"[0-9A-Za-z.$_-]{1,24}|[a-z]{2,10}:[0-9A-Za-z]{8,80}")
_PRICE = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLEAN = re.compile(r"[^a-z0-9]+")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A CSV whose header has the five columns. The source is called after the file."""
    first = head.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    if set(COLUMNS) != {cell.strip().strip('"').lower() for cell in first.split(",")}:
        return None
    dataset = f"prices_{_CLEAN.sub('_', path.stem.lower()).strip('_') or 'file'}"
    return ListFile(paths=(path,), format=FORMAT.name, source=dataset, dataset=dataset)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """One entry a row. A row that says the same again is passed over; one that says another price is refused."""
    rows = csv_rows(file.paths[0])
    _, header = next(rows)
    names = [cell.strip().lower() for cell in header]
    said: dict[str, str] = {}
    for line, cells in rows:
        if len(cells) != len(names):
            reason = f"line {line} has {len(cells)} cells instead of {len(names)}"
            yield RefusedEntry(record_id=f"line {line}", reason=reason)
            continue
        entry, price = _entry(line, dict(zip(names, (cell.strip() for cell in cells), strict=True)))
        if isinstance(entry, ListEntry):
            before = said.get(entry.entity_id)
            said.setdefault(entry.entity_id, price)
            if before is not None and before != price:
                reason = f"line {line} says {price} where another line said {before}"
                yield RefusedEntry(record_id=f"line {line}", reason=reason)
            if before is not None:
                continue
        yield entry


def _entry(line: int, row: dict[str, str]) -> tuple[ListEntry | RefusedEntry, str]:
    asset, price, currency, source = row["asset"], row["price"], row["currency"].upper(), row["source"]
    at = _instant(row["time"])
    wrong = ""
    if not _ASSET.fullmatch(asset):
        wrong = f"{asset[:40]!r} is no asset: a symbol, or chain:contract"
    elif at is None:
        wrong = f"{row['time'][:40]!r} is no time: 2024-05-01, or 2024-05-01T12:00:00Z with its zone"
    elif not _PRICE.fullmatch(price) or not float(price):
        wrong = f"{price[:40]!r} is no price: digits with a point, more than nothing"
    elif not re.fullmatch(r"[A-Z]{3}", currency):
        wrong = f"{currency[:40]!r} is no currency of three letters"
    elif not source or len(source) > 1_000:
        wrong = "it does not say its source, in 1,000 characters at most"
    if wrong or at is None:
        return RefusedEntry(record_id=f"line {line}", reason=f"line {line}: {wrong}"), ""
    written = named(asset)
    time = at.isoformat().replace("+00:00", "Z")
    claims = Claims()
    claims.add("keywords", f"asset:{written}")
    claims.add("keywords", f"time:{time}")
    claims.extend([Claim("amount", price, valid_from=time[:10])])
    claims.add("currency", currency)
    claims.add("sourceUrl" if source.startswith(("http://", "https://")) else "notes", source)
    digest = short_hash(written, time, currency, source)
    return claims.entry(f"price-{digest}", f"{written} {time} {currency} {digest}", "Asset"), price


def named(asset: str) -> str:
    """One spelling: symbols in capitals, hexadecimal contracts in small letters, others as they are."""
    if ":" not in asset:
        return asset.upper()
    return asset.lower() if asset.partition(":")[2].startswith("0x") else asset


def _instant(text: str) -> datetime | None:
    """UTC; None where it is no instant that is known: a time without a zone may be anybody's."""
    try:
        if _DAY.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC).replace(microsecond=0) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


FORMAT = ListFormat(name="prices", title="Prices of coins (CSV)", recognise=recognise, read=read, tried=False)
