"""Asking the author of a record who may see what: one choice for each field that the kind calls `CHOOSABLE`."""

from typing import Any

from django import forms

from network.catalogue.audiences import Audience


class AudiencesMixin(forms.ModelForm):
    """The choices, up to the ceiling of each field. Stands before `RecordForm` among the bases of a form."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in self.instance.CHOOSABLE:
            field = self.instance.FIELDS[name]
            self.fields[f"show_{name}"] = forms.TypedChoiceField(
                label=self.instance.field_label(name),
                choices=[(level.value, level.label) for level in Audience if level <= field.ceiling],
                coerce=int,
                empty_value=None,
                required=False,
                initial=field.level(self.instance.audiences.get(name)).value,
            )

    @property
    def asked_audiences(self) -> list[str]:
        """The names of the choices, in the order of the kind."""
        return [f"show_{name}" for name in self.instance.CHOOSABLE]

    @property
    def needed(self) -> set[str]:
        """Each audience is chosen already."""
        return super().needed | set(self.asked_audiences)  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """Keep the audience of every field."""
        super().clean()
        chosen = {name: self.cleaned_data.get(f"show_{name}") for name in self.instance.CHOOSABLE}
        self.instance.audiences = {name: level for name, level in chosen.items() if level is not None}
        return self.cleaned_data
