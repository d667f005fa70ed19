"""The parts of the file around the text: styles, settings, font table and theme, all in Chinese
faces, and a package whose bytes depend on nothing but the content."""

import io
import re
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from apps.reports.official.typography import (
    BODY,
    BODY_LINE,
    FANGSONG,
    HEADINGS,
    LATIN,
    PAGE_NUMBER,
    SUBSTITUTES,
    TITLE,
    TITLE_LINE,
    Face,
)

UNUSED = ("thumbnail", "customXml", "stylesWithEffects", "numbering", "webSettings")
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
CONTENT_TYPES = "[Content_Types].xml"
MAIN_NAMESPACE = nsdecls("w")

SETTINGS = f"""<w:settings {MAIN_NAMESPACE}>
<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>
<w:drawingGridVerticalSpacing w:val="156"/><w:displayHorizontalDrawingGridEvery w:val="0"/>
<w:displayVerticalDrawingGridEvery w:val="2"/><w:characterSpacingControl w:val="doNotCompress"/>
<w:compat><w:doNotExpandShiftReturn/><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>
<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1"
 w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6"
 w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>
<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"""

APPLICATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<DocSecurity>0</DocSecurity></Properties>"
)


def blank() -> docx.document.Document:
    """An empty document with our own styles and nothing left of the library's template."""
    document = docx.Document()
    main = document.part
    for holder in (main, main.package):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in UNUSED:
                del holder.rels[key]
    for relation in [*main.rels.values(), *main.package.rels.values()]:
        _rewrite(relation.reltype.rsplit("/", 1)[-1], relation.target_part)
    return document


def write(document: docx.document.Document, stream: IO[bytes]) -> None:
    """Stores the package with its members in order and without the time of day."""
    buffer = io.BytesIO()
    document.save(buffer)
    with ZipFile(buffer) as made, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        names = made.namelist()
        if len(set(names)) != len(names):
            raise ValueError("the package has two members of one name")
        for name in sorted(names, key=lambda name: (name != CONTENT_TYPES, name)):
            member = ZipInfo(name, ZIP_EPOCH)
            member.compress_type = ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            target.writestr(member, made.read(name))


def _rewrite(kind: str, part) -> None:
    if kind == "styles":
        part._element = parse_xml(_styles())
    elif kind == "settings":
        part._element = parse_xml(SETTINGS)
    elif kind == "fontTable":
        part._blob = _font_table().encode()
    elif kind == "theme":
        part._blob = _theme(part.blob.decode()).encode()
    elif kind == "extended-properties":
        part._blob = APPLICATION.encode()


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{",".join(others)}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, others in SUBSTITUTES.items()
    )
    latin = (
        f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {MAIN_NAMESPACE}>{fonts}{latin}</w:fonts>'
    )


def _theme(xml: str) -> str:
    xml = re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{LATIN}"', xml)
    xml = re.sub(r'<a:ea typeface="[^"]*"', f'<a:ea typeface="{FANGSONG}"', xml)
    return re.sub(r'(<a:font script="Hans" typeface=")[^"]*"', rf'\g<1>{FANGSONG}"', xml)


def _styles() -> str:
    headings = "".join(
        _style(f"Heading{level}", f"heading {level}", face, more=f'<w:outlineLvl w:val="{level - 1}"/>')
        for level, face in enumerate(HEADINGS, start=1)
    )
    return (
        f"<w:styles {MAIN_NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr>{_face(BODY)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        + _style("Normal", "Normal", BODY, default=True)
        + _style("OfficialBody", "公文正文", BODY)
        + _style("Title", "Title", TITLE, line=TITLE_LINE, more='<w:jc w:val="center"/>')
        + headings
        + _style("Footer", "footer", PAGE_NUMBER, line=340)
        + _style("Header", "header", PAGE_NUMBER, line=340)
        + _style("TableText", "公文表格", Face(FANGSONG, 24), line=400)
        + '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
    )


def _style(key: str, name: str, face: Face, *, line: int = BODY_LINE, more: str = "", default: bool = False) -> str:
    attributes = ' w:default="1"' if default else "" if name.isascii() else ' w:customStyle="1"'
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{attributes} w:styleId="{key}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/>'
        '<w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>{more}</w:pPr>'
        f"<w:rPr>{_face(face)}</w:rPr></w:style>"
    )


def _face(face: Face) -> str:
    return (
        f'<w:rFonts w:ascii="{face.latin}" w:eastAsia="{face.east}" w:hAnsi="{face.latin}" w:cs="{face.latin}"/>'
        f'<w:spacing w:val="{face.spacing}"/><w:sz w:val="{face.size}"/><w:szCs w:val="{face.size}"/>'
    )
