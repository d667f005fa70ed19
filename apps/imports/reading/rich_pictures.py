"""Pictures that Excel 365 places in a cell: the cell shows #VALUE! and points, through four parts, at an image.

cell vm -> xl/metadata.xml (value metadata -> rich value) -> xl/richData/rdrichvalue.xml (with the names of its values in
rdrichvaluestructure.xml) -> richValueRel.xml -> its relationships -> the image.
"""

from . import markup
from .sheet import Unreadable

FOLDER = "xl/richData/"
METADATA = "xl/metadata.xml"
_VALUES, _STRUCTURES = FOLDER + "rdrichvalue.xml", FOLDER + "rdrichvaluestructure.xml"
_IMAGES = FOLDER + "richValueRel.xml"
_RICH, _LOCAL_IMAGE = "XLRICHVALUE", "_rvRel:LocalImageIdentifier"


def placed_in_cells(archive, relations_of):
    """{number in a cell's vm attribute: member}; damaged parts have none. `relations_of` is xlsx.relations."""
    if not {METADATA, _VALUES, _STRUCTURES, _IMAGES} <= archive.names:
        return {}
    try:
        images = _images(archive, relations_of)
        values = _values(archive)
        return {
            number: images[image]
            for number, value in enumerate(_rich_values(archive), 1)
            if 0 <= (image := values.get(value, -1)) < len(images)
        }
    except (Unreadable, LookupError, ValueError):
        return {}


def _rich_values(archive):
    """The number of the rich value that each value metadata stands for, None for metadata of another kind."""
    root = markup.parse(archive.read(METADATA))
    kinds = [kind.get("name") for kind in root.iterfind("{*}metadataTypes/{*}metadataType")]
    numbers = [
        int(block.get("i"))
        for future in root.iterfind("{*}futureMetadata")
        if future.get("name") == _RICH
        for block in future.iter("{*}rvb")
    ]
    for block in root.iterfind("{*}valueMetadata/{*}bk"):
        record = next((rc for rc in block.iterfind("{*}rc") if kinds[int(rc.get("t")) - 1] == _RICH), None)
        yield None if record is None else numbers[int(record.get("v"))]


def _values(archive):
    """{number of a rich value: number of its image}"""
    structures = [
        [key.get("n") for key in structure.iterfind("{*}k")]
        for structure in markup.parse(archive.read(_STRUCTURES)).iterfind("{*}s")
    ]
    found = {}
    for number, value in enumerate(markup.parse(archive.read(_VALUES)).iterfind("{*}rv")):
        names = structures[int(value.get("s"))]
        if _LOCAL_IMAGE in names:
            found[number] = int(value.findall("{*}v")[names.index(_LOCAL_IMAGE)].text)
    return found


def _images(archive, relations_of):
    targets = relations_of(archive, _IMAGES)
    listed = markup.parse(archive.read(_IMAGES)).iterfind("{*}rel")
    names = [next((value for name, value in rel.attrib.items() if name.endswith("}id")), None) for rel in listed]
    return [targets.get(name, ("", ""))[1] for name in names]
