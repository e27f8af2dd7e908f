"""The clients that a person uses: by product, or with what is known of the installation."""

from __future__ import annotations

from typing import Final

from delegint.schema.vocabulary import VERSION, Schema, mapping

MAIL_CLIENTS: Final = ("outlook_windows", "new_outlook", "owa", "outlook_mac", "mobile")
MEETING_CLIENTS: Final = (
    "lync_2010", "lync_2013", "lync_basic", "lync_mac_2011", "skype_for_business_2015", "skype_for_business_2016",
    "skype_for_business_basic", "skype_for_business_mac", "teams",
)  # fmt: skip
_PRODUCT: Final[Schema] = {"enum": [*MAIL_CLIENTS, *MEETING_CLIENTS]}
_INSTALLATION: Final = mapping(
    {
        "product": _PRODUCT,
        "build": {**VERSION, "description": "The build of the program, such as 16.0.6741.2048."},
        "packaging": {"enum": ["msi", "click_to_run"]},
        "channel": {
            "enum": ["current", "deferred", "first_release_deferred"],
            "description": "The update channel of a click-to-run installation, as it was called in 2016.",
        },
        "platform": {"enum": ["windows", "mac", "ios", "android", "web"]},
        "updates": {
            "type": "array",
            "items": {"type": "string", "pattern": r"^(?:[Kk][Bb])?\d{6,8}$"},
            "description": "Updates of an MSI installation, such as KB3114502.",
        },
        "accounts_in_profile": {
            "type": "integer",
            "minimum": 0,
            "description": "How many accounts the default profile of Outlook has.",
        },
    },
)
CLIENTS: Final[Schema] = {
    "description": "The clients the person uses.",
    "type": "array",
    "items": {**_INSTALLATION, "type": ["string", "object"], "if": {"type": "string"}, "then": _PRODUCT},
}
