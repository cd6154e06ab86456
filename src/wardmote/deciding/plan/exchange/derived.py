"""What follows from percentages that the plan prints: worked out here, printed nowhere (F-22, F-23).

In: an edition and a priority. Out: sentences, each with its working; none where a percentage it takes is not
among the priority's reasons. They rest on rounded percentages, so each is "about".
"""

from wardmote.deciding.plan.exchange.edition_file import EditionFile

CRIME, DAMAGE, DAMAGE_SHARE, VEHICLE_SHARE = "F-01", "F-10", "F-11", "F-12"
"""How crime and damage changed, the share that damage is of crime and vehicles are of damage; per cent."""


def derived(edition: EditionFile, priority: str) -> tuple[str, ...]:
    """The share of all crime that is damage to vehicles, and the change of everything but damage."""
    given = {fact.row: fact.value for fact in edition.facts_about(priority)}
    given |= {fact.row: fact.value for fact in edition.facts if fact.row == CRIME}
    crime, damage, part, vehicles = (given.get(row) for row in (CRIME, DAMAGE, DAMAGE_SHARE, VEHICLE_SHARE))
    if crime is None or damage is None or part is None or vehicles is None:
        return ()
    before, damage_before = 100 / (1 + crime / 100), part / (1 + damage / 100)
    rest = 100 * ((100 - part) / (before - damage_before) - 1)
    return (
        f"Damage to vehicles was about {vehicles * part / 100:.2f} per cent of all crime: "
        f"{vehicles:g} per cent of {part:g} per cent.",
        f"All crime but criminal damage {'fell' if rest < 0 else 'rose'} by about {abs(rest):.1f} per cent: "
        f"all crime changed by {crime:+g}, criminal damage, {part:g} per cent of it, by {damage:+g}.",
    )
