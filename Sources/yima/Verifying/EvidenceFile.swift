import CommandSupport
import Evidence
import TransparencyLog
import Values

/// An evidence file as somebody hands it over.
struct EvidenceFile {
    let path: String
    let evidence: Evidence

    init(path: String) throws(CommandError) {
        guard let bytes = try ByteSource(path: path).rest(bytesMax: Evidence.bytesMax) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large for an evidence file", zh: "证据文件过大")
        }
        self.path = path
        evidence = try Verifier.parse(bytes, place: Wording(path))
    }

    /// The key to check it by, which must come from elsewhere: a file cannot vouch for itself.
    func key(_ trust: LedgerTrust) throws(CommandError) -> VerifierKey {
        if let key = try trust.known(url: nil) { return key }
        throw .noKeyKnown(path)
    }
}

extension CommandError {
    /// A file that is checked offline, and nobody has said whose ledger it is of.
    static func noKeyKnown(_ path: String) -> CommandError {
        CommandError(
            .undecided, at: Wording(path), en: "could not check: no ledger key is known", zh: "无法核查：没有账本的验证密钥",
            hint: Wording(
                en: "give the ledger's verifier key with --ledger-key or YIMA_LEDGER_KEY; its host publishes it",
                zh: "请用 --ledger-key 或 YIMA_LEDGER_KEY 提供账本主机公布的验证密钥"))
    }
}
