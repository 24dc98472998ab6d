import Files
public import Ledger
import SystemPackage
public import TransparencyLog

/// A verified copy of a ledger on disk, in the layout of C2SP tlog-tiles, so that whatever serves files serves it:
///
///     checkpoint                   the newest one under which all that is here was found sound
///     tile/<L>/<N>[.p/<W>]         hashes
///     tile/entries/<N>[.p/<W>]     entries
///     ledger.vkey                  the key by which it was checked
///     key-rotations                how it was exchanged, where it was
///
/// What comes is laid aside under `.incoming/` first and gets its name only once all of it was found sound; what has its name is never
/// written over. What is at the edge of the tree before the last is taken away.
public struct TileFolder: Sendable {
    public let path: String

    static let directoryMode: UInt32 = 0o755
    private static let fileMode = FilePermissions(rawValue: 0o644)
    private static let incoming = ".incoming"
    private static let checkpointName = "checkpoint"
    /// The checkpoint before the newest: who began to read under it can go on.
    private static let olderName = "checkpoint.previous"
    private static let keyName = "ledger.vkey"
    private static let rotationsName = "key-rotations"
    /// A bundle of the longest entries, and a file's worth more.
    private static let bytesMax = Tile.widthMax * (EntryBundle.entryByteCountMax + 2)

    public init(path: String) {
        self.path = path
    }

    /// Whether there is a copy, or the beginning of one.
    public var exists: Bool { PosixFile.exists("\(path)/\(Self.checkpointName)") }

    /// Whether there is anything else than a copy, which must not be mixed with one.
    public var isSomethingElse: Bool {
        guard !exists, let names = try? PosixFile.names(in: path) else { return false }
        return !names.isEmpty && !PosixFile.exists("\(path)/\(Self.incoming)")
    }

    // MARK: Reading

    /// The newest checkpoint, a note; nil where there is none yet.
    func newest() throws(PosixFile.Failure) -> [UInt8]? {
        try file(Self.checkpointName, bytesMax: SignedNote.byteCountMax)
    }

    /// How the ledger's key was exchanged, as the copy has it.
    func rotations() throws(PosixFile.Failure) -> [LedgerKeyRotation] {
        try file(Self.rotationsName, bytesMax: LedgerKeyRotation.listBytesMax).flatMap(LedgerKeyRotation.parse) ?? []
    }

    /// The data under a path of the read API, what was laid aside before all else; nil where it is not here.
    func data(_ name: String) throws(PosixFile.Failure) -> [UInt8]? {
        if let laid = try file("\(Self.incoming)/\(name)", bytesMax: Self.bytesMax) { return laid }
        return try file(name, bytesMax: Self.bytesMax)
    }

    private func file(_ name: String, bytesMax: Int) throws(PosixFile.Failure) -> [UInt8]? {
        do throws(PosixFile.Failure) {
            return try PosixFile(opening: "\(path)/\(name)", .readOnly).read(upTo: bytesMax)
        } catch {
            let absent = [Errno.noSuchFileOrDirectory.rawValue, Errno.notDirectory.rawValue]
            if absent.contains(error.code) { return nil }
            throw error
        }
    }

    // MARK: Writing

    /// Keeps the folder for one process; nil where another has it.
    func lock() throws(PosixFile.Failure) -> PosixFile? {
        try PosixFile.makeDirectory(path, mode: Self.directoryMode)
        let file = try PosixFile(opening: "\(path)/.lock", .readWrite, options: .create)
        return try OpenFileLock.take(file) ? file : nil
    }

    /// Lays data aside under its path.
    func layAside(_ data: [UInt8], as name: String) throws(PosixFile.Failure) {
        try write(data, to: "\(path)/\(Self.incoming)/\(name)", existing: .replaced)
    }

    /// Gives what was laid aside its names.
    func settle(_ names: some Sequence<String>) throws(PosixFile.Failure) {
        for name in names {
            let target = "\(path)/\(name)"
            try PosixFile.makeDirectory(PosixFile.directory(of: target), mode: Self.directoryMode)
            try WholeFile.give("\(path)/\(Self.incoming)/\(name)", name: target, existing: .replaced)
            try PosixFile.syncDirectory(PosixFile.directory(of: target))
        }
        forgetIncoming()
    }

    /// Takes away what was laid aside.
    func forgetIncoming() {
        Self.removeTree("\(path)/\(Self.incoming)")
    }

    /// Writes the key by which the copy was checked, and a checkpoint over what has its name.
    func keep(_ note: [UInt8], key: VerifierKey, _ rotations: [LedgerKeyRotation] = []) throws(PosixFile.Failure) {
        // Before the checkpoint, which may be by a key to which only they lead.
        if !rotations.isEmpty {
            let list = LedgerKeyRotation.format(rotations)
            if try file(Self.rotationsName, bytesMax: list.count + 1) != list {
                try write(list, to: "\(path)/\(Self.rotationsName)", existing: .replaced)
            }
        }
        try write(Array("\(key)\n".utf8), to: "\(path)/\(Self.keyName)", existing: .replaced)
        let before = try newest()
        let older = try file(Self.olderName, bytesMax: SignedNote.byteCountMax)
        if let before, before != note {
            try write(before, to: "\(path)/\(Self.olderName)", existing: .replaced)
        }
        try write(note, to: "\(path)/\(Self.checkpointName)", existing: .replaced)
        guard let before, before != note, let older else { return }
        let kept = Set([note, before].flatMap(Self.edge))
        for name in Self.edge(of: older) where !kept.contains(name) {
            WholeFile.remove("\(path)/\(name)")
            PosixFile.removeDirectory(PosixFile.directory(of: "\(path)/\(name)"))
        }
    }

    private func write(
        _ bytes: [UInt8], to target: String, existing: WholeFile.Existing
    ) throws(PosixFile.Failure) {
        try PosixFile.makeDirectory(PosixFile.directory(of: target), mode: Self.directoryMode)
        try WholeFile.write(bytes, to: target, mode: Self.fileMode, existing: existing)
    }

    /// The paths of what is not full in the tree of a checkpoint.
    static func edge(of note: [UInt8]) -> [String] {
        guard let checkpoint = try? Checkpoint.parse(SignedNote.parse(note).text) else { return [] }
        var names: [String] = []
        for level in UInt8(0)..<8 {
            let index = (checkpoint.treeSize >> (8 * UInt64(level))) / UInt64(Tile.widthMax)
            let width = Tile.width(level: level, index: index, treeSize: checkpoint.treeSize)
            guard let tile = Tile(level: level, index: index, width: width) else { continue }
            names.append(tile.path)
            if level == 0, let bundle = EntryBundlePath(index: index, width: width) { names.append(bundle.path) }
        }
        return names
    }

    private static func removeTree(_ directory: String) {
        for name in (try? PosixFile.names(in: directory)) ?? [] {
            let inner = "\(directory)/\(name)"
            if (try? PosixFile.names(in: inner)) != nil { removeTree(inner) } else { WholeFile.remove(inner) }
        }
        PosixFile.removeDirectory(directory)
    }
}

/// The copy is read like any ledger: by whoever audits it with no network.
extension TileFolder: AuditSource {
    public var readsMax: Int { 3 }

    public func keyRotations() async throws(AuditSourceError) -> [LedgerKeyRotation] {
        do throws(PosixFile.Failure) { return try rotations() } catch { throw AuditSourceError(error) }
    }

    public func checkpoint() async throws(AuditSourceError) -> [UInt8] {
        let note: [UInt8]?
        do throws(PosixFile.Failure) { note = try newest() } catch { throw AuditSourceError(error) }
        guard let note else { throw .unavailable("\(path) holds no checkpoint") }
        return note
    }

    public func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(AuditSourceError) -> State {
        let size = (try? Checkpoint.parse(SignedNote.parse(try await checkpoint()).text))?.treeSize ?? 0
        var state = state
        for bundle in range.bundles(treeSize: size) {
            guard let entries = try entries(of: bundle) else { throw .damaged("\(bundle) is not in \(path)") }
            bundle.fold(entries, in: range, into: &state, body)
        }
        return state
    }

    public func tiles(_ tiles: [Tile]) async throws(AuditSourceError) -> [[UInt8]] {
        var all: [[UInt8]] = []
        for tile in tiles {
            guard let data = try data(of: tile) else { throw .damaged("\(tile) is not in \(path)") }
            all.append(data)
        }
        return all
    }

    /// The entries of a bundle; nil where it is not here.
    func entries(of bundle: EntryBundlePath) throws(AuditSourceError) -> [[UInt8]]? {
        guard let data = try read(bundle.path) else { return nil }
        guard let entries = try? EntryBundle.parse(data, maxEntries: bundle.width), entries.count == bundle.width else {
            throw .damaged("\(path)/\(bundle) is no bundle of \(bundle.width) entries")
        }
        return entries.map { Array($0) }
    }

    /// The hashes of a tile; nil where it is not here.
    func data(of tile: Tile) throws(AuditSourceError) -> [UInt8]? {
        guard let data = try read(tile.path) else { return nil }
        guard data.count == tile.byteCount else { throw .damaged("\(path)/\(tile) has \(data.count) bytes") }
        return data
    }

    private func read(_ name: String) throws(AuditSourceError) -> [UInt8]? {
        do throws(PosixFile.Failure) { return try data(name) } catch { throw AuditSourceError(error) }
    }
}

extension AuditSourceError {
    /// What cannot be read on this machine says nothing of the ledger.
    init(_ failure: PosixFile.Failure) {
        self = .unavailable("\(failure)")
    }
}

extension Range<UInt64> {
    /// The bundles that hold these entries of a tree, each as wide as the tree makes it.
    func bundles(treeSize: UInt64) -> [EntryBundlePath] {
        guard !isEmpty else { return [] }
        let width = UInt64(Tile.widthMax)
        return (lowerBound / width...(upperBound - 1) / width).compactMap { index in
            EntryBundlePath(index: index, width: Tile.width(level: 0, index: index, treeSize: treeSize))
        }
    }
}

extension EntryBundlePath {
    /// The entries that the bundle holds.
    var range: Range<UInt64> {
        let first = index * UInt64(Tile.widthMax)
        return first..<first + UInt64(width)
    }

    /// Shows those of the bundle's entries that are wanted, in order.
    func fold<State>(
        _ entries: [[UInt8]], in wanted: Range<UInt64>, into state: inout State,
        _ body: (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) {
        for entry in wanted.clamped(to: range) {
            entries[Int(entry - range.lowerBound)].withUnsafeBytes { body(&state, entry, $0) }
        }
    }
}
