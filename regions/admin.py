"""Reference rows of the regions app; plans, postings and absences are read-only."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.timezone import now  # noqa: TID251 -- a page, as views are
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.actions import record
from groundwork.admin import ReadOnlyAdmin
from groundwork.workdays import TALLINN
from regions.models import (
    Absence,
    CommutingCentre,
    County,
    DrivingTime,
    Leadership,
    Municipality,
    Officer,
    Posting,
    Prefecture,
    Region,
    RegionName,
    RegionPlan,
    RegionVersion,
    SettlementUnit,
    Station,
    UnitLink,
    UnitLoad,
    UnitName,
)
from regions.photos import kept_photo
from regions.renaming import keep_region_name, keep_unit_names


def _today() -> date:
    return now().astimezone(TALLINN).date()


class RecordedAdmin(admin.ModelAdmin):
    """Reference rows whose changes join the history."""

    def save_model(self, request: Any, obj: Model, form: Any, change: Any) -> None:
        """Save, and record that somebody did."""
        super().save_model(request, obj, form, change)
        self._record("edit" if change else "add", obj, request)

    def delete_model(self, request: Any, obj: Model) -> None:
        """Record that somebody deletes it, and do so."""
        self._record("delete", obj, request)
        super().delete_model(request, obj)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        """Delete row by row, so that each joins the history."""
        for row in queryset:
            self.delete_model(request, row)

    def _record(self, what: str, row: Model, request: Any) -> None:
        verb = f"regions.{what}_{row._meta.model_name}"
        record(verb, row, by=request.user, role=Role.ADMINISTRATOR, at=now())


@admin.register(Prefecture)
class PrefectureAdmin(RecordedAdmin):
    """Prefectures: name, telephone, e-mail."""

    list_display = ("name", "phone", "email")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(County)
class CountyAdmin(RecordedAdmin):
    """Counties and the prefecture of each."""

    list_display = ("code", "name", "prefecture")
    list_select_related = ("prefecture",)
    ordering = ("name",)


@admin.register(Municipality)
class MunicipalityAdmin(RecordedAdmin):
    """Municipalities and the county of each."""

    list_display = ("code", "name", "county")
    list_filter = ("county",)
    list_select_related = ("county",)
    search_fields = ("name", "=code")
    ordering = ("name",)


@admin.register(CommutingCentre)
class CommutingCentreAdmin(RecordedAdmin):
    """Commuting centres."""

    ordering = ("name",)


@admin.register(SettlementUnit)
class SettlementUnitAdmin(RecordedAdmin):
    """Settlement units: the name people use; the rest comes from official files."""

    list_display = ("code", "public_name", "municipality", "population", "valid_to")
    list_select_related = ("municipality",)
    list_filter = ("type", "municipality__county")
    search_fields = ("public_name", "=code")
    ordering = ("public_name", "pk")
    fields = (
        *("code", "name", "public_name", "type", "parent", "municipality"),
        *("commuting_centre", "population", "population_method"),
        *("lat", "lon", "area_km2", "valid_from", "valid_to"),
    )
    readonly_fields = tuple(name for name in fields if name != "public_name")

    def has_add_permission(self, *_args: object) -> bool:
        """Refuse: units come from official files."""
        return False

    def has_delete_permission(self, *_args: object) -> bool:
        """Refuse: what vanishes stays as history."""
        return False

    def save_model(self, request: Any, obj: Model, form: Any, change: Any) -> None:
        """Keep the name that people used until today."""
        before = SettlementUnit.objects.get(pk=obj.pk)
        keep_unit_names({before: form.cleaned_data["public_name"]}, _today())
        super().save_model(request, obj, form, change)


@admin.register(UnitName)
class UnitNameAdmin(ReadOnlyAdmin):
    """What units were called before."""

    list_display = ("name", "unit", "valid_from", "valid_to")
    list_select_related = ("unit",)
    search_fields = ("name", "unit__public_name", "=unit__code")
    ordering = ("-valid_to", "-pk")


@admin.register(UnitLink)
class UnitLinkAdmin(ReadOnlyAdmin):
    """Ferries, bridges and causeways; planners add and end them in the workshop."""

    list_display = ("reason", "kind", "season", "first", "second", "valid_to")
    list_select_related = ("first", "second")
    list_filter = ("kind", "season")
    ordering = ("-valid_from", "-pk")


@admin.register(UnitLoad)
class UnitLoadAdmin(ReadOnlyAdmin):
    """Loads of units; they come from files."""

    list_display = ("unit", "measure", "value", "source", "as_of", "is_invented")
    list_select_related = ("unit",)
    list_filter = ("measure", "is_invented")
    search_fields = ("unit__public_name", "=unit__code")
    ordering = ("-valid_from", "measure", "-pk")


@admin.register(DrivingTime)
class DrivingTimeAdmin(ReadOnlyAdmin):
    """Driving times between units; they come from files."""

    list_display = ("origin", "target", "minutes", "source", "as_of", "is_invented")
    list_select_related = ("origin", "target")
    list_filter = ("is_invented",)
    search_fields = ("=origin__code", "=target__code", "origin__public_name")
    ordering = ("origin", "target")


@admin.register(Station)
class StationAdmin(RecordedAdmin):
    """Stations; their place decides which new regions belong to them."""

    list_display = ("name", "prefecture", "address", "phone")
    list_filter = ("prefecture",)
    list_select_related = ("prefecture",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


class OfficerForm(forms.ModelForm):
    """An officer's service data, with a photo that is safe to show."""

    def clean_photo(self) -> Any:
        """Write a new photo anew; leave the one that is there."""
        photo = self.cleaned_data["photo"]
        return kept_photo(photo) if isinstance(photo, UploadedFile) else photo


@admin.register(Officer)
class OfficerAdmin(RecordedAdmin):
    """Officers' service data; which region they serve is on the assignments page."""

    form = OfficerForm
    list_display = ("name", "rank", "station", "phone", "email")
    list_filter = ("station__prefecture", "rank")
    list_select_related = ("user", "station")
    search_fields = ("user__full_name", "email")
    autocomplete_fields = ("station",)
    raw_id_fields = ("user",)

    @admin.display(description=_("name"), ordering="user__full_name")
    def name(self, officer: Officer) -> str:
        """Return the officer's name."""
        return officer.name


@admin.register(Leadership)
class LeadershipAdmin(RecordedAdmin):
    """Who leads which station or prefecture."""

    list_display = ("name", "station", "prefecture", "starts_on", "ends_on")
    list_select_related = ("officer__user", "station", "prefecture")
    autocomplete_fields = ("officer", "station")
    ordering = ("-starts_on", "pk")

    @admin.display(description=_("name"), ordering="officer__user__full_name")
    def name(self, leadership: Leadership) -> str:
        """Return the head's name."""
        return leadership.officer.name


@admin.register(Region)
class RegionAdmin(RecordedAdmin):
    """Regions: name, station and introduction; borders are the plan's."""

    list_display = ("__str__", "slug", "station")
    list_filter = ("station__prefecture",)
    list_select_related = ("station",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("station",)
    readonly_fields = ("slug",)
    ordering = ("name", "part", "pk")

    def has_add_permission(self, *_args: object) -> bool:
        """Refuse: regions come from plans."""
        return False

    def has_delete_permission(self, *_args: object) -> bool:
        """Refuse: a region's identity outlives its plan."""
        return False

    def save_model(self, request: Any, obj: Model, form: Any, change: Any) -> None:
        """Keep the name that it bore until today."""
        if {"name", "part"} & set(form.changed_data):
            keep_region_name(Region.objects.get(pk=obj.pk), _today())
        super().save_model(request, obj, form, change)


@admin.register(RegionName)
class RegionNameAdmin(ReadOnlyAdmin):
    """What regions were called before."""

    list_display = ("__str__", "region", "valid_from", "valid_to")
    list_select_related = ("region",)
    search_fields = ("name", "region__name")
    ordering = ("-valid_to", "-pk")


@admin.register(RegionPlan)
class RegionPlanAdmin(ReadOnlyAdmin):
    """Plans, newest first."""

    list_display = ("name", "status", "valid_from", "valid_to", "created_at")
    list_filter = ("status",)
    ordering = ("-created_at", "-pk")


@admin.register(RegionVersion)
class RegionVersionAdmin(ReadOnlyAdmin):
    """Regions as the plans draw them."""

    list_display = ("region", "plan", "number", "population", "unit_count", "area_km2")
    list_filter = ("plan",)
    list_select_related = ("region", "plan")
    fields = (*list_display, "colour", "is_approximate")
    ordering = ("-plan", "number")


@admin.register(Posting)
class PostingAdmin(ReadOnlyAdmin):
    """Postings, latest first."""

    list_display = ("name", "region", "starts_on", "ends_on", "reason", "end_reason")
    list_select_related = ("officer__user", "region")
    search_fields = ("region__name", "officer__user__full_name")
    ordering = ("-starts_on", "-pk")

    @admin.display(description=_("name"), ordering="officer__user__full_name")
    def name(self, posting: Posting) -> str:
        """Return the officer's name."""
        return posting.officer.name


@admin.register(Absence)
class AbsenceAdmin(ReadOnlyAdmin):
    """Absences, latest first."""

    list_display = ("name", "starts_on", "ends_on", "reason")
    list_select_related = ("officer__user",)
    ordering = ("-starts_on", "-pk")

    @admin.display(description=_("name"), ordering="officer__user__full_name")
    def name(self, absence: Absence) -> str:
        """Return the officer's name."""
        return absence.officer.name
