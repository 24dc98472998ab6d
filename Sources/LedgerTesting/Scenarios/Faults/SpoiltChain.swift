/// One fault in whatever honest chain its number chooses: a rule must find it among ordinary disorder too.
extension ChainTeller {
    /// A fault that any honest chain may have.
    enum Spoiling: String, CaseIterable, Sendable {
        case misprint, future, illWrittenDate, otherDate, authorityHolds, laboratoryFails, makerRecalls
        case strangerSells, strangerHolds, strangerRecalls, strangerShips

        var rule: String {
            switch self {
            case .misprint: "CODE-1"
            case .future: "TIME-1"
            case .illWrittenDate: "DATA-2"
            case .otherDate: "DATA-3"
            case .authorityHolds, .laboratoryFails, .makerRecalls: "STATE-1"
            case .strangerSells, .strangerHolds, .strangerRecalls, .strangerShips: "LINK-1"
            }
        }

        var isStrangers: Bool { rule == "LINK-1" }
    }

    /// Tells an honest chain, and spoils what is told of the first lot that it is asked about.
    mutating func spoil(_ spoiling: Spoiling) {
        let kinds = ChainKind.honest.filter { !Self.unspoilt.contains($0.name) }
        kinds[(Int(city.seed % 1000) * 7 + number * 5) % kinds.count].tell(&self)
        guard let code = questions.map(\.code).first(where: { $0.contains("/10/") && !$0.contains("/21/") }) else {
            return
        }
        let last = (drafts.map(\.arrival).max() ?? 0) + 120
        questions = []
        let isDone =
            spoiling.isStrangers ? spoilAsStranger(spoiling, code, at: last) : spoilAsHolder(spoiling, code, at: last)
        guard isDone else { return }
        if spoiling.isStrangers {
            ask(code)
        } else {
            ask(code, is: [.invalid], rules: [spoiling.rule])
        }
    }

    /// Kinds in which a fault of the first lot would not be one, or not for every reader.
    private static let unspoilt: Set<String> = [
        "corrected-by-declaration", "nothing-to-write", "kitchen-of-many-inputs",
    ]

    /// Where its issuer told it first.
    private func issuing(_ code: String) -> Int? {
        drafts.firstIndex { draft in (draft.lines + draft.outputs).contains { $0.code == code } }
    }

    private mutating func spoilAsHolder(_ spoiling: Spoiling, _ code: String, at minute: Int) -> Bool {
        guard let first = issuing(code), let lot = batches[code] else { return false }
        let line = Line(code)
        switch spoiling {
        case .misprint:
            drafts[first].lines.append(Line(Self.misprinted(code), .kg(1)))
        case .future: drafts[first].arrival = drafts[first].minute - 180
        case .illWrittenDate: drafts[first]["productionDate"] = "去年夏天"
        case .otherDate:
            let index = observe("stocking", [line], by: drafts[first].firm, at: minute)
            describe(lot, in: index)
            drafts[index]["productionDate"] = date(lot.day + 30)
        case .authorityHolds:
            let index = observe("holding", [line], by: firm(.authority), at: minute, disposition: "non_sellable_other")
            drafts[index].persistent.set = ["non_sellable_other"]
        case .laboratoryFails:
            observe("sampling", [line], by: firm(.authority), at: minute)
            inspect([line], by: firm(.laboratory), at: minute + 600, value: "不合格", passes: false)
        default: recall([line], by: drafts[first].firm, at: minute, level: 1)
        }
        return true
    }

    private mutating func spoilAsStranger(_ spoiling: Spoiling, _ code: String, at minute: Int) -> Bool {
        let line = Line(code, .kg(1))
        // Who made the goods that somebody has as his opening stock is no stranger to them.
        let isMaker = batches[code]?.maker.uscc == firm(.stranger).uscc
        let stranger = isMaker ? firm(.stranger, 1) : firm(.stranger)
        switch spoiling {
        case .strangerSells: sell([line], by: stranger, at: minute)
        case .strangerShips: ship([line], from: stranger, to: firm(.shop, 6), at: minute)
        case .strangerHolds:
            let index = observe("holding", [line], by: stranger, at: minute, disposition: "non_sellable_other")
            drafts[index].persistent.set = ["non_sellable_other"]
        default: recall([line], by: stranger, at: minute, level: 1)
        }
        return true
    }
}

extension ChainKind {
    static let spoilt = ChainTeller.Spoiling.allCases.map { spoiling in
        // There are many honest kinds to choose from.
        ChainKind("some-chain-\(spoiling)", rule: spoiling.rule, weight: 4) { $0.spoil(spoiling) }
    }
}
