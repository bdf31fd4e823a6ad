"""Names beside articles, titles and first names: what has an article is mostly a thing, who is named begins sentences."""

import pytest
from corrected import fixed
from rehear.correction import Lexicon, Term

LEXICON = Lexicon(
    (
        Term("Verkor"),
        Term("Patachou"),
        Term("Nabih Berri"),
        Term("Ribaute"),
        Term("Geoffroy-Guichard"),
        Term("Incarville"),
        Term("Rillieux-la-Pape"),
        Term("Éric Rohmer"),
        Term("Ursula von der Leyen"),
        Term("Outreau"),
        Term("Castres olympique"),
        Term("Bouches-du-Rhône"),
        Term("FLNKS"),
        Term("cour d'assises"),
        Term("garde à vue"),
        Term("Oyonnax"),
    ),
    language="fr",
)


@pytest.mark.parametrize(
    "right",
    [
        "Verkor embauche. | Dans le Vercors, il neige.",
        "Verkor embauche. | Vercors, l'auteur du Silence, était ingénieur.",
        "Pour le dessert, une pâte à choux, de la crème.",
        "Nabih Berri est là. | Dans le Berry, les querelles finissaient au café.",
        "Quelle ribote on avait faite ce soir-là !",
        "Geoffroy Guichard, fondateur de Casino, n'aurait pas imaginé cela.",
        "L'hommage d'un quartier au fondateur, Geoffroy Guichard.",
        "À Carville-la-Folletière, on a cru à une confusion.",
        "Éric Rohmer tourne. | Le romer est un verre à vin.",
        "La Bouche du Rhône est large.",
        "Le FLN a signé.",
        "Trois cours d'assises sont saisies.",
        "Prends-la donc, donne-le-moi.",
    ],
)
def test_stays(right: str) -> None:
    assert fixed(right, LEXICON) == right


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        (
            "Verkor embauche. | L'usine Vercor ouvre à Dunkerque.",
            "Verkor embauche. | L'usine Verkor ouvre à Dunkerque.",
        ),
        ("Le stade de Geoffroy-Guichar est plein.", "Le stade de Geoffroy-Guichard est plein."),
        ("On joue à Geoffroy Guichard ce soir.", "On joue à Geoffroy-Guichard ce soir."),
        ("Il vit à Ancarville-là.", "Il vit à Incarville-là."),
        ("Éric Rohmer tourne. | Romer enseignait le français.", "Éric Rohmer tourne. | Rohmer enseignait le français."),
        ("Reste Outrot, où treize innocents attendent.", "Reste Outreau, où treize innocents attendent."),
        ("Hier, le Castre olympique a gagné.", "Hier, le Castres olympique a gagné."),
        ("Le FLNKS vote. | Le FNLKS réclame une date.", "Le FLNKS vote. | Le FLNKS réclame une date."),
        ("Il comparaît devant la cour d'assise du Nord.", "Il comparaît devant la cour d'assises du Nord."),
        ("Placé en garde-à-vue, il se tait.", "Placé en garde à vue, il se tait."),
        ("Il vient d'Oïonna.", "Il vient d'Oyonnax."),
        (
            "Von der Leyen a parlé. | C'est Vonderleyen qui décide.",
            "Von der Leyen a parlé. | C'est von der Leyen qui décide.",
        ),
    ],
)
def test_is_corrected(heard: str, written: str) -> None:
    assert fixed(heard, LEXICON) == written


FORMS = Lexicon(
    (
        Term("Châtellerault"),
        Term("Drancy"),
        Term("écoterrorisme"),
        Term("permaculture"),
        Term("pédocriminel"),
        Term("Pascale Morvan"),
        Term("procureur général", plural="procureurs généraux", feminine="procureure générale"),
        Term("Houthis"),
        Term("le Hezbollah"),
        Term("Le Creusot"),
        Term("Les Lilas"),
        Term("Le Pen"),
        Term("Hambourg"),
        Term("Mme Solenn Kervadec"),
        Term("Cédéao"),
        Term("L'Équipe"),
        Term("Gaza"),
        Term("Thomas Portes"),
        Term("Pierre Meurin"),
        Term("Marie Laforêt"),
        Term("Gabriel Attal"),
        Term("Bidart"),
        Term("Olivier Faure"),
        Term("glyphosate"),
        Term("Donald Tusk"),
        Term("Ousmane Dembélé"),
    ),
    language="fr",
)


@pytest.mark.parametrize(
    "right",
    [
        "Châtellerault dort. | Un Châtelleraudais de 30 ans est mort.",
        "Drancy vote. | Les Drancéens attendent.",
        "Un écoterroriste a été arrêté.",
        "Le permaculteur cultive.",
        "La bande pédocriminelle est jugée.",
        "Monsieur Pascal Morvan parle.",
        "Son frère Pascal Morvan est né en 1960.",
        "Les procureures générales sont réunies.",
        "un rebelle houthi est mort",
        "Madame Solenn Kervadec parle.",
        "Gaza dort. | LA BANDE DE GAZ A EXPLOSÉ.",
        "Thomas Portes est là. | Thomas porte plainte contre son frère.",
        "Pierre meurt un jeudi.",
        "Marie Laforêt chante. | Pour Marie la forêt est un refuge.",
        "Gabriel Attal est là. | Gabrielle Attal est la grand-mère du marié.",
        "Bidart vote. | M. Bidard a tout vu.",
        "Olivier Faure est là. | L'orchestre joue le Requiem de Fauré.",
        "Le glyphosate tue. | Un champ glyphosaté.",
        "L'équipe de France gagne | Les autres perdent | Il pleut sur Lyon",
    ],
)
def test_other_forms_stay(right: str) -> None:
    assert fixed(right, FORMS) == right


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Hier, Pascal Morvan a parlé.", "Hier, Pascale Morvan a parlé."),
        ("Les tirs de l'hezbola.", "Les tirs du Hezbollah."),
        ("Le Hezbollah tire. | Un hezbola affaibli.", "Le Hezbollah tire. | Un Hezbollah affaibli."),
        ("Il va à Lecreusot demain.", "Il va au Creusot demain."),
        ("Il dort. | LES CHEFS DU HEZBOLA ET LES AUTRES", "Il dort. | LES CHEFS DU HEZBOLLAH ET LES AUTRES"),
        ("DEMAIN IL VA À LECREUSOT", "DEMAIN IL VA AU CREUSOT"),
        ("Il habite de Leslilas.", "Il habite des Lilas."),
        ("La ville d'Ambourg.", "La ville de Hambourg."),
        ("Donald Tusk est là. | DONALD, TUSQUE, TOUSSE ET RIT.", "Donald Tusk est là. | DONALD, TUSK, TOUSSE ET RIT."),
        ("Le but de Ousmane Dembelé.", "Le but d'Ousmane Dembélé."),
        ("La CDAO se tait.", "La Cédéao se tait."),
    ],
)
def test_is_set_into_its_sentence(heard: str, written: str) -> None:
    assert fixed(heard, FORMS) == written
