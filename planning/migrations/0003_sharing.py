"""Versions know their units' day; links are counted; comments are let through."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def say_the_day(apps, schema_editor):
    versions = apps.get_model("planning", "DraftVersion").objects
    drafts = apps.get_model("planning", "Draft").objects
    day = drafts.filter(pk=OuterRef("draft")).values("units_on")
    versions.update(units_on=Subquery(day))


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0002_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "draftversion",
            "units_on",
            models.DateField(null=True, verbose_name="units as of"),
        ),
        migrations.RunPython(say_the_day, migrations.RunPython.noop),
        migrations.AlterField(
            "draftversion",
            "units_on",
            models.DateField(verbose_name="units as of"),
        ),
        migrations.AddField(
            "sharelink",
            "opened_count",
            models.PositiveIntegerField(default=0, verbose_name="times opened"),
        ),
        migrations.AddField(
            "sharelink",
            "last_opened_on",
            models.DateField(null=True, verbose_name="last opened on"),
        ),
        migrations.AddField(
            "consultation",
            "withdrawn_reason",
            models.CharField(
                blank=True, default="", max_length=200, verbose_name="why withdrawn"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "comment",
            "released_at",
            models.DateTimeField(null=True, verbose_name="shown since"),
        ),
        migrations.AddField(
            "comment",
            "released_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "comment",
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="comment_released_at_and_by_go_together",
            ),
        ),
    ]
