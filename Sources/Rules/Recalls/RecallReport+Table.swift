package import Chains
import Codes
import EPCIS
package import StrictJSON
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

    /// Its amounts, by their names in the document.
    private static let amounts: [(name: String, heading: Wording, of: @Sendable (Holding) -> HeldAmount)] = [
        ("onHand", Wording(en: "on hand", zh: "现存"), { $0.onHand }),
        ("inTransit", Wording(en: "on its way", zh: "在途"), { $0.inTransit }),
        ("sold", Wording(en: "sold", zh: "已售"), { $0.sold }), ("used", Wording(en: "used", zh: "已加工"), { $0.used }),
        ("destroyed", Wording(en: "destroyed", zh: "已销毁"), { $0.destroyed }),
        ("lost", Wording(en: "lost", zh: "损耗"), { $0.lost }),
        ("returned", Wording(en: "sent back", zh: "已退回"), { $0.returned }),
        ("unaccounted", Wording(en: "unaccounted", zh: "去向不明"), { $0.unaccounted }),
    ]

    private static let columns =
        [
            Wording(en: "holder", zh: "持有方"), Wording(en: "USCC", zh: "统一社会信用代码"),
            Wording(en: "contact", zh: "联系方式"), Wording(en: "place", zh: "地点"), Wording(en: "goods", zh: "货物"),
            Wording(en: "product", zh: "产品"), Wording(en: "code", zh: "编码"),
        ].map { Column(heading: $0, isNumber: false) } + amounts.map { Column(heading: $0.heading, isNumber: true) }
        + [
            Wording(en: "unit", zh: "单位"), Wording(en: "made into", zh: "制成"), Wording(en: "told", zh: "已通知"),
            Wording(en: "answered", zh: "已响应"), Wording(en: "entries", zh: "条目"),
        ].map { Column(heading: $0, isNumber: false) }

    private static let yes = Wording(en: "yes", zh: "是")

    package init(_ report: RecallReport, _ language: DrawingLanguage) {
        columns = Self.columns
        let yes = language.of(Self.yes)
        rows = report.holders.map { holder in
            let holding = holder.holding
            return [
                holder.name ?? "", holding.holder, holder.contact ?? "", holding.place.map(Self.place) ?? "",
                language.of(holder.goods), holder.product ?? "", holding.goods.uri,
            ] + Self.amounts.map { $0.of(holding).figures } + [
                language.of(holding.unit.tradeName),
                holding.usedFor.map { language.of(report.namings.code($0)) }.joined(separator: "; "),
                holder.notified == nil ? "" : yes, holder.hasAnswered ? yes : "",
                holding.entries.map { "\($0)" }.joined(separator: " "),
            ]
        }
    }

    /// The table of a document that somebody else has told (`RecallReport.document`); what is not there stays empty.
    package init(document: JSONValue, _ language: DrawingLanguage) {
        columns = Self.columns
        let yes = language.of(Self.yes)
        var names: [String: Wording] = [:]
        for goods in document["affected"]?.elements.map(\.self) ?? [] {
            guard let code = goods["code"]?.string, let en = goods["name"]?.string else { continue }
            names[code] = Wording(en: en, zh: goods["nameZh"]?.string ?? en)
        }
        func name(_ code: String) -> String { names[code].map(language.of) ?? code }
        rows = (document["holders"]?.elements.map(\.self) ?? []).map { holder in
            func text(_ name: String) -> String { holder[name]?.string ?? "" }
            let code = text("code")
            return [
                text("name"), text("holder"), text("contact"), Self.place(text("place")), name(code), text("product"),
                code,
            ] + Self.amounts.map { Self.figures(holder[$0.name]) } + [
                language.of(Self.unit(holder["onHand"]?["uom"]?.string).tradeName),
                (holder["usedFor"]?.elements.compactMap(\.string) ?? []).map(name).joined(separator: "; "),
                holder["notified"]?.numberText == nil ? "" : yes, holder["answered"]?.bool == true ? yes : "",
                (holder["entries"]?.elements.compactMap(\.numberText) ?? []).joined(separator: " "),
            ]
        }
    }

    /// As `HeldAmount.figures`.
    private static func figures(_ amount: JSONValue?) -> String {
        if let exact = amount?["quantity"]?.numberText { return exact }
        guard let least = amount?["least"]?.numberText else { return "" }
        guard let most = amount?["most"]?.numberText else { return least == "0" ? "?" : "\(least)+" }
        return "\(least)–\(most)"
    }

    private static func unit(_ uom: String?) -> Measure.Unit {
        switch uom {
        case nil: .piece
        case "KGM": .gram
        case "LTR": .millilitre
        case let uom?: .other(uom)
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
