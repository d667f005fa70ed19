"""Imports of master data by template: units, people, divisions, sites, and whatever registers itself.

How a kind of table is made
---------------------------

A kind is one small file here with a subclass of `resource.TableResource`, which is a django-import-export `Resource`;
`register.KINDS` lists it. All the rest (template, upload, preview, progress, undoing, pages) follows from it:

    class StationTable(TableResource):
        key, title, unit = "stations", "监测点位", "个点位"       # address, heading, what is counted
        intro = "一句话，说明这张表是干什么的。"
        roles = frozenset({Role.COUNTY_STAFF})                  # who may import it, in the places of those posts
        back = "stations"                                       # URL name of the page where the records are listed

        name = Column("点位名称", aliases=("名称",), required=True, width=24, example="示例断面", help="写全称。")
        village = Column("所属村（社区）", choices="villages", strict=False)      # a method that gives the drop-down list
        type = Column("类型", widget=Choice(Type.choices), choices=Type.labels)   # strict: nothing else may be typed
        since = Column("启用日期", widget=Day(), nothing=None)
        code = Column("编码", code=True, widget=Code(64))                         # text cells, so long numbers stay whole

A kind says (see the methods of TableResource): `find` (the record that a row is about), `load` (a record's values by
column name), `create`, `change` and `remove` (through the product's actions, with `self.setting.by` and `.at`), `fetch`
(a record by its key, in the person's scope); and if needed `prepare`, `resolve` (values that follow from several cells:
places, keys), `check`, `identity`, `order`, `label`, `note`, `example`, `extra_columns`, `variants`.
Widgets are in `columns`: Text, Code, Choice, Day, Whole, Number, Several. `self.setting` (setting.Setting) has by, at,
today, county_code, place, own_township, and `places` that understands names of townships and villages.

What is wrong is raised: a widget's ValueError is shown on its cell; `wrong("column", "句子")` and ValidationError({...})
from `resolve` and `check` likewise; `Refused` from an action is shown on the row. A row that is wrong stops no other.

An empty cell, or a column that the list does not have, says nothing: what the record has stays. Only an undoing, which
runs the old texts through the same resource with `exact=True`, empties what was empty before.

The rows go through `import_data` twice: for the preview (everything really happens and is rolled back) and for the
import, in one transaction. `foresee` reads what all rows need before the first of them; `fetch_many` reads what they
have written. An undoing compares each record's columns in words with what the import left there: only what nobody has
changed since goes back (actions/table_undoing.py).
"""
