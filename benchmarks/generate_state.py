"""Write a desired state of any size: `python benchmarks/generate_state.py --grants 10000 > state.yaml`.

The organization is made of teams of nine people with their shared mailboxes, rooms and groups. Grants stay
inside a team, and with it on one side, but for about one in a hundred that crosses the premises. The same
arguments give the same bytes.
"""

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO, TypeAlias

Node: TypeAlias = "str | Sequence[Node] | Mapping[str, Node]"
Section: TypeAlias = dict[str, Node]

DOMAINS = ("emea.wideworldimporters.com", "apac.wideworldimporters.com", "wideworldimporters.com")
TENANT_ROUTING_DOMAIN = "wideworldimporters.mail.onmicrosoft.com"
POOL = "pool1.wideworldimporters.com"
TEAM_SIZE = 9
BOTH_SIDES: Section = {"sides": ["on_premises", "online"]}
DEPARTMENTS = (
    "finance", "legal", "purchasing", "logistics", "production", "research", "marketing", "customer-care",
    "engineering", "quality", "facilities", "human-resources", "treasury", "sales", "it-operations",
)  # fmt: skip
FIRST_NAMES = (
    "annelies", "bartholomew", "catharina", "dimitri", "eleonora", "frederik", "gabriella", "hendrik",
    "isabella", "joaquim", "katarzyna", "leopold", "magdalena", "nathaniel", "octavia", "philippa",
    "quentin", "rosalinde", "sebastian", "theodora", "ursula", "valentina", "wilhelmina", "xavier",
    "yasmine", "zacharias", "aleksandra", "benedikt", "clementine", "dominique", "emmanuel", "francesca",
    "giovanni", "henriette", "ignatius", "josephine", "konstantin", "liselotte", "maximilian", "nikolina",
)  # fmt: skip
LAST_NAMES = (
    "abernathy", "bulkens", "carrington", "dijkstra", "eriksson", "fitzgerald", "grabowski", "hoffmann",
    "ivanova", "jankowski", "kristensen", "lindqvist", "montgomery", "nieuwenhuis", "okonkwo",
    "pettersson", "quinteros", "rodriguez", "schneider", "thompson", "underwood", "vandenberg",
    "wojciechowski", "yamamoto", "zimmermann", "andersson", "brzezinski", "castellano", "dumitrescu",
    "echeverria", "fernandez", "gutierrez", "hernandez", "ibrahimovic", "johansson", "kowalczyk",
    "lehtonen", "mikkelsen", "novotny", "oberholzer", "papadopoulos", "rasmussen", "santangelo",
    "takahashi", "urbanczyk", "villanueva", "westerberg", "yilmaz", "zielinski", "ashworth", "bergstrom",
    "chatterjee", "delacroix", "eisenberg", "fontaine", "goldstein", "haraldsson", "iacobucci",
    "jorgensen", "katsaros",
)  # fmt: skip
WAVES = {3: 0, 5: 1, 11: 2}  # the team's number modulo 80 -> the migration batch that moves it


class Quota:
    """The grants that are still to be written."""

    def __init__(self, grants: int) -> None:
        self.left = grants

    def take(self, trustees: Iterable[str]) -> list[str]:
        """Spend one grant on each trustee, and give those for whom there was one.

        Args:
            trustees: the addresses that are to hold a grant.

        Returns:
            All of them, or the first few where the quota ends.
        """
        taken = list(trustees)[: self.left]
        self.left -= len(taken)
        return taken


class Team:
    """Nine people, the first of them their manager, and the mailboxes they share; all homed on one side."""

    def __init__(self, number: int, rng: random.Random) -> None:
        self.number = number
        self.online = number % 2 == 0
        self.domain = DOMAINS[number % len(DOMAINS)]
        self.name = f"{DEPARTMENTS[number % len(DEPARTMENTS)]}-{number}"
        first = number * TEAM_SIZE
        self.names = [_person(person) for person in range(first, first + TEAM_SIZE)]
        self.people = [f"{given}.{family}@{self.domain}" for given, family in self.names]
        self.shared = f"{self.name}.requests@{self.domain}"
        self.archive = f"{self.name}.archive@{self.domain}" if rng.random() < 0.5 else None
        self.room = f"{self.name}.boardroom@{self.domain}" if rng.random() < 0.35 else None
        self.group = f"{self.name}.assistants@{self.domain}" if rng.random() < 0.25 else None
        self.aliased = [person for person in range(TEAM_SIZE) if person == 0 or rng.random() < 0.06]
        self.hidden = rng.random() < 0.04
        self.lync = rng.random() < 0.03
        self.sent_by_deputy = rng.random() < 0.2
        self.temporary = rng.random() < 0.15

    def mailboxes(self) -> list[str]:
        """Give every address of the team that a migration batch can move.

        Returns:
            People, shared mailboxes and the room, without the group.
        """
        return [*self.people, *(box for box in (self.shared, self.archive, self.room) if box)]

    def recipients(self) -> Iterator[tuple[str, Section]]:
        """Describe the team's recipients.

        Yields:
            An address and its facts.
        """
        home: Section = {"home": "online" if self.online else "on_premises"}
        for place, (address, (given, family)) in enumerate(zip(self.people, self.names, strict=True)):
            facts = dict(home)
            if place in self.aliased:
                facts["aliases"] = [f"{family}.{given}@{self.domain}"]
            if self.hidden and place == TEAM_SIZE - 2:
                facts["hidden_from_address_lists"] = "true"
            if self.lync and place < 2:
                facts["lync"] = {"enabled": "true", "registrar_pool": POOL}
            yield address, facts
        yield self.shared, {"type": "SharedMailbox", **home}
        if self.archive:
            yield self.archive, {"type": "SharedMailbox", **home}
        if self.room:
            yield self.room, {"type": "RoomMailbox", **home}
        if self.group:
            yield self.group, {"type": "MailUniversalSecurityGroup", "members": self.people[5:8]}

    def delegations(self, quota: Quota, neighbour: "Team | None") -> dict[str, Section]:
        """Describe who may do what to the team's mailboxes, for as long as the quota lasts.

        Args:
            quota: the grants that are left.
            neighbour: a team on the other side, when one of its people holds a grant here.

        Returns:
            The grants by mailbox and kind.
        """
        manager, deputy, third, *_, last = self.people
        declared: dict[str, Section] = {}
        declared[self.shared] = {
            "full_access": quota.take(self.people[1:8]),
            "send_as": quota.take(self.people[1:8]),
        }
        declared[manager] = {
            "folders": {"Calendar": self._calendar(quota.take(self.people[2:6]))},
            "delegates": dict.fromkeys(quota.take([deputy]), self._bundle()),
        }
        if self.archive and self.group:
            declared[self.archive] = {
                "full_access": quota.take([self.group]),
                "send_as": quota.take([self.group]),
            }
        elif self.archive:
            people = self.people[6:8]
            declared[self.archive] = {
                "full_access": dict.fromkeys(quota.take(people), self._opened_by_hand()),
                "send_on_behalf": quota.take(people),
            }
        if self.room:
            declared[self.room] = {
                "folders": {"Calendar": {"Default": "LimitedDetails"}},
                "resource_delegates": quota.take(self.people[1:4]),
            }
        declared[deputy] = {
            "send_on_behalf": quota.take(self.people[2:5]),
            "folders": {"Tasks": dict.fromkeys(quota.take(self.people[4:8]), "Author")},
        }
        if self.sent_by_deputy:
            declared[third] = {"send_as": dict.fromkeys(quota.take([deputy]), BOTH_SIDES)}
        if neighbour:
            declared[last] = self._across(quota.take(neighbour.people[4:5]))
        return declared

    def _calendar(self, readers: list[str]) -> Node:
        return {"Default": "AvailabilityOnly", **dict.fromkeys(readers, "Reviewer")} if readers else {}

    def _bundle(self) -> Node:
        bundle: Section = {"folders": {"Calendar": "Editor", "Tasks": "Editor"}}
        if self.online:
            bundle["meeting_requests"] = "true"
        if self.lync:
            bundle["for"] = ["online_meetings"]
        return bundle

    def _opened_by_hand(self) -> Node:
        options: Section = {"automapping": "false", "access": "additional_mailbox"}
        if self.temporary:
            options |= {"until": "2035-12-31", "ticket": f"CHG-{10_000 + self.number}"}
        return options

    def _across(self, people: list[str]) -> Section:
        kind = self.number // 8 % 4
        if kind == 0:
            return {"full_access": {person: {"automapping": "false"} for person in people}}
        if kind == 1:
            return {"send_as": people}
        if kind == 2:
            return {"folders": {"Calendar": self._calendar(people)}}
        return {"send_on_behalf": dict.fromkeys(people, BOTH_SIDES)}


def write_state(stream: TextIO, grants: int, seed: int = 1) -> None:
    """Write a valid desired state in block style.

    Args:
        stream: where the YAML goes.
        grants: how many grants to declare; from about 300 on there are three migration batches as well.
        seed: varies which teams have a room, a group, a second mailbox and so on.
    """
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    quota = Quota(grants)
    recipients: Section = {}
    delegations: Section = {}
    waves: list[list[str]] = [[], [], []]
    previous: Team | None = None
    number = 0
    while quota.left:
        team = Team(number, rng)
        recipients[f"# {team.name}"] = ""
        recipients.update(team.recipients())
        neighbour = previous if number % 8 in {2, 7} else None
        for mailbox, kinds in team.delegations(quota, neighbour).items():
            if declared := _without_empty(kinds):
                delegations[mailbox] = declared
        if (wave := WAVES.get(number % 80)) is not None:
            waves[wave] += team.mailboxes()
        previous = team
        number += 1

    state = _environment()
    for key, section in (("recipients", recipients), ("delegations", delegations)):
        if section:
            state[key] = section
    if all(waves):
        state["migration"] = {"batches": [_batch(place, members) for place, members in enumerate(waves, 1)]}
    stream.write("---\n")
    stream.writelines(f"{line}\n" for line in _block(state, ""))


def _person(number: int) -> tuple[str, str]:
    """Give the nth person's names; the round through both lists is counted in the second."""
    turn, place = divmod(number, len(FIRST_NAMES) * len(LAST_NAMES))
    shift, first = divmod(place, len(FIRST_NAMES))
    family = LAST_NAMES[(shift + first) % len(LAST_NAMES)]
    return FIRST_NAMES[first], f"{family}{turn + 1}" if turn else family


def _environment() -> Section:
    return {
        "delegint": "1",
        "organization": {
            "hybrid": "full",
            "accepted_domains": DOMAINS,
            "tenant_routing_domain": TENANT_ROUTING_DOMAIN,
            "exchange_server": {
                "version": "SE",
                "build": "15.2.2562.37",
                "aclable_synced_object_enabled": "true",
                "dedicated_hybrid_app": "true",
                "coexistence_api": "graph",
            },
            "exchange_online": {"ews_enabled": "false"},
            "relationships": [
                {"from": "on_premises", "to": "online", "free_busy_access_level": "LimitedDetails"},
                {"from": "online", "to": "on_premises", "free_busy_access_level": "LimitedDetails"},
            ],
        },
        "entra_sync": {"connect1": {"engine": "connect", "version": "2.6.79.0", "exchange_hybrid_writeback": "true"}},
        "lync": {
            "version": "SE",
            "sip_domains": DOMAINS,
            "sites": {"Headquarters": {"pools": [POOL]}},
        },
        "client_policies": {"Global": {"EnableExchangeDelegateSync": "true"}},
        "voice_policies": {"Global": {"EnableDelegation": "true"}},
    }


def _batch(place: int, members: list[str]) -> Section:
    return {"name": f"wave-{place}", "date": f"2035-0{place}-13", "to": "online", "members": members}


def _without_empty(kinds: Section) -> Section:
    """Leave out the kinds, and the folders, on which the quota spent nothing."""
    kept: Section = {}
    for kind, entries in kinds.items():
        some = {key: entry for key, entry in entries.items() if entry} if isinstance(entries, Mapping) else entries
        if some:
            kept[kind] = some
    return kept


def _block(node: Node, indent: str) -> Iterator[str]:
    """Lay a mapping or sequence out in block style; a key that starts with `#` is a comment."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key.startswith("#"):
                yield indent + key
            elif isinstance(value, str):
                yield f"{indent}{key}: {value}"
            else:
                yield f"{indent}{key}:"
                yield from _block(value, indent + "  ")
        return
    for item in node:
        if isinstance(item, str):
            yield f"{indent}- {item}"
        else:
            first, *rest = _block(item, indent + "  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest


def main() -> None:
    """Write a state to standard output."""
    parser = argparse.ArgumentParser(description="Write a desired state for benchmarks to standard output.")
    parser.add_argument("--grants", type=int, default=10_000, help="grants to declare (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="varies the organization (default: %(default)s)")
    arguments = parser.parse_args()
    if arguments.grants < 1:
        parser.error("--grants must be at least 1")
    write_state(sys.stdout, arguments.grants, arguments.seed)


if __name__ == "__main__":
    main()
