"""Places and units. Both are reference data that everybody signed in may read."""

from django.db import models

from apps.territory.levels import Level, parent_code


class DivisionQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(
            models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=on),
            models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=on),
        )

    def below(self, code):
        return self.filter(code__startswith=code).exclude(code=code)


class Division(models.Model):
    """A place of the national code table. A merged or renamed one stays, with its end and its successor."""

    code = models.CharField("代码", max_length=15, primary_key=True, db_collation="C")
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=Level)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="并入", related_name="predecessors"
    )
    population = models.PositiveIntegerField("常住人口", null=True, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = "行政区划"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{2}(\d{2}(\d{2}(\d{3}){0,3})?)?$"), name="division_code_shape"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="division_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["level", "code"], name="division_level_code")]

    def __str__(self):
        return self.name

    @property
    def parent_code(self) -> str | None:
        return parent_code(self.code)

    @property
    def division_code(self) -> str:
        return self.code


class Organisation(models.Model):
    """A unit that people work for and problems are given to."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", "生态环境局"
        DEPARTMENT = "department", "县级部门"
        GOVERNMENT = "government", "乡镇人民政府（街道办事处）"
        OFFICE = "office", "镇属机构"
        COMMITTEE = "committee", "村（居）民委员会"
        LEADING_GROUP = "leading_group", "领导小组"
        PARK = "park", "园区"
        ENTERPRISE = "enterprise", "企业"

    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类型", max_length=20, choices=Kind)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name="所在地", related_name="organisations")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="上级单位", related_name="children"
    )
    valid_until = models.DateField("停用日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, db_default=1)

    class Meta:
        ordering = ["division_id", "kind", "name"]
        verbose_name = "单位"
        constraints = [models.UniqueConstraint(fields=["division", "name"], name="organisation_once_in_a_place")]

    def __str__(self):
        return self.name

    @property
    def division_code(self) -> str:
        return self.division_id


class OrganisationAlias(models.Model):
    """Another name under which lists write a unit, e.g. 镇规环岗 for 镇规划环保岗."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name="单位", related_name="aliases")
    name = models.CharField("别名", max_length=100, db_index=True)

    class Meta:
        verbose_name = "单位别名"
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="organisation_alias_once")]

    def __str__(self):
        return self.name
