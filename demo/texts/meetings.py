"""Invented topics and places of meetings, and words of thanks."""

from collections.abc import Sequence
from typing import Final

TOPICS: Final[dict[str, dict[str, Sequence[str]]]] = {
    "et": {
        "ROUND_TABLE": (
            "Ümarlaud: noored, kool ja õhtud",
            "Ümarlaud: liiklus külas",
            "Ümarlaud: kuidas alustada naabrivalvet",
            "Ümarlaud valla, kooli ja kauplusega: mida saame koos ära teha",
        ),
        "MEETING": (
            "Küla ja piirkonnapolitseiniku sügiskohtumine",
            "Mis on aasta jooksul muutunud",
            "Valgustus ja tühjad majad",
            "Korteriühistute kohtumine: trepikojad ja keldrid",
            "Suveks valmis: järv, sadam ja külalised",
        ),
        "SEMINAR": (
            "Infopäev: telefonipettused",
            "Infopäev: kodu kaitsmine ja helkurid",
            "Infopäev: ohutu veekogu",
        ),
    },
    "ru": {
        "ROUND_TABLE": (
            "Круглый стол: дворы и парковка",
            "Круглый стол: подростки и вечера",
        ),
        "MEETING": (
            "Встреча жителей с участковым",
            "Подъезды, подвалы и камеры",
            "Что изменилось за год",
        ),
        "SEMINAR": (
            "Информационный семинар: телефонные мошенники",
            "Информационный семинар: безопасность детей на дороге",
        ),
    },
    "en": {
        "ROUND_TABLE": ("Round table: evenings by the river",),
        "MEETING": ("Newcomers meet the regional officer",),
        "SEMINAR": ("Information seminar: phone fraud",),
    },
}

PLACES: Final[dict[str, Sequence[str]]] = {
    "village": (
        "Rahvamaja",
        "Raamatukogu lugemissaal",
        "Külamaja",
        "Koolimaja aula",
        "Seltsimaja",
        "Päästekomando õppeklass",
    ),
    "town": (
        "Linnaraamatukogu saal",
        "Gümnaasiumi aula",
        "Päevakeskus",
        "Kultuurikeskuse väike saal",
        "Korteriühistu koosolekuruum",
    ),
}

DECLINES: Final[dict[str, Sequence[str]]] = {
    "et": ("Need ajad on juba kinni, palun pakkuge uued järgmiseks kuuks.",),
    "ru": ("Это время уже занято, предложите, пожалуйста, следующий месяц.",),
    "en": ("These times are taken, please suggest some for next month.",),
}

MOVES: Final[dict[str, Sequence[str]]] = {
    "et": ("Saal on sel õhtul kinni, kohtume päev hiljem.",),
    "ru": ("В этот вечер зал занят, встречаемся на день позже.",),
    "en": ("The hall is taken that evening, we meet a day later.",),
}

CANCELS: Final[dict[str, Sequence[str]]] = {
    "et": (
        "Lumetormi tõttu jääb kohtumine ära, lepime uue aja kokku.",
        "Saal on vee-avarii pärast suletud.",
    ),
    "ru": ("Зал закрыт из-за ремонта, договоримся о новом времени.",),
    "en": ("The hall is closed for repairs, we will agree on a new time.",),
}

THANKS: Final[dict[str, Sequence[str]]] = {
    "et": (
        "Aitäh, et tulite meie külla ja kuulasite ära. Sellest oli abi.",
        "Tänan teid, et leidsite mu isa üles enne, kui pimedaks läks.",
        "Lapsed räägivad siiani, kuidas politseionu lasteaias käis. Aitäh!",
        "Suur tänu rahuliku jutu eest naabritega. Nüüd saab jälle magada.",
        "Aitäh, et helistasite tagasi, nagu lubasite.",
        "Talgutel oli teist palju abi. Järgmisel aastal jälle!",
        "Tänan, et seletasite emale pettustest nii, et ta ka aru sai.",
        "Meie rattad on nüüd märgistatud ja keldri uks lukus. Tänu teile.",
    ),
    "ru": (
        "Спасибо, что пришли на наше собрание и говорили с нами по-русски.",
        "Спасибо за помощь с соседями, во дворе стало тихо.",
        "Благодарю за терпение и за то, что перезвонили.",
        "Бабушка теперь знает, что коды никому говорить нельзя. Спасибо!",
    ),
    "en": ("Thank you for coming by and explaining how things work here.",),
}
