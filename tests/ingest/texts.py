"""News texts for the tests of reading bytes: those of the golden cases, and some in languages that have no lexicon yet."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

GOLDEN = Path(__file__).parent.parent / "golden"
SAMPLES = Path(__file__).parents[2] / "include" / "copydesk" / "samples" / "landing"

LANGUAGES = sorted(folder.name for folder in GOLDEN.iterdir())

_OTHERS = {
    "cs": [
        "Řeka Želivka v noci na čtvrtek stoupla o šedesát centimetrů a zaplavila hřiště u školy.",
        "Starosta Ondřej Vrběcký řekl, že nejhorší škody jsou na lávce, kterou obec opravila teprve loni.",
        "Hasiči čerpali vodu ze sklepů až do rána, pomáhali jim žáci vyšších tříd i místní zahrádkáři.",
        "Silničáři uzavřeli cestu k přehradě; objížďka vede přes Těšínov a potrvá nejméně týden.",
        "Meteorologové čekají další déšť, ale hladiny by podle nich už neměly překročit druhý stupeň.",
        "„Příště musíme být připraveni lépe,“ dodala učitelka Šárka Hůlková, jejíž třída přišla o knihy.",
    ],
    "hu": [
        "Az éjszakai vihar több mint száz fát döntött ki a folyóparton, és leszakította a műhely tetejét.",
        "A polgármester szerint a károk felmérése két hétig is eltarthat, mert a földutak járhatatlanok.",
        "Az iskolában szünetel a tanítás, a gyerekek a művelődési házban kaptak meleg ebédet.",
        "A tűzoltók éjfélig hetvenkét hívást kaptak; könnyű sérülést szenvedett egy idős kertész.",
        "Őszre új szélfogó erdősávot ültetnek, erről a közgyűlés egyhangú döntést hozott csütörtökön.",
        "„Ilyen erős szélre én még nem emlékszem” – mondta Győző bácsi, aki nyolcvan éve él a tanyán.",
    ],
    "el": [
        "Το πρώτο πλοίο με ηλεκτρικό κινητήρα έδεσε χθες το πρωί στο λιμάνι του νησιού.",
        "Ο δήμαρχος είπε ότι τα εισιτήρια θα μείνουν στην ίδια τιμή ως το τέλος του χειμώνα.",
        "Οι ψαράδες ζητούν χώρο για τις βάρκες τους, γιατί η νέα προβλήτα πήρε τη θέση τους.",
        "Η διαδρομή κρατά σαράντα λεπτά και το πλοίο φορτίζει τις μπαταρίες του μέσα στη νύχτα.",
        "Πολλοί κάτοικοι κατέβηκαν στην παραλία για να δουν την άφιξη και να χαιρετήσουν το πλήρωμα.",
        "Η εταιρεία σχεδιάζει δεύτερο πλοίο, όμως περιμένει πρώτα την έγκριση του υπουργείου.",
    ],
    "lt": [
        "Šiąnakt pūtęs vėjas nulaužė seniausią miestelio ąžuolą, po kuriuo rinkdavosi choras.",
        "Seniūnė Živilė sakė, kad iš medienos bus padaryti suolai mokyklos kiemui ir bažnyčios šventoriui.",
        "Gyventojai prašo pasodinti naują ąžuoliuką toje pačioje vietoje dar šį rudenį.",
        "Elektros tiekimas sutriko penkiuose kaimuose, darbininkai gedimus šalino iki vėlaus vakaro.",
        "Ūkininkai skaičiuoja nuostolius: vėjas nuplėšė šiltnamių stogus ir išvertė obelis.",
    ],
    "lv": [
        "Pēc ilgām lietavām upe pārplūda un aizskaloja gājēju tiltiņu pie vecajām dzirnavām.",
        "Pagasta pārvaldniece teica, ka jauno tiltu cels nākamgad, ja ministrija piešķirs naudu.",
        "Skolēni tagad iet apkārt pa šoseju, un vecāki lūdz ierīkot tur gājēju ceļiņu.",
        "Zvejnieki stāsta, ka ūdens līmenis tik augsts nav bijis kopš divdesmitā gadsimta beigām.",
        "Glābēji divas dienas veda cilvēkus ar laivām uz autobusa pieturu kalna galā.",
    ],
    "ro": [
        "Podul vechi de peste râu a fost închis joi dimineață, după ce apa a crescut într-o singură noapte.",
        "Primarul a spus că elevii vor fi duși la școală cu două microbuze până când lucrările se termină.",
        "Inginerii au găsit fisuri în pilonul din mijloc și cer o verificare a tuturor podurilor din județ.",
        "Oamenii din sat își fac griji pentru grădinile de pe mal, unde apa a ajuns până la garduri.",
        "Guvernul a promis bani pentru un pod nou, însă proiectul așteaptă avizele de mai bine de șapte ani.",
    ],
    "hr": [
        "Stara željeznička postaja ponovno će primati putnike, odlučilo je županijsko vijeće u četvrtak.",
        "Gradonačelnica je rekla da će vlakovi voziti četiri puta dnevno, a karte će biti jeftinije nego za autobus.",
        "Stariji mještani još pamte kad su đaci vlakom išli u školu i vraćali se pješice kroz šumu.",
        "Željezničari traže da se prije otvaranja poprave tračnice kod mosta i očisti tunel.",
        "Prvi će vlak krenuti u nedjelju ujutro; kažu da će svirati i limena glazba iz susjednog sela.",
    ],
    "bg": [
        "Старата мелница край реката отвори врати като музей, съобщи кметицата в събота.",
        "Жителите на селото сами събраха пари за покрива и три години работиха всяка неделя.",
        "Вътре посетителите могат да видят камъните, които са мелили жито повече от сто години.",
        "Учениците ще идват тук на уроци по история, а през лятото ще има и детски лагер.",
        "Областта обеща да поправи пътя, който след пролетните дъждове е почти непроходим.",
    ],
    "et": [
        "Öösel tõusnud tuul murdis pargis kümneid puid ja viis ära lauluväljaku katuse.",
        "Vallavanem ütles, et pidu jääb ära, kuid koorid laulavad pühapäeval hoopis kirikus.",
        "Päästjad töötasid hommikuni, et teed lahti saada ja üksikute majadeni jõuda.",
        "Külarahvas läks ise appi: noored tõstsid oksi, vanemad keetsid sõõri istujatele suppi.",
        "Järgmisel nädalal vaadatakse üle kõik pargi pärnad, sest mitu neist on seest õõnsad.",
    ],
}


@cache
def sentences(language: str) -> tuple[str, ...]:
    """Titles and paragraphs of news in a language."""
    if language in _OTHERS:
        return tuple(_OTHERS[language])
    cases = (tomllib.loads(case.read_text("utf-8")) for case in sorted((GOLDEN / language).glob("*.toml")))
    return tuple(dict.fromkeys(text for case in cases for kind, text in case["lines"] if kind in ("title", "body")))


def news(language: str, characters: int) -> str:
    """A text of whole paragraphs, of so many characters or a little more, or all there is."""
    text = ""
    for one in sorted(sentences(language), key=lambda sentence: -len(sentence)):
        text += one + "\n"
        if len(text) >= characters:
            break
    return text


@cache
def samples() -> tuple[str, ...]:
    """The sample articles in sound UTF-8, but those of the wire, and every golden text."""
    found = []
    for path in sorted(SAMPLES.rglob("*.txt")):
        try:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
        if path.parent.name != "wire" and "à¤" not in text:  # one of the samples is mojibake
            found.append(text)
    return (*found, *("\n".join(sentences(language)) for language in [*LANGUAGES, *_OTHERS]))
