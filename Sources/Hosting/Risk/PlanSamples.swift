import Chains
import Codes
import DerivedState
import EPCIS
import Evidence
import Ledger
import LedgerQuery
import Risk
import Rules
import Supervision
import Values

/// The samples of plans as they count towards risk: what the acts of their plan make of them, as `yima stats pass-rate` counts them. A re-test
/// that was accepted decides, what was set aside or came with its seal broken counts for nothing.
///
/// A plan's record is read from the ledger when something is first said of it, and then goes on with what comes.
actor PlanSamples {
    /// What an entry says of samples.
    enum Found: Sendable {
        case act(Placed<SamplingAct>)
        /// A result with the number of a sample; `changes` are those that it makes where it is of no plan.
        case result(SampleResult, changes: [RiskChange])
    }

    private struct Held {
        var record: SamplingRecord
        /// The last time that something was said of it.
        var entry: UInt64
    }

    private let host: LedgerHost
    private let store: any RiskStore
    private let makers: Makers
    private var held: [SamplingName: Held] = [:]
    /// Every record that is held has all below.
    private var upTo: UInt64 = 0

    private static let heldMax = 32
    private static let pageCount = 256

    init(host: LedgerHost, store: any RiskStore) {
        (self.host, self.store, makers) = (host, store, Makers(host: host))
    }

    /// What becomes of the samples by what some entries say.
    /// - Parameter found: of all entries of a range, ascending; ranges follow one another, but one may come again.
    func changes(_ found: [Found], of entries: Range<UInt64>) async throws(StoreError) -> [RiskChange] {
        // What was taken in and then not kept comes again.
        if entries.lowerBound != upTo { held = [:] }
        upTo = entries.lowerBound
        var changes: [RiskChange] = []
        var takings: [String: Set<SamplingName>] = [:]
        var touched: [SamplingName: Set<String>] = [:]
        do throws(StoreError) {
            for one in found {
                switch one {
                case .act(let act):
                    let name = act.act.name
                    try await load(name, below: act.entry)
                    held[name]?.record.take(act)
                    if case .taking(let said) = act.act {
                        takings[said.number, default: []].insert(name)
                        changes.append(.keep(Self.mark(.taking, "\(name)/\(said.number)", of: said.number, act.entry)))
                    }
                    if let number = act.act.sample { touched[name, default: []].insert(number) }
                case .result(let result, let direct):
                    var names = takings[result.sample] ?? []
                    for fact in try await store.facts(.taking, group: result.sample) {
                        if let name = SamplingName(fact.key.name.dropLast(result.sample.utf8.count + 1)) {
                            names.insert(name)
                        }
                    }
                    var isOfPlan = false
                    for name in names.sorted(by: { $0.description < $1.description }) {
                        try await load(name, below: result.entry)
                        guard held[name]?.record.isOfPlan(result) == true else { continue }
                        held[name]?.record.take(result)
                        isOfPlan = true
                        touched[name, default: []].insert(result.sample)
                        changes.append(
                            .keep(Self.mark(.result, "\(name)/#\(result.entry)", of: "\(name)", result.entry)))
                    }
                    if !isOfPlan { changes += direct }
                }
            }
            for (name, numbers) in touched.sorted(by: { $0.key.description < $1.key.description }) {
                for number in numbers.sorted() { changes.append(try await change(name, number)) }
            }
        } catch {
            held = [:]
            throw error
        }
        upTo = entries.upperBound
        for name in touched.keys { held[name]?.entry = upTo }
        for (name, _) in held.sorted(by: { $0.value.entry < $1.value.entry }).dropLast(Self.heldMax) {
            held[name] = nil
        }
        return changes
    }

    /// By it the host finds again what a plan's samples are made of.
    private static func mark(_ source: RiskFact.Source, _ name: String, of group: String, _ entry: UInt64) -> RiskFact {
        RiskFact(
            source, name, word: "", group: group, firm: nil, product: nil, day: CalendarDate(daysSinceEpoch: 0),
            entry: entry)
    }

    /// What counts of a sample now.
    private func change(_ name: SamplingName, _ number: String) async throws(StoreError) -> RiskChange {
        let key = RiskFact.Key(.sample, "\(name)/\(number)")
        guard let record = held[name]?.record, let sample = record.sample(number), let first = sample.results.first
        else { return .remove(key) }
        let isPassed: Bool
        switch record.outcome(of: sample) {
        case .passed: isPassed = true
        case .failed: isPassed = false
        case .pending, .setAside, .conflict: return .remove(key)
        }
        let shown = isPassed ? first : sample.failure ?? first
        let taking = sample.taking.act
        let fact = RiskFact(
            .sample, key.name, word: isPassed ? RiskFact.passed : RiskFact.failed,
            detail: sample.order.act.profile, firm: taking.firm,
            product: RiskReading.product(of: [taking.code], host.codes), day: first.arrival?.localDay ?? first.time.day,
            entry: shown.entry,
            message: isPassed
                ? nil : Wording(en: "\(shown.item) \(shown.value)", zh: "\(shown.item) \(shown.value)"))
        guard !isPassed else { return .keep(fact) }
        let maker = try await makers.maker(of: [taking.code], at: shown.entry)
        return .keep(fact.charged(to: maker ?? taking.producer ?? taking.firm))
    }

    /// Reads a plan's record, as far as it was told below an entry.
    private func load(_ name: SamplingName, below entry: UInt64) async throws(StoreError) {
        guard held[name] == nil else { return }
        let host = host
        // Roles are asked for as they are known now: a record outlives the grants of its day.
        var record = SamplingRecord(
            name,
            roles: Roles { uscc, role, entry in
                Roles([host.sequencer.published.registry]).scopes(uscc, role, at: entry)
            }, lists: host.definitions.lists, codes: host.codes)
        var results = try await results(of: name, below: entry)[...]
        for act in try await acts(of: name, below: entry) {
            while let result = results.first, result.entry < act.entry {
                record.take(result)
                results = results.dropFirst()
            }
            record.take(act)
        }
        for result in results { record.take(result) }
        held[name] = Held(record: record, entry: entry)
    }

    private func acts(of name: SamplingName, below entry: UInt64) async throws(StoreError) -> [Placed<SamplingAct>] {
        var pages: [[Placed<SamplingAct>]] = []
        var bound = entry
        while true {
            let page = try await host.reader.events(written: name.description, below: bound, limit: Self.pageCount)
            pages.append(
                page.events.compactMap { event in
                    guard let read = event.event, let act = SamplingAct(read) else { return nil }
                    return Placed(
                        entry: event.entry, signer: event.journal.operatorUSCC, time: read.eventTime, act: act,
                        arrival: event.recordTime)
                })
            guard let first = page.events.first?.entry, !page.isWhole else { break }
            bound = first
        }
        return pages.reversed().flatMap(\.self)
    }

    private func results(of name: SamplingName, below entry: UInt64) async throws(StoreError) -> [SampleResult] {
        let entries = try await store.facts(.result, group: "\(name)").compactMap(\.entry).filter { $0 < entry }
        var results: [SampleResult] = []
        for stored in try await host.store.placedEntries(at: entries.sorted()) {
            guard case .event(let signed)? = try? LedgerEntry(parsing: stored.bytes),
                let event = EPCISEvent.reading(signed.body).event,
                let result = SampleResult(
                    entry: stored.index, laboratory: signed.journal.operatorUSCC, event, arrival: stored.arrival)
            else { continue }
            results.append(result)
        }
        return results
    }
}
