public import Ledger
public import TransparencyLog

/// Remembered heads as files: one a log, which holds nothing but the note as the log signed it.
public struct FileLogHeadStore: LogHeadStore {
    private let place: Place
    private let waitMax: Duration

    private enum Place: Sendable {
        /// A file for each key, named by the log and the key's id: another key is another log.
        case directory(String)
        /// One file for whatever log.
        case file(String)
    }

    /// How long another process' write is waited for.
    public static let waitMaxDefault = SwappedFile.waitMaxDefault

    /// Heads of any number of logs in a directory, which is made where it is missing.
    public init(directory: String, waitMax: Duration = Self.waitMaxDefault) {
        place = .directory(directory)
        self.waitMax = waitMax
    }

    /// The head of one log in a file of its own.
    public init(file: String, waitMax: Duration = Self.waitMaxDefault) {
        place = .file(file)
        self.waitMax = waitMax
    }

    /// Where the head of the log of `key` is kept.
    public func path(of key: VerifierKey) -> String {
        switch place {
        case .file(let path): path
        case .directory(let directory): "\(directory)/\(Self.fileName(of: key))"
        }
    }

    public func head(of key: VerifierKey) async throws(LogHeadStoreError) -> [UInt8]? {
        try file(of: key).read()
    }

    public func replace(
        _ held: [UInt8]?, with note: [UInt8], of key: VerifierKey
    ) async throws(LogHeadStoreError) -> Bool {
        try await file(of: key).replace(held, with: note)
    }

    private func file(of key: VerifierKey) -> SwappedFile {
        SwappedFile(path: path(of: key), byteCountMax: SignedNote.byteCountMax, waitMax: waitMax)
    }

    /// The log's name with what is no plain character as its bytes, then the key's id in hexadecimal.
    private static func fileName(of key: VerifierKey) -> String {
        let plain = key.name.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            return isPlain ? String(UnicodeScalar(byte)) : "_" + hex(UInt32(byte), digits: 2)
        }.joined()
        // A name may have 255 bytes, as a file's name may: a long one is told by its hash.
        let name = plain.utf8.count <= 160 ? plain : "\(plain.prefix(80))-\(MerkleHash.leaf(key.name.utf8))"
        return "\(name)-\(hex(key.id, digits: 8)).head"
    }

    private static func hex(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
