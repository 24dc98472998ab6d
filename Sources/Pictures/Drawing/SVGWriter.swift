/// A page of labels as an SVG file: sizes in millimetres, the symbol as one path, text as text in whatever Chinese font the reader
/// has; no script and nothing from outside.
public struct SVGWriter {
    private let page: LabelPage
    private let language: LabelLanguage
    private var text = ""

    /// Fonts that have Chinese on Linux, Windows and macOS.
    static let fonts =
        "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','Hiragino Sans GB',"
        + "'WenQuanYi Micro Hei',SimHei,sans-serif"

    /// The file.
    public static func svg(_ page: LabelPage, language: LabelLanguage = .zh) -> [UInt8] {
        var writer = SVGWriter(page: page, language: language)
        writer.write()
        return Array(writer.text.utf8)
    }

    private init(page: LabelPage, language: LabelLanguage) {
        self.page = page
        self.language = language
    }

    private mutating func write() {
        let (width, height) = (page.width.decimal(4), page.height.decimal(4))
        text += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)mm\" height=\"\(height)mm\" "
        text += "viewBox=\"0 0 \(width) \(height)\" lang=\"\(language == .zh ? "zh-CN" : "en")\" "
        text += "font-family=\"\(Self.fonts)\" fill=\"#000\">\n"
        text += "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#fff\"/>\n"
        for placement in page.placements { write(placement) }
        text += "</svg>\n"
    }

    private mutating func write(_ placement: LabelPage.Placement) {
        let drawing = placement.drawing
        text += "<g role=\"img\""
        if placement.x != 0 || placement.y != 0 {
            text += " transform=\"translate(\(placement.x.decimal(4)) \(placement.y.decimal(4)))\""
        }
        text += "><title>\(Self.escaped(drawing.description))</title>\n"
        if page.hasCutLines {
            text += "<rect width=\"\(drawing.width.decimal(4))\" height=\"\(drawing.height.decimal(4))\" "
            text += "fill=\"none\" stroke=\"#999\" stroke-width=\"0.1\"/>\n"
        }
        for bars in drawing.bars { write(bars) }
        for line in drawing.texts { write(line) }
        text += "</g>\n"
    }

    /// One path in whole modules, scaled to millimetres, so that neighbouring modules share their edge exactly.
    private mutating func write(_ bars: Bars) {
        text += "<path transform=\"translate(\(bars.x.decimal(4)) \(bars.y.decimal(4))) "
        text += "scale(\(bars.cellWidth.decimal(6)) \(bars.cellHeight.decimal(6)))\" "
        text += "shape-rendering=\"crispEdges\" d=\""
        for cell in bars.rectangles {
            text += "M\(cell.x) \(cell.y)h\(cell.width)v\(cell.height)h-\(cell.width)z"
        }
        text += "\"/>\n"
    }

    private mutating func write(_ line: TextLine) {
        text +=
            "<text x=\"\(line.x.decimal(3))\" y=\"\(line.baseline.decimal(3))\" font-size=\"\(line.size.decimal(3))\""
        if line.isBold { text += " font-weight=\"bold\"" }
        if line.anchor == .middle { text += " text-anchor=\"middle\"" }
        // A font wider than expected would pass the edge: lines that come near it are held to their width.
        if line.width > line.room * Self.guardedShare {
            text += " textLength=\"\(min(line.width, line.room).decimal(3))\" lengthAdjust=\"spacingAndGlyphs\""
        }
        text += ">\(Self.escaped(line.text))</text>\n"
    }

    private static let guardedShare = 0.9

    /// Text is on one line already, without control characters.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
