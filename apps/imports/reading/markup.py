"""XML of untrusted files: entities are never resolved, a document type is refused, and many strings are decoded at once."""

import io

from lxml import etree

from .sheet import Unreadable

# No character of any script, and one that XML allows.
_SEPARATOR = "\ue000"


def local(tag):
    """The name of an element without its namespace; comments and the like have none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parse(data):
    """The root element of a document in bytes."""
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise Unreadable from broken
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable
    return root


def _parser():
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=False)


class Walk:
    """Each element with this local name, complete; what was read before it is let go, and `rest` is what remains."""

    def __init__(self, data, name):
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise Unreadable
        self._events = etree.iterparse(
            io.BytesIO(data), tag="{*}" + name, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        )

    def __iter__(self):
        try:
            for _, element in self._events:
                yield element
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except (etree.XMLSyntaxError, ValueError) as broken:
            raise Unreadable from broken

    @property
    def rest(self):
        """The root element, once every element has been seen."""
        return self._events.root


def decode_all(texts):
    """Escaped strings to what they say. Numeric references by the million are decoded by one parse, not one by one."""
    found = [place for place, text in enumerate(texts) if "&" in text]
    if not found:
        return texts
    decoded = _decoded([texts[place] for place in found])
    texts = list(texts)
    for place, text in zip(found, decoded, strict=True):
        texts[place] = text
    return texts


def _decoded(texts):
    root = parse(f"<x>{_SEPARATOR.join(texts)}</x>".encode())
    decoded = (root.text or "").split(_SEPARATOR)
    if len(root):
        raise Unreadable
    if len(decoded) == len(texts):
        return decoded
    # Somebody uses the separator as a letter of his own.
    return [parse(f"<x>{text}</x>".encode()).text or "" for text in texts]


def string_item(item):
    """The text of a shared or inline string element: its runs, without the phonetic reading."""
    pieces = []
    for child in item:
        name = local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces.extend(part.text or "" for part in child if local(part.tag) == "t")
    return "".join(pieces)
