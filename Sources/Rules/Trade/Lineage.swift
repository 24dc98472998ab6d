import Chains
import Codes
import EPCIS

/// What the codes of a chain were made of: by transformations, and an item by its lot.
struct Lineage {
    private var parents: [String: Set<String>] = [:]
    private let accounts: [String: Account]

    init(_ book: AccountBook) {
        accounts = Dictionary(uniqueKeysWithValues: book.accounts.map { ($0.code.key, $0) })
        var parts: [String: (inputs: Set<String>, outputs: Set<String>)] = [:]
        for event in book.events where event.kind == .transformation {
            parts[event.process, default: ([], [])].inputs.formUnion(event.things(playing: .input).map(\.code.key))
            parts[event.process, default: ([], [])].outputs.formUnion(event.things(playing: .output).map(\.code.key))
        }
        for part in parts.values {
            for output in part.outputs { parents[output, default: []].formUnion(part.inputs) }
        }
        // What is used by its container is used itself: its account has a line for that event.
        for account in book.accounts {
            if account.code.grain == .instance, let lot = account.code.lotKey {
                parents[account.code.key, default: []].insert(lot)
            }
            for line in account.lines where line.isCarried && line.act == .use {
                for output in line.event.things(playing: .output) {
                    parents[output.code.key, default: []].insert(account.code.key)
                }
            }
        }
    }

    /// A code's own account and those of all that it came from, each once.
    func origins(of account: Account) -> [Account] {
        var found: Set<String> = [account.code.key]
        var waiting = [account.code.key]
        var origins: [Account] = []
        while let key = waiting.popLast() {
            if let known = accounts[key] { origins.append(known) }
            for parent in parents[key] ?? [] where found.insert(parent).inserted { waiting.append(parent) }
        }
        return origins
    }
}

extension ResolvedEvent {
    var isInspection: Bool { bizStep == "inspecting" }

    /// Whether it names an import declaration: the ninth digit of a declaration of exports is 0.
    var isImportEntry: Bool {
        element("customsDeclNo").map { $0.utf8.dropFirst(8).first != UInt8(ascii: "0") } ?? false
    }

    /// Whether it brings goods into the country: by an import declaration, or by the lists of cross-border retail (商财发〔2018〕486号).
    var crossesTheBorder: Bool {
        isImportEntry || ["entryListNo", "customsListNo"].contains { element($0) != nil }
    }

    /// Whether it makes or commissions something.
    var issues: Bool { does(.issue) }
    /// Whether it receives something.
    var receives: Bool { does(.receive) }
}
