"""The words of the paper of a day: what to do with each sheet, and what to do when things fail."""

from deliberation.i18n import N_

LEAD = N_("Tout ce qu'il faut imprimer. Cochez au fur et à mesure. Le noir et blanc suffit.")
WIFI = (N_("Nom du wifi :"), N_("Mot de passe du wifi :"))
NO_CODE = N_("Cette journée n'a pas encore de code.")
NO_CODE_HOW = N_(
    "Créez-le d'abord sur la page de préparation de la journée, puis imprimez ce kit à nouveau."
)
READ_AT = N_("Dessin à lire avec un téléphone : {address}")

# What to do with each part of the kit, in order.
TASK_POSTER = N_(
    "L'affiche du code : 3 fois. À l'entrée, près de l'écran, à l'endroit de la pause. "
    "Écrivez dessus le nom du wifi."
)
TASK_SIGNS = N_(
    "Une pancarte par table : 1 fois. Debout, au milieu de la table, avec un appareil chargé."
)
TASK_CARDS = N_(
    "Les cartons de couleur : {n} fois, pour un jeu par table. Découpez, posez un jeu par table."
)
TASK_COLLEGES = N_(
    "Les cartes des collèges : {n} fois, pour une carte par personne. Découpez. Chacun prend la "
    "sienne et la lève quand il parle."
)
TASK_WORDS = N_(
    "Les papiers pour écrire : 10 fois. Découpez, gardez-les à l'accueil avec une urne."
)
TASK_VOTES = N_("Les papiers pour voter : 10 fois. Découpez, gardez-les avec la même urne.")
TASK_FACES = N_("Les papiers d'avis : 10 fois. Découpez, donnez-les à la fin de la journée.")
TASK_NOTES = N_(
    "La feuille de notes : 1 par table, avec 2 stylos. Elle sert si un appareil manque."
)
TASK_PLAN_B = N_("Le plan B : 1 par personne de l'équipe.")
TASK_PROGRAMME = N_("Le déroulé : 1 par animatrice ou animateur.")
TASK_TEST = N_(
    "Avant l'arrivée des gens : avec un téléphone, sur le wifi de la salle, ouvrez {address}"
)

POSTER = (
    N_("Prenez votre téléphone, lisez ce dessin avec l'appareil photo."),
    N_("Ou tapez cette adresse, puis le code :"),
)
PHONELESS = N_("Pas de téléphone ? Demandez un papier à l'accueil : il compte autant.")
SIGN = (
    N_("Une personne écrit pour la table : elle lit ce dessin avec un seul appareil."),
    N_("Elle écrit une idée par ligne, avec les mots de celle ou celui qui parle."),
    N_("À la fin, elle lit tout à voix haute. La table corrige, puis dit si elle est d'accord."),
)
SPEAK = N_("Je veux parler")
CARDS_LEAD = N_("Découpez. Levez une carte sans parler : l'animatrice ou l'animateur la voit.")
COLLEGES_LEAD = N_("Découpez. Levez votre carte quand vous parlez : le scribe note le collège.")

WORDS_LEAD = N_("Découpez. Quelqu'un de l'équipe saisit ces mots, sans les changer.")
WORDS_TITLE = N_("Vos mots")
WORDS_HINT = N_("N'écrivez ni nom, ni lieu précis. Ne signez pas.")
WHO_READS = N_("Qui peut lire ces mots ? Cochez une case.")
VOTES_LEAD = N_("Découpez. Personne ne signe. Mettez le papier dans l'urne.")
SECRET_LEAD = N_(
    "Découpez. Ce vote est secret : chacun remplit son papier seul, le plie et le met dans l'urne. "
    "Personne ne signe."
)
VOTE_TITLE = N_("Votre vote")
SECRET_TITLE = N_("Votre vote, secret")
BLANK_QUESTION = N_("La question :")
FACES_LEAD = N_("Découpez. Comptez les visages, puis saisissez les nombres sur la page des avis.")
FACES_TITLE = N_("Votre avis sur la journée")

NOTES_HEADING = N_("Notes de la table n° ____")
NOTES_LEAD = N_(
    "Une idée par ligne, avec les mots de celle ou celui qui parle. Ni nom, ni lieu précis. "
    "Écrivez le numéro de la nature :"
)
NOTES_COLUMNS = (N_("n°"), N_("Les mots"), N_("Nature"), N_("Collège"), N_("Priorité 1, 2, 3"))
NOTES_FOOT = (
    N_("Relu à voix haute, la table est d'accord (oui ou non) :"),
    N_("Ce sur quoi la table n'est pas d'accord :"),
)

PLAN_B_LEAD = N_("Rien de ce qui est déjà envoyé n'est perdu. Restez calmes, continuez à parler.")
PLAN_B = (
    (
        N_("Si le wifi ne marche pas"),
        (
            N_(
                "Continuez : chaque téléphone garde les mots et les envoie quand le réseau revient."
            ),
            N_("Ouvrez {hall} sur un téléphone : la page dit ce qui ne va pas et quoi faire."),
            N_(
                "Si la page ne s'ouvre pas : partagez la connexion d'un téléphone, "
                "ou passez au papier."
            ),
            N_(
                "Si le serveur est un ordinateur de la salle, lancez-le avec HOST=0.0.0.0 : "
                "cela laisse entrer les téléphones. Sans cela, lui seul se voit."
            ),
        ),
    ),
    (
        N_("Si l'écran ne marche pas"),
        (
            N_("Lisez la consigne à voix haute : elle est dans le déroulé, à la fin de ce kit."),
            N_("Rouvrez l'écran depuis la page de pilotage : il revient où il en était."),
            N_("Pour un vote, lisez la question deux fois, puis le résultat sur votre téléphone."),
        ),
    ),
    (
        N_("Si une personne n'a pas de téléphone"),
        (
            N_("Donnez-lui un papier pour écrire et un papier pour voter : ils comptent autant."),
            N_("Ou prêtez un appareil de l'équipe. Ne répondez jamais à sa place."),
            N_("Après la journée, saisissez les papiers, puis détruisez-les."),
        ),
    ),
    (
        N_("Si le serveur s'arrête"),
        (
            N_("Relancez-le : la journée reprend à la même étape, avec la même heure de fin."),
            N_("En attendant, chaque table écrit sur la feuille de notes de ce kit."),
            N_("S'il ne repart pas : votez sur papier, comptez à voix haute devant tout le monde."),
        ),
    ),
)
PROGRAMME_LEAD = N_("{venue}. De {start} à {end}.")
PROGRAMME_COLUMNS = (N_("Heure"), N_("Étape et consigne"), N_("Durée"))
EASY = N_("Facile à lire : {words}")
