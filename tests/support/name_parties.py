"""Parties for name tests: made from seeds, so that a failing run can be repeated."""

from __future__ import annotations

import random

from watchgate.model.party import Name, NameKind, Party

_GIVEN = """
Ivan Sergey Muhammad Ahmad Hassan Husayn Abdul Rahman Olga Yuri Dmitry Maria Jose Carlos Anna Peter Jean Li Wei Yong
Chol Jong Un Myong Kwang Su Сергей Иван محمد حسين علي Kim Pak Ri Choe 김정은 王明山 李晓翠 Γιώργος رحمت الله
Mikhailovich Михаил 金英日 Kang Munkil Jiang Wenji
"""
_FAMILY = """
Ivanov Petrov Lavrov Zelenskyy Makhlouf Obama Garcia Fernandez Smith Johnson al-Assad bin-Laden Kuznetsov Viktorovich
Trading Company LLC Ltd Group Bank International Shipping Иванов Лавров الأسد Haqqani Rocket Namgang 조선남강무역회사
北京斯尔优科技有限公司 Sieryou Technology Завод Plant شركة Шиппинг Korea Rahmatullah 로은산무역 HK
"""
GIVEN = tuple(_GIVEN.split())
FAMILY = tuple(_FAMILY.split())


def party(number: int, *names: str, schema: str = "Person", **known: tuple[str, ...]) -> Party:
    """A party with these names."""
    return Party(id=f"p{number}", schema=schema, names=tuple(Name(name) for name in names), **known)  # type: ignore[arg-type]


def random_name(rng: random.Random) -> str:
    """One to five words."""
    words = [rng.choice(GIVEN) for _ in range(rng.randint(1, 3))] + [
        rng.choice(FAMILY) for _ in range(rng.randint(0, 2))
    ]
    rng.shuffle(words)
    return " ".join(words)


def altered(name: str, rng: random.Random) -> str:
    """`name` with one of the changes that names meet with in records."""
    way = rng.randrange(8)
    at = rng.randrange(len(name))
    if way == 0:
        return name[:at] + rng.choice("aeioubdkmnst") + name[at + 1 :]
    if way == 1:
        return name[:at] + name[at + 1 :] or name
    if way == 2:
        return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]
    if way == 3:
        return name.replace(" ", "", 1)
    if way == 4:
        return " ".join(reversed(name.split()))
    if way == 5:
        return "".join(letter for letter in name if letter not in "aeiou") or name
    if way == 6:
        words = name.split()
        return " ".join([words[0][0], *words[1:]])
    return name.upper()


def random_party(number: int, rng: random.Random) -> Party:
    """A party with one to three names, sometimes with a birth date, country or another schema."""
    return Party(
        id=f"p{number}",
        schema=rng.choice(("Person", "Person", "Company", "LegalEntity", "Vessel")),
        names=tuple(
            Name(random_name(rng), rng.choice((NameKind.PRIMARY, NameKind.ALIAS, NameKind.WEAK)))
            for _ in range(rng.randint(1, 3))
        ),
        birth_dates=rng.choice(((), (), ("1962",), ("1962-03-01",), ("1970-05",))),
        countries=rng.choice(((), ("kp",), ("ru",), ("kp", "ru"))),
    )
