"""WordprocessingML by hand: elements in schema order, text cleaned, fonts named on every run."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element

from apps.common.cell_text import UNPRINTABLE
from apps.reports.official.typography import BODY, BODY_LINE, Face

PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "tabs",
    "kinsoku", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc",
    "outlineLvl", "sectPr",
)  # fmt: skip
LINE_END = "\n"


def element(tag: str, *children: _Element, **attributes) -> _Element:
    """An element of the w: namespace; attributes likewise."""
    made = OxmlElement(f"w:{tag}", attrs={qn(f"w:{name}"): str(value) for name, value in attributes.items()})
    made.extend(children)
    return made


def cleaned(text) -> str:
    """The text without what XML cannot hold; tabs become spaces, line ends are one kind."""
    text = str(text).replace("\r\n", LINE_END).replace("\r", LINE_END).replace("\t", " ")
    return UNPRINTABLE.sub("", text)


def paragraph(*runs: _Element, style: str = "Normal", line: int = BODY_LINE, **properties) -> _Element:
    """A paragraph with an exact line pitch.

    Properties are named as in the standard: a number or word becomes `val`, a mapping the
    attributes, True an empty element. `before` and `after` give space in twips.
    """
    space = {"before": properties.pop("before", 0), "after": properties.pop("after", 0)}
    wanted = {
        "pStyle": style,
        "widowControl": 0,
        "overflowPunct": 0,
        "autoSpaceDE": 0,
        "autoSpaceDN": 0,
        "snapToGrid": 0,
        "spacing": space | {"line": line, "lineRule": "exact"},
    } | properties
    return element("p", _properties("pPr", PARAGRAPH_ORDER, wanted), *runs)


def run(text, face: Face = BODY) -> _Element:
    """A run of text; line ends become line breaks."""
    made = element("r", run_properties(face))
    for number, line in enumerate(cleaned(text).split(LINE_END)):
        if number:
            made.append(element("br"))
        if line:
            words = element("t")
            words.text = line
            words.set(qn("xml:space"), "preserve")
            made.append(words)
    return made


def run_properties(face: Face) -> _Element:
    # The hint makes Word draw “”—… in the Chinese face, as they stand in Chinese text.
    made = element(
        "rPr",
        element("rFonts", hint="eastAsia", ascii=face.latin, eastAsia=face.east, hAnsi=face.latin, cs=face.latin),
        element("b", val=0),
    )
    if face.color:
        made.append(element("color", val=face.color))
    made.append(element("spacing", val=face.spacing))
    if face.scale != 100:
        made.append(element("w", val=face.scale))
    made.extend([element("sz", val=face.size), element("szCs", val=face.size)])
    return made


def page_field(face: Face) -> list[_Element]:
    """The number of the page, as a field that the reader's program fills in."""

    def part(child: _Element) -> _Element:
        return element("r", run_properties(face), child)

    instruction = element("instrText")
    instruction.text = " PAGE "
    instruction.set(qn("xml:space"), "preserve")
    return [
        part(element("fldChar", fldCharType="begin")),
        part(instruction),
        part(element("fldChar", fldCharType="separate")),
        run("1", face),
        part(element("fldChar", fldCharType="end")),
    ]


def _properties(tag: str, order: tuple[str, ...], wanted: dict) -> _Element:
    made = element(tag)
    for name in sorted(wanted, key=order.index):
        value = wanted[name]
        if isinstance(value, _Element):
            made.append(value)
        elif isinstance(value, dict):
            made.append(element(name, **value))
        elif value is True:
            made.append(element(name))
        elif value is not None and value is not False:
            made.append(element(name, val=value))
    return made
