import CommandSupport
import TransparencyLog
import Values

/// The checkpoint up to which a ledger was found sound last, kept as the ledger signed it: the next audit must continue it.
struct AuditMemory {
    let path: String

    /// - Parameter option: a file; nil for one of the user's own state directory, by the ledger's name.
    init(_ option: String?, key: VerifierKey) {
        path = option ?? "\(Places.state)/audited/\(LedgerTrust.fileName(key.name)).checkpoint"
    }

    func load(key: VerifierKey) throws(CommandError) -> Checkpoint? {
        guard FileWriter.exists(path) else { return nil }
        guard let note = try ByteSource(path: path).rest(bytesMax: SignedNote.byteCountMax) else { return nil }
        do {
            return try Checkpoint.open(note: note, key: key).checkpoint
        } catch {
            // Without its memory an audit could not tell a rewritten ledger from an honest one: it must not begin anew by itself.
            throw CommandError(
                .undecided, at: Wording(path),
                en: "could not check: the last audited checkpoint cannot be used: \(error.en)",
                zh: "无法核查：上次审计的检查点无法使用：\(error.zh)",
                hint: Wording(
                    en: "where the ledger was rightly begun anew, move the file away", zh: "若账本确已重建，请移走该文件"))
        }
    }

    func save(_ signed: SignedCheckpoint) throws(CommandError) {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try FileWriter.makeDirectory(String(path[..<slash]))
        }
        try FileWriter.write(Array(signed.note.formatted.utf8), to: path, existing: .replaced)
    }
}
