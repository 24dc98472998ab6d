package import Chains
import Codes
import EPCIS
package import Values

/// Who has what, as a table for people and office programs: a row for each party and each of the goods.
package struct RecallTable: Sendable {
    package struct Column: Sendable {
        package let heading: Wording
        /// Amounts, in the unit of the row.
        package let isNumber: Bool
    }

    package let columns: [Column]
    package let rows: [[String]]

    package init(_ report: RecallReport, _ language: DrawingLanguage) {
        let amounts: [(Wording, (Holding) -> HeldAmount)] = [
            (Wording(en: "on hand", zh: "现存"), \.onHand), (Wording(en: "on its way", zh: "在途"), \.inTransit),
            (Wording(en: "sold", zh: "已售"), \.sold), (Wording(en: "used", zh: "已加工"), \.used),
            (Wording(en: "destroyed", zh: "已销毁"), \.destroyed), (Wording(en: "lost", zh: "损耗"), \.lost),
            (Wording(en: "sent back", zh: "已退回"), \.returned),
            (Wording(en: "unaccounted", zh: "去向不明"), \.unaccounted),
        ]
        columns =
            [
                Wording(en: "holder", zh: "持有方"), Wording(en: "USCC", zh: "统一社会信用代码"),
                Wording(en: "contact", zh: "联系方式"), Wording(en: "place", zh: "地点"), Wording(en: "goods", zh: "货物"),
                Wording(en: "product", zh: "产品"), Wording(en: "code", zh: "编码"),
            ].map { Column(heading: $0, isNumber: false) }
            + amounts.map { Column(heading: $0.0, isNumber: true) }
            + [
                Wording(en: "unit", zh: "单位"), Wording(en: "made into", zh: "制成"), Wording(en: "told", zh: "已通知"),
                Wording(en: "answered", zh: "已响应"), Wording(en: "entries", zh: "条目"),
            ].map { Column(heading: $0, isNumber: false) }
        rows = report.holders.map { holder in
            let holding = holder.holding
            let yes = language.of(Wording(en: "yes", zh: "是"))
            return [
                holder.name ?? "", holding.holder, holder.contact ?? "", holding.place.map(Self.place) ?? "",
                language.of(holder.goods), holder.product ?? "", holding.goods.uri,
            ] + amounts.map { $0.1(holding).figures } + [
                language.of(holding.unit.tradeName),
                holding.usedFor.map { language.of(report.namings.code($0)) }.joined(separator: "; "),
                holder.notified == nil ? "" : yes, holder.hasAnswered ? yes : "",
                holding.entries.map { "\($0)" }.joined(separator: " "),
            ]
        }
    }

    /// The last part of a place's URI.
    private static func place(_ id: String) -> String {
        id.split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? id
    }
}

extension Measure.Unit {
    /// What `Measure.trade` counts in: `kg` / `千克`.
    package var tradeName: Wording {
        switch self {
        case .gram: Wording(en: "kg", zh: "千克")
        case .millilitre: Wording(en: "L", zh: "升")
        case .piece: Wording(en: "pieces", zh: "件")
        case .other(let uom): UnitTable.builtIn.name(of: uom) ?? Wording(en: uom.shown, zh: uom.shown)
        }
    }
}
