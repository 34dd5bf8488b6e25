"""What a PDF may consist of (ISO 32000-2): for each kind of object its keys, and the kind of what stands under each.

Whatever is not here is taken out. So there are no scripts, no attached files, films or sounds, no signatures, no
private data of programs, no notes of who made what and when, and no actions but those of ACTIONS.
"""

# A key without a kind holds names, numbers and strings, alone or in arrays. `*` stands for any key.
PLAIN = "plain"
# The first decides how a reader takes an object, the second is qpdf's to set.
EVERYWHERE = "Type Length"

_STREAM = "Filter DecodeParms:parameters"
_PAGE = """
    Parent:page Kids:page Count Resources:resources MediaBox CropBox BleedBox TrimBox ArtBox Rotate UserUnit
    Contents:data Group:group Annots:annotation StructParents Tabs"""
_FUNCTION = f"""
    {_STREAM} FunctionType Domain Range C0 C1 N Functions:function Bounds Encode Size BitsPerSample Order Decode"""
_ANNOTATION = """
    Subtype Rect Contents P:page F AP:appearances AS Border C BS:border StructParent OC:layer"""

_TABLE = {
    "nothing": "",
    "catalogue": """
        Version Lang PageLayout MarkInfo:marks Pages:page PageLabels:label-tree Outlines:outline Dests:destinations
        Names:names StructTreeRoot:structure OCProperties:layers ViewerPreferences:viewing AcroForm:fields""",
    "marks": "Marked UserProperties Suspects",
    "viewing": "DisplayDocTitle Direction",
    # Where a reader may go.
    "names": "Dests:destination-tree",
    "destinations": "*:destination",
    "destination": f"D:destination {_PAGE}",
    "destination-tree": "Kids:destination-tree Limits Names:destination",
    "label-tree": "Kids:label-tree Limits Nums:label",
    "label": "S P St",
    "outline": """
        First:outline Last:outline Next:outline Prev:outline Parent:outline Count Title Dest:destination A:action C F
        SE:structure""",
    "go-to": "S D:destination",
    "web-link": "S URI",
    "turn-page": "S N",
    # What stands on a page.
    "page": _PAGE,
    "data": _STREAM,
    "parameters": """
        Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows EndOfBlock BlackIs1
        DamagedRowsBeforeError ColorTransform JBIG2Globals:data""",
    "resources": """
        ProcSet Font:fonts XObject:xobjects ExtGState:states ColorSpace:colours Pattern:patterns Shading:shadings
        Properties:properties""",
    "xobjects": "*:xobject",
    "image": f"""
        {_STREAM} Subtype Width Height ColorSpace:colour BitsPerComponent Intent ImageMask Mask:image Decode Interpolate
        SMask:image SMaskInData Matte Name StructParent OC:layer""",
    "form": f"""
        {_STREAM} Subtype FormType BBox Matrix Resources:resources Group:group StructParent StructParents OC:layer
        Name""",
    "forms": "*:form",
    "group": "S CS:colour I K",
    "fonts": "*:font",
    "font": """
        Subtype Name BaseFont FirstChar LastChar Widths FontDescriptor:font-descriptor Encoding:encoding
        ToUnicode:encoding DescendantFonts:font CIDSystemInfo:system DW W DW2 W2 CIDToGIDMap:data FontBBox FontMatrix
        CharProcs:glyphs Resources:resources""",
    "font-descriptor": """
        FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight XHeight
        StemV StemH AvgWidth MaxWidth MissingWidth FontFile:font-file FontFile2:font-file FontFile3:font-file CharSet
        CIDSet:data Lang Style:style""",
    "font-file": f"{_STREAM} Subtype Length1 Length2 Length3",
    "encoding": f"{_STREAM} BaseEncoding Differences CMapName CIDSystemInfo:system WMode UseCMap:encoding",
    "glyphs": "*:data",
    "system": "Registry Ordering Supplement",
    "style": "Panose",
    "states": "*:state",
    "state": """
        LW LC LJ ML D RI OP op OPM Font:font TR:function TR2:function FL SM SA BM SMask:soft-mask CA ca AIS TK
        UseBlackPtComp""",
    "soft-mask": "S G:form BC TR:function",
    "colours": "*:colour",
    "colour": f"""
        {_FUNCTION} Alternate:colour WhitePoint BlackPoint Gamma Matrix Subtype Colorants:colours Process:process""",
    "process": "ColorSpace:colour Components",
    "function": _FUNCTION,
    "patterns": "*:pattern",
    "pattern": f"""
        {_STREAM} PatternType PaintType TilingType BBox XStep YStep Resources:resources Matrix Shading:shading
        ExtGState:state""",
    "shadings": "*:shading",
    "shading": f"""
        {_STREAM} ShadingType ColorSpace:colour Background BBox AntiAlias Function:function Coords Domain Extend Matrix
        BitsPerCoordinate BitsPerComponent BitsPerFlag Decode VerticesPerRow""",
    "properties": "*:layer",
    "layers": "OCGs:layer D:layer-settings Configs:layer-settings",
    "layer": "Name Intent OCGs:layer P VE:layer MCID Lang ActualText Alt E",
    "layer-settings": """
        Name BaseState ON:layer OFF:layer Intent Order:layer ListMode RBGroups:layer Locked:layer""",
    # What lies on a page: links, comments (without their authors) and fields of forms.
    "link": f"{_ANNOTATION} A:action Dest:destination H QuadPoints",
    "comment": f"""
        {_ANNOTATION} CA ca BM IRT:annotation RT Popup:annotation Parent:annotation Open Name DA Q DS QuadPoints L LE IC
        LL LLE Cap IT LLO CP Vertices InkList RD BE:border CL Sy""",
    "field": f"""
        {_ANNOTATION} A:action H MK:look FT Parent:field Kids:field T TU Ff V DV DA Q Opt TI I MaxLen""",
    "fields": "Fields:field NeedAppearances DR:resources DA Q",
    "look": "R BC BG CA RC AC I:form RI:form IX:form IF:icon-fit TP",
    "icon-fit": "SW S A FB",
    "border": "W S D I",
    # An appearance is a form, or forms by name.
    "appearances": "N:appearance R:appearance D:appearance",
    # What the pages mean, for those who have them read aloud. Elements lead up to the root, and hold references to
    # content (MCR) and to objects (OBJR) among other elements.
    "structure": """
        S P:structure Pg:page K:structure ID A:attributes C R T Lang Alt E ActualText NS:namespace Ref:structure
        MCID Stm:form Obj:marked-object
        ParentTree:structure-tree ParentTreeNextKey RoleMap:role-names ClassMap:classes IDTree:structure-tree
        Namespaces:namespace""",
    "structure-tree": "Kids:structure-tree Limits Nums:structure Names:structure",
    "role-names": "*",
    "attributes": """
        O Placement WritingMode BackgroundColor BorderColor BorderStyle BorderThickness Color Padding SpaceBefore
        SpaceAfter StartIndent EndIndent TextIndent TextAlign BBox Width Height BlockAlign InlineAlign TBorderStyle
        TPadding BaselineShift LineHeight TextPosition TextDecorationColor TextDecorationThickness TextDecorationType
        RubyAlign RubyPosition GlyphOrientationVertical ColumnCount ColumnGap ColumnWidths ListNumbering ContinuedList
        ContinuedFrom RowSpan ColSpan Headers Scope Summary Short Role Checked checked Desc Subtype Attached""",
    "classes": "*:attributes",
    "namespace": "NS RoleMapNS:roles",
    "roles": "*:namespace",
}


def _keys(text):
    pairs = (word.partition(":") for word in f"{EVERYWHERE} {text}".split())
    return {key if key == "*" else f"/{key}": kind or PLAIN for key, _colon, kind in pairs}


KINDS = {name: _keys(text) for name, text in _TABLE.items()}

PICTURES = {"/Image": "image", "/Form": "form"}
COMMENTS = """
    Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Popup
    Watermark"""
ANNOTATIONS = {"/Link": "link", "/Widget": "field"} | {f"/{name}": "comment" for name in COMMENTS.split()}
ACTIONS = {"/GoTo": "go-to", "/URI": "web-link", "/Named": "turn-page"}
# Kinds of which there are several, told apart by the name under a key.
VARIANTS = {
    "xobject": ("/Subtype", PICTURES),
    "annotation": ("/Subtype", ANNOTATIONS),
    "marked-object": ("/Subtype", PICTURES | ANNOTATIONS),
    "action": ("/S", ACTIONS),
}
TURNS = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
# A field without a type hands down the type of its parent. There are no signatures: none fits a file written anew.
FIELD_TYPES = {"/Tx", "/Btn", "/Ch"}
# LZW is out of use, Crypt is for encryption; both stay outside.
FILTERS = {
    "/FlateDecode",
    "/DCTDecode",
    "/JPXDecode",
    "/CCITTFaxDecode",
    "/JBIG2Decode",
    "/ASCIIHexDecode",
    "/ASCII85Decode",
    "/RunLengthDecode",
}
