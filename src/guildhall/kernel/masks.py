"""Personal values as they are shown to those who need not know them. Pure."""

from ipaddress import ip_address, ip_network

HIDDEN = "***"
SHOWN_DIGITS = 2


def mask_email(email: str) -> str:
    """Return an e-mail address of which the first letter and the domain are left."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}{HIDDEN}@{domain}" if at else HIDDEN if email else ""


def mask_phone(phone: str) -> str:
    """Return a phone number of which the last two digits are left."""
    digits = [sign for sign in phone if sign.isdigit()]
    if len(digits) <= 2 * SHOWN_DIGITS:
        return HIDDEN if phone else ""
    return HIDDEN + "".join(digits[-SHOWN_DIGITS:])


def mask_name(name: str) -> str:
    """Return a name of which the first letter of each word is left."""
    return " ".join(f"{word[:1]}{HIDDEN}" for word in name.split())


def mask_address(address: str) -> str:
    """Return nothing of a street address but that there is one."""
    return HIDDEN if address.strip() else ""


def mask_network(address: str) -> str:
    """Return the network that an IP address lies in: /24, or /48 for version 6."""
    try:
        version = ip_address(address).version
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{24 if version == 4 else 48}", strict=False))
