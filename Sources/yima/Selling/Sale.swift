import Chains
import Codes
import CommandSupport
import EPCIS
import Profiles
import Rules
import StrictJSON
import Values

/// A sale as it is told to the seller, and to programs.
struct Sale {
    let code: CanonicalCode
    let productName: String?
    /// In what unit it is counted.
    let uom: String?
    let wanted: Amount
    /// By which rule its lots were chosen; nil where the code named what was sold.
    let rule: AllocationDefinitions.Rule?
    let allocation: Allocation
    let others: [(lot: LotOnHand, obstacle: Saleable.Obstacle)]
    /// Sold as the bare product.
    let withoutLot: Amount
    let time: OffsetTime
    let site: String?
    /// The name of its event; nil where nothing was recorded.
    var event: String?

    var sold: Amount { allocation.shares.reduce(withoutLot) { $0.adding($1.amount) ?? $0 } }
}

// MARK: As an event

extension Sale {
    /// The row of a file of scans that tells it: what ingest would make of it is the event.
    func row(document: String?) -> [(column: String, text: String)] {
        let goods =
            allocation.shares.map { cell($0.lot.code, $0.amount) }
            + (withoutLot > .zero ? [cell(code.bareProductCode, withoutLot)] : [])
        var row = [("time", time.rfc3339), ("step", "sell"), ("code", goods.joined(separator: ";"))]
        if let site { row.append(("site", site)) }
        if let document { row.append(("document", document)) }
        return row
    }

    private func cell(_ code: CanonicalCode, _ amount: Amount) -> String {
        code.grain == .instance ? code.uri : "\(code.uri)*\(amount)\(uom ?? "")"
    }

    /// What the event says besides: which rule gave it to lots, and which lots there were.
    var elements: [(String, JSONNode)] {
        guard let rule, !allocation.shares.isEmpty else { return [] }
        let lots = allocation.candidates.prefix(Self.candidateCountMax).map(\.code.uri)
        return [
            ("yima:\(EPCISEvent.allocationRule)", .string(rule.id)),
            ("yima:\(EPCISEvent.allocationLots)", .strings(Array(lots))),
        ]
    }

    private static let candidateCountMax = 64
}

extension CanonicalCode {
    /// The product alone.
    fileprivate var bareProductCode: CanonicalCode {
        guard let key = productKey, grain != .product else { return self }
        return CanonicalCode(scheme: scheme, uri: key, key: key, productKey: key, parts: parts)
    }
}

extension OffsetTime {
    /// `2026-03-01T08:30:00.123+08:00`
    fileprivate var rfc3339: String {
        let local = Timestamp(milliseconds: moment.milliseconds + Int64(offsetMinutes) * 60_000)
        return local.description.dropLast() + offset
    }
}

// MARK: Told

extension Sale {
    /// `sold 5 pieces of 大黄鱼: lot A 3, lot B 2 (first expired first out)`
    var line: String {
        let name = Wording(productName?.shown ?? code.key.shown)
        let all = Self.amount(sold, uom)
        var parts = allocation.shares.map { share in
            let lot = Naming.name(of: share.lot.code)
            return Wording(en: "\(lot.en) \(share.amount)", zh: "\(lot.zh) \(share.amount)")
        }
        if withoutLot > .zero {
            parts.append(Wording(en: "without a lot \(withoutLot)", zh: "未记批次 \(withoutLot)"))
        }
        let how = rule.map { Wording(en: " (\($0.name.en))", zh: "（\($0.name.zh)）") } ?? Wording("")
        let did = event == nil ? Wording(en: "would sell", zh: "将售出") : Wording(en: "sold", zh: "售出")
        return said(
            Wording(
                en: "\(did.en) \(all.en) of \(name.en): \(parts.map(\.en).joined(separator: ", "))\(how.en)",
                zh: "\(did.zh) \(name.zh) \(all.zh)：\(parts.map(\.zh).joined(separator: "，"))\(how.zh)"))
    }

    static func amount(_ amount: Amount, _ uom: String?) -> Wording {
        Measure(amount, uom: uom)?.wording ?? Wording("\(amount) \(uom ?? "")")
    }

    /// `lot C, 4 pieces: expired on 2026-03-01`
    static func line(_ lot: LotOnHand, _ obstacle: Saleable.Obstacle) -> Wording {
        let (name, amount, why) = (Naming.name(of: lot.code), lot.amount.wording, obstacle.wording)
        return Wording(en: "\(name.en), \(amount.en): \(why.en)", zh: "\(name.zh) \(amount.zh)：\(why.zh)")
    }

    var json: JSONNode {
        let candidates = rule == nil ? [] : allocation.candidates.map(\.code.uri)
        let members: [(String, JSONNode)] = [
            ("code", .string(code.key)), ("product", text(productName)), ("time", .string(time.moment.description)),
            ("site", text(site)), ("event", text(event)), ("allocatedBy", text(rule?.id)),
            ("wanted", .number("\(wanted)")), ("sold", .number("\(sold)")), ("uom", text(uom)),
            ("lots", .array(allocation.shares.map(json(of:)))), ("withoutLot", .number("\(withoutLot)")),
            ("candidates", .strings(candidates)), ("notForSale", .array(others.map(json(of:)))),
        ]
        return .object(members)
    }

    private func text(_ value: String?) -> JSONNode { value.map(JSONNode.string) ?? .null }

    private func json(of share: Allocation.Share) -> JSONNode {
        .object([
            ("code", .string(share.lot.code.uri)), ("quantity", .number("\(share.amount)")),
            ("lastGoodDay", text(share.lot.lastGoodDay.map { "\($0)" })), ("left", Self.left(of: share, uom)),
        ])
    }

    private func json(of other: (lot: LotOnHand, obstacle: Saleable.Obstacle)) -> JSONNode {
        .object([
            ("code", .string(other.lot.code.uri)), ("onHand", other.lot.amount.json),
            ("why", .string(other.obstacle.word)), ("message", .string(other.obstacle.wording.en)),
            ("messageZh", .string(other.obstacle.wording.zh)),
        ])
    }

    private static func left(of share: Allocation.Share, _ uom: String?) -> JSONNode {
        share.lot.amount(in: uom)?.subtracting(share.amount).map { .number("\($0)") } ?? .null
    }
}

extension Saleable.Obstacle {
    var word: String {
        switch self {
        case .expired: "expired"
        case .restricted(.hold): "held"
        case .restricted(.failure): "failed"
        case .restricted(.recall): "recalled"
        case .otherUnit: "other-unit"
        case .notYet: "not-yet"
        }
    }

    var wording: Wording {
        switch self {
        case .expired(let day): Wording(en: "expired after \(day)", zh: "保质期至 \(day)，已过期")
        case .restricted(.hold): Wording(en: "on hold", zh: "已封存停售")
        case .restricted(.failure): Wording(en: "failed a test", zh: "检验不合格")
        case .restricted(.recall): Wording(en: "recalled", zh: "已召回")
        case .otherUnit: Wording(en: "counted in another unit", zh: "计量单位不同")
        case .notYet: Wording(en: "came later", zh: "此后才到货")
        }
    }
}
