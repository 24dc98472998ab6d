import Chains
import Codes
import EPCIS
import Profiles
import Values

/// NOTE-2: whoever is named as the origin of goods denies it: the supplier of a receipt, or the issuer. What an inspector must see
/// first; the verdict stays what it is without it.
struct DenialRule: Rule {
    static let id = "NOTE-2"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        Denials(in: context).all.filter(\.isOfOrigin).map { $0.finding(definition, context.naming) }
    }
}

/// NOTE-3: somebody denies goods of which nobody says that they are his: a note on him.
struct ForeignDenialRule: Rule {
    static let id = "NOTE-3"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        Denials(in: context).all.filter { !$0.isOfOrigin }.map { $0.finding(definition, context.naming) }
    }
}

/// What firms deny of the chain's codes. Whoever denies ten thousand times is read ten thousand times and no more.
struct Denials {
    /// In the order of the codes' keys.
    let all: [Denial]
    /// How many denials, parties named in them and other events were looked at.
    private(set) var stepCount = 0

    private struct Place: Hashable {
        let denier: String
        let key: String
    }

    init(in context: RuleContext) {
        let chain = context.chain
        let denials = chain.denials
        guard !denials.isEmpty else {
            all = []
            return
        }
        let members = Set(chain.members.map(\.code.key))
        var found: [Place: Denial] = [:]
        for event in denials {
            for thing in event.things where members.contains(thing.code.key) {
                let place = Place(denier: event.operatorUSCC, key: thing.code.key)
                stepCount += found[place, default: Denial(denier: event.operatorUSCC, code: thing.code)].add(event)
                if chain.issuers.owners(of: thing.code, at: event.entry).contains(event.operatorUSCC) {
                    found[place]?.isOwner = true
                }
            }
        }
        let places = Dictionary(grouping: found.keys, by: \.key)
        for event in chain.events where !event.isDenial {
            for place in event.keys.flatMap({ places[$0] ?? [] }) { stepCount += found[place]?.hear(event) ?? 0 }
        }
        all = found.values.sorted { ($0.code.key, $0.denier) < ($1.code.key, $1.denier) }
    }
}

/// What one firm denies of one code of the chain.
struct Denial {
    let denier: String
    let code: CanonicalCode
    /// Its own words, and the records that name it.
    var denials: [ResolvedEvent] = []
    /// Receipts that name it as the supplier, of others.
    var receipts: [ResolvedEvent] = []
    /// What it recorded itself: that it issued the code or sent it.
    var own: [ResolvedEvent] = []
    /// Whom it says that it gave none, where it names somebody.
    private var parties: Set<String> = []

    /// Whether the code is one that only it may issue.
    var isOwner = false

    var isOfOrigin: Bool { !receipts.isEmpty || !own.isEmpty || isOwner }

    init(denier: String, code: CanonicalCode) {
        (self.denier, self.code) = (denier, code)
    }

    /// How much of it was looked at.
    fileprivate mutating func add(_ denial: ResolvedEvent) -> Int {
        denials.append(denial)
        let named = denial.sources + denial.destinations
        for party in named where party != denier { parties.insert(party) }
        return 1 + named.count
    }

    /// How much of it was looked at.
    fileprivate mutating func hear(_ event: ResolvedEvent) -> Int {
        let acts = event.things(under: code.key).map { Act(event, $0.role) }
        if event.operatorUSCC == denier {
            let isShipped =
                acts.contains(.ship) && (parties.isEmpty || !parties.isDisjoint(with: event.destinations))
            if isShipped || parties.isEmpty && acts.contains(.issue) { own.append(event) }
        } else if acts.contains(.receive), parties.isEmpty || parties.contains(event.operatorUSCC),
            event.sources.contains(denier) || event.element("supplierUscc") == denier
        {
            receipts.append(event)
        }
        return acts.count
    }

    func finding(_ definition: RuleDefinition, _ naming: Naming) -> Finding {
        let (firm, name) = (naming.party(denier), naming.code(code))
        let entries = (denials + receipts + own).map(\.entry).sorted().prefix(100)
        return definition.finding(wording(firm, name, naming), entries: entries)
    }

    private func wording(_ firm: String, _ name: Wording, _ naming: Naming) -> Wording {
        if let own = own.first {
            return Wording(
                en: "\(firm) says that \(name.en) did not come from it, but recorded it itself (entry \(own.entry))",
                zh: "\(firm) 否认 \(name.zh) 出自本单位，但条目 \(own.entry) 是其自己的记录")
        }
        guard let receipt = receipts.first else {
            if isOwner {
                return Wording(
                    en: "\(firm), to whom its codes are assigned, says that \(name.en) did not come from it",
                    zh: "\(firm)（该编码段的归属方）否认 \(name.zh) 出自本单位")
            }
            return Wording(
                en: "\(firm) says that \(name.en) did not come from it; nobody says that it did",
                zh: "\(firm) 否认 \(name.zh) 出自本单位；也没有记录称出自该单位")
        }
        let claimants = Set(receipts.map(\.operatorUSCC)).count
        let who = naming.party(receipt.operatorUSCC)
        let others =
            claimants > 1 ? Wording(en: " and \(claimants - 1) more", zh: " 等 \(claimants) 家") : Wording(en: "", zh: "")
        return Wording(
            en: "\(firm) says that \(name.en) did not come from it: \(who)\(others.en) named it as the supplier, "
                + "and it sent none there by the records",
            zh: "\(firm) 否认 \(name.zh) 出自本单位：\(who)\(others.zh) 将其写为供货方，而记录中没有其发货")
    }
}
