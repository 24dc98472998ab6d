package import Codes
import EPCIS

/// Where recalled goods come from: what went into them and who supplied it, and what else was made of the same.
package struct RecallOrigins: Sendable {
    /// Something that went into the goods.
    package struct Suspect: Hashable, Sendable {
        package let code: CanonicalCode
        /// How many processes before the goods: 1 went into them itself.
        package let depth: Int
        /// Who used it, and what came into the goods there.
        package let users: [String]
        package let used: HeldAmount
        /// Who made it and who passed it on, up to its users.
        package let makers: [String]
        package let suppliers: [String]
        /// Who is said to have supplied what came from outside this ledger.
        package let outsiders: [String]
        /// Ascending.
        package let entries: [UInt64]
    }

    /// Something else that the same inputs went into.
    package struct Sibling: Hashable, Sendable {
        package let code: CanonicalCode
        package let maker: String
        /// The inputs in common, in the order of their keys.
        package let inputs: [CanonicalCode]
        package let entry: UInt64
    }

    /// The nearest first, then in the order of their keys.
    package let suspects: [Suspect]
    /// In the order of their keys.
    package let siblings: [Sibling]
    package let siblingCount: Int

    /// Named siblings; beyond these only their number is told.
    package static let siblingCountMax = 1000

    package init(_ chain: Chain, contents: (CanonicalCode) -> [PackContent] = { _ in [] }) {
        var processes = Processes(chain.judged.events)
        let own = Set([chain.subject.key, chain.subject.lotKey].compactMap(\.self))
        let depths = processes.search(above: own)
        let accounts = chain.judged.book.accounts
        suspects = accounts.compactMap { [processes] account -> Suspect? in
            guard let depth = depths[account.code.key], !own.contains(account.code.key) else { return nil }
            return Suspect(account, depth: depth, processes, contents(account.code), chain)
        }.sorted { ($0.depth, $0.code.key) < ($1.depth, $1.code.key) }
        let inputs = Dictionary(
            accounts.filter { depths[$0.code.key] != nil && !own.contains($0.code.key) }.map { ($0.code.key, $0.code) },
            uniquingKeysWith: { first, _ in first })
        let members = Set(chain.members.map(\.code.key))
        let found = processes.siblings(of: inputs, without: members, own)
        siblingCount = found.count
        siblings = Array(found.prefix(Self.siblingCountMax))
    }
}

extension RecallOrigins.Suspect {
    fileprivate init(
        _ account: Account, depth: Int, _ processes: Processes, _ contents: [PackContent], _ chain: Chain
    ) {
        let lines = account.lines.filter { account.isOnPath($0.operatorUSCC) }
        let uses = lines.filter { $0.act == .use && processes.leads($0.event.process) }
        let unit = (account.issues + lines).lazy.compactMap(\.measure).first?.unit ?? .piece
        let receipts = lines.filter { $0.act == .receive && !$0.isReturn }
        let shippers = lines.filter { $0.act == .ship && !$0.isReturn }.map(\.operatorUSCC)
        let senders = receipts.flatMap(\.event.sources) + shippers
        let fromOutside = account.issues.isEmpty ? receipts : []
        self.init(
            code: account.code, depth: depth, users: Set(uses.map(\.operatorUSCC)).sorted(),
            used: HeldAmount.sum(uses.map { HeldAmount($0.measure, in: unit, by: contents) }, in: unit),
            makers: Set(account.issues.map(\.operatorUSCC)).sorted(),
            suppliers: Set(senders).sorted(),
            outsiders: Set(
                (fromOutside + account.issues.filter(\.isOpening)).compactMap {
                    $0.event.element("supplierName")
                }
            ).sorted(),
            entries: Set(lines.map(\.entry)).sorted())
    }
}

/// The transformations of a chain, each with all that it took and made, in however many events it is told.
private struct Processes {
    private struct Process {
        var inputs: [String: CanonicalCode] = [:]
        var outputs: [String: (code: CanonicalCode, maker: String, entry: UInt64)] = [:]
    }

    private var byName: [String: Process] = [:]
    private var makers: [String: [String]] = [:]
    /// Those that the goods came out of, at last.
    private var leading: Set<String> = []

    init(_ events: [ResolvedEvent]) {
        for event in events where event.kind == .transformation {
            let name = event.process
            for thing in event.things {
                if thing.role == .input { byName[name, default: Process()].inputs[thing.code.key] = thing.code }
                if thing.role == .output {
                    byName[name, default: Process()].outputs[thing.code.key] = (
                        thing.code, event.operatorUSCC, event.entry
                    )
                    for key in Set([thing.code.key, thing.code.lotKey].compactMap(\.self)) {
                        makers[key, default: []].append(name)
                    }
                }
            }
        }
    }

    func leads(_ process: String) -> Bool { leading.contains(process) }

    /// What went into some codes, with how many processes lie between.
    mutating func search(above keys: Set<String>) -> [String: Int] {
        var depths = Dictionary(uniqueKeysWithValues: keys.map { ($0, 0) })
        var level = keys.sorted()
        var depth = 0
        while !level.isEmpty, !Task.isCancelled {
            depth += 1
            var next: [String] = []
            for process in Set(level.flatMap { makers[$0] ?? [] }) {
                leading.insert(process)
                for input in byName[process]?.inputs.values.map(\.self) ?? [] {
                    for key in Set([input.key, input.lotKey].compactMap(\.self)) where depths[key] == nil {
                        depths[key] = depth
                        next.append(key)
                    }
                }
            }
            level = next.sorted()
        }
        return depths
    }

    func siblings(
        of inputs: [String: CanonicalCode], without members: Set<String>, _ own: Set<String>
    ) -> [RecallOrigins.Sibling] {
        var found: [String: RecallOrigins.Sibling] = [:]
        for process in byName.values {
            let common = process.inputs.values.filter { input in
                inputs[input.key] != nil || input.lotKey.map { inputs[$0] != nil } ?? false
            }.sorted { $0.key < $1.key }
            guard !common.isEmpty else { continue }
            for output in process.outputs.values where !members.contains(output.code.key) {
                guard !own.contains(output.code.key), !own.contains(output.code.lotKey ?? "") else { continue }
                found[output.code.key] = RecallOrigins.Sibling(
                    code: output.code, maker: output.maker, inputs: common, entry: output.entry)
            }
        }
        return found.values.sorted { $0.code.key < $1.code.key }
    }
}
