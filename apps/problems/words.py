"""The closed vocabularies of a problem (import contract 2.1; STANDARDS.md 3.1)."""

from django.db.models import TextChoices


class Source(TextChoices):
    CENTRAL_INSPECTION = "central_inspection", "中央督察"
    PROVINCIAL_INSPECTION = "provincial_inspection", "省级督察"
    CITY_INSPECTION = "city_inspection", "市级督查"
    COUNTY_INSPECTION = "county_inspection", "县级检查"
    PETITION = "petition", "信访举报"
    HOTLINE = "hotline", "12345热线"
    PATROL = "patrol", "网格巡查"
    SELF_CHECK = "self_check", "自查"
    TRANSFER = "transfer", "移交"
    MEDIA = "media", "媒体曝光"
    OTHER = "other", "其他"


# Found by the township itself, as against found by somebody else: the ranking compares the two.
FOUND_BY_THEMSELVES = (Source.PATROL, Source.SELF_CHECK)
# Inspections of the city and above: closed against the higher level's approval document, after a public notice.
HIGHER_INSPECTIONS = (Source.CENTRAL_INSPECTION, Source.PROVINCIAL_INSPECTION, Source.CITY_INSPECTION)


class Category(TextChoices):
    WATER = "water", "水污染"
    AIR = "air", "大气污染"
    SOIL = "soil", "土壤污染"
    SOLID_WASTE = "solid_waste", "固体废物"
    NOISE = "noise", "噪声"
    LIVESTOCK = "livestock", "畜禽养殖"
    ECOLOGY = "ecology", "生态破坏"
    RADIATION = "radiation", "辐射"
    OTHER = "other", "其他"


class DeadlineKind(TextChoices):
    DATE = "date", "限期整改"
    IMMEDIATE = "immediate", "立行立改"
    LONG_TERM = "long_term", "长期坚持"
    NONE = "none", "未定期限"


class Rejection(TextChoices):
    """Three of the six different ends of a problem (DESIGN.md): none of them is "closed"."""

    NOT_TRUE = "not_true", "不属实"
    DUPLICATE = "duplicate", "重复问题"
    HANDED_OVER = "handed_over", "已移交其他单位"


class Criterion(TextChoices):
    """The five acceptance conditions of a closure (STANDARDS.md 3.3, line 2)."""

    MEASURES = "measures", "整改措施全部落实"
    VIOLATIONS = "violations", "违法问题依法处理到位"
    EFFECT = "effect", "整改效果达到要求"
    LIKE_ELSEWHERE = "like_elsewhere", "同类问题已举一反三"
    MECHANISM = "mechanism", "长效机制已建立"
