import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0002_postings_never_overlap'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DrivingTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=120, verbose_name='source')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('method', models.CharField(max_length=120, verbose_name='method')),
                ('is_invented', models.BooleanField(default=False, verbose_name='invented')),
                ('minutes', models.FloatField(verbose_name='driving time, minutes')),
            ],
            options={
                'verbose_name': 'driving time',
                'verbose_name_plural': 'driving times',
            },
        ),
        migrations.CreateModel(
            name='RegionName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('part', models.CharField(blank=True, choices=[('', ''), ('C', 'centre'), ('N', 'north'), ('NE', 'north-east'), ('E', 'east'), ('SE', 'south-east'), ('S', 'south'), ('SW', 'south-west'), ('W', 'west'), ('NW', 'north-west')], default='', max_length=2, verbose_name='part')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_to', models.DateField(verbose_name='until')),
            ],
            options={
                'verbose_name': 'former name of a region',
                'verbose_name_plural': 'former names of regions',
            },
        ),
        migrations.CreateModel(
            name='UnitLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=120, verbose_name='source')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('method', models.CharField(max_length=120, verbose_name='method')),
                ('is_invented', models.BooleanField(default=False, verbose_name='invented')),
                ('measure', models.CharField(choices=[('LAW_AND_ORDER', 'law-and-order load'), ('INCIDENTS', 'incidents a year'), ('DRIVING', 'driving minutes'), ('LOCAL_LIFE', 'local life')], max_length=20, verbose_name='measure')),
                ('value', models.FloatField(verbose_name='value')),
                ('imported_at', models.DateTimeField(verbose_name='imported at')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'load of a unit',
                'verbose_name_plural': 'loads of units',
            },
        ),
        migrations.CreateModel(
            name='UnitName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_to', models.DateField(verbose_name='until')),
            ],
            options={
                'verbose_name': 'former name of a unit',
                'verbose_name_plural': 'former names of units',
            },
        ),
        migrations.RemoveConstraint(
            model_name='unitlink',
            name='link_once_a_pair',
        ),
        migrations.AddField(
            model_name='unitlink',
            name='end_reason',
            field=models.CharField(blank=True, max_length=120, verbose_name='reason of the end'),
        ),
        migrations.AddField(
            model_name='unitlink',
            name='valid_from',
            field=models.DateField(default=datetime.date(2018, 9, 1), verbose_name='from'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='unitlink',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='until'),
        ),
        migrations.AddField(
            model_name='unitshape',
            name='perimeter_m',
            field=models.FloatField(default=0, verbose_name='length of its border, m'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='unitlink',
            name='kind',
            field=models.CharField(choices=[('FERRY', 'ferry'), ('BOAT', 'boat'), ('BRIDGE', 'bridge'), ('CAUSEWAY', 'causeway'), ('ICE_ROAD', 'ice road')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='unitlink',
            name='season',
            field=models.CharField(choices=[('ALL_YEAR', 'all year'), ('SUMMER', 'summer only'), ('WINTER', 'winter only')], max_length=20, verbose_name='season'),
        ),
        migrations.AddIndex(
            model_name='settlementunit',
            index=models.Index(fields=['code'], name='unit_by_code'),
        ),
        migrations.AddField(
            model_name='drivingtime',
            name='origin',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='regions.settlementunit', verbose_name='from where'),
        ),
        migrations.AddField(
            model_name='drivingtime',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='regions.settlementunit', verbose_name='to where'),
        ),
        migrations.AddField(
            model_name='regionname',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='regions.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='unitload',
            name='imported_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='imported by'),
        ),
        migrations.AddField(
            model_name='unitload',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='loads', to='regions.settlementunit', verbose_name='settlement unit'),
        ),
        migrations.AddField(
            model_name='unitname',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='regions.settlementunit', verbose_name='settlement unit'),
        ),
        migrations.AddConstraint(
            model_name='drivingtime',
            constraint=models.UniqueConstraint(fields=('origin', 'target'), name='driving_time_once_a_pair'),
        ),
        migrations.AddConstraint(
            model_name='drivingtime',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 0)), name='driving_time_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='drivingtime',
            constraint=models.CheckConstraint(condition=models.Q(('origin', models.F('target')), _negated=True), name='driving_time_goes_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='regionname',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['', 'C', 'N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'])), name='region_name_part_is_known'),
        ),
        migrations.AddConstraint(
            model_name='regionname',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='region_name_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='unitload',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('unit', 'measure'), name='load_lives_once_a_unit_and_measure'),
        ),
        migrations.AddConstraint(
            model_name='unitload',
            constraint=models.CheckConstraint(condition=models.Q(('measure__in', ['LAW_AND_ORDER', 'INCIDENTS', 'DRIVING', 'LOCAL_LIFE'])), name='load_measure_is_known'),
        ),
        migrations.AddConstraint(
            model_name='unitload',
            constraint=models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='load_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='unitload',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='load_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='unitname',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='unit_name_ends_after_it_starts'),
        ),
    ]
