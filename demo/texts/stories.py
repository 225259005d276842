"""Invented concerns with the answers they got, in the sender's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from concerns.models import ConcernKind

CONCERN, WISH, PROBLEM, ACTIVITY, THREAT = (
    ConcernKind.CONCERN,
    ConcernKind.WISH,
    ConcernKind.PROBLEM,
    ConcernKind.ACTIVITY,
    ConcernKind.THREAT,
)


@dataclass(frozen=True, slots=True)
class Story:
    """A concern from its first words to its end.

    `question` is what the officer may ask back and `answer` what the sender says to it;
    `ending` is the officer's last word when the matter is done, `refusal` when it is
    not possible.
    """

    kind: ConcernKind
    language: str
    texts: Sequence[str]
    where: Sequence[str]
    when: Sequence[str]
    reply: str
    question: str
    answer: str
    ending: str
    refusal: str
    urban: bool | None = None


STORIES: Final[Sequence[Story]] = (
    Story(
        CONCERN,
        "et",
        (
            "Bussipeatuse juures kogunevad õhtuti noored, kes loobivad pudeleid. Lapsed kardavad sealt mööda käia.",
            "Peatuse taga on hommikuti klaasikillud ja karjumist on kuulda hilisõhtuni. Vanemad inimesed ei julge enam õhtuse bussiga sõita.",
        ),
        ("bussipeatuse taga", "poe ja peatuse vahel"),
        ("reedel ja laupäeval pärast kella kümmet", "peaaegu igal õhtul"),
        "Aitäh, et kirjutasite. Käin sel nädalal kahel õhtul ise kohal ja räägin noortega. Palusin abi ka noorsootöötajalt.",
        "Kas tunnete mõnda neist noortest või nende vanemaid nägupidi?",
        "Kahte tean, nad käivad kohalikus koolis üheksandas klassis.",
        "Noortega ja nende vanematega on räägitud, peatus on koristatud ja patrull sõidab õhtuti läbi. Kui olukord kordub, kirjutage kohe.",
        "Käisime kohal kümnel õhtul ja rikkumisi ei näinud. Patrull hoiab kohal silma peal, kuid menetluseks alust ei ole.",
    ),
    Story(
        PROBLEM,
        "et",
        (
            "Külavaheteel kihutatakse. Piirang on 50, aga sõidetakse vähemalt 80, ja kõnniteed ei ole.",
            "Kooli juures ei peatu autod ülekäigurajal. Eile oleks üks laps peaaegu alla jäänud.",
            "Meie tänav on muutunud otseteeks ja hommikuti sõidetakse hooviväravate eest läbi täiskiirusel.",
        ),
        (
            "koolimaja ja poe vaheline lõik",
            "sirge enne silda",
            "ülekäigurada kooli ees",
        ),
        ("tööpäeviti kella 7.30 ja 8.30 vahel", "iga päev, kõige hullem õhtul"),
        "Panen selle lõigu järgmise kahe nädala kiiruskontrolli plaani ja uurin vallast liikluse rahustamise võimalusi.",
        "Kas kihutajad on pigem kohalikud või läbisõitjad, ja mis kellaajal on kõige hullem?",
        "Põhiliselt läbisõitjad, hommikul enne kaheksat.",
        "Kontrollisime kuuel korral, kirja sai üheksa juhti. Vald paneb kevadel tee äärde kiirustabloo. Aitäh, et märkasite!",
        "Tee kuulub Transpordiametile ja lamavat politseinikku sinna panna ei saa. Edastasin teie kirja ja kontrollime kiirust edasi.",
    ),
    Story(
        PROBLEM,
        "et",
        (
            "Kortermaja keldrisse murti juba teist korda sisse. Jalgratas ja talverehvid on läinud, avaldus on tehtud, aga tahaks teada, kuidas end kaitsta.",
            "Trepikojas ööbivad võõrad, lukk on katki ja elanikud ei tunne end kindlalt.",
        ),
        ("teine trepikoda, kelder", "trepikoja esimene korrus"),
        ("öösiti", "viimase kuu jooksul kolm korda"),
        "Tulen järgmisel nädalal läbi ja vaatame koos ühistu esimehega ukse, valgustuse ja keldri üle.",
        "Kas ühistul on kaamera või valgusti, mis liikumise peale süttib?",
        "Valgusti on, aga see on juba kuu aega katki.",
        "Ühistu vahetas luku ja parandas valgusti. Majarahvas pani kokku telefonilisti. Avalduse käiku jälgige oma menetlejalt.",
        "See juhtum on juba menetluses ja sellest kirjutab teile menetleja. Siin nõu andmisega aitan edasi.",
        urban=True,
    ),
    Story(
        WISH,
        "et",
        (
            "Sooviksime, et piirkonnapolitseinik käiks eakate päevakeskuses rääkimas telefonipettustest.",
            "Palun tulge lasteaeda helkuritest ja turvalisest teeületusest rääkima. Lapsed ootavad politseinikku väga.",
            "Kas politsei saaks tulla külapäevale oma autoga? Lastele oleks see suur rõõm.",
        ),
        ("päevakeskuse saal", "lasteaed", "külaplats"),
        ("mõnel teisipäeval kell 12", "detsembri alguses", "laupäeval"),
        "Tulen hea meelega. Pakun välja kaks aega, valige, kumb sobib.",
        "Kui palju inimesi tuleb ja mis keeltes nad räägivad?",
        "Umbes kolmkümmend, enamik eesti keeles, mõned vene keeles.",
        "Käisime kohal, inimesi oli rohkem kui oodatud ja küsimusi jagus tunniks. Aitäh kutsumast!",
        "Sel päeval on meil õppus, nii et seekord kahjuks ei jõua. Kirjutage uue kuupäevaga, siis leiame aja.",
    ),
    Story(
        ACTIVITY,
        "et",
        (
            "Korraldame laupäeval talgud: paneme külavahele valgustid ja lõikame teeäärse võsa. Võiks juurde tulla ja inimestega juttu rääkida.",
            "Meie külas alustab naabrivalve. Esimene koosolek on rahvamajas, ootame nõuandeid.",
            "Noorte öine korvpall algab jälle, iga reede kella kümneni. Räägime ka turvalisusest.",
        ),
        ("rahvamaja", "spordiväljak", "külaplats"),
        ("laupäeval kell 11", "igal reedel", "järgmise kuu esimesel neljapäeval"),
        "Väga hea ettevõtmine. Tulen kohale ja võtan kaasa helkureid.",
        "Kas vajate meilt midagi, näiteks liikluse suunamist?",
        "Aitab sellest, kui olete kohal ja räägite paar sõna.",
        "Oli tore päev ja palju sai ära tehtud. Kirjutan sellest ka jaoskonna lehele.",
        "Sel ajal olen puhkusel, kuid asendaja tuleb minu eest.",
    ),
    Story(
        CONCERN,
        "et",
        (
            "Üksi elav naaber ei ole mitu päeva väljas käinud ja ust ei ava. Olen mures, kuigi tuli vahel põleb.",
            "Naabrimees on hakanud palju jooma ja karjub öösiti akna peal. Kedagi ei ole ta puutunud, aga perel on hirm.",
        ),
        ("kõrvalmaja", "sama trepikoda, kolmas korrus"),
        ("viimasel nädalal", "nädalavahetustel"),
        "Aitäh, et hoolite. Käin täna läbi ja võtan ühendust valla sotsiaaltöötajaga.",
        "Kas teate, kas tal on lähedasi, kellega ühendust võtta?",
        "Tütar elab Tartus, telefoninumbrit mul ei ole.",
        "Käisin kohal ja kõik on korras. Sotsiaaltöötaja käib nüüd kord nädalas vaatamas.",
        "Inimene ise abi ei soovi ja meil ei ole alust sekkuda. Kui midagi muutub, andke kohe teada; ohu korral helistage 112.",
    ),
    Story(
        PROBLEM,
        "et",
        (
            "Metsa alla viiakse prügi: rehve, mööblit ja ehitusjääke. Hunnik kasvab iga nädalaga.",
            "Järve äärde jäetakse pärast lõkkeid klaasid ja purgid, lapsed käivad seal paljajalu.",
        ),
        ("vana karjääri tee ots", "järve idakallas", "metsatee tõkkepuu juures"),
        ("nädalavahetuse järel", "juba kuu aega"),
        "Käin kohta vaatamas ja lepin keskkonnaametiga kokku, kes mida teeb.",
        "Kas olete näinud mõnda autot või oskate öelda, mis ajal tuuakse?",
        "Pühapäeva õhtul oli seal hall kaubik järelkäruga.",
        "Prügi on koristatud, tõkkepuu on parandatud ja metsaomanik pani kaamera. Süüdlase suhtes algatas keskkonnaamet menetluse.",
        "Prügi tooja ei olnud tuvastatav. Koristamise korraldab vald, neile on teie teade edasi antud.",
        urban=False,
    ),
    Story(
        CONCERN,
        "et",
        (
            "Mu emale helistati ja öeldi, et pank palub Smart-ID koode. Raha ei kadunud, aga meie külas on see juba kolmas kõne.",
            "Müüdi uksest ukseni kallist suitsuandurit ja väideti, et see on kohustuslik. Hoiatage palun teisi.",
        ),
        ("terve küla", "meie maja"),
        ("eile pärastlõunal", "sel nädalal mitu korda"),
        "Tänan hoiatamast. Panin teate kogukonna listi ja räägin sellest ka päevakeskuses.",
        "Kas helistaja number on alles ja mis keeles ta rääkis?",
        "Number algas +372 58, rääkis vene keeles ja siis halvas eesti keeles.",
        "Hoiatus on läbi käinud kõik meie kogukonnad ja kauplused. Rohkem kõnesid ei ole teada.",
        "Helistaja number osutus võltsituks ja teda tuvastada ei saa. Hoiatus läks laiali.",
    ),
    Story(
        WISH,
        "et",
        (
            "Palume tänavavalgustust pargi ja bussijaama vahele, seal on sügisel kottpime.",
            "Sooviksime sadama juurde märki, et kai peal on ujumine keelatud.",
        ),
        ("park ja bussijaama vaheline tee", "sadamakai"),
        ("sügisest kevadeni", "suvel"),
        "Teie soov on põhjendatud. Edastasin selle vallale ja lisasin juurde meie tähelepanekud.",
        "Kas see lõik on pime kogu öö või alles pärast keskööd?",
        "Kogu aeg, sest lambid ei põle enam üldse.",
        "Vald parandas lambid ja lisas kolm uut. Aitäh, et kirjutasite.",
        "Sellel aastal vallal raha ei ole, soov on kirjas järgmise aasta eelarve ettepanekutes.",
    ),
    Story(
        THREAT,
        "et",
        (
            "Naaber ähvardas mind aia pärast ja ütles, et „küll sa veel näed“. Tal on kodus jahipüss. Otsest ohtu praegu ei ole, kuid kardan.",
            "Endine elukaaslane seisab tihti maja ees autos ja saadab sõnumeid. Praegu teda ei ole, kuid tahan, et keegi teaks.",
        ),
        ("meie maja ees", "aia juures"),
        ("viimased kaks nädalat", "eile õhtul"),
        "Võtan selle väga tõsiselt. Helistan teile täna ja lepime kokku, mida teha. Kui ta tuleb uuesti, helistage kohe 112.",
        "Millal oleks teil turvaline telefoniga rääkida?",
        "Tööpäeviti lõuna ajal, siis olen üksi.",
        "Oleme rääkinud ja kokku leppinud, kuidas edasi. Ohvriabi 116 006 on teile igal ajal olemas.",
        "See asi läheb edasi menetlusse ja teile helistab menetleja.",
    ),
    Story(
        CONCERN,
        "et",
        (
            "Saarele tuleb suvel palju rahvast ja pärast viimast praami jäävad purjus inimesed sadamasse. Kohalikke on vähe ja abi kaugel.",
            "Talvel, kui praam ei käi, on küla omaette. Tahaks teada, kes meile appi jõuab, kui midagi juhtub.",
        ),
        ("sadam", "küla keskus"),
        ("suvel nädalavahetuseti", "talvekuudel"),
        "Lepime kokku suvise valve: abipolitseinik on nädalavahetustel saarel ja helistamise järjekord on kõigil kirjas.",
        "Kes saare inimestest oleks valmis abipolitseinikuks hakkama?",
        "Kaks meest on huvitatud, andsin neile teie numbri.",
        "Saarel on nüüd kaks abipolitseinikku ja kokkulepe päästekomandoga. Helistamise leht on poe seinal.",
        "Püsivat patrulli saarele panna ei saa, kuid kriisiks on kopteri ja kaatri plaan olemas.",
        urban=False,
    ),
    Story(
        PROBLEM,
        "ru",
        (
            "Во дворе каждую ночь громко играет музыка из машин, люди не могут спать.",
            "На детской площадке по вечерам распивают алкоголь, утром песочница полна стекла.",
        ),
        ("двор между домами", "детская площадка за магазином"),
        ("по выходным после полуночи", "почти каждый вечер"),
        "Спасибо, что написали. Патруль будет заезжать во двор по вечерам, а я приду поговорить с жителями.",
        "Можете назвать время, когда обычно собираются, и номера машин, если видели?",
        "Собираются после одиннадцати, чаще всего в субботу.",
        "Мы поговорили с владельцами машин, двоим выписан штраф. Последние три недели тихо. Если повторится, пишите.",
        "Мы были на месте восемь раз и нарушений не застали. Если шумно прямо сейчас, звоните 112.",
        urban=True,
    ),
    Story(
        CONCERN,
        "ru",
        (
            "Моей бабушке позвонили якобы из банка и просили коды. Деньги целы, но соседи тоже жалуются на такие звонки.",
            "По квартирам ходят люди и говорят, что проверяют газ, но документов не показывают.",
        ),
        ("наш подъезд", "весь дом"),
        ("вчера днём", "на этой неделе несколько раз"),
        "Спасибо за предупреждение. Мы повесили объявления в подъездах и расскажем об этом на встрече.",
        "Сохранился ли номер, с которого звонили?",
        "Да, номер записан, могу передать.",
        "Предупреждение разослано всем товариществам района. Новых случаев не было.",
        "Номер оказался поддельным, установить звонившего нельзя. Никому не сообщайте коды.",
        urban=True,
    ),
    Story(
        WISH,
        "ru",
        (
            "Хотим пригласить участкового на собрание товарищества: поговорить о камерах и о парковке.",
            "Просим провести для пожилых людей занятие о мошенниках на русском языке.",
        ),
        ("зал библиотеки", "подвал дома, комната собраний"),
        ("в любой вторник вечером", "в начале месяца"),
        "С удовольствием приду. Предлагаю два времени, выберите удобное.",
        "Сколько человек придёт?",
        "Примерно двадцать пять.",
        "Встреча прошла хорошо, вопросов было много. Спасибо, что позвали!",
        "В этот день у меня дежурство. Предложите, пожалуйста, другое время.",
        urban=True,
    ),
    Story(
        PROBLEM,
        "ru",
        (
            "На пешеходном переходе у школы машины не останавливаются. Вчера чуть не сбили ребёнка.",
            "Машины стоят на тротуаре так, что с коляской приходится выходить на дорогу.",
        ),
        ("переход у школы", "тротуар вдоль дома"),
        ("утром с 7.30 до 8.15", "каждый день"),
        "Мы включили это место в план проверок и будем там по утрам в ближайшие две недели.",
        "С какой стороны чаще нарушают?",
        "Со стороны рынка, там поворот.",
        "Проверили шесть раз, оштрафовали одиннадцать водителей. Город обновит разметку весной.",
        "Изменить организацию движения может только город, мы передали ваше обращение и продолжим проверки.",
    ),
    Story(
        ACTIVITY,
        "ru",
        (
            "Мы с соседями начинаем вечерние обходы двора. Хотим договориться с полицией о правилах.",
            "В субботу устраиваем праздник двора, будем рады видеть участкового.",
        ),
        ("наш двор", "площадка у пруда"),
        ("с понедельника", "в субботу в 12 часов"),
        "Отличная инициатива. Приду и расскажу, на что обратить внимание и когда сразу звонить 112.",
        "Нужна ли вам помощь с ограничением движения?",
        "Нет, двор закрыт для машин.",
        "Спасибо за хороший день. Договорились держать связь через старшую по дому.",
        "В этот день буду в отпуске, вместо меня придёт коллега.",
        urban=True,
    ),
    Story(
        THREAT,
        "ru",
        (
            "Сосед угрожает мне из-за собаки и говорит, что «разберётся». Сейчас его дома нет, но мне страшно.",
            "Сыну в школе угрожают старшие ребята и требуют деньги. Он боится туда ходить.",
        ),
        ("наш подъезд", "школа и дорога домой"),
        ("последние две недели", "каждый день после уроков"),
        "Я отношусь к этому очень серьёзно. Сегодня позвоню, и мы решим, что делать. Если он придёт снова, сразу звоните 112.",
        "Когда вам безопасно говорить по телефону?",
        "По будням с двенадцати до часу.",
        "Мы всё обсудили, со второй стороной проведена беседа. Помощь пострадавшим: 116 006, круглосуточно.",
        "Дело передано в производство, вам позвонит следователь.",
    ),
    Story(
        CONCERN,
        "en",
        (
            "Somebody keeps leaving the gate of the river path open at night and scooters race through. It is only a matter of time before someone is hit.",
            "We moved here in spring and do not know whom to call when the house next door has loud parties.",
        ),
        ("the river path", "our street"),
        ("most evenings", "at weekends"),
        "Thank you for writing. I will come by on Thursday evening and speak with the people there.",
        "At what time is it worst?",
        "Between ten and midnight.",
        "I talked with the neighbours and the municipality has fitted a spring to the gate. Write again if it comes back.",
        "I was there on five evenings and saw no offence. In danger, please call 112.",
        urban=True,
    ),
)

NOTES: Final[dict[str, Sequence[str]]] = {
    "et": (
        "Helistasin vallale, vastust lubati reedeks.",
        "Sama mure tuli ka naaberkülast, vaatame koos.",
        "Patrullile edasi öeldud.",
    ),
    "ru": (
        "Позвонил в управу, ответ обещали до пятницы.",
        "Похожее обращение было из соседнего дома.",
        "Передано патрулю.",
    ),
    "en": ("Called the municipality, they will answer by Friday.",),
}

HANDED_TO: Final[dict[str, Sequence[str]]] = {
    "et": ("Vallavalitsus, teed ja valgustus", "Keskkonnaamet", "Päästeamet", "Kool"),
    "ru": ("Городская управа, дороги", "Департамент окружающей среды", "Школа"),
    "en": ("The municipality, roads and lighting",),
}
