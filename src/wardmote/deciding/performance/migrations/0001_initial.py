"""What is watched, out of the plan: the tables stand since ``plan.0003_watching`` and stay as they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0007_makers_of_tokens"),
        ("plan", "0012_money_is_decimal"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[],
            state_operations=[
                migrations.CreateModel(
                    name="AgreedTarget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("by", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("measure", models.CharField(max_length=80)),
                        ("value", models.FloatField(blank=True, null=True)),
                        ("unit", models.CharField(max_length=200)),
                        ("start", models.FloatField(blank=True, null=True)),
                        ("until", models.DateField()),
                        ("path", models.CharField(default="linear", max_length=10)),
                        ("tolerance", models.FloatField(default=5.0)),
                        ("reason", models.TextField()),
                        ("told", models.TextField(blank=True)),
                        ("invented", models.BooleanField(default=False)),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreed_targets",
                                to="plan.planedition",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="partners.partnership"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "plan_agreedtarget",
                        "ordering": ("pk",),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MonthReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("evidence", models.CharField(max_length=64)),
                        ("looks", models.FloatField()),
                        ("lines", models.JSONField(default=list)),
                        ("on", models.DateField()),
                        ("at", models.DateTimeField()),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="plan.planedition",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="partners.partnership"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "plan_monthreview",
                        "ordering": ("-pk",),
                    },
                ),
                migrations.CreateModel(
                    name="PlanException",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("measure", models.CharField(max_length=160)),
                        ("measures", models.JSONField(default=list)),
                        ("basket", models.JSONField(default=list)),
                        ("title", models.CharField(max_length=300)),
                        ("words", models.TextField()),
                        ("tests", models.JSONField(default=list)),
                        ("figure", models.CharField(blank=True, max_length=64)),
                        ("explanation", models.JSONField(default=list)),
                        ("harm", models.PositiveIntegerField(default=2)),
                        ("p", models.FloatField()),
                        ("opened_month", models.CharField(max_length=7)),
                        ("reviewed_month", models.CharField(max_length=7)),
                        ("inside", models.PositiveIntegerField(default=0)),
                        ("opened_on", models.DateField()),
                        ("reply_due", models.DateField()),
                        ("joint", models.JSONField(default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Reply owed"),
                                    ("replied", "Replied to"),
                                    ("advised", "Advice given"),
                                    ("accepted", "Accepted, under way"),
                                    ("deferred", "Deferred"),
                                    ("closed", "Closed"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("comes_back", models.DateField(blank=True, null=True)),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        ("held_until", models.CharField(blank=True, max_length=7)),
                        ("revision", models.PositiveIntegerField(default=1)),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exceptions",
                                to="plan.planedition",
                            ),
                        ),
                        (
                            "lead",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.body",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="partners.partnership"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "plan_planexception",
                        "ordering": ("-harm", "p", "pk"),
                    },
                ),
                migrations.CreateModel(
                    name="ExceptionStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("reply", "Reply of the lead agency"),
                                    ("advice", "Advice note"),
                                    ("accept", "Accepted"),
                                    ("reject", "Rejected"),
                                    ("defer", "Deferred"),
                                    ("close", "Closed by decision"),
                                    ("joined", "Another measure joined"),
                                    ("inside", "Closed: back inside"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.TextField()),
                        ("person", models.CharField(blank=True, max_length=200)),
                        ("due", models.DateField(blank=True, null=True)),
                        ("invented", models.BooleanField(default=False)),
                        ("by", models.CharField(max_length=200)),
                        ("on", models.DateField()),
                        ("at", models.DateTimeField()),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.body",
                            ),
                        ),
                        (
                            "exception",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="performance.planexception",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "plan_exceptionstep",
                        "ordering": ("pk",),
                    },
                ),
                migrations.CreateModel(
                    name="EnteredReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("by", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("measure", models.CharField(max_length=80)),
                        ("period", models.CharField(max_length=30)),
                        ("area_kind", models.CharField(max_length=20)),
                        ("area", models.CharField(max_length=200)),
                        ("count", models.FloatField(blank=True, null=True)),
                        ("base", models.FloatField(blank=True, null=True)),
                        ("value", models.FloatField(blank=True, null=True)),
                        ("expected", models.FloatField(blank=True, null=True)),
                        ("people", models.FloatField(blank=True, null=True)),
                        ("source", models.CharField(max_length=300)),
                        ("about", models.TextField(blank=True)),
                        ("invented", models.BooleanField(default=False)),
                        (
                            "corrects",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrected_by",
                                to="performance.enteredreading",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="partners.partnership"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "plan_enteredreading",
                        "ordering": ("period", "pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value__isnull", False),
                                    models.Q(("base__isnull", False), ("count__isnull", False)),
                                    _connector="OR",
                                ),
                                name="entered_with_counts_or_value",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeasureBaseline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("by", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("measure", models.CharField(max_length=80)),
                        ("first", models.CharField(max_length=7)),
                        ("months", models.PositiveIntegerField()),
                        ("reason", models.TextField(blank=True)),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="partners.partnership"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "plan_measurebaseline",
                        "ordering": ("first", "pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "measure", "first"), name="baseline_begins_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeasureFeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("by", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("measure", models.CharField(max_length=80)),
                        ("feed", models.CharField(max_length=120)),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="partners.partnership"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "plan_measurefeed",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "measure"), name="feed_chosen_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeasureReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("measure", models.CharField(max_length=80)),
                        ("feed", models.CharField(blank=True, max_length=120)),
                        ("feed_title", models.CharField(blank=True, max_length=300)),
                        ("synthetic", models.BooleanField(default=False)),
                        ("status", models.CharField(max_length=20)),
                        ("reason", models.TextField(blank=True)),
                        ("figure", models.CharField(blank=True, max_length=64)),
                        ("year_figure", models.CharField(blank=True, max_length=64)),
                        ("month", models.CharField(blank=True, max_length=7)),
                        ("value", models.FloatField(blank=True, null=True)),
                        ("low", models.FloatField(blank=True, null=True)),
                        ("high", models.FloatField(blank=True, null=True)),
                        ("count", models.BigIntegerField(blank=True, null=True)),
                        ("base", models.FloatField(blank=True, null=True)),
                        ("series", models.JSONField(default=dict)),
                        ("judged", models.JSONField(default=dict)),
                        ("evidence", models.CharField(blank=True, max_length=64)),
                        ("landed_at", models.DateTimeField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="partners.partnership"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "plan_measurereading",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "measure"), name="reading_now_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeerComparison",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("by", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("measure", models.CharField(max_length=80)),
                        ("period", models.CharField(max_length=30)),
                        ("group", models.CharField(max_length=200)),
                        ("version", models.CharField(max_length=100)),
                        ("source", models.CharField(max_length=300)),
                        ("restricted", models.BooleanField(default=True)),
                        ("count", models.FloatField(blank=True, null=True)),
                        ("denominator", models.FloatField(blank=True, null=True)),
                        ("peers", models.JSONField(default=list)),
                        ("invented", models.BooleanField(default=False)),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="partners.partnership"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "plan_peercomparison",
                        "ordering": ("-pk",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("count__isnull", True), ("denominator__isnull", True)),
                                    models.Q(("count__isnull", False), ("denominator__gt", 0)),
                                    _connector="OR",
                                ),
                                name="own_count_with_denominator",
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="planexception",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=("partnership", "measure"),
                        name="exception_open_once_for_measure",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="planexception",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True), ("closed_on__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="exception_closed_on_a_day",
                    ),
                ),
            ],
        ),
    ]
