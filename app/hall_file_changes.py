"""What differs between two hall files or service scripts, as old → new; and what becomes of the changes of two people at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.yaml_written import Tree, on_one_line

NAMES = ("id", "number")
"""By which of its keys an item of a list is known, whatever its place."""
ORDER = "order"


@dataclass(frozen=True, slots=True)
class Change:
    """`way`: where, from the root on. None: it wasn't there, or isn't any more."""

    way: tuple[str, ...]
    old: str | None
    new: str | None


def changes(old: Tree, new: Tree, way: tuple[str, ...] = ()) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _in_pairs(old, new, way)
    elif (ours := _by_name(old)) is not None and (theirs := _by_name(new)) is not None:
        yield from _in_pairs(ours, theirs, way)
        stayed = [name for name in ours if name in theirs]
        if stayed != [name for name in theirs if name in ours]:
            yield Change((*way, ORDER), ", ".join(ours), ", ".join(theirs))
    else:
        yield Change(way, on_one_line(old), on_one_line(new))


def _in_pairs(old: Mapping[str, Tree], new: Mapping[str, Tree], way: tuple[str, ...]) -> Iterator[Change]:
    for key in [*old, *(key for key in new if key not in old)]:
        here = (*way, key)
        if key not in new:
            yield Change(here, on_one_line(old[key]), None)
        elif key not in old:
            yield Change(here, None, on_one_line(new[key]))
        else:
            yield from changes(old[key], new[key], here)


def _by_name(value: Tree) -> dict[str, Tree] | None:
    """The items of a list by their names; None: they have none of their own."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    named: dict[str, Tree] = {}
    for one in value:
        name = next((one[key] for key in NAMES if key in one), None) if isinstance(one, Mapping) else None
        if name is None or str(name) in named:
            return None
        named[str(name)] = one
    return named


@dataclass(frozen=True, slots=True)
class Merged:
    """`clashes`: where both changed the same; there it is as one's own has it."""

    pairs: Mapping[str, Tree]
    clashes: tuple[tuple[str, ...], ...]


def merged(base: Mapping[str, Tree], mine: Mapping[str, Tree], theirs: Mapping[str, Tree]) -> Merged:
    """One's own changes to a base on top of those of somebody else."""
    clashes: list[tuple[str, ...]] = []
    return Merged(_pairs_merged(base, mine, theirs, (), clashes), tuple(clashes))


def _merged(
    base: Tree | None, mine: Tree | None, theirs: Tree | None, way: tuple[str, ...], clashes: list[tuple[str, ...]]
) -> Tree | None:
    """None: it isn't there."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    if isinstance(base, Mapping) and isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return _pairs_merged(base, mine, theirs, way, clashes)
    if base is not None and mine is not None and theirs is not None:
        named = [_by_name(one) for one in (base, mine, theirs)]
        if named[0] is not None and named[1] is not None and named[2] is not None:
            return list(_pairs_merged(named[0], named[1], named[2], way, clashes).values())
    clashes.append(way)
    return mine


def _pairs_merged(
    base: Mapping[str, Tree],
    mine: Mapping[str, Tree],
    theirs: Mapping[str, Tree],
    way: tuple[str, ...],
    clashes: list[tuple[str, ...]],
) -> dict[str, Tree]:
    keys = [*mine, *(key for key in theirs if key not in mine)]
    told = {key: _merged(base.get(key), mine.get(key), theirs.get(key), (*way, key), clashes) for key in keys}
    return {key: value for key, value in told.items() if value is not None}
