"""Measures behind a figure: time, mass, length, area, volume, data and the like, by one name."""

from __future__ import annotations

from rag.regex import regex

_WORDS = {
    "year": r"years?|yrs?|Jahre?n?|ans|années?|años?|anni",
    "month": r"months?|Monate?n?|mois|mes(?:es)?|mesi",
    "week": r"weeks?|wks?|Wochen?|semaines?|semanas?|settiman[ae]",
    "fortnight": "fortnights?",
    "day": r"days?|Tage?n?|jours?|días?|giorn[oi]",
    "hour": r"hours?|hrs?|Stunden?|heures?|horas?|or[ae]",
    "minute": r"minutes?|mins?|Minuten?|minutos?|minut[oi]",
    "second": r"seconds?|secs?|Sekunden?|secondes?|segundos?",
    "am": r"am|a\.m\.?",
    "pm": r"pm|p\.m\.?",
    "g": r"grams?|grammes?|Gramm",
    "mg": r"milligrams?|Milligramm",
    "µg": r"micrograms?|mcg",
    "kg": r"kilograms?|kilos?|Kilogramm",
    "t": r"tons?|tonnes?|Tonnen?",
    "lb": r"lbs?",
    "oz": r"ounces?|oz",
    "mm": r"millimet(?:er|re)s?",
    "cm": r"centimet(?:er|re)s?|Zentimeter",
    "metre": r"met(?:er|re)s?",
    "km/h": r"(?:km|kilomet(?:er|re)s?)\s(?:per|an)\shour|km\spro\sStunde|Stundenkilometern?|"
    r"(?:km|kilomètres)\s(?:par\sheure|à\sl['’]heure)|kph|kmh",
    "km": r"kilomet(?:er|re)s?",
    "mile": r"miles?",
    "ft": r"foot|feet|ft",
    "inch": r"inch(?:es)?",
    "m²": r"square\smet(?:er|re)s?|sq\.?\s?m|Quadratmetern?|qm",
    "ft²": r"square\s(?:foot|feet)|sq\.?\s?ft",
    "ha": r"hectares?|Hektar",
    "acre": r"acres?",
    "l": r"lit(?:er|re)s?",
    "ml": r"millilit(?:er|re)s?",
    "gallon": r"gallons?",
    "cup": r"cups?",
    "tablespoon": r"tablespoons?|tbsps?\.?|Esslöffeln?|cuill[eè]res?\sà\ssoupe|cucharadas?",
    "teaspoon": r"teaspoons?|tsps?\.?|Teelöffeln?|cuill[eè]res?\sà\scafé|cucharaditas?",
    "yard": r"yards?|yds?",
    "W": r"watts?",
    "kW": r"kilowatts?",
    "MW": r"megawatts?",
    "GW": r"gigawatts?",
    "kWh": r"kilowatt[\s-]hours?|Kilowattstunden?|kilowattheures?",
    "MWh": r"megawatt[\s-]hours?|Megawattstunden?",
    "GWh": r"gigawatt[\s-]hours?|Gigawattstunden?",
    "TWh": r"terawatt[\s-]hours?|Terawattstunden?",
    "V": r"volts?",
    "kcal": r"kilocalories|Kilokalorien",
    "KB": r"kilobytes?",
    "MB": r"megabytes?",
    "GB": r"gigabytes?",
    "TB": r"terabytes?",
    "mph": r"mph",
}
_SYMBOLS = {
    "hour": "h",
    "ms": "ms",
    "g": "g",
    "mg": "mg",
    "µg": "[µμ]g",
    "kg": "kg",
    "mm": "mm",
    "cm": "cm",
    "km": "km",
    "m²": "m²|m2",
    "km²": "km²|km2",
    "m³": "m³|m3",
    "ha": "ha",
    "l": "l",
    "ml": "ml",
    "cl": "cl",
    "dl": "dl",
    "KB": "[kK]B",
    "MB": "MB",
    "GB": "GB",
    "TB": "TB",
    "Hz": "Hz",
    "kHz": "kHz",
    "MHz": "MHz",
    "GHz": "GHz",
    "W": "W",
    "kW": "kW",
    "MW": "MW",
    "kWh": "kWh",
    "MWh": "MWh",
    "GW": "GW",
    "GWh": "GWh",
    "TWh": "TWh",
    "V": "V",
    "mA": "mA",
    "mAh": "mAh",
    "Nm": "Nm",
    "bar": "bar",
    "dB": "dB",
    "kcal": "kcal",
    "kJ": "kJ",
    "tablespoon": "EL",
    "teaspoon": "TL",
    "km/h": "km/h",
    "°C": "°C",
    "°F": "°F",
}
"""Written as they are: "5G" are no grams. "m" is not among them: metres, minutes or millions."""

_UNSPACED = {
    "year": "年[间間]?|년",
    "month": "[个個か箇ヶカケ]月[间間]?|개월",
    "week": "[周週][间間]?|주",
    "day": "天|日[间間]|일",
    "hour": "小?[时時][间間]|小[时時]|시간",
    "minute": "分[钟鐘间間]|분",
    "second": "秒[钟鐘间間]?|초",
    "kg": "公斤|千克",
    "km": "公里",
    "m²": "平方米|平米",
}
"""Written without a space, and with other letters behind. "月" and "日" alone are of a date."""

_NAMES = (*_WORDS, *_SYMBOLS, *_UNSPACED)
_MEASURE = regex(
    r"[ \t\u00a0\u202f-]?(?:(?:(?i:"
    + "|".join(f"({form})" for form in _WORDS.values())
    + ")|"
    + "|".join(f"({form})" for form in _SYMBOLS.values())
    + r")(?![\w²³])(?!/\w)|"
    + "|".join(f"({form})" for form in _UNSPACED.values())
    + ")"
)


MEASURE = rf"(?:(?i:{'|'.join(_WORDS.values())})|{'|'.join(_SYMBOLS.values())})(?![\w²³])"
"""A pattern for any of them."""


def measure_behind(text: str, end: int) -> tuple[str, int]:
    """What a figure that ends at `end` is measured in, and where that ends; else ("", end)."""
    found = _MEASURE.match(text, end)
    if not found or found.lastindex is None:
        return "", end
    return _NAMES[found.lastindex - 1], found.end()


def in_words() -> dict[str, str]:
    """A pattern for each measure's names in words."""
    return dict(_WORDS)


def in_signs() -> dict[str, str]:
    """... and for its signs, of those that have some."""
    return dict(_SYMBOLS)
