"""Units behind a figure, or before it: currencies and measures, each under one name."""

from __future__ import annotations

_CURRENCIES = {
    "$": ("$", "US$", "USD", "dollar", "dollars"),
    "€": ("€", "EUR", "euro", "euros"),
    "£": ("£", "GBP", "pounds"),
    "¥": ("¥", "yen", "JPY", "円"),
    "CNY": ("CNY", "RMB", "yuan", "元", "圆", "圓"),
    "CAD": ("CAD", "C$", "CA$"),
    "AUD": ("AUD", "A$", "AU$"),
    "CHF": ("CHF", "franc", "francs", "Franken"),
    "kr": ("kr", "krone", "kroner", "krona", "kronor"),
    "SEK": ("SEK",),
    "NOK": ("NOK",),
    "DKK": ("DKK",),
    "₹": ("₹", "INR", "Rs", "rupee", "rupees"),
    "KRW": ("KRW", "원"),
    "PLN": ("PLN", "zł", "zloty", "złoty"),
    "CZK": ("CZK", "Kč"),
    "cent": ("cent", "cents"),
}
_GENERAL = {"CAD": "$", "AUD": "$", "SEK": "kr", "NOK": "kr", "DKK": "kr", "CNY": "¥"}
"""What a currency may be written as where it is clear which is meant."""

CURRENCIES = frozenset(_CURRENCIES)
"""The units of figures that are money."""

_OF_CURRENCY = {form.lower(): unit for unit, forms in _CURRENCIES.items() for form in forms}
_SIGNS = r"(?:\b(?:[Uu][Ss]|CA?|AU?))?\$|[€£¥₹]"
_CODES = r"USD|EUR|GBP|JPY|CNY|RMB|CAD|AUD|CHF|SEK|NOK|DKK|INR|PLN|CZK"
_MONEY_WORDS = (
    r"dollars?|[Ee]uros?|pounds|yen|yuan|francs?|Franken|kron(?:e|er|a|or)|rupees?|z[lł]oty|zł|Kč|[元円圓圆원]|"
    r"cents?|[Kk]r|Rs"
)
MONEY_BEFORE = rf"{_SIGNS}|(?<!\w)(?:{_CODES}|[Kk]r\.?|Rs\.?)(?=[\s\d])"
"""A pattern for the currency before a number; a space may follow it."""
MONEY_BEHIND = rf"(?:{_SIGNS})(?!\s?\d)|(?:{_CODES}|eur|usd|{_MONEY_WORDS})\b"
"""... for that behind it, after a space or a hyphen or none."""


def currency_of(written: str) -> str:
    """The one name of a currency that one of the patterns has found."""
    return _OF_CURRENCY[written.lower().removesuffix(".")]


def are_one(one: str, other: str) -> bool:
    """May two units be the same? One that is not written may be any, and "$" any dollar."""
    return (
        not one
        or not other
        or one == other
        or _GENERAL.get(one) == other
        or _GENERAL.get(other) == one
    )
