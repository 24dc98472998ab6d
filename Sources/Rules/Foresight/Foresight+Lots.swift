package import Chains
package import Codes
import EPCIS
import Values

extension Foresight {
    /// A lot of which the new events give something out, and that nothing on record here ever took in.
    package struct Untaken: Sendable {
        package let code: CanonicalCode
        package let operatorUSCC: String
        /// The new events that give it out.
        package let entries: [UInt64]
    }

    /// - Parameters:
    ///   - new: what is about to be recorded, by its places in the journal.
    ///   - own: what the journal has on record of the same goods.
    package func untaken(_ new: [ChainEvent], beside own: [ChainEvent]) -> [Untaken] {
        var cache = CodeCache(reader: reader)
        var given: [String: (code: CanonicalCode, firm: String, entries: Set<UInt64>)] = [:]
        var taken: Set<String> = []
        for record in new {
            let event = ResolvedEvent(record, codes: &cache)
            for thing in event.things where thing.code.grain == .lot {
                let act = Act(event, thing.role)
                if act.gives, event.event.errorDeclaration == nil {
                    given[thing.code.key, default: (thing.code, event.operatorUSCC, [])].entries.insert(event.entry)
                } else {
                    taken.insert(thing.code.key)
                }
            }
        }
        guard !given.keys.allSatisfy(taken.contains) else { return [] }
        for record in own {
            taken.formUnion(ResolvedEvent(record, codes: &cache).things.map { ($0.code.lot ?? $0.code).key })
        }
        return given.filter { !taken.contains($0.key) }.sorted { $0.key < $1.key }.map { _, one in
            Untaken(code: one.code, operatorUSCC: one.firm, entries: one.entries.sorted())
        }
    }

    /// The lots of these products that events take in.
    package func lots(of products: Set<String>, takenInBy events: [ChainEvent]) -> [CanonicalCode] {
        var cache = CodeCache(reader: reader)
        var found: [String: CanonicalCode] = [:]
        for record in events {
            let event = ResolvedEvent(record, codes: &cache)
            for thing in event.things where Act(event, thing.role).acquires {
                guard let lot = thing.code.lot ?? (thing.code.grain == .lot ? thing.code : nil),
                    let product = lot.productKey, products.contains(product)
                else { continue }
                found[lot.key] = lot
            }
        }
        return found.values.sorted { $0.key < $1.key }
    }

    /// That another lot may be meant. It is told, and holds nothing back: another device of the firm may have taken it in.
    package func slip(_ untaken: Untaken, meant: CanonicalCode) -> Foreseen {
        let (written, other) = (Naming.name(of: untaken.code), Naming.name(of: meant))
        let finding = Finding(
            rule: MissingStepRule.id, severity: .violation,
            message: Wording(
                en:
                    "\(written.en) was never taken in on this device, but \(other.en) of the same product was: is that the one?",
                zh: "本设备没有 \(written.zh) 的入库或生产记录，同一产品有 \(other.zh)：是否写错批号？"),
            entries: untaken.entries, source: judge.definitions.definition(MissingStepRule.id).source)
        return Foreseen(finding: finding, goods: [untaken.code], entries: untaken.entries, isOmission: false)
    }
}
