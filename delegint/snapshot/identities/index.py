"""Who has a key of one kind."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence


class Index:
    """The records that have a key, for every key of one kind.

    Nearly every key is one record's, or that of the same three or four records as its other keys. So the record itself
    is kept for a key that only one has, and a link in a chain of plain numbers for each further one.

    Parameters:
        numbers: the negative numbers from -1 on, as far as any index has needed them; all indexes share the objects.
    """

    __slots__ = ("_links", "_numbers", "_records", "heads")

    def __init__(self, numbers: list[int]) -> None:
        self.heads: dict[str, int] = {}
        self._records = array("i")
        self._links = array("i")
        self._numbers = numbers

    def share(self, key: str, head: int, record: int) -> int:
        """A record has a key that is not new; the first record that has it.

        Parameters:
            key: the key.
            head: what `heads` has for it.
            record: its number.
        """
        if head >= 0:
            if head != record:
                self._chain(key, head, record)
            return head
        start = ~head
        records, links = self._records, self._links
        latest = links[start]
        if records[latest] != record:
            links[start] = len(links)
            records.append(record)
            links.append(latest)
        return records[start]

    def _chain(self, key: str, first: int, second: int) -> None:
        start = len(self._links)
        self._records.extend((first, second))
        self._links.extend((start + 1, -1))
        numbers = self._numbers
        while len(numbers) <= start:
            numbers.append(-1 - len(numbers))
        self.heads[key] = numbers[start]

    def records(self, key: str) -> list[int]:
        """The records that have the key."""
        head = self.heads.get(key)
        return [] if head is None else self.behind(head)

    def behind(self, head: int) -> list[int]:
        """The records for which one value of `heads` stands."""
        if head >= 0:
            return [head]
        found = []
        link = ~head
        while link >= 0:
            found.append(self._records[link])
            link = self._links[link]
        return found

    def apart(self, label: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
        """The keys whose records do not all have the same label, with those records."""
        records, links = self._records, self._links
        for key, head in self.heads.items():
            if head < 0:
                first = label[records[~head]]
                link = links[~head]
                while link >= 0:
                    if label[records[link]] != first:
                        yield key, self.behind(head)
                        break
                    link = links[link]
