"""The quick way to resolve a row says what the long one says."""

from __future__ import annotations

from delegint.snapshot.identities.join import People
from delegint.snapshot.identities.keys import Keys
from delegint.snapshot.identities.resolve import Resolution, Resolver

ANN = Keys(
    guid="11111111-1111-1111-1111-111111111111",
    sid="S-1-5-21-1-2-3-1001",
    sam="ann",
    upn="ann@contoso.com",
    smtp="ann@contoso.com",
    proxies=("SMTP:ann@contoso.com",),
    canonical="corp.contoso.com/Users/Ann",
)
BOB = Keys(guid="22222222-2222-2222-2222-222222222222", sid="S-1-5-21-1-2-3-1002", smtp="bob@contoso.com")
FORMS = (
    "11111111-1111-1111-1111-111111111111",
    "S-1-5-21-1-2-3-1001",
    "Ann@Contoso.com",
    "CORP\\ann",
    "bob@contoso.com",
    "22222222-2222-2222-2222-222222222222",
    "S-1-5-21-1-2-3-9999",
    "CORP\\nobody",
    "Ann Example",
    "",
)


def resolver() -> Resolver:
    people = People()
    people.add("exchange", ANN)
    people.add("exchange", BOB)
    return Resolver(people, people.join(), netbios={"CORP": "corp.contoso.com"})


def test_every_pair_of_forms() -> None:
    asked = resolver()
    quick = {(one, two): asked._agreed((one, two), "on_premises") for one in FORMS for two in FORMS}
    told = {names: found for names, found in quick.items() if found is not None}
    assert len(told) == 4 * 4 + 2 * 2
    assert told == {names: asked._resolve(names, "on_premises", weak=False) for names in told}


def test_a_strong_name_counts_and_two_people_take_the_long_way() -> None:
    asked = resolver()
    both = asked._agreed(("Ann@Contoso.com", "S-1-5-21-1-2-3-1001"), "on_premises")
    assert both == Resolution(0, "strong", (), "the SID")
    assert asked._agreed(("bob@contoso.com", "S-1-5-21-1-2-3-1001"), "on_premises") is None
    assert asked.resolve(("bob@contoso.com", "S-1-5-21-1-2-3-1001"), "on_premises").contradictory
