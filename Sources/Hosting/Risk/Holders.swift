import Chains
import Codes
import DerivedState
import EPCIS
import Ledger
import LedgerQuery
import Risk
import Rules
import Supervision
import Values

/// Who has some of what failed, or of what was made of it, as the ledger knows: each is told, by a warning of his own.
struct Holders: Sendable {
    let host: LedgerHost
    let store: any RiskStore
    /// So many days a warning is shown: of what failed before that nobody is told when a ledger is read anew.
    let shownDays: Int

    private static let holdersMax = 200

    /// What the host is to keep beside what some entries changed.
    /// - Parameters:
    ///   - changes: of samples and of all else, in their order.
    ///   - released: lots that an authority let go, with the entries that say so.
    func changes(
        beside changes: [RiskChange], released: [String: UInt64]
    ) async throws(StoreError) -> [RiskChange] {
        var found: [RiskChange] = []
        var samples: [RiskFact.Key: RiskFact?] = [:]
        for change in changes {
            switch change {
            case .keep(let fact) where fact.key.source == .sample: samples[fact.key] = .some(fact)
            case .remove(let key) where key.source == .sample: samples[key] = .some(nil)
            default: break
            }
        }
        let first = host.identity.now().localDay.daysSinceEpoch - shownDays
        for (key, fact) in samples.sorted(by: { $0.key.name < $1.key.name }) {
            let isFailed = fact?.word == RiskFact.failed
            // What a laboratory says once and nobody takes back never failed before it passed: its name is that of the result.
            guard isFailed || fact == nil || key.name.hasPrefix("urn:") else { continue }
            var now: [RiskFact] = []
            if isFailed, let fact, fact.day.daysSinceEpoch > first { now = try await holders(of: fact, released) }
            let kept = Set(now.map(\.key))
            for old in try await store.facts(.held, group: key.name) where !kept.contains(old.key) {
                found.append(.remove(old.key))
            }
            found += now.map { .keep($0) }
        }
        for lot in released.keys.sorted() {
            for fact in try await store.facts(about: .product(lot)) where fact.key.source == .held {
                // What failed after it was let go is held again.
                guard let entry = fact.entry, let end = released[lot], entry < end else { continue }
                found.append(.remove(fact.key))
            }
        }
        return found
    }

    /// The lots that an event lets go.
    func released(by event: EPCISEvent) -> [String] {
        guard event.bizStep == "urn:yima:bizstep:releasing", Restriction.Kind.lifted(by: event).contains(.failure)
        else {
            return []
        }
        return event.writtenCodes.compactMap { lot(of: $0)?.key }
    }

    private func lot(of written: String) -> CanonicalCode? {
        guard let code = try? host.codes.read(written), let key = code.lotKey else { return nil }
        return try? host.codes.read(key)
    }

    private func holders(of fact: RiskFact, _ released: [String: UInt64]) async throws(StoreError) -> [RiskFact] {
        guard let entry = fact.entry, let bytes = try await host.store.entries(entry..<entry + 1).first,
            case .event(let signed)? = try? LedgerEntry(parsing: bytes),
            let event = EPCISEvent.reading(signed.body).event,
            let lot = event.writtenCodes.lazy.compactMap({ lot(of: $0) }).first,
            released[lot.key].map({ $0 < entry }) ?? true
        else { return [] }
        let published = host.sequencer.published
        let (chains, omissions) = try await host.reader.recallChains(
            of: lot, treeSize: published.treeSize, registry: published.registry)
        let report = RecallReport(
            lot.uri, chains: chains, omissions: omissions, rules: host.definitions.rules,
            lists: host.definitions.lists, now: host.identity.now())
        var firms: Set<String> = []
        var facts: [RiskFact] = []
        for holder in report.holders {
            let (firm, holding) = (holder.holding.holder, holder.holding)
            guard !holding.onHand.isNone || !holding.inTransit.isNone, published.registry.operators[firm] != nil,
                !published.registry.isOffice(firm), firms.insert(firm).inserted, facts.count < Self.holdersMax
            else { continue }
            let (what, goods) = (fact.message ?? Wording(en: "", zh: ""), holder.goods)
            facts.append(
                RiskFact(
                    .held, "\(fact.key.name)/\(firm)", word: RiskFact.failed, group: fact.key.name, firm: firm,
                    product: lot.key, day: fact.day, entry: entry,
                    message: Wording(
                        en:
                            "\(lot.uri) failed a test (\(what.en)); by the ledger \(firm) has \(goods.en) of it: keep it "
                            + "apart and sell none. Who else has some, and the recall as a draft: yima recall '\(lot.uri)' --draft recall.csv",
                        zh: "\(lot.uri) 检验不合格（\(what.zh)）；据账本，\(firm) 持有其\(goods.zh)：请立即封存、停止销售。"
                            + "其他持有方与召回录入表：yima recall '\(lot.uri)' --draft 召回.csv")))
        }
        return facts
    }
}
