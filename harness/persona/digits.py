"""Check digits of the numbers a persona carries."""


def luhn_digit(body: str) -> str:
    """Return the Luhn check digit for ``body`` (decimal digits without the check digit; ISO/IEC 7812-1 annex B)."""
    total = 0
    for position, char in enumerate(reversed(body)):
        digit = int(char)
        if position % 2 == 0:
            digit *= 2
            if digit > 9:
                digit -= 9
        total += digit
    return str(-total % 10)


_ID_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_card_digit(body: str) -> str:
    """Return the 18th character of an identity card number from its 17 digits (GB 11643, ISO 7064 mod 11-2)."""
    total = sum(int(char) * weight for char, weight in zip(body, _ID_CARD_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]
