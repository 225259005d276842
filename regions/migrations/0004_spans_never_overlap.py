"""Perimeters, links in their new words, and spans of one thing that never overlap.

Overlaps of units of one code, of plans in force, of links of one pair, of loads and
of names are refused by the database, as those of postings are since 0002.
"""

from django.db import migrations, models

from regions.migrations import _spans

BATCH = 500
FERRY = "FERRY"
KINDS = frozenset({"FERRY", "BOAT", "BRIDGE", "CAUSEWAY", "ICE_ROAD"})
SEASONS = {"summer": "SUMMER", "winter": "WINTER"}


def measure(apps, schema_editor):
    """Fill in the perimeters of the polygons that are there."""
    shapes = apps.get_model("regions", "UnitShape").objects
    pks = list(shapes.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        _measure(shapes, pks[start : start + BATCH])


def _measure(shapes, pks):
    # Geometry is heavy, and an empty database does without.
    import shapely
    from shapely.geometry import shape

    from regions.geometry.projection import to_metres

    rows = list(shapes.filter(pk__in=pks).order_by("pk"))
    lengths = shapely.length(to_metres([shape(row.geometry) for row in rows]))
    for row, metres in zip(rows, lengths, strict=True):
        row.perimeter_m = round(float(metres), 1)
    shapes.bulk_update(rows, ["perimeter_m"], batch_size=BATCH)


def reword_links(apps, schema_editor):
    """Put the smaller key first, and kinds and seasons into their codes."""
    links = apps.get_model("regions", "UnitLink").objects
    known = set()
    for link in links.order_by("pk"):
        pair = sorted((link.first_id, link.second_id))
        if tuple(pair) in known or pair[0] == pair[1]:
            link.delete()
            continue
        known.add(tuple(pair))
        link.first_id, link.second_id = pair
        kind = link.kind.strip().upper().replace(" ", "_")
        link.kind = kind if kind in KINDS else FERRY
        link.season = SEASONS.get(link.season.strip().lower(), "ALL_YEAR")
        link.save()
    if schema_editor.connection.vendor == "postgresql":
        # Foreign keys are looked at now; else the table could not be altered below.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [("regions", "0003_loads_links_and_names")]

    operations = [
        migrations.RunPython(measure, migrations.RunPython.noop),
        migrations.RunPython(reword_links, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='unitlink',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('first', 'second'), name='link_lives_once_a_pair'),
        ),
        migrations.AddConstraint(
            model_name='unitlink',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='link_pair_is_ordered'),
        ),
        migrations.AddConstraint(
            model_name='unitlink',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['FERRY', 'BOAT', 'BRIDGE', 'CAUSEWAY', 'ICE_ROAD'])), name='link_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='unitlink',
            constraint=models.CheckConstraint(condition=models.Q(('season__in', ['ALL_YEAR', 'SUMMER', 'WINTER'])), name='link_season_is_known'),
        ),
        migrations.AddConstraint(
            model_name='unitlink',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='link_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='unitshape',
            constraint=models.CheckConstraint(condition=models.Q(('perimeter_m__gt', 0)), name='shape_has_a_border'),
        ),
        migrations.RunPython(_spans.lay, _spans.lift),
    ]
