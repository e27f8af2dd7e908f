"""What is inside the lists of one and the objects that carriers put around a value."""

from __future__ import annotations

from typing import Final, TypeAlias

from delegint.snapshot.losses import NO_FORM, SEVERAL, LostValueError, refuse_lost
from delegint.snapshot.values import Value

Plain: TypeAlias = str | int | float | bool | None
_MOST_WRAPPERS: Final = 6


def items(value: Value) -> Value:
    """The list in the wrapper that Windows PowerShell 5.1 puts around some lists, else the value."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name.lower() == "value" and isinstance(item, list):
                return item
    return value


def unwrapped(value: Value, members: tuple[str, ...], wanted: type = str, *, required: bool = True) -> Plain:
    """What is in a value: an object's member, a list's one element; None where there is nothing.

    Parameters:
        value: the value.
        members: which members to look for; `value` means one of that name in any case.
        wanted: the type to prefer where there are both `value` and `Value`.
        required: whether an object without any of the members is a loss.

    Raises:
        LostValueError: the value is lost, is several, or is an object without any of the members.
    """
    for _ in range(_MOST_WRAPPERS):
        if isinstance(value, dict):
            value = _member(value, members, wanted, required=required)
        elif isinstance(value, list):
            if len(value) > 1:
                raise LostValueError(value, SEVERAL)
            value = value[0] if value else None
        elif isinstance(value, str):
            refuse_lost(value)
            return value if value and not value.isspace() else None
        else:
            return value
    raise LostValueError("objects within objects", NO_FORM)


def _member(value: dict[str, Value], members: tuple[str, ...], wanted: type, *, required: bool) -> Value:
    met = not required
    for name in members:
        if name == "value":
            wrapped = [item for key, item in value.items() if key.lower() == "value"]
            wrapped.sort(key=lambda item: not isinstance(item, wanted))
        else:
            wrapped = [value[name]] if name in value else []
        met = met or bool(wrapped)
        for item in wrapped:
            if item is not None:
                return item
    if met:
        return None
    raise LostValueError(value, NO_FORM)
