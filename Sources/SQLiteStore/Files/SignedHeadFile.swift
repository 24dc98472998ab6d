import Files
public import Ledger
import Synchronization
import SystemPackage
import TransparencyLog

/// The last signed checkpoint in a small file of its own, which does not lie where the ledger lies.
///
/// Two slots are written in turn, each with its own hash, so that a write that power loss tears leaves the slot
/// before it whole. What was being written then was never shown to anybody, because `keep` had not returned.
public final class SignedHeadFile: SignedHeadStore {
    /// The longest note that can be kept.
    public static let noteBytesMax = CheckpointSlot.noteBytesMax

    public let path: String
    /// Makes one `keep` follow another; the state itself is always read from the file, which is two pages long.
    private let turn = Mutex(())

    public init(path: String) {
        self.path = path
    }

    /// Nil where there is no file. A file in which neither slot is whole is an error, never a new beginning.
    public func load() throws(SignedHeadError) -> [UInt8]? {
        try slots()?.newest.note
    }

    /// Throws where the note is no checkpoint, is too long, or is of a smaller tree than the one kept or of another of
    /// the same size: then the ledger would be about to go back behind what it signed.
    public func keep(_ note: [UInt8]) throws(SignedHeadError) {
        guard let slot = CheckpointSlot(note: note) else {
            throw SignedHeadError(
                reason: "\(path): only a checkpoint of at most \(Self.noteBytesMax) bytes can be kept")
        }
        try turn.withLock { _ throws(SignedHeadError) in
            guard let held = try slots() else { return try create(with: slot) }
            guard slot.treeSize >= held.newest.treeSize else {
                throw SignedHeadError(
                    reason:
                        "\(path) has signed a tree of \(held.newest.treeSize) entries; one of \(slot.treeSize) is older"
                )
            }
            guard slot.treeSize > held.newest.treeSize || slot.root == held.newest.root else {
                throw SignedHeadError(
                    reason: "\(path) has signed another tree of \(slot.treeSize) entries: the ledger would fork")
            }
            try explained { () throws(PosixFile.Failure) in
                let file = try PosixFile(opening: path, .readWrite)
                try file.write(slot.bytes, at: held.older * CheckpointSlot.byteCount)
                try file.syncData()
            }
        }
    }

    /// The newest slot and the position of the other, which is the next to write; nil where there is no file.
    private func slots() throws(SignedHeadError) -> (newest: CheckpointSlot, older: Int)? {
        let bytes: [UInt8]
        do throws(PosixFile.Failure) {
            bytes = try PosixFile(opening: path, .readOnly).read(upTo: 2 * CheckpointSlot.byteCount)
        } catch {
            if error.code == Errno.noSuchFileOrDirectory.rawValue { return nil }
            throw SignedHeadError(reason: "\(error)")
        }
        let first = CheckpointSlot(bytes: bytes.prefix(CheckpointSlot.byteCount))
        let second = CheckpointSlot(bytes: bytes.dropFirst(CheckpointSlot.byteCount))
        switch (first, second) {
        case (let first?, let second?) where second.treeSize > first.treeSize: return (second, 0)
        case (let first?, _): return (first, 1)
        case (nil, let second?): return (second, 0)
        case (nil, nil):
            throw SignedHeadError(
                reason: "\(path) holds no whole checkpoint (\(bytes.count) bytes, neither slot's hash is right)",
                isDamage: true)
        }
    }

    /// Makes the file under another name first, so that it is never there without a whole slot.
    private func create(with slot: CheckpointSlot) throws(SignedHeadError) {
        let directory = PosixFile.directory(of: path)
        do throws(StoreError) {
            try StoreDirectory.make(directory)
        } catch {
            throw SignedHeadError(reason: "\(path): its directory cannot be made (\(error))")
        }
        try explained { () throws(PosixFile.Failure) in
            let name = "\(path).new"
            let file = try PosixFile(opening: name, .readWrite, options: [.create, .truncate])
            try file.write(slot.bytes + [UInt8](repeating: 0, count: CheckpointSlot.byteCount), at: 0)
            try file.sync()
            try WholeFile.give(name, name: path, existing: .replaced)
            try PosixFile.syncDirectory(directory)
        }
    }

    private func explained(_ body: () throws(PosixFile.Failure) -> Void) throws(SignedHeadError) {
        do throws(PosixFile.Failure) { try body() } catch { throw SignedHeadError(reason: "\(error)") }
    }
}
