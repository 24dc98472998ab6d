package import Codes
import EPCIS
import Synchronization
package import Values

/// What codes, operators and moments are called in messages.
package struct Naming: Sendable {
    private let operatorNames: [String: String]
    private let enrolments: [String: UInt64]
    private let productNames: ProductNames

    /// - Parameter enrolments: the entries that enrolled operators, where that is known.
    package init(_ chain: Chain, operatorNames: [String: String], enrolments: [String: UInt64] = [:]) {
        self.operatorNames = operatorNames
        self.enrolments = enrolments
        productNames = ProductNames(chain)
    }

    /// `lot A1` / `批次 A1`; `item 7 of lot A1`; otherwise the scheme's own number.
    package func code(_ code: CanonicalCode) -> Wording { Self.name(of: code) }

    package static func name(of code: CanonicalCode) -> Wording {
        if let serial = code.part("serial") {
            guard let lot = code.part("lot") else { return Wording(en: "item \(serial)", zh: "单品 \(serial)") }
            return Wording(en: "item \(serial) of lot \(lot)", zh: "批次 \(lot) 的单品 \(serial)")
        }
        if let lot = code.part("lot") { return Wording(en: "lot \(lot)", zh: "批次 \(lot)") }
        if let sscc = code.part("sscc") { return Wording(en: "logistic unit \(sscc)", zh: "物流单元 \(sscc)") }
        if let container = code.part("container") {
            return Wording(en: "container \(container)", zh: "集装箱 \(container)")
        }
        if code.grain == .product, let gtin = code.part("gtin") {
            return Wording(en: "product \(gtin) without a lot", zh: "商品 \(gtin)（未写批号）")
        }
        return Wording(en: "code \(code.key.shown)", zh: "编码 \(code.key.shown)")
    }

    /// Whether it is known who is on the ledger at all.
    package var knowsOperators: Bool { !operatorNames.isEmpty }

    /// Whether the ledger knows the operator.
    package func isNamed(_ uscc: String) -> Bool { operatorNames[uscc] != nil }

    /// Whether it knew it when an entry was made: of who came later nothing is expected before.
    package func isNamed(_ uscc: String, before entry: UInt64) -> Bool {
        isNamed(uscc) && enrolments[uscc].map { $0 < entry } ?? true
    }

    package func party(_ uscc: String) -> String {
        (operatorNames[uscc] ?? uscc).shown
    }

    /// What the chain's events call the product of a code; its own name before that of its product class.
    package func product(_ code: CanonicalCode) -> String? {
        for key in [code.key, code.lotKey, code.productKey] {
            if let key, let name = productNames.byKey[key] { return name }
        }
        return nil
    }
}

/// What the events of a chain call its products, worked out when it is first asked for: most verdicts never ask.
private final class ProductNames: Sendable {
    private let events: [ResolvedEvent]
    private let names = Mutex<[String: String]?>(nil)

    /// Those in custody are believed before others.
    init(_ chain: Chain) {
        events = chain.judged.events + (chain.hasOutsiders ? chain.events : [])
    }

    var byKey: [String: String] {
        names.withLock { known in
            let names = known ?? Self.names(by: events)
            known = names
            return names
        }
    }

    /// An event's name holds for what it makes, else for all it speaks of; the first event that gives one is believed.
    private static func names(by events: [ResolvedEvent]) -> [String: String] {
        var names: [String: String] = [:]
        for event in events {
            guard let name = event.element("productName") else { continue }
            let made = event.things.filter { $0.role == .output }
            // A parent is a package, an input is another product.
            let named = made.isEmpty ? event.things.filter { $0.role != .parent && $0.role != .input } : made
            guard Set(named.map { $0.code.productKey ?? $0.code.key }).count == 1 else { continue }
            for key in named.flatMap({ [$0.code.key, $0.code.lotKey, $0.code.productKey] }) {
                if let key, names[key] == nil { names[key] = name }
            }
        }
        return names
    }
}

extension OffsetTime {
    /// The local minute in which it was written down, with its offset: `2026-03-01 08:30+08:00`.
    package var minute: String { plainMinute + offset }

    /// The same without the offset, for pictures, which say once what clock they go by.
    package var plainMinute: String {
        let local = Timestamp(milliseconds: moment.milliseconds + Int64(offsetMinutes) * 60_000)
        let space = UInt8(ascii: " ")
        return String(
            decoding: local.description.utf8.prefix(16).map { $0 == UInt8(ascii: "T") ? space : $0 }, as: UTF8.self)
    }

    /// The local calendar day in which it was written down.
    package var day: CalendarDate {
        let local = moment.milliseconds + Int64(offsetMinutes) * 60_000
        let days = local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000
        return CalendarDate(daysSinceEpoch: Int(days))
    }
}

/// A span of time for people: `3 d 4 h`, `26 h`, `12 min`.
package func span(_ milliseconds: Int64) -> Wording {
    let minutes = max(1, (milliseconds + 59_999) / 60_000)
    let (hours, days) = (minutes / 60, minutes / 1440)
    if days >= 3 { return Wording(en: "\(days) d", zh: "\(days) 天") }
    if hours >= 1 { return Wording(en: "\(hours) h", zh: "\(hours) 小时") }
    return Wording(en: "\(minutes) min", zh: "\(minutes) 分钟")
}
