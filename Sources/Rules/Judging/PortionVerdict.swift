public import Chains
import StrictJSON
import Values

/// What is to be thought of the portion of a lot that one firm has.
public struct PortionVerdict: Hashable, Sendable {
    /// Its USCC.
    public let holder: String
    /// The name under which it is enrolled, where it is known.
    public let name: String?
    package let state: Portions.Portion.State
    /// What is left there; nil where it cannot be told.
    public let amount: Measure?
    /// False where nothing but its own word says that it has any.
    public let isSupported: Bool
    public let verdict: Verdict
    /// The rules whose violations or warnings are about it.
    public let rules: [String]

    /// `{"holder","name","state","quantity","uom","supported","verdict","rules"}`.
    var json: JSONNode {
        .object(
            [
                ("holder", .string(holder)), ("name", name.map(JSONNode.string) ?? .null),
                ("state", .string(state.rawValue)),
            ] + amount.quantityMembers + [
                ("supported", .bool(isSupported)), ("verdict", .string(verdict.rawValue)), ("rules", .strings(rules)),
            ])
    }
}

/// A firm that says it has some of a lot, and nobody who had it says that he gave it to it.
public struct PortionClaim: Hashable, Sendable {
    public let claimant: String
    public let name: String?
    public let amount: Measure?
    /// The entries in which it says so.
    public let entries: [UInt64]

    /// `{"claimant","name","quantity","uom","entries"}`.
    var json: JSONNode {
        .object(
            [("claimant", .string(claimant)), ("name", name.map(JSONNode.string) ?? .null)] + amount.quantityMembers
                + [("entries", .array(entries.map { .integer($0) }))])
    }
}

/// Who has how much of the subject, and what is to be thought of each portion.
public struct PortionReport: Sendable {
    /// Named portions and claims each.
    public static let countMax = 100

    /// The worst first, then the largest.
    public let portions: [PortionVerdict]
    /// How many there are, named or not.
    public let portionCount: Int
    public let claims: [PortionClaim]
    public let claimCount: Int

    /// Whether there is more to be said than that one firm has it all.
    public var isTold: Bool { portionCount > 1 || claimCount > 0 }

    /// - Parameters:
    ///   - findings: of the whole chain.
    ///   - name: of an operator.
    package init(
        _ portions: Portions, findings: [Finding], doubts: [Verdict.Doubt], name: (String) -> String?
    ) {
        let grave = findings.filter { $0.severity != .info }
        let named = Self.chosen(portions, grave).map { portion in
            var own = grave
            if !grave.isEmpty {
                let way = portions.way(to: portion.holder)
                own = grave.filter { $0.isAbout(way) }
            }
            return PortionVerdict(
                holder: portion.holder, name: name(portion.holder), state: portion.state, amount: portion.amount,
                isSupported: portion.isSupported,
                verdict: Verdict(findings: own, doubts: doubts, eventCount: 1),
                rules: Set(own.map(\.rule)).sorted())
        }
        self.portions = named.sorted { left, right in
            if left.verdict.badness != right.verdict.badness { return left.verdict.badness > right.verdict.badness }
            let (less, more) = (right.amount?.quanta ?? 0, left.amount?.quanta ?? 0)
            return more != less
                ? more > less : (left.holder, left.state.rawValue) < (right.holder, right.state.rawValue)
        }
        portionCount = portions.all.count
        claimCount = portions.claims.count
        claims = portions.claims.prefix(Self.countMax).map { claim in
            PortionClaim(
                claimant: claim.claimant, name: name(claim.claimant), amount: claim.amount,
                entries: Array(claim.entries.prefix(Self.countMax)))
        }
    }

    /// `"portions"`, `"portionCount"`, `"claims"`, `"claimCount"`.
    var members: [(String, JSONNode)] {
        [
            ("portions", .array(portions.map(\.json))), ("portionCount", .integer(portionCount)),
            ("claims", .array(claims.map(\.json))), ("claimCount", .integer(claimCount)),
        ]
    }

    /// Where there are more than are named: those whose holders a finding is about, then the largest.
    private static func chosen(_ portions: Portions, _ findings: [Finding]) -> [Portions.Portion] {
        guard portions.all.count > countMax else { return portions.all }
        let accused = portions.signers(of: findings.flatMap(\.entries))
        return Array(
            portions.all.sorted { left, right in
                let (first, second) = (accused.contains(left.holder), accused.contains(right.holder))
                if first != second { return first }
                return (left.amount?.quanta ?? 0) > (right.amount?.quanta ?? 0)
            }.prefix(countMax))
    }
}

extension Finding {
    /// Whether it is about the portion that came on a way. False evidence is about all that the ledger says; a journal that forked, or
    /// a device that did not stand, only about what it told.
    package func isAbout(_ way: PortionWay) -> Bool {
        if rule.hasPrefix("PROOF-"), rule != "PROOF-3", rule != "PROOF-5" { return true }
        let aspect: PortionWay.Aspect =
            switch rule {
            case "STATE-1", "STATE-3", "STATE-4": .restriction
            case "LINK-2", "LINK-3", "TIME-5": .transfer
            default: .act
            }
        return way.isConcerned(by: entries, aspect)
    }
}

extension Verdict {
    fileprivate var badness: Int {
        switch self {
        case .valid: 0
        case .unknown: 1
        case .suspect: 2
        case .undecided: 3
        case .invalid: 4
        }
    }
}

extension Measure? {
    /// `"quantity"` and `"uom"` by the customary unit of its kind.
    fileprivate var quantityMembers: [(String, JSONNode)] {
        guard let measure = self else { return [("quantity", .null), ("uom", .null)] }
        let (amount, uom) = measure.customary
        return [("quantity", .number(amount.description)), ("uom", uom.map(JSONNode.string) ?? .null)]
    }
}

extension Measure {
    /// In kilograms or litres where that is exact, with its code of UN/ECE Rec 20; pieces have none.
    fileprivate var customary: (Amount, uom: String?) {
        let isWhole = millionths % 1000 == 0
        let thousandth = Amount(millionths: millionths / 1000)
        switch unit {
        case .gram: return isWhole ? (thousandth, "KGM") : (Amount(millionths: millionths), "GRM")
        case .millilitre: return isWhole ? (thousandth, "LTR") : (Amount(millionths: millionths), "MLT")
        case .piece: return (Amount(millionths: millionths), nil)
        case .other(let uom): return (Amount(millionths: millionths), uom)
        }
    }
}
