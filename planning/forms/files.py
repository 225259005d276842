"""Plans from files: choosing one, and saying yes to what it holds."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundwork.errors import DomainError
from groundwork.forms import portal_helper
from planning.incoming.findings import Findings, findings
from planning.incoming.reading import read_plan, require_small
from planning.incoming.rows import Row
from planning.incoming.sheets import read_names
from planning.terrain import Terrain

STAY, LEAVE = "stay", "leave"
_MOST_NAMES_BYTES: Final = 4 * 1024 * 1024


class ImportForm(forms.Form):
    """A file with a plan, and perhaps one with the names of its regions."""

    file = forms.FileField(
        label=gettext_lazy("File with the plan"),
        help_text=gettext_lazy(
            "CSV in UTF-8, GeoJSON, GeoPackage or TopoJSON with the columns code and"
            " region; a column name may give the regions' names. At most 64 MB."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    names = forms.FileField(
        label=gettext_lazy("File with the regions' names"),
        help_text=gettext_lazy("CSV in UTF-8 with the columns region and name."),
        required=False,
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def __init__(self, *args: Any, ground: Terrain, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ground = ground
        self._rows: list[Row] = []
        self._names: list[Row] = []
        self.helper = portal_helper(
            "file", "names", submit=gettext_lazy("Look at what the file says")
        )

    def clean_file(self) -> UploadedFile[bytes]:
        """Read the plan.

        Raises:
            ValidationError: it cannot be read.
        """
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            require_small(upload.size or 0)
            self._rows = read_plan(upload.read())
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        return upload

    def clean_names(self) -> UploadedFile[bytes] | None:
        """Read the names.

        Raises:
            ValidationError: they cannot be read.
        """
        upload: UploadedFile[bytes] | None = self.cleaned_data["names"]
        if upload is None:
            return None
        try:
            if (upload.size or 0) > _MOST_NAMES_BYTES:
                raise forms.ValidationError(
                    _("The file is larger than %(most)d MB.")
                    % {"most": _MOST_NAMES_BYTES // 2**20}
                )
            self._names = read_names(upload.read())
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        return upload

    def clean(self) -> dict[str, Any]:
        """Refuse a file of which nothing can be used."""
        cleaned = super().clean() or {}
        if "file" in cleaned and not self.findings.assignment:
            self.add_error("file", _("The file names no settlement unit of the plan."))
        return cleaned

    @property
    def findings(self) -> Findings:
        """Return what the files say."""
        return findings(self._ground, self._rows, self._names)


class TakeInForm(forms.Form):
    """Yes to an import, and what becomes of units that the file does not name."""

    others = forms.ChoiceField(
        label=gettext_lazy("Units that the file does not name"),
        choices=[
            (STAY, gettext_lazy("stay in the region they are in")),
            (LEAVE, gettext_lazy("have no region")),
        ],
        initial=STAY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper("others", submit=gettext_lazy("Take over"))
