public import Chains
import StrictJSON
import Values

/// The portion that a verdict was asked for: that of one party.
public struct AskedPortion: Sendable {
    /// The party as it was named.
    public let written: String
    /// Its USCC; nil where it is not known who is meant.
    public let holder: String?
    public let name: String?
    /// Whether it ever had any of the goods, or says so, by the records.
    public let isOnRecord: Bool
    private let way: PortionWay?
    /// Whether it cannot be told who is meant.
    private let isOpen: Bool

    /// - Parameter holder: who is meant (`PartyName.firm(in:names:)`); nil where that is not known.
    public init(_ party: PartyName, holder: String?, in chain: Chain, operatorNames: [String: String]) {
        written = party.written
        self.holder = holder
        name = holder.flatMap { operatorNames[$0] }
        isOpen = holder == nil && !chain.isEmpty
        guard let holder else {
            (isOnRecord, way) = (false, nil)
            return
        }
        let portions = chain.portions
        isOnRecord = portions.isConcerned(holder)
        way = isOnRecord ? portions.way(to: holder) : nil
    }

    /// Of a code of which nothing is on record.
    public init(_ party: PartyName) {
        (written, holder, name, isOnRecord, way, isOpen) = (party.written, nil, nil, false, nil, false)
    }

    func isConcerned(by finding: Finding) -> Bool {
        way.map(finding.isAbout) ?? finding.rule.hasPrefix("PROOF-")
    }

    var doubts: [Verdict.Doubt] {
        guard isOpen else { return [] }
        return [
            .unchecked(
                Wording(
                    en: "who \(written.shown) is cannot be told from the records of this code: give the USCC",
                    zh: "无法从该编码的记录确定“\(written.shown)”是哪家主体：请提供统一社会信用代码"))
        ]
    }

    /// `{"party","holder","name","onRecord"}`.
    var json: JSONNode {
        .object([
            ("party", .string(written)), ("holder", holder.map(JSONNode.string) ?? .null),
            ("name", name.map(JSONNode.string) ?? .null), ("onRecord", .bool(isOnRecord)),
        ])
    }
}
