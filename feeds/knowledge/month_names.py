"""What months are called in forty languages, as dates write them: in full and short, declined and not. Pure.

The names of the Unicode CLDR (a test compares them with Babel's copy, which takes 60 MB once it is loaded), and those
that pages write besides: Egypt's and Tunisia's spellings, Kabyle, abbreviations of newspapers. Folded as `folded`
leaves them: small letters without accents, Arabic alefs bare. Croatian is left out: its listopad is October, in Czech
and Polish it is November."""

import re
import unicodedata
from typing import Final

_NAMES: Final = (
    """ene enero gen gener gennaio ian ianuarie jaan jaanuar jan janar janeiro janner januar januara januari january
    janv janvaris janvier led leden ledna oca ocak saus sausio sausis sty styczen stycznia tammi tammikuu tammikuuta
    urt urtarrila xan xaneiro yan yanvar yen yennayer ιαν ιανουαριος ιανουαριου сту студзень студзеня січ січень
    січня янв январь января яну януари јан јануар јануари ינו ינואר جانفي جنوري يناير ژانويه जनवरी जन॰ জানু জানুয়ারী জানুয়ারি
    ⵉⵏⵏ ⵉⵏⵏⴰⵢⵔ""",
    """feb febb febbraio febr febreiro febrer febrero februar februara februari februarie februaris february fev
    fevereiro fevr fevral fevrier fur furar helmi helmikuu helmikuuta lut lutego luty ots otsaila shk shkurt sub
    subat uno unor unora vas vasario vasaris veebr veebruar φεβ φεβρουαριος φεβρουαριου лют лютага лютии лютого люты
    феб фебруар фев февр февраль февраля февруари פבר פברואר شباط فبراير فروري فوريه فيفري फ़रवरी फ़र॰ ফেব
    ফেব্রুয়ারী ফেব্রুয়ারি ⴱⵕⴰ ⴱⵕⴰⵢⵕ""",
    """bre brezen brezna kov kovas kovo maalis maaliskuu maaliskuuta maart mar marc marca march marcius marco marec
    maret mars mart martie marts martxoa marz marzec marzo meɣ meɣres mrt mrz μαρ μαρτιος μαρτιου бер березень
    березня мар март марта сак сакавік сакавіка מרץ اذار مارس مارچ मार्च মার্চ ⵎⴰⵕ ⵎⴰⵕⵚ""",
    """abr abril api apirila apr aprel april aprila aprile aprilie aprilis aprill avr avril bal balandis balandzio
    dabril dub duben dubna huhti huhtikuu huhtikuuta kwi kwiecien kwietnia nis nisan pri prill yeb yebrir απρ
    απριλιος απριλιου апр апрель апреля април квіт квітень квітня кра красавік красавіка אפר אפריל ابريل افريل اوريل
    اپريل نيسان अप्रैल এপ্রি এপ্রিল ⵉⴱⵔ ⵉⴱⵔⵉⵔ""",
    """geg geguze geguzes kve kveten kvetna mag maggio mai maiatza maig maijs maio maj maja majus may mayis mayo mayyu
    mei touko toukokuu toukokuuta μαι μαιος μαιου маи мая мај трав травень травня מאי ايار ماي مايو مه ميي मई মে ⵎⴰⵢ
    ⵎⴰⵢⵢⵓ""",
    """birz birzelio birzelis cerven cervna cvn cze czerwca czerwiec eka ekaina giu giugno haz haziran iun iunie iyn
    iyun juin jun juna june junho juni junij junijs junio junius juny juuni kesa kesakuu kesakuuta qer qershor xuno
    yun yunyu ιουν ιουνιος ιουνιου июн июнь июня черв червень червня чэр чэрвень чэрвеня юни јун јуни יוני جوان جون
    حزيران يونيه يونيو ژوين जून জুন ⵢⵓⵏ ⵢⵓⵏⵢⵓ""",
    """cervence cervenec cvc heina heinakuu heinakuuta iul iulie iyl iyul juil juillet jul jula julai julho juli julij
    julijs julio juliol julius july juuli korr korrik liep liepa liepos lip lipca lipiec lug luglio tem temmuz uzt
    uztaila xul xullo yul yulyu ιουλ ιουλιος ιουλιου июл июль июля лип липень липня ліп ліпень ліпеня юли јул јули
    יולי تموز جولايي جويلية يوليه يوليو يوليوز ژوييه जुलाई जुल॰ জুল জুলাই ⵢⵓⵍ ⵢⵓⵍⵢⵓⵣ""",
    """abu abuztua ag ago agost agosto agu agustos agustus aout aug august augusta augusti augusts augustus augusztus
    avg avgust avq avqust elo elokuu elokuuta gush gusht ogo ogos rugp rugpjucio rugpjutis sie sierpien sierpnia srp
    srpen srpna ɣuc ɣuct αυγ αυγουστος αυγουστου авг август августа жні жнівень жніуня серп серпень серпня אוג אוגוסט
    اب اغسطس اوت اگست غشت अगस्त अग॰ আগ আগস্ট ⵖⵓⵛ ⵖⵓⵛⵜ""",
    """cte ctember eyl eylul ira iraila rugs rugsejis rugsejo sen sentyabr sep sept septembar september septembra
    septembre septembrie septembris septiembre set setembre setembro setiembre sett settembre sht shtator syys
    syyskuu syyskuuta szept szeptember wrz wrzesien wrzesnia zar zari σεπ σεπτεμβριος σεπτεμβριου вер верасень
    верасня вересень вересня сен сент сентябрь сентября сеп септембар септември ספט ספטמבר ايلول سبتمبر ستمبر سپتامبر
    شتنبر सितंबर सित॰ সেপ সেপ্টেম্বর ⵛⵓⵜ ⵛⵓⵜⴰⵏⴱⵉⵔ""",
    """eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktobar oktober oktobra oktobris
    oktoober oktyabr ott ottobre out outubro paz pazdziernik pazdziernika rij rijen rijna spal spalio spalis tet
    tetor tub tuber urr urria οκτ οκτωβριος οκτωβριου жовт жовтень жовтня кас кастрычнік кастрычніка окт октобар
    октомври октябрь октября אוק אוקטובר اكتبر اكتوبر अक्टूबर अक्टू॰ অক্টো অক্টোবর ⴽⵜⵓ ⴽⵜⵓⴱⵔ""",
    """aza azaroa kas kasim lapkr lapkricio lapkritis lis listopad listopada listopadu marras marraskuu marraskuuta nen
    nentor noiembrie nov novembar november novembra novembre novembris novembro noviembre noy noyabr nun nunember wam
    νοε νοεμβριος νοεμβριου лист листопад листопада ліс лістапад лістапада нов новембар ное ноември нояб ноябрь
    ноября נוב נובמבר نوامبر نوفمبر نومبر نونبر नवंबर नव॰ নভে নভেম্বর ⵏⵓⵡ ⵏⵓⵡⴰⵏⴱⵉⵔ""",
    """abe abendua ara aralik dec decembar december decembra decembre decembrie decembris decembro dek dekabr des
    desember desembre dets detsember dez dezember dezembro dhj dhjetor dic dicembre diciembre dis disember dug
    dugember gru grudnia grudzien gruod gruodis gruodzio joulu joulukuu joulukuuta pro prosince prosinec δεκ
    δεκεμβριος δεκεμβριου груд грудень грудня дек декабрь декабря декември дец децембар сне снежань снежня דצמ דצמבר
    دجنبر دسامبر دسمبر ديسمبر दिसंबर दिस॰ ডিসে ডিসেম্বর ⴷⵓⵊ ⴷⵓⵊⴰⵏⴱⵉⵔ""",
)
MONTHS: Final = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()} | {
    **dict.fromkeys(("كانون الثاني", "كانون ثاني"), 1),
    **dict.fromkeys(("تشرين الاول", "تشرين اول"), 10),
    **dict.fromkeys(("تشرين الثاني", "تشرين ثاني"), 11),
    "كانون الاول": 12,
}
_ACCENTS: Final = re.compile("[\u0300-\u036f\u0653-\u0655]")
# Vowels and strokes of Arabic; what is not seen: the marks of a direction, and spaces without a width.
_MARKS: Final = re.compile("[\u064b-\u0652\u0640\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_PLAIN: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ıیک", "01234567890123456789iيك")


def folded(text: str) -> str:
    """A text whose words and digits can be compared: in one line, without accents; its letters keep their case."""
    if not text.isascii():
        bare = _ACCENTS.sub("", unicodedata.normalize("NFD", _MARKS.sub("", text)))
        text = unicodedata.normalize("NFC", bare).translate(_PLAIN)
    return " ".join(text.split())
