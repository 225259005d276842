"""What is written about an invented plan, and what planners answer."""

from typing import Final, NamedTuple

from planning.actions.consulting import Introductions
from planning.models import CommentTarget

WORDS: Final = Introductions(
    et=(
        "Piirkonnad ei ole enam ühesuurused: mõni politseinik teenib poole rohkem"
        " inimesi kui teine. See kavand jagab neid ühtlasemalt.\n\nVaadake, kuhu teie"
        " koht jääks, ja öelge, mis võiks olla teisiti. Igale kommentaarile vastatakse."
    ),
    en=(
        "Regions are no longer of one size: some officers serve half as many people"
        " again as others. This draft divides them more evenly.\n\nSee where your place"
        " would be, and say what should be different. Each comment is answered."
    ),
    ru=(
        "Участки больше не одинаковы: одни полицейские обслуживают в полтора раза"
        " больше людей, чем другие. Этот черновик делит их ровнее.\n\nПосмотрите, где"
        " окажется ваше место, и скажите, что должно быть иначе. На каждый комментарий"
        " ответят."
    ),
)


class Comment(NamedTuple):
    """One invented comment; an empty answer waits, `hidden` is why it is not shown."""

    kind: CommentTarget
    language: str
    name: str
    text: str
    answer: str = ""
    hidden: str = ""


COMMENTS: Final = (
    Comment(
        CommentTarget.PLAN,
        "et",
        "Külavanem",
        "Hea, et küsitakse. Palun hoidke vallad tervena, kus vähegi saab.",
        "Aitäh! Kavandis jääb terveks rohkem valdu kui praegu; loetelu on lehel"
        " „Tükeldatud“.",
    ),
    Comment(
        CommentTarget.UNIT,
        "et",
        "",
        "Meie küla käib koolis ja poes teises suunas. Jätke meid senise politseiniku"
        " juurde.",
    ),
    Comment(
        CommentTarget.REGION,
        "ru",
        "Ольга",
        "Пожалуйста, оставьте наш посёлок вместе с городом: все ездят туда на работу.",
        "Спасибо! Мы посмотрим, как посёлок мог бы остаться с городом.",
    ),
    Comment(
        CommentTarget.BORDER,
        "en",
        "",
        "The river is the natural border here, not the road.",
    ),
    Comment(
        CommentTarget.PLAN,
        "et",
        "",
        "Müüa kuivi küttepuid.",
        hidden="Ei ole jaotusest.",
    ),
)
