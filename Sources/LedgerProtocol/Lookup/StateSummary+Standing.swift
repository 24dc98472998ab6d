package import Chains
import Codes
import EPCIS
import StrictJSON
import Values

extension StateSummary {
    /// What stands against a code: recalls, failed tests and holds that nobody lifted.
    package struct Standing: Hashable, Sendable {
        /// Named restrictions.
        package static let countMax = 20

        /// Recalls first, then failures, then holds; of each the newest first.
        package let named: [Restriction]
        /// How many there are, named or not.
        package let count: Int
        /// Whether everything that may say so was read.
        package let isWhole: Bool

        init(_ chain: Chain) {
            let all = chain.standing(heardOnly: false).sorted { left, right in
                if left.kind != right.kind { return left.kind.rank < right.kind.rank }
                return left.moment == right.moment
                    ? left.event.entry > right.event.entry : left.moment > right.moment
            }
            named = Array(all.prefix(Self.countMax))
            count = all.count
            isWhole = !chain.isTruncated
        }
    }
}

extension Restriction.Kind {
    /// As documents say it.
    package var word: String {
        switch self {
        case .hold: "hold"
        case .failure: "failure"
        case .recall: "recall"
        }
    }

    fileprivate var rank: Int {
        switch self {
        case .recall: 0
        case .failure: 1
        case .hold: 2
        }
    }
}

extension StateSummary.Standing {
    /// `"restrictions"`, `"restrictionCount"`, `"restrictionsComplete"`.
    func members(name: (String) -> String?) -> [(String, JSONNode)] {
        let nodes = named.map { restriction in
            JSONNode.object([
                ("kind", .string(restriction.kind.word)), ("code", .string(restriction.code.uri)),
                ("entry", .unsigned(restriction.event.entry)),
                ("time", .string(restriction.moment.description)),
                ("timeZoneOffset", .string(restriction.event.eventTime.offset)),
                ("operator", .string(restriction.operatorUSCC)),
                ("operatorName", name(restriction.operatorUSCC).map(JSONNode.string) ?? .null),
            ])
        }
        return [
            ("restrictions", .array(nodes)), ("restrictionCount", .integer(count)),
            ("restrictionsComplete", .bool(isWhole)),
        ]
    }
}
