"""What Windows calls its own accounts' domains, in the languages of its servers; all in capitals, as `fold` gives them.

Source: well-known security identifiers; the names that servers in these languages print.
"""

from __future__ import annotations

from typing import Final

NT_AUTHORITY: Final = frozenset({
    "NT AUTHORITY", "NT-AUTORITÄT", "AUTORITE NT", "AUTORITÉ NT", "AUTORIDADE NT", "NT INSTANS",
})  # fmt: skip
"""The domain of SELF and SYSTEM (S-1-5)."""
BUILTIN: Final = frozenset({"BUILTIN", "VORDEFINIERT", "INTÉGRÉ", "INTEGRE", "INTEGRADO", "PREDEFINITO"})
"""The domain of the built-in local groups (S-1-5-32)."""
