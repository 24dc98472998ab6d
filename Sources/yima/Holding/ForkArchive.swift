import CommandSupport
import Evidence
import Ledger
import TransparencyLog

/// Where fork files are kept: in the user's state directory, each under a name of its own.
enum ForkArchive {
    /// Keeps a fork and gives the path; nil where it could not be written, with the reason said.
    ///
    /// The name has the hash of what is in the file: the same fork met again is the same file, and none is written over.
    static func keep(_ fork: LogFork) -> String? {
        let bytes = ForkFile(fork, rotations: rotations(fork)).formatted()
        let hash = MerkleHash.leaf(bytes).description.prefix(16)
        return KeptProof.keep(bytes, as: "\(name(fork))-\(hash).json", in: Places.forks)
    }

    /// Where the two heads are under different keys of one ledger, how one came after the other.
    private static func rotations(_ fork: LogFork) -> [LedgerKeyRotation] {
        let notes = [fork.held, fork.offered].compactMap { try? SignedNote.parse($0) }
        let keys = notes.map { note in Set(note.signatures.map(\.keyID)) }
        guard keys.count == 2, keys[0].isDisjoint(with: keys[1]) else { return [] }
        let origin = notes[0].text.split(separator: "\n").first.map(String.init) ?? ""
        return (try? KnownKeys.seen(of: origin)) ?? []
    }

    /// The ledger's name and the two sizes.
    private static func name(_ fork: LogFork) -> String {
        func checkpoint(_ note: [UInt8]) -> Checkpoint? { try? Checkpoint.parse(SignedNote.parse(note).text) }
        guard let held = checkpoint(fork.held), let offered = checkpoint(fork.offered) else { return "fork" }
        return "\(LedgerTrust.fileName(held.origin).prefix(80))-\(held.treeSize)-\(offered.treeSize)"
    }
}
