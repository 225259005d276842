from regions.gazetteer import public_name, without_kind
from regions.models import Municipality, RegionPart, SettlementUnit, UnitType
from regions.naming import Body, bodies_of, names_for, slug_for

WHOLE = RegionPart.WHOLE


def body(name: str, lat: float, lon: float, town: str = "Tallinn") -> Body:
    return Body(candidates=((name, town),), lat=lat, lon=lon)


def unit(
    name: str,
    municipality: Municipality,
    people: int,
    kind: UnitType = UnitType.VILLAGE,
) -> SettlementUnit:
    return SettlementUnit(
        public_name=name,
        municipality=municipality,
        population=people,
        type=kind,
        lat=59.0,
        lon=25.0,
    )


def test_public_name_drops_kind_and_made_up_number() -> None:
    assert public_name("Laagri alevik", UnitType.SMALL_TOWN, "") == "Laagri"
    assert public_name("Mustamäe 7", UnitType.PART, "Mustamäe") == "Mustamäe"
    assert public_name("Ahtme linnaosa 2", UnitType.PART, "Ahtme linnaosa") == "Ahtme"
    assert without_kind("Kesklinna linnaosa") == "Kesklinn"
    assert without_kind("Metsaküla") == "Metsaküla"


def test_whole_municipalities_give_at_most_two_names_by_population() -> None:
    towns = [Municipality(pk=k, name=f"{n} vald") for k, n in enumerate("ABC", 1)]
    units = [unit("x", towns[0], 5), unit("y", towns[1], 50), unit("z", towns[2], 20)]
    bodies = bodies_of([units], everywhere=units)
    assert names_for(bodies) == [("B \N{EN DASH} C", WHOLE)]


def test_municipalities_of_one_short_name_keep_their_kind() -> None:
    town, parish = (
        Municipality(pk=1, name="Võru linn"),
        Municipality(pk=2, name="Võru vald"),
    )
    groups = [[unit("a", town, 5)], [unit("b", parish, 5)]]
    bodies = bodies_of(groups, everywhere=[*groups[0], *groups[1]])
    assert [name for name, _part in names_for(bodies)] == ["Võru linn", "Võru vald"]


def test_piece_of_a_municipality_takes_its_most_populous_place() -> None:
    rae = Municipality(pk=1, name="Rae vald")
    inside = [
        unit("Peetri", rae, 90),
        unit("Järveküla", rae, 60),
        unit("Peetri", rae, 9),
    ]
    bodies = bodies_of([inside], everywhere=[*inside, unit("Jüri", rae, 1)])
    assert names_for(bodies) == [("Peetri", WHOLE)]


def test_quarter_that_two_towns_have_carries_the_town() -> None:
    tartu, parnu = (
        Municipality(pk=k, name=f"{n} linn") for k, n in ((1, "Tartu"), (2, "Pärnu"))
    )
    centre = unit("Kesklinn", tartu, 90, UnitType.QUARTER)
    others = [
        unit("Kesklinn", parnu, 90, UnitType.QUARTER),
        unit("Mai", parnu, 1, UnitType.QUARTER),
        unit("Karlova", tartu, 1, UnitType.QUARTER),
    ]
    bodies = bodies_of([[centre]], everywhere=[centre, *others])
    assert names_for(bodies) == [("Kesklinn (Tartu)", WHOLE)]


def test_two_regions_of_one_place_are_told_apart_by_where_they_lie() -> None:
    bodies = [body("Ahtme", 59.3, 27.4), body("Ahtme", 59.3, 27.5)]
    assert [part for _name, part in names_for(bodies)] == ["W", "E"]


def test_middle_of_five_regions_is_the_centre() -> None:
    cross = [(0, 0), (0.1, 0), (-0.1, 0), (0, 0.2), (0, -0.2)]
    bodies = [body("Narva", 59.3 + lat, 28.1 + lon) for lat, lon in cross]
    assert [part for _name, part in names_for(bodies)] == ["C", "N", "S", "E", "W"]


def test_part_that_a_region_keeps_is_not_given_again() -> None:
    kept = Body((("Ahtme", "KJ"),), 59.3, 27.4, fixed=("Ahtme", RegionPart.EAST))
    found = names_for([kept, body("Ahtme", 59.3, 27.5, "KJ")])
    assert found[0] == ("Ahtme", RegionPart.EAST)
    assert found[1][0] == "Ahtme"
    assert found[1][1] not in {WHOLE, RegionPart.EAST}


def test_tenth_region_of_a_place_takes_its_next_place() -> None:
    bodies = [
        Body((("Lasnamäe", "T"), (f"Koht {k}", "T")), 59.4, 24.8 + k / 100)
        for k in range(10)
    ]
    found = names_for(bodies)
    assert len(set(found)) == 10
    assert [name for name, _part in found].count("Lasnamäe") == 9
    assert found[9] == ("Koht 9", WHOLE)


def test_region_without_another_place_still_gets_a_name_of_its_own() -> None:
    found = names_for([body("Narva", 59.3, 28.1 + k / 100) for k in range(11)])
    assert len(set(found)) == 11


def test_taken_name_is_not_given_to_a_new_region() -> None:
    found = names_for([body("Elva", 58.2, 26.4)], taken=[("Elva", WHOLE)])
    assert found != [("Elva", WHOLE)]


def test_slug_is_plain_and_not_taken() -> None:
    name = ("Põhja-Sakala \N{EN DASH} Mulgi", WHOLE)
    assert slug_for(name, taken=[]) == "pohja-sakala-mulgi"
    assert slug_for(name, taken=["pohja-sakala-mulgi"]) == "pohja-sakala-mulgi-2"
    assert slug_for(("Ahtme", RegionPart.WEST), taken=[]) == "ahtme-laas"
