import Chains
import Codes
import Values

/// What and how much, in as many lines as a mark has room for.
struct GoodsText {
    let names: CodeNames
    let language: DrawingLanguage
    /// What the codes are of, by key.
    let products: [String: String]

    private static let codeCountMax = 2

    /// Of one event or of several that are folded.
    func lines(_ events: [TraceGraph.Event]) -> [String] {
        let things = events.flatMap(\.things)
        guard let first = events.first else { return [] }
        switch first.kind {
        case .processed:
            let (inputs, outputs) = (things.filter { $0.role == .input }, things.filter { $0.role == .output })
            return told(inputs, withProduct: false) + marked("→ ", told(outputs, withProduct: true))
        case .packed:
            return told(things.filter { $0.role == .child }, withProduct: false)
                + marked("→ ", told(things.filter { $0.role == .parent }, withProduct: false))
        case .unpacked:
            return told(things.filter { $0.role == .child }, withProduct: false)
                + marked("← ", told(things.filter { $0.role == .parent }, withProduct: false))
        default: return told(things, withProduct: first.kind == .created)
        }
    }

    private func marked(_ sign: String, _ lines: [String]) -> [String] {
        lines.enumerated().map { $0 == 0 ? sign + $1 : $1 }
    }

    /// The first codes with their amounts, then how many more there are and, where it can be said, how much of all.
    func told(_ things: [Thing], withProduct: Bool) -> [String] {
        var order: [CanonicalCode] = []
        var measures: [String: [Measure?]] = [:]
        for thing in things {
            if measures[thing.code.key] == nil { order.append(thing.code) }
            measures[thing.code.key, default: []].append(thing.measure)
        }
        let shownCount = order.count > Self.codeCountMax + 1 ? Self.codeCountMax : order.count
        var lines = order.prefix(shownCount).map { code in
            var text = names.name(of: code)
            if withProduct, let product = products[code.key] { text += " \(product.shown)" }
            if code.grain != .instance, let sum = Measure.sum(measures[code.key] ?? []) {
                text += (language == .zh ? "，" : ", ") + language.of(sum.wording)
            }
            return text
        }
        guard order.count > shownCount else { return lines }
        lines.append(more(order.dropFirst(shownCount)))
        if order.contains(where: { $0.grain != .instance }), let sum = Measure.sum(things.map(\.measure)) {
            let total = language.of(sum.wording)
            lines.append(language == .zh ? "合计 \(total)" : "\(total) in all")
        }
        return lines
    }

    private func more(_ codes: some Collection<CanonicalCode>) -> String {
        let count = codes.count
        let noun: Wording
        if codes.allSatisfy({ $0.part("sscc") != nil }) {
            noun = Wording(en: "units", zh: "个物流单元")
        } else if codes.allSatisfy({ $0.grain == .instance }) {
            noun = Wording(en: "items", zh: "件单品")
        } else if codes.allSatisfy({ $0.grain == .lot }) {
            noun = Wording(en: "lots", zh: "个批次")
        } else {
            noun = Wording(en: "codes", zh: "个编码")
        }
        return language == .zh ? "……另有 \(count) \(noun.zh)" : "… and \(count) more \(noun.en)"
    }
}
