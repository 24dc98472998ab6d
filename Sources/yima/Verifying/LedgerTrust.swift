import CommandSupport
import TransparencyLog
import Values

/// By which key a ledger is known: as the user says, as this device's journal has pinned it, as it was pinned on first
/// use.
struct LedgerTrust {
    let settings: Settings
    let option: String?
    /// The journal's directory, where an option names it.
    var journal: String?

    /// The key without asking anybody; nil where none is known.
    ///
    /// - Parameter url: the ledger's address; nil for a file, for which only a key that the user names will do, or the
    ///   only one that a journal has pinned.
    ///
    /// Where its key was exchanged since, as this user has seen, the one that holds by now; a file may be older than that, and is checked by
    /// just the key that an option names.
    func known(url: String?) throws(CommandError) -> VerifierKey? {
        if url == nil, option != nil, let key = try settings.ledgerKey(option) {
            if try KnownKeys.current(after: key) != key {
                Console.message(
                    said(
                        "note: \(key.name) has exchanged this key since: it vouches for what was taken before that, if it was in no other hands",
                        "提示：\(key.name) 此后已更换该密钥：仅可用于核验此前取得的内容，且以其未曾泄露为前提"))
            }
            return key
        }
        return try pinned(url: url).map { key throws(CommandError) in try KnownKeys.current(after: key) }
    }

    /// Whether the user names a key himself.
    var isNamed: Bool {
        get throws(CommandError) { try settings.ledgerKey(option) != nil }
    }

    /// The key as somebody compared it, or as it was met first.
    private func pinned(url: String?) throws(CommandError) -> VerifierKey? {
        if let key = try settings.ledgerKey(option) { return key }
        if let key = try journalKey(url: url) { return key }
        guard let url else { return nil }
        return try pin(url)["key"].map { text throws(CommandError) in
            try LedgerKeys.parse(text, place: Wording(Self.path(url)))
        }
    }

    /// The key, asked of the ledger itself and pinned where it has never been met.
    func key(of ledger: LedgerConnection) async throws(CommandError) -> VerifierKey {
        if let key = try pinned(url: ledger.url) {
            return try await KnownKeys.current(after: key, askedOf: ledger, isNamed: try isNamed)
        }
        // Whoever shows a key that its ledger has exchanged, as this user has seen, is held to the one that came after it.
        let key = try await KnownKeys.current(after: ledger.verifierKey(), askedOf: ledger)
        var file = try pin(ledger.url)
        file["ledger"] = ledger.url
        file["key"] = "\(key)"
        try FileWriter.makeDirectory(Self.directory)
        try file.save()
        Console.message(
            said(
                "first use of \(ledger.url): its key is pinned in \(file.path.printable)\n  \(key)\n"
                    + "Compare it with what its host publishes.",
                "首次使用 \(ledger.url)：其密钥已固定于 \(file.path.printable)\n  \(key)\n请与账本主机公布的密钥核对。"))
        return key
    }

    private func journalKey(url: String?) throws(CommandError) -> VerifierKey? {
        let directory = settings.journal(journal)
        guard FileWriter.exists(JournalHome.keyPath(directory)) else { return nil }
        let file = try JournalHome.settingsFile(directory)
        guard let text = file["ledgerKey"], url == nil || (file["ledger"] ?? Settings.defaultLedger) == url else {
            return nil
        }
        return try LedgerKeys.parse(text, place: Wording(file.path))
    }

    private func pin(_ url: String) throws(CommandError) -> SettingsFile {
        try SettingsFile(path: Self.path(url), names: ["ledger", "key"])
    }

    private static var directory: String { Places.state + "/ledgers" }

    static func path(_ url: String) -> String {
        "\(directory)/\(fileName(url)).json"
    }

    /// A file's name for any text: what is no plain character is written as its bytes.
    static func fileName(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            return isPlain ? String(UnicodeScalar(byte)) : "_" + String(byte, radix: 16)
        }.joined()
    }
}
