import Chains
import Codes
import EPCIS
import Profiles
import Values

/// What one process took and what it made: a transformation, with all of its parts where it is told in several events
/// (EPCIS 2.0 §7.4.6). What went in inside a container went in. What comes out by the piece holds what its specification says: EPCIS
/// counts trade items where it gives no unit (§7.3.3.3).
struct Transformation {
    let events: [ResolvedEvent]
    let inputs: [Measure?]
    let outputs: [(code: CanonicalCode, measure: Measure?)]

    /// Those of which everything that went in is on record here.
    static func all(in book: AccountBook) -> [Transformation] {
        let parts = Dictionary(grouping: book.events.filter { $0.event.kind == .transformation }, by: \.process)
        // Parts that only take stand among the lines of what they took.
        let taken = Dictionary(
            grouping: book.accounts.flatMap { account in
                account.lines.filter { $0.act == .use }.map { (line: $0, account: account) }
            },
            by: \.line.event.process)
        let known = Set(book.accounts.map(\.code.key))
        return parts.sorted { $0.key < $1.key }.map { whole, events in
            let uses = (taken[whole] ?? []).filter { !$0.account.isCarrier }
            let entries = Set(events.map(\.entry))
            let more = uses.map(\.line.event).filter { !entries.contains($0.entry) }
            let carried = Set(uses.filter(\.line.isCarried).map(\.line.entry))
            // What is in a container that nobody said to be packed is a piece of something.
            let unknown = (events + more).flatMap { event in
                event.things(playing: .input).filter { thing in
                    !known.contains(thing.code.key) && !(carried.contains(event.entry) && thing.code.productKey == nil)
                }.map(\.measure)
            }
            return Transformation(
                events: events
                    + Set(more.map(\.entry)).sorted().compactMap { entry in more.first { $0.entry == entry } },
                inputs: uses.map(\.line.measure) + unknown,
                outputs: events.flatMap { $0.things(playing: .output).map { ($0.code, $0.measure) } })
        }
    }

    /// The day whose law counts for it: that of its last part.
    var day: CalendarDate {
        events.map(\.lawDay).max { $0.daysSinceEpoch < $1.daysSinceEpoch } ?? CalendarDate(daysSinceEpoch: 0)
    }

    /// Whether it only cuts, sorts or mixes: what comes out is the product that went in.
    private func isOneProduct(_ context: RuleContext) -> Bool {
        let made = Set(outputs.map { $0.code.productKey ?? $0.code.key })
        let used = Set(events.flatMap { $0.things(playing: .input) }.map { $0.code.productKey ?? $0.code.key })
        return !used.isEmpty && used.isSubset(of: made)
    }

    /// What the process makes, by its name or that of its product.
    func yield(_ context: RuleContext) -> ReferenceLists.Yield? {
        let process = events.compactMap { $0.element("process") }
        guard !isOneProduct(context) else { return context.lists.yield(of: process, on: day) }
        let said = events.flatMap { [$0.element("productName"), $0.element("process")] }.compactMap { $0 }
        let named = outputs.compactMap { context.naming.product($0.code) }
        return context.lists.yield(of: said + named, on: day)
    }

    /// The two sides, with what a piece or a package can weigh at most.
    func balance(_ definition: RuleDefinition, by steps: StepTable) -> Balance {
        var balance = Balance(ofOneKind: false)
        let most = Measure(definition.figure(.pieceKilogramsMax), uom: "KGM")
        func bounds(_ measure: Measure?) -> [PackContent] {
            guard let unit = measure?.unit, unit != .gram, unit != .millilitre, let most,
                let content = PackContent(one: unit, holdsAtLeast: Measure(unit: .gram, millionths: 0), atMost: most)
            else { return [] }
            return [content]
        }
        for input in inputs { balance.take(input, by: bounds(input)) }
        let specified = packContents(by: steps)
        for output in outputs { balance.give(output.measure, by: specified + bounds(output.measure)) }
        return balance
    }

    /// What one piece, or package, of the product that comes out holds at least.
    private func packContents(by steps: StepTable) -> [PackContent] {
        guard Set(outputs.map { $0.code.productKey ?? $0.code.key }).count == 1 else { return [] }
        let written = Set(events.compactMap { $0.element("spec") })
        guard written.count == 1, let spec = written.first.flatMap({ PackSpecification($0, steps: steps) }),
            let content = Measure(spec.least, uom: spec.uom)
        else { return [] }
        return spec.packUnits.compactMap { unit in
            PackContent(one: unit.map(Measure.Unit.other) ?? .piece, holdsAtLeast: content, atMost: nil)
        }
    }

    /// MASS-1: more came out than went in, and more than the process can add.
    func excess(_ context: RuleContext, _ definition: RuleDefinition) -> Finding? {
        guard !inputs.isEmpty, let first = events.first, let made = outputs.first else { return nil }
        let possible = yield(context).map(\.possiblePercent.millionths) ?? 0
        let tolerance = max(definition.figure(.transformationTolerancePercent).millionths, possible - 100_000_000)
        guard
            case .excess(let excess) = balance(definition, by: context.profiles.steps).compared(
                tolerancePercent: Amount(millionths: tolerance))
        else { return nil }
        let (firm, name) = (context.naming.party(first.operatorUSCC), context.naming.code(made.code))
        return definition.finding(
            Wording(
                en: "\(firm) made \(excess.given.wording.en) from \(excess.taken.wording.en) (\(name.en))",
                zh: "\(firm) 用 \(excess.taken.wording.zh) 加工出 \(excess.given.wording.zh)（\(name.zh)）"),
            entries: events.map(\.entry))
    }

    /// MASS-2: more came out than the process usually gives.
    func unusual(_ context: RuleContext, _ definition: RuleDefinition) -> Finding? {
        // By-products beside the product: then nobody says which part of the inputs is whose.
        guard Set(outputs.map { $0.code.productKey ?? $0.code.key }).count == 1,
            let yield = yield(context), let first = events.first, let made = outputs.first,
            let into = Measure.sum(inputs),
            let out = Measure.sum(outputs.map(\.measure).filter { $0?.unit == into.unit }),
            into.unit == .gram || into.unit == .millilitre
        else { return nil }
        // The usual may be less than all: compared with that part of what went in.
        guard
            Int128(out.millionths) * 100_000_000 > Int128(into.millionths) * Int128(yield.usualPercent.millionths),
            !out.exceeds(into, byPercent: Amount(millionths: max(0, yield.possiblePercent.millionths - 100_000_000)))
        else { return nil }
        let (firm, name) = (context.naming.party(first.operatorUSCC), context.naming.code(made.code))
        return definition.finding(
            Wording(
                en: "\(firm) made \(out.wording.en) of \(name.en) from \(into.wording.en): \(yield.name.en) gives "
                    + "\(yield.usualPercent) % at most",
                zh: "\(firm) 用 \(into.wording.zh) 加工出 \(name.zh) \(out.wording.zh)：\(yield.name.zh)出品率一般不超过 "
                    + "\(yield.usualPercent)%"),
            entries: events.map(\.entry))
    }
}
