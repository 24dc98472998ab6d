import Codes
import Evidence
import Ledger
import VerifiableIndex

extension FuzzTarget {
    private static let key = IndexKey(name: "standing:ledger")
    private static let journal = JournalName("91350100M000100Y43/dock-1")

    /// What comes of the committed index from others: proofs, pages, states, run files; and the names of whatever entry there is.
    static func readIndex(_ bytes: [UInt8]) {
        readProofs(bytes)
        readRun(bytes)
        for number in EntryNames.numbers {
            let names = EntryNames(number: number)
            compare(names, of: bytes)
            guard let journal else { broken("a journal has a name") }
            compare(names, of: EventEntry(journal: journal, index: 7, body: bytes).bytes)
        }
    }

    private static func readProofs(_ bytes: [UInt8]) {
        if let proof = try? MapProof(parsing: bytes), proof.bytes != bytes { broken("a proof has one form") }
        if let page = try? ListPage(parsing: bytes), page.bytes != bytes { broken("a page has one form") }
        guard let state = try? IndexState(parsing: bytes) else { return }
        if state.bytes != bytes { broken("a state has one form") }
        // Nothing is proven by what was made up.
        guard let proof = try? MapProof(parsing: Array(bytes.dropFirst(state.bytes.count))) else { return }
        _ = try? state.finding(key, in: state.runs.map { _ in IndexAnswer.Run(proof: proof) })
    }

    private static func readRun(_ bytes: [UInt8]) {
        guard let run = try? RunReader(MemoryRunBytes(bytes)) else { return }
        if let proof = try? run.proof(of: key) {
            do throws(IndexProofError) { _ = try proof.verify(key, in: run.run) } catch {
                broken("what a run shows is proven under its root")
            }
        }
        guard (try? run.check()) != nil else { return }
        var cursor = RunCursor(run)
        var last: IndexKey?
        while (try? cursor.advance()) == true {
            if let last, last >= cursor.list.key { broken("keys ascend") }
            last = cursor.list.key
        }
    }

    private static func compare(_ names: EntryNames, of leaf: [UInt8]) {
        let keys = names.keys(of: leaf)
        if keys != names.names(of: leaf).map({ IndexKey(name: $0) }).sorted() { broken("keys are those of the names") }
    }
}
