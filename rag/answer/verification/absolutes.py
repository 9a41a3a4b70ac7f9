"""Words that say something without any limit, each row with those that say about as much.

English, German, French and Spanish: "always", "in full", "even if", "at once", "for free", "twice",
"automatically". A row is a pattern for whole words of a sentence, and one for parts of a source.
"""

from __future__ import annotations

ABSOLUTES = (
    (
        r"(?:at\s+)?any\s?time|always|for\s?ever|permanently|indefinitely|for\s+good|jederzeit|stets|"
        r"immer(?!\s+(?:noch|mehr|weniger|wieder|am|im|\w+er\b))|dauerhaft|unbefristet|toujours|"
        r"à\s+tout\s+moment|en\s+permanence|siempre|en\s+cualquier\s+momento",
        r"any\s?time|always|\bever\b|\bevery|\beach\b|\ball\b|permanent|indefinite|perpetua|"
        r"whenever|constant|continu|round\s+the\s+clock|24\s?h|unlimited|without\s+limit|"
        r"for\s?ever|for\s+good|\bnever|invariabl|consistent|throughout|jederzeit|immer|stets|ständig|"
        r"dauer|unbefristet|\bjede|\balle\b|\bnie\b|niemals|durchgehend|ganzjährig|rund\s+um|toujours|"
        r"\btout|chaque|jamais|siempre|nunca|cualquier|\btod[ao]s|cada",
    ),
    (
        r"in\s+full|fully|completely|entirely|wholly|totally|in\s+its\s+entirety|vollständig|komplett|"
        r"restlos|in\s+voller\s+Höhe|zur\s+Gänze|entièrement|totalement|complètement|intégralement|"
        r"completamente|totalmente|por\s+completo|íntegramente",
        r"\bfull|complete|entire|\bwhole|total|\ball\b|100|every|thorough|altogether|purely|"
        r"\bonly\b|exclusive|perfect|utter|\bvoll|komplett|\bganz|gänz|gesamt|restlos|\balle|"
        r"entier|entière|complet|compl[eè]t|intégral|\btout|\btod[ao]|íntegr",
    ),
    (
        r"even\s+(?:if|when|where|in\s+case)|regardless|irrespective|no\s+matter|unconditionally|"
        r"under\s+(?:all|any)\s+circumstances|in\s+any\s+case|without\s+(?:any\s+)?exceptions?|"
        r"auch\s+(?:wenn|bei|falls|ohne)|selbst\s+wenn|unabhängig|egal|ausnahmslos|auf\s+jeden\s+Fall|"
        r"in\s+jedem\s+Fall|même\s+(?:si|en\s+cas)|quelle?s?\s+que\s+soi(?:t|ent)|dans\s+tous\s+les\s+cas|"
        r"y\s+compris|incluso|aunque|en\s+cualquier\s+caso|independientemente",
        r"\beven\b|regardless|irrespective|whether|\bany|\ball\b|always|unconditional|"
        r"notwithstanding|without|despite|although|though|no\s+matter|\bevery|still|\bauch\b|selbst|"
        r"unabhängig|egal|\bob\b|\balle|\bjede|immer|trotz|obwohl|ungeachtet|sowie|même|quel|toujours|"
        r"\btou[st]|aussi|malgré|ainsi\s+que|compris|inclu|aunque|cualquier|siempre|\btod[ao]|también",
    ),
    (
        r"at\s+once|immediately|without\s+(?:any\s+)?delay|straight\s+away|right\s+away|instantly|sofort|"
        r"umgehend|unverzüglich|immédiatement|sans\s+délai|inmediatamente|de\s+inmediato",
        r"at\s+once|immediate|prompt|instant|delay|forthwith|straight|right\s+away|as\s+soon\s+as|"
        r"same\s+day|directly|\bsoon\b|quick|shortly|right\s+after|upon|sofort|umgehend|unverzüglich|"
        r"gleich|direkt|schnell|ohne|sobald|unmittelbar|immédiat|aussitôt|\bdès\b|sans|inmediat|"
        r"en\s+cuanto|cuanto\s+antes",
    ),
    (
        r"free\s+of\s+charge|for\s+free|(?:is|are)\s+free(?=[\s.!?]*$)|at\s+no\s+(?:extra\s+)?cost|"
        r"costs?\s+nothing|pays?\s+nothing|kostenlos|kostenfrei|gratis|unentgeltlich|gratuit(?:e|es|s)?|"
        r"gratuitement|sans\s+frais|gratuit[ao]s?|gratuitamente",
        r"\bfree|\bno\s+(?:\w+\s+)?(?:charge|cost|fee)|nothing|\b0\b|gratis|complimentary|waive|"
        r"without\s+(?:\w+\s+)?(?:charge|cost|fee|pay)|includ|kostenlos|kostenfrei|\bfrei|umsonst|"
        r"unentgelt|\bkeine?\b|ohne|inklusive|inbegriffen|enthalten|gratuit|sans|compris|inclus|\bsin\b",
    ),
    (
        r"twice|zweimal|deux\s+fois|dos\s+veces",
        r"twice|\b(?:two|2)\s+times|2x|second|doubl|\bbi|again|2nd|every\s+(?:two|six|other)|semi|"
        r"zwei|doppel|\b2\b|wieder|erneut|halbjähr|deux|double|semestr|\bdos\b|doble",
    ),
    (
        r"automatically|automatisch|von\s+selbst|automatiquement|automáticamente",
        r"automat|autom[aá]t|by\s+itself|without|von\s+selbst|von\s+allein|ohne|sans|\bsin\b",
    ),
)
