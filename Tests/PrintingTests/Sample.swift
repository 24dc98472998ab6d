import Codes
import Pictures
import Printing

/// Labels to draw.
enum Sample {
    static let lot = "(01)06901234567892(17)260308(11)260301(3103)001250(10)L20260301(21)7"

    static func content(
        _ written: String = lot, _ kind: SymbolKind = .qr, productName: String = "鲜活大黄鱼",
        fields: [LabelField: String] = [:], others: [LabelContent.Line] = [], language: LabelLanguage = .zh
    ) throws -> LabelContent {
        let code = try CodeReader().read(written)
        let data = try SymbolData(code, written: written, kind: kind)
        return LabelContent(
            code, data: data, productName: productName, fields: fields, others: others, language: language)
    }

    static func drawing(
        _ content: LabelContent, width: Double = 60, height: Double = 40, module: Double? = nil, grid: Double? = nil,
        measure: any TextMeasure = EstimatedTextMeasure()
    ) throws -> LabelDrawing {
        try LabelLayout(
            size: try LabelSize(width: width, height: height), module: module, grid: grid, measure: measure
        ).drawing(of: content)
    }
}
