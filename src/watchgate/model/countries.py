"""Countries as lists, messages and people write them, to ISO 3166-1 alpha-2 in lower case.

Origin: ISO 3166-1 codes and names (with `xk` for Kosovo and `eu` for the Union, both user-assigned, as FollowTheMoney
has them; `suhh`, `yucs`, ... are the FollowTheMoney codes of states that are no more), and the wordings met in the
OFAC, UN, UK and EU lists: official long forms, inverted forms (`Korea, North`), former names, OFAC's `Region:` values,
adjectives of nationality. A region goes to the state it belongs to under the UN's view (Crimea: `ua`): the source's
own wording stays beside it wherever a code is stored, and a measure on a region reads that, not the code.

A bare `Korea` is South Korea in trade and the postal union; `Congo` alone is Brazzaville in ISO 3166-1. Cities
are no countries, except where lists write them in the country field. `Jammu and Kashmir` is India's in OFAC's `Region:`
value. What is not here is unknown: no guess by resemblance.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TABLE = """
ad AND Andorra; Principality of Andorra; Andorran
ae ARE United Arab Emirates; UAE; U.A.E.; Emirates; The United Arab Emirates; Emirati; Dubai; Abu Dhabi
af AFG Afghanistan; Islamic Republic of Afghanistan; Islamic Emirate of Afghanistan; Afghan
ag ATG Antigua and Barbuda; Antigua; Antiguan
ai AIA Anguilla
al ALB Albania; Republic of Albania; Albanian
am ARM Armenia; Republic of Armenia; Armenian; Armenian SSR
ao AGO Angola; Republic of Angola; Angolan
aq ATA Antarctica
ar ARG Argentina; Argentine Republic; Argentine; Argentinian
as ASM American Samoa
at AUT Austria; Republic of Austria; Austrian
au AUS Australia; Commonwealth of Australia; Australian
aw ABW Aruba
ax ALA Aland Islands; Aland
az AZE Azerbaijan; Republic of Azerbaijan; Azerbaijani; Azerbaijan SSR
ba BIH Bosnia and Herzegovina; Bosnia-Herzegovina; Bosnia; Republika Srpska; Bosnian;
  Federation of Bosnia and Herzegovina
bb BRB Barbados; Barbadian
bd BGD Bangladesh; People's Republic of Bangladesh; Bangladeshi
be BEL Belgium; Kingdom of Belgium; Belgian
bf BFA Burkina Faso; Upper Volta; Burkinabe
bg BGR Bulgaria; Republic of Bulgaria; Bulgarian
bh BHR Bahrain; Kingdom of Bahrain; Bahraini
bi BDI Burundi; Republic of Burundi; Burundian
bj BEN Benin; Republic of Benin; Dahomey; Beninese
bl BLM Saint Barthelemy; St. Barthelemy
bm BMU Bermuda; Bermudian
bn BRN Brunei; Brunei Darussalam; Bruneian
bo BOL Bolivia; Plurinational State of Bolivia; Bolivia, Plurinational State of; Bolivia (Plurinational State of);
  Bolivian
bq BES Bonaire, Sint Eustatius and Saba; Caribbean Netherlands; Bonaire
br BRA Brazil; Federative Republic of Brazil; Brasil; Brazilian
bs BHS Bahamas; The Bahamas; Bahamas, The; Commonwealth of the Bahamas; Bahamian
bt BTN Bhutan; Kingdom of Bhutan; Bhutanese
bv BVT Bouvet Island
bw BWA Botswana; Republic of Botswana
by BLR Belarus; Republic of Belarus; Byelorussia; Belorussia; Belarusian; Byelorussian SSR; Belarusian SSR;
  Former USSR Currently Belarus; USSR (now Belarus); Belarussian
bz BLZ Belize; British Honduras; Belizean
ca CAN Canada; Canadian
cc CCK Cocos (Keeling) Islands; Cocos Islands
cd COD Democratic Republic of the Congo; Congo, Democratic Republic of the; Congo (Democratic Republic);
  Congo, The Democratic Republic of the; Congo, Democratic Republic; Democratic Republic of Congo; DR Congo; DRC;
  D.R.C.; Congo-Kinshasa; Congo (Kinshasa); Congo, DR; Zaire; Congo Democratic Republic; Congolese (DRC)
cf CAF Central African Republic; CAR; Central African
cg COG Congo; Republic of the Congo; Congo, Republic of the; Congo-Brazzaville; Congo (Brazzaville); Congo, Rep.;
  Congo (Republic)
ch CHE Switzerland; Swiss Confederation; Swiss
ci CIV Cote d'Ivoire; Cote d Ivoire; Ivory Coast; Republic of Cote d'Ivoire; Ivorian
ck COK Cook Islands
cl CHL Chile; Republic of Chile; Chilean
cm CMR Cameroon; Republic of Cameroon; Cameroonian
cn CHN China; People's Republic of China; PRC; P.R.C.; China, People's Republic of; P.R. China; PR China;
  Mainland China; Communist China; Chinese; Region: Tibet; Tibet; Xinjiang; China (Mainland)
co COL Colombia; Republic of Colombia; Colombian
cr CRI Costa Rica; Republic of Costa Rica; Costa Rican
cu CUB Cuba; Republic of Cuba; Cuban
cv CPV Cabo Verde; Cape Verde; Cape Verdean; Cabo Verde. Previously Cape Verde.
cw CUW Curacao
cx CXR Christmas Island
cy CYP Cyprus; Republic of Cyprus; Cypriot; Northern Cyprus; Turkish Republic of Northern Cyprus
cz CZE Czechia; Czech Republic; Czech
de DEU Germany; Federal Republic of Germany; German; West Germany; FRG
dj DJI Djibouti; Republic of Djibouti; Djiboutian
dk DNK Denmark; Kingdom of Denmark; Danish
dm DMA Dominica; Commonwealth of Dominica
do DOM Dominican Republic
dz DZA Algeria; People's Democratic Republic of Algeria; Algerian
ec ECU Ecuador; Republic of Ecuador; Ecuadorian
ee EST Estonia; Republic of Estonia; Estonian
eg EGY Egypt; Arab Republic of Egypt; Egyptian
eh ESH Western Sahara; Sahrawi Arab Democratic Republic; Sahrawi
er ERI Eritrea; State of Eritrea; Eritrean
es ESP Spain; Kingdom of Spain; Spanish
et ETH Ethiopia; Federal Democratic Republic of Ethiopia; Ethiopian
fi FIN Finland; Republic of Finland; Finnish
fj FJI Fiji; Republic of Fiji; Fijian
fk FLK Falkland Islands; Falkland Islands (Malvinas)
fm FSM Micronesia; Federated States of Micronesia; Micronesia, Federated States of; Micronesia (Federated States of)
fo FRO Faroe Islands; Faeroe Islands
fr FRA France; French Republic; French
ga GAB Gabon; Gabonese Republic; Gabonese
gb GBR United Kingdom; UK; U.K.; Great Britain; Britain; United Kingdom of Great Britain and Northern Ireland;
  England; Scotland; Wales; Northern Ireland; British; GBN
gd GRD Grenada; Grenadian
ge GEO Georgia; Republic of Georgia; Georgian; Georgian SSR; Abkhazia; South Ossetia; Georgia (Abkhazia)
gf GUF French Guiana
gg GGY Guernsey; Bailiwick of Guernsey
gh GHA Ghana; Republic of Ghana; Ghanaian
gi GIB Gibraltar
gl GRL Greenland
gm GMB Gambia; The Gambia; Gambia, The; Republic of the Gambia; Gambian
gn GIN Guinea; Republic of Guinea; Guinea-Conakry; Guinean
gp GLP Guadeloupe
gq GNQ Equatorial Guinea; Republic of Equatorial Guinea
gr GRC Greece; Hellenic Republic; Greek; EL
gs SGS South Georgia and the South Sandwich Islands
gt GTM Guatemala; Republic of Guatemala; Guatemalan
gu GUM Guam
gw GNB Guinea-Bissau; Guinea Bissau; Republic of Guinea-Bissau
gy GUY Guyana; Co-operative Republic of Guyana; Guyanese
hk HKG Hong Kong; Hong Kong SAR; Hong Kong, China; China, Hong Kong Special Administrative Region;
  Hong Kong Special Administrative Region; Hongkong; Hong Kong Special Administrative Region of China;
  Hong Kong (China); Hong Kong S.A.R.
hm HMD Heard Island and McDonald Islands
hn HND Honduras; Republic of Honduras; Honduran
hr HRV Croatia; Republic of Croatia; Croatian
ht HTI Haiti; Republic of Haiti; Haitian
hu HUN Hungary; Hungarian
id IDN Indonesia; Republic of Indonesia; Indonesian
ie IRL Ireland; Republic of Ireland; Eire; Irish
il ISR Israel; State of Israel; Israeli
im IMN Isle of Man; Man, Isle of
in IND India; Republic of India; Indian; Region: Jammu and Kashmir
io IOT British Indian Ocean Territory
iq IRQ Iraq; Republic of Iraq; Iraqi; Kurdistan Region of Iraq; Iraqi Kurdistan
ir IRN Iran; Islamic Republic of Iran; Iran (Islamic Republic of); Iran, Islamic Republic of; Persia; Iranian
is ISL Iceland; Icelandic
it ITA Italy; Italian Republic; Italian
je JEY Jersey; Bailiwick of Jersey
jm JAM Jamaica; Jamaican
jo JOR Jordan; Hashemite Kingdom of Jordan; Jordanian
jp JPN Japan; Japanese
ke KEN Kenya; Republic of Kenya; Kenyan
kg KGZ Kyrgyzstan; Kyrgyz Republic; Kirghizia; Kirghizstan; Kyrgyz; Kirghiz SSR
kh KHM Cambodia; Kingdom of Cambodia; Kampuchea; Cambodian
ki KIR Kiribati
km COM Comoros; Union of the Comoros; The Comoros; Comoran; Comorian
kn KNA Saint Kitts and Nevis; St. Kitts and Nevis; St Kitts and Nevis; St. Kitts & Nevis;
  Saint Christopher and Nevis; Nevis
kp PRK North Korea; Korea, North; Democratic People's Republic of Korea; DPRK; D.P.R.K.; DPR Korea;
  Korea, Democratic People's Republic of; Korea (Democratic People's Republic of); Korea, Dem. People's Rep.;
  Korea, DPR; Democratic Peoples Republic of Korea; Democratic Peoples' Republic of Korea; Korea (North);
  North Korean; NKorea; N. Korea; Choson; 조선민주주의인민공화국; 북한; КНДР;
  Северная Корея; 朝鲜; 朝鲜民主主义人民共和国; 北朝鮮
kr KOR South Korea; Korea, South; Republic of Korea; Korea, Republic of; Korea (Republic of); ROK; R.O.K.;
  Korea (South); South Korean; S. Korea; Korea; 대한민국; 한국; 韩国; Южная Корея
kw KWT Kuwait; State of Kuwait; Kuwaiti
ky CYM Cayman Islands; Cayman Island; Caymanian
kz KAZ Kazakhstan; Republic of Kazakhstan; Kazakstan; Kazakh; Kazakhstani; Kazakh SSR
la LAO Laos; Lao People's Democratic Republic; Lao PDR; Laotian; Lao; People's Democratic Republic of Laos
lb LBN Lebanon; Lebanese Republic; Lebanese
lc LCA Saint Lucia; St. Lucia; St Lucia
li LIE Liechtenstein; Principality of Liechtenstein
lk LKA Sri Lanka; Democratic Socialist Republic of Sri Lanka; Ceylon; Sri Lankan
lr LBR Liberia; Republic of Liberia; Liberian
ls LSO Lesotho; Kingdom of Lesotho
lt LTU Lithuania; Republic of Lithuania; Lithuanian
lu LUX Luxembourg; Luxemburg; Grand Duchy of Luxembourg
lv LVA Latvia; Republic of Latvia; Latvian
ly LBY Libya; State of Libya; Libyan Arab Jamahiriya; Great Socialist People's Libyan Arab Jamahiriya; Libyan;
  Libyan Arab Republic
ma MAR Morocco; Kingdom of Morocco; Moroccan
mc MCO Monaco; Principality of Monaco
md MDA Moldova; Republic of Moldova; Moldova, Republic of; Moldova (Republic of); Moldavia; Moldovan; Transnistria;
  Moldavian SSR; Moldova, Republic
me MNE Montenegro; Montenegrin
mf MAF Saint Martin (French part); Saint Martin; St. Martin
mg MDG Madagascar; Malagasy Republic; Republic of Madagascar
mh MHL Marshall Islands; Republic of the Marshall Islands; The Marshall Islands; Marshall Islands, The
mk MKD North Macedonia; Republic of North Macedonia; North Macedonia, The Republic of; Macedonia;
  Former Yugoslav Republic of Macedonia; The former Yugoslav Republic of Macedonia;
  Macedonia, The Former Yugoslav Republic of; FYROM; Macedonian; Republic of Macedonia
ml MLI Mali; Republic of Mali; Malian; Region: Northern Mali
mm MMR Myanmar; Burma; Union of Myanmar; Republic of the Union of Myanmar; Burma (Myanmar); Myanmar (Burma); Burmese;
  Burma/Myanmar; Myanmar/Burma
mn MNG Mongolia; Mongolian
mo MAC Macau; Macao; Macao SAR; China, Macao Special Administrative Region; Macao Special Administrative Region;
  Macau SAR
mp MNP Northern Mariana Islands
mq MTQ Martinique
mr MRT Mauritania; Islamic Republic of Mauritania; Mauritanian
ms MSR Montserrat
mt MLT Malta; Republic of Malta; Maltese
mu MUS Mauritius; Republic of Mauritius; Mauritian
mv MDV Maldives; Republic of Maldives; Republic of the Maldives; Maldivian
mw MWI Malawi; Republic of Malawi; Malawian
mx MEX Mexico; United Mexican States; Mexican
my MYS Malaysia; Malaysian; Labuan
mz MOZ Mozambique; Republic of Mozambique; Mozambican
na NAM Namibia; Republic of Namibia; Namibian
nc NCL New Caledonia
ne NER Niger; Republic of the Niger; Nigerien
nf NFK Norfolk Island
ng NGA Nigeria; Federal Republic of Nigeria; Nigerian
ni NIC Nicaragua; Republic of Nicaragua; Nicaraguan
nl NLD Netherlands; The Netherlands; Netherlands, The; Kingdom of the Netherlands; Holland; Dutch;
  Netherlands (Kingdom of the)
no NOR Norway; Kingdom of Norway; Norwegian
np NPL Nepal; Federal Democratic Republic of Nepal; Nepalese; Nepali
nr NRU Nauru
nu NIU Niue
nz NZL New Zealand; New Zealander
om OMN Oman; Sultanate of Oman; Omani
pa PAN Panama; Republic of Panama; Panamanian
pe PER Peru; Republic of Peru; Peruvian
pf PYF French Polynesia
pg PNG Papua New Guinea
ph PHL Philippines; The Philippines; Republic of the Philippines; Philippines, The; Filipino; Philippine
pk PAK Pakistan; Islamic Republic of Pakistan; Pakistani; Azad Kashmir
pl POL Poland; Republic of Poland; Polish
pm SPM Saint Pierre and Miquelon; St. Pierre and Miquelon
pn PCN Pitcairn; Pitcairn Islands
pr PRI Puerto Rico
ps PSE Palestine; State of Palestine; Palestinian; Palestine, State of; Palestinian Territories;
  Occupied Palestinian Territories; Occupied Palestinian Territory; Palestinian Territory, Occupied; West Bank; Gaza;
  Gaza Strip; West Bank and Gaza; West Bank and Gaza Strip; Region: Gaza; Region: North Gaza; Region: Northern Gaza;
  Region: West Bank; Palestinian Authority; The State of Palestine; North Gaza; Northern Gaza
pt PRT Portugal; Portuguese Republic; Portuguese
pw PLW Palau; Republic of Palau
py PRY Paraguay; Republic of Paraguay; Paraguayan
qa QAT Qatar; State of Qatar; Qatari
re REU Reunion
ro ROU Romania; Rumania; Romanian
rs SRB Serbia; Republic of Serbia; Serbian
ru RUS Russia; Russian Federation; Russian; The Russian Federation; Region: Russia; RSFSR; Russian SFSR;
  Russian Soviet Federative Socialist Republic; Chechnya; Chechen Republic; Former USSR Currently Russia;
  Former USSR (currently Russian Federation); Российская Федерация; Россия; Former USSR Currently Russian Federation;
  USSR (now Russia); Russian Federation (Russia)
rw RWA Rwanda; Republic of Rwanda; Rwandan
sa SAU Saudi Arabia; Kingdom of Saudi Arabia; KSA; Saudi; Saudi Arabian
sb SLB Solomon Islands
sc SYC Seychelles; Republic of Seychelles; The Seychelles; Seychellois
sd SDN Sudan; Republic of the Sudan; The Sudan; Sudanese; Republic of Sudan; North Sudan; Region: Kafia Kingi;
  Kafia Kingi; Sudan, The
se SWE Sweden; Kingdom of Sweden; Swedish
sg SGP Singapore; Republic of Singapore; Singaporean
sh SHN Saint Helena; Saint Helena, Ascension and Tristan da Cunha; St. Helena
si SVN Slovenia; Republic of Slovenia; Slovenian; Slovene
sj SJM Svalbard and Jan Mayen
sk SVK Slovakia; Slovak Republic; Slovak
sl SLE Sierra Leone; Republic of Sierra Leone; Sierra Leonean
sm SMR San Marino; Republic of San Marino
sn SEN Senegal; Republic of Senegal; Senegalese
so SOM Somalia; Federal Republic of Somalia; Somali Democratic Republic; Somali; Somaliland; Puntland; Somalian
sr SUR Suriname; Republic of Suriname; Surinamese
ss SSD South Sudan; Republic of South Sudan; South Sudanese
st STP Sao Tome and Principe
sv SLV El Salvador; Republic of El Salvador; Salvadoran
sx SXM Sint Maarten; Sint Maarten (Dutch part); St. Maarten
sy SYR Syria; Syrian Arab Republic; Syrian; Syrian Arab Rep.
sz SWZ Eswatini; Swaziland; Kingdom of Eswatini
tc TCA Turks and Caicos Islands; Turks and Caicos; Turks & Caicos Islands
td TCD Chad; Republic of Chad; Chadian; Tchad
tf ATF French Southern Territories
tg TGO Togo; Togolese Republic; Togolese
th THA Thailand; Kingdom of Thailand; Siam; Thai
tj TJK Tajikistan; Republic of Tajikistan; Tajik; Tajik SSR
tk TKL Tokelau
tl TLS Timor-Leste; East Timor; Democratic Republic of Timor-Leste
tm TKM Turkmenistan; Turkmen; Turkmen SSR
tn TUN Tunisia; Republic of Tunisia; Tunisian
to TON Tonga; Kingdom of Tonga
tr TUR Turkey; Turkiye; Republic of Turkey; Republic of Turkiye; The Republic of Turkiye; Turkish
tt TTO Trinidad and Tobago; Republic of Trinidad and Tobago; Trinidad & Tobago; Trinidad; Trinidadian
tv TUV Tuvalu
tw TWN Taiwan; Taiwan, Province of China; Taiwan (Province of China); Republic of China; Chinese Taipei;
  Taiwan, China; Taiwanese; China, Republic of; Taiwan (ROC)
tz TZA Tanzania; United Republic of Tanzania; Tanzania, United Republic of; Tanzania (United Republic of); Tanzanian;
  Zanzibar
ua UKR Ukraine; Ukrainian; Ukrainian SSR; Ukrainian SSR (now Ukraine); Former USSR Currently Ukraine;
  USSR (now Ukraine); Crimea; Region: Crimea; Autonomous Republic of Crimea; Crimea, Ukraine;
  Crimea Region of Ukraine; Sevastopol; Republic of Crimea; Donetsk People's Republic; Luhansk People's Republic;
  So-called Donetsk People's Republic; So-called Luhansk People's Republic; Region: Donetsk; Region: Luhansk;
  Region: Kherson; Region: Zaporizhzhia; Region: So-Called Donetsk People's Republic;
  Region: So-Called Luhansk People's Republic; Україна; Украина; The Ukraine; Lugansk People's Republic
ug UGA Uganda; Republic of Uganda; Ugandan
um UMI United States Minor Outlying Islands; Minor Outlying Islands
us USA United States; United States of America; US; U.S.; U.S.A.; The United States of America; The United States;
  American; America
uy URY Uruguay; Eastern Republic of Uruguay; Oriental Republic of Uruguay; Uruguayan
uz UZB Uzbekistan; Republic of Uzbekistan; Uzbek; Uzbek SSR; Uzbekistani
va VAT Holy See; Vatican City; Vatican; Holy See (Vatican City State); Vatican City State
vc VCT Saint Vincent and the Grenadines; St. Vincent and the Grenadines; St Vincent and the Grenadines;
  St. Vincent & the Grenadines; Saint Vincent
ve VEN Venezuela; Bolivarian Republic of Venezuela; Venezuela, Bolivarian Republic of;
  Venezuela (Bolivarian Republic of); Venezuelan
vg VGB British Virgin Islands; Virgin Islands, British; Virgin Islands (British); BVI; B.V.I.; Virgin Islands, UK
vi VIR US Virgin Islands; U.S. Virgin Islands; Virgin Islands, U.S.; Virgin Islands (U.S.);
  United States Virgin Islands; Virgin Islands, US
vn VNM Vietnam; Viet Nam; Socialist Republic of Vietnam; Socialist Republic of Viet Nam; Vietnamese
vu VUT Vanuatu; Republic of Vanuatu
wf WLF Wallis and Futuna
ws WSM Samoa; Western Samoa; Independent State of Samoa; Samoan
xk XKX Kosovo; Republic of Kosovo; Kosovan; Kosovar
ye YEM Yemen; Republic of Yemen; Yemen Arab Republic; Yemeni
yt MYT Mayotte
za ZAF South Africa; Republic of South Africa; RSA; South African
zm ZMB Zambia; Republic of Zambia; Zambian; Northern Rhodesia
zw ZWE Zimbabwe; Republic of Zimbabwe; Rhodesia; Zimbabwean
ddde DDR East Germany; German Democratic Republic; GDR
suhh SUN Soviet Union; USSR; U.S.S.R.; Union of Soviet Socialist Republics; Former USSR; Former Soviet Union; Soviet
cshh CSK Czechoslovakia; Czechoslovak Socialist Republic
csxx SCG Serbia and Montenegro; State Union of Serbia and Montenegro
yucs YUG Yugoslavia; Socialist Federal Republic of Yugoslavia; Federal Republic of Yugoslavia; SFR Yugoslavia;
  Former Yugoslavia; Yugoslav
anhh ANT Netherlands Antilles
eu EUE European Union; EU
"""


@lru_cache(maxsize=16_384)
def country_code(text: str) -> str | None:
    """The code of the country `text` names, or None. Codes themselves (`KP`, `PRK`, `kp`) are read too.

    Case, accents, punctuation, a leading `the` and repeated space do not matter; word order does, so that
    `Republic of Korea` and `Democratic People's Republic of Korea` never meet.
    """
    return _codes().get(_fold(text))


def country_name(code: str) -> str | None:
    """The usual English name of a code of this table (`kp` -> `North Korea`); None for another code."""
    return _names().get(code.lower())


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for alpha2, alpha3, names in _rows():
        for name in (alpha2, alpha3, *names):
            other = codes.setdefault(_fold(name), alpha2)
            assert other == alpha2, f"{name!r} stands for {other} and {alpha2}"
    return codes


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {alpha2: names[0] for alpha2, _, names in _rows()}


def _rows() -> list[tuple[str, str, list[str]]]:
    """The table: a line that starts with a space goes on with the names of the line before."""
    rows: list[tuple[str, str, list[str]]] = []
    for line in _TABLE.strip().splitlines():
        if line.startswith(" "):
            rows[-1][2].extend(name.strip() for name in line.split(";") if name.strip())
            continue
        alpha2, alpha3, names = line.split(" ", 2)
        rows.append((alpha2, alpha3, [name.strip() for name in names.split(";") if name.strip()]))
    return rows


def _fold(text: str) -> str:
    """Lower case, no accents, no dots and apostrophes, other punctuation as one space."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    plain = re.sub(r"[.'’ʼ`´]", "", plain).replace("&", " and ").replace("ı", "i")
    return re.sub(r"[\W_]+", " ", plain).strip().removeprefix("the ")
