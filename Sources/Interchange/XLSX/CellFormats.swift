import Profiles

/// The formats of a workbook's cells that change what a person reads, by style (ISO/IEC 29500-1 §18.8).
struct CellFormats {
    private var formats: [NumberFormat] = []
    /// The styles whose text is struck through.
    private var struck: Set<Int> = []

    /// As many as Excel lets a workbook have.
    private static let max = 65_536

    subscript(_ style: Int) -> NumberFormat {
        formats.indices.contains(style) ? formats[style] : NumberFormat(.general)
    }

    func isStruck(_ style: Int) -> Bool { struck.contains(style) }
}

extension CellFormats {
    init(_ tokens: PartTokens) throws(ScanError) {
        _ = try tokens.next()
        var codes: [Int: NumberFormat] = [:]
        var struckFonts: Set<Int> = []
        while let tag = try tokens.nextChild() {
            switch tag.name.local {
            case "numFmts":
                while let format = try tokens.nextChild() {
                    if let id = format["numFmtId"].flatMap(Int.init), let code = format["formatCode"],
                        codes.count < Self.max
                    {
                        codes[id] = NumberFormat(code: code)
                    }
                    try tokens.skipElement()
                }
            case "fonts":
                var number = 0
                while try tokens.nextChild() != nil {
                    if try tokens.isStruckFont(), number < Self.max { struckFonts.insert(number) }
                    number += 1
                }
            case "cellXfs":
                while let style = try tokens.nextChild() {
                    let id = style["numFmtId"].flatMap(Int.init) ?? 0
                    if formats.count < Self.max {
                        if let font = style["fontId"].flatMap(Int.init), struckFonts.contains(font) {
                            struck.insert(formats.count)
                        }
                        formats.append(codes[id] ?? NumberFormat(builtIn: id))
                    }
                    try tokens.skipElement()
                }
            default: try tokens.skipElement()
            }
        }
    }
}

extension PartTokens {
    /// Whether the font, or the properties of a run, that began last strike its text through; reads to its end.
    func isStruckFont() throws(ScanError) -> Bool {
        var isStruck = false
        while let property = try nextChild() {
            if property.name.local == "strike" { isStruck = !["0", "false"].contains(property["val"] ?? "1") }
            try skipElement()
        }
        return isStruck
    }
}
