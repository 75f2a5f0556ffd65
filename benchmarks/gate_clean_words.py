"""What clean payments are made of beside people: banks, towns, trades, goods, and what is written in payments.

Banks are large ones with the BIC they publish. Nothing here is taken from a list of anybody.
"""

from __future__ import annotations

BANKS = tuple(
    tuple(line.split("|"))
    for line in """
DEUTDEFF|Deutsche Bank AG
COBADEFF|Commerzbank AG
GENODEFF|DZ Bank AG
HYVEDEMM|UniCredit Bank GmbH
BNPAFRPP|BNP Paribas
SOGEFRPP|Societe Generale
AGRIFRPP|Credit Agricole SA
CMCIFRPP|Credit Industriel et Commercial
BARCGB22|Barclays Bank PLC
MIDLGB22|HSBC UK Bank PLC
LOYDGB2L|Lloyds Bank PLC
NWBKGB2L|National Westminster Bank PLC
SCBLGB2L|Standard Chartered Bank
CHASUS33|JPMorgan Chase Bank NA
CITIUS33|Citibank NA
BOFAUS3N|Bank of America NA
WFBIUS6S|Wells Fargo Bank NA
IRVTUS3N|The Bank of New York Mellon
PNCCUS33|PNC Bank NA
ROYCCAT2|Royal Bank of Canada
TDOMCATT|The Toronto-Dominion Bank
NOSCCATT|The Bank of Nova Scotia
UBSWCHZH|UBS Switzerland AG
ZKBKCHZZ|Zuercher Kantonalbank
INGBNL2A|ING Bank NV
RABONL2U|Cooperatieve Rabobank UA
ABNANL2A|ABN AMRO Bank NV
KREDBEBB|KBC Bank NV
GEBABEBB|BNP Paribas Fortis
BCITITMM|Intesa Sanpaolo SpA
UNCRITMM|UniCredit SpA
BSCHESMM|Banco Santander SA
BBVAESMM|Banco Bilbao Vizcaya Argentaria SA
CAIXESBB|CaixaBank SA
CGDIPTPL|Caixa Geral de Depositos SA
BCOMPTPL|Banco Comercial Portugues SA
BKAUATWW|UniCredit Bank Austria AG
GIBAATWW|Erste Group Bank AG
PKOPPLPW|PKO Bank Polski SA
BPKOPLPW|PKO BP SA
KOMBCZPP|Komercni banka AS
GIBACZPX|Ceska sporitelna AS
OTPVHUHB|OTP Bank Nyrt
ESSESESS|Skandinaviska Enskilda Banken AB
NDEASESS|Nordea Bank Abp
DNBANOKK|DNB Bank ASA
DABADKKK|Danske Bank A/S
BOFIIE2D|Bank of Ireland
AIBKIE2D|Allied Irish Banks PLC
ETHNGRAA|National Bank of Greece SA
TGBATRIS|Turkiye Garanti Bankasi AS
ISBKTRIS|Turkiye Is Bankasi AS
AKBKTRIS|Akbank TAS
EBILAEAD|Emirates NBD Bank PJSC
NBADAEAA|First Abu Dhabi Bank PJSC
RJHISARI|Al Rajhi Bank
NCBKSAJE|The Saudi National Bank
QNBAQAQA|Qatar National Bank QPSC
NBEGEGCX|National Bank of Egypt
BMCEMAMC|Bank of Africa
SBININBB|State Bank of India
HDFCINBB|HDFC Bank Ltd
ICICINBB|ICICI Bank Ltd
HABBPKKA|Habib Bank Ltd
BKCHCNBJ|Bank of China Ltd
ICBKCNBJ|Industrial and Commercial Bank of China
PCBCCNBJ|China Construction Bank Corporation
HSBCHKHH|The Hongkong and Shanghai Banking Corporation Ltd
DBSSSGSG|DBS Bank Ltd
OCBCSGSG|Oversea-Chinese Banking Corporation Ltd
BOTKJPJT|MUFG Bank Ltd
SMBCJPJT|Sumitomo Mitsui Banking Corporation
MHCBJPJT|Mizuho Bank Ltd
CZNBKRSE|Kookmin Bank
SHBKKRSE|Shinhan Bank
BKKBTHBK|Bangkok Bank PCL
MBBEMYKL|Malayan Banking Berhad
CENAIDJA|Bank Central Asia Tbk PT
BRASBRRJ|Banco do Brasil SA
ITAUBRSP|Itau Unibanco SA
BCMRMXMM|BBVA Mexico SA
SBZAZAJJ|Standard Bank of South Africa Ltd
FIRNZAJJ|FirstRand Bank Ltd
GTBINGLA|Guaranty Trust Bank Ltd
KCBLKENX|KCB Bank Kenya Ltd
ANZBAU3M|Australia and New Zealand Banking Group Ltd
CTBAAU2S|Commonwealth Bank of Australia
""".strip().splitlines()
)
"""BIC and name; the share of a bank falls with its place (Zipf)."""

TOWNS = {
    country: towns.split(", ")
    for country, towns in (
        line.split("|")
        for line in """
de|Frankfurt am Main, Hamburg, Munich, Cologne, Leipzig, Bremen, Stuttgart
fr|Paris, Lyon, Marseille, Toulouse, Nantes, Lille
gb|London, Leeds, Manchester, Bristol, Glasgow, Birmingham
us|New York, Houston, Chicago, Los Angeles, Miami, Atlanta, Seattle
it|Milano, Roma, Torino, Bologna, Napoli
es|Madrid, Barcelona, Valencia, Sevilla
pt|Lisboa, Porto, Braga
nl|Amsterdam, Rotterdam, Utrecht
pl|Warszawa, Krakow, Gdansk
cn|Shanghai, Shenzhen, Guangzhou, Ningbo, Yiwu
hk|Hong Kong, Kowloon
sg|Singapore
in|Mumbai, Chennai, Delhi, Bengaluru
ae|Dubai, Abu Dhabi, Sharjah
tr|Istanbul, Izmir, Ankara, Bursa
sa|Riyadh, Jeddah
eg|Cairo, Alexandria
br|Sao Paulo, Rio de Janeiro
mx|Ciudad de Mexico, Monterrey
ng|Lagos, Abuja
ke|Nairobi, Mombasa
kr|Seoul, Busan
tw|Taipei, Kaohsiung
vn|Ho Chi Minh City, Hanoi
pk|Karachi, Lahore
ua|Kyiv, Odesa, Lviv
ca|Toronto, Montreal
au|Sydney, Melbourne
at|Wien, Graz
ch|Zuerich, Geneva
be|Antwerpen, Bruxelles
""".strip().splitlines()
    )
}

STREETS = (
    "Hauptstrasse", "Main Street", "Rue de la Republique", "Via Roma", "High Street", "Station Road", "Gartenweg",
    "Calle Mayor", "Rua Augusta", "Nanjing Road", "Sheikh Zayed Road", "Park Avenue", "Industrial Estate",
    "Harbour Road",
    "King Street", "Bahnhofstrasse", "Avenue Foch", "Queens Road", "Airport Road", "Corso Italia",
)  # fmt: skip
BUILDINGS = ("Tower B", "Trade Centre", "Business Park", "Office 1204", "Suite 300", "2nd Floor", "Warehouse 7")
FORMS = {
    "de": "GmbH|AG|GmbH & Co KG|KG|e.K.", "at": "GmbH|AG", "ch": "AG|GmbH|SA", "fr": "SAS|SARL|SA", "be": "NV|SRL|SA",
    "gb": "Ltd|Limited|PLC|LLP", "us": "Inc|LLC|Corp|Co|LP", "ca": "Inc|Ltd", "au": "Pty Ltd", "it": "SpA|Srl|Snc",
    "es": "SL|SA", "pt": "Lda|SA", "nl": "BV|NV", "pl": "Sp. z o.o.|SA", "cn": "Co., Ltd.|Co Ltd|Group Co., Ltd.",
    "hk": "Limited|Co Limited", "tw": "Co., Ltd.", "kr": "Co., Ltd.|Corporation", "sg": "Pte Ltd",
    "in": "Pvt Ltd|Ltd|LLP",
    "ae": "LLC|FZE|FZCO|General Trading LLC", "sa": "Est|Co. Ltd", "eg": "SAE|Co", "tr": "AS|Ltd Sti", "ua": "LLC|TOV",
    "br": "Ltda|SA", "mx": "SA de CV", "ng": "Ltd|Nig Ltd", "ke": "Ltd", "vn": "JSC|Co., Ltd", "pk": "(Pvt) Ltd",
}  # fmt: skip
STEMS = (
    "Global", "First", "Star", "Premier", "Prime", "Royal", "United", "National", "International", "Universal", "Green",
    "Blue", "Golden", "Alpha", "Delta", "Omega", "Nova", "Apex", "Summit", "Smart", "Bright", "Future", "Sun", "Sky",
    "Ocean", "Pacific", "Atlantic", "Northern", "Southern", "Western", "Eastern", "Silver", "Red", "Crystal", "Diamond",
    "Phoenix", "Eagle", "Falcon", "Lion", "Tiger", "Moon", "Horizon", "Century", "Millennium", "Victory", "Unity",
    "Harmony", "Continental", "Euro", "Orient",
)  # fmt: skip
"""Words that many companies bear, the commonest first (their share falls with their place, Zipf)."""
REGIONAL = {
    "de": ("Nord", "Sued", "Rhein", "Alpen", "Hansa", "Elbe", "Main", "Bavaria"), "at": ("Alpen", "Donau", "Tirol"),
    "ch": ("Alpen", "Helvetia", "Swiss"), "pl": ("Baltic", "Pol", "Wisla", "Polonia"), "it": ("Adria", "Italia"),
    "es": ("Iberia", "Levante"), "pt": ("Lusitania", "Atlantica"), "mx": ("Azteca", "Andes"), "br": ("Brasil", "Sul"),
    "ua": ("Dnipro", "Ukr", "Karpaty"), "in": ("Sri Ganesh", "Shakti", "Lakshmi", "Bharat", "Asia"),
    "ae": ("Al Noor", "Al Madina", "Al Fajr", "Al Amal", "Gulf", "Emirates"), "sa": ("Al Noor", "Al Amal", "Gulf"),
    "eg": ("Al Noor", "Nile", "Delta"), "pk": ("Al Noor", "Indus", "Asia"), "tr": ("Anadolu", "Marmara", "Ege"),
    "sg": ("Asia", "Pacific", "Lion"), "nl": ("Holland", "Delta", "Noord"), "be": ("Benelux", "Euro"),
    "gb": ("Albion", "Thames"), "us": ("American", "Liberty"), "ng": ("Niger", "Savannah"), "ke": ("Safari", "Rift"),
    "kr": ("Hanil", "Daesung", "Samjin"), "vn": ("Viet", "Saigon"), "au": ("Southern Cross",), "ca": ("Maple",),
}  # fmt: skip
"""Words that companies of a country bear."""
PINYIN = (
    "hua", "xin", "jin", "long", "heng", "tai", "dong", "fang", "sheng", "da", "hong", "yuan", "fu", "rui", "zhong",
    "tong", "an", "bao", "kang", "li", "mei", "ming", "shun", "wei", "xiang", "yi", "yong", "zheng", "cheng", "guang",
)  # fmt: skip
"""Syllables that names of Chinese companies are put together from, two or three of them."""
COINED = (
    ("Vel", "Kor", "Zen", "Tar", "Lum", "Bra", "Nex", "Qua", "Sol", "Fen", "Mar", "Tec", "Dor", "Ar", "El", "Vi", "Ro"),
    ("a", "o", "i", "e", "ova", "ina", "ori", "ane", "ura", "eli"),
    ("tec", "ra", "nis", "dex", "lis", "nova", "ton", "vera", "mix", "sys", "med", "plan", "gro", "na", "via", "do"),
)
"""Parts of the words that companies make up for themselves, which is where most registered names come from."""
TRADES = (
    "Trading", "General Trading", "Shipping", "Logistics", "Import Export", "Industries", "Engineering", "Construction",
    "Textiles", "Foods", "Software", "Technologies", "Electronics", "Pharma", "Chemicals", "Metals", "Steel",
    "Machinery", "Maschinenbau", "Holding", "Investments", "Capital", "Consulting", "Services", "Energy", "Oil & Gas",
    "Petroleum", "Mining", "Travel", "Tourism", "Aviation", "Marine", "Motors", "Auto Parts", "Furniture", "Ceramics",
    "Plastics", "Packaging", "Paper", "Printing", "Media", "Telecom", "Medical", "Optics", "Instruments", "Tools",
    "Agro", "Seafood", "Dairy", "Wine", "Fashion", "Jewellery", "Real Estate", "Property", "Freight", "Transport",
    "Commodities", "Exchange", "Systems", "Solutions", "Design", "Garments", "Garden", "Sports", "Education", "Clinic",
)  # fmt: skip
GOODS = (
    "COTTON SHIRTS", "LED LAMPS", "STEEL PIPES", "MACHINE PARTS", "OLIVE OIL", "FROZEN FISH", "CERAMIC TILES",
    "LAPTOPS",
    "COFFEE BEANS", "SPARE PARTS", "MEDICAL GLOVES", "PLASTIC GRANULES", "TYRES", "FURNITURE", "SOLAR PANELS", "WINE",
    "CONSULTING SERVICES", "SOFTWARE LICENCE", "FREIGHT CHARGES", "AIR TICKETS", "OFFICE RENT", "LEGAL FEES",
)  # fmt: skip
SHIPS = ("ATLANTIC PIONEER", "NORDIC BREEZE", "OCEAN HARMONY", "PACIFIC GRACE", "STAR ALLIANCE", "BALTIC SUNRISE")
TEXTS = (
    "INVOICE {number}", "INV {number} DD {day}/11/2026", "/INV/{number}/ORDER {order}", "RENT NOVEMBER 2026",
    "SALARY 11/2026 {person}", "PAYMENT FOR {goods} PO {order}", "{company} INVOICE {number}", "FAMILY SUPPORT",
    "CONTRACT {order} DATED {day}.10.2026 {goods}", "TUITION FEES {person} STUDENT {number}", "DONATION", "GIFT",
    "PROFORMA {number} {goods} DELIVERY {town}", "B/L {number} MV {ship} {goods}",
    "Rechnung {number} vom {day}.11.2026",
    "Facture {number} du {day}/11/2026", "Miete November {person}", "LOAN REPAYMENT {order}",
    "INSURANCE PREMIUM {number}",
    "ROC/{order}///URI/{goods} {number}", "MORTGAGE {number}", "HOTEL {town} {day} NOV {person}",
    "REFUND ORDER {order}",
    "FLAT PURCHASE {town} {person}", "DIVIDEND 2026 {company}", "ADVANCE PAYMENT 30 PERCENT {goods} {company}",
)  # fmt: skip
