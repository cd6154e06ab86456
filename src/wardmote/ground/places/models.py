"""Areas that records refer to. Boundaries and rows lie in the evidence store under the same id."""

from django.db import models


class Area(models.Model):
    """One area of one vintage: ``area_id`` is the contract's ``kind:vintage:code``."""

    area_id = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name
