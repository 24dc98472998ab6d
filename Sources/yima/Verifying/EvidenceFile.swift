import Codes
import CommandSupport
import Evidence
import TransparencyLog
import Values

/// An evidence file as somebody hands it over: about one code, or about several.
struct EvidenceFile {
    let path: String
    let document: EvidenceDocument

    init(path: String) throws(CommandError) {
        let bytes = try Self.bytes(path)
        guard !bytes.starts(with: "c2sp.org/tlog-proof@".utf8) else {
            throw CommandError(
                .usage, at: Wording(path), en: "a proof of one entry, and the entry is not given",
                zh: "这是单个条目的证明，但未给出该条目",
                hint: Wording(en: "give the entry's bytes with --entry-file FILE", zh: "请用 --entry-file 文件 给出条目内容"))
        }
        self.init(path: path, document: try Verifier.parse(bytes, place: Wording(path)))
    }

    private init(path: String, document: EvidenceDocument) {
        self.path = path
        self.document = document
    }

    static func bytes(_ path: String) throws(CommandError) -> [UInt8] {
        guard let bytes = try ByteSource(path: path).rest(bytesMax: Evidence.bytesMax) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large for an evidence file", zh: "证据文件过大")
        }
        return bytes
    }

    /// The codes that it has evidence about.
    var subjects: [String] {
        switch document {
        case .single(let evidence): [evidence.subject]
        case .batch(let batch): batch.evidence.map(\.subject)
        }
    }

    /// The evidence about a code; where the file has none, whatever evidence it has, which says itself that it is about another.
    func evidence(about code: CanonicalCode) throws(CommandError) -> Evidence {
        let found: Evidence? =
            switch document {
            case .single(let evidence): evidence
            case .batch(let batch): batch.evidence.first { $0.subject == code.uri } ?? batch.evidence.first
            }
        guard let found else {
            throw CommandError(
                .undecided, at: Wording(path), en: "could not check: the file has evidence about no code",
                zh: "无法核查：文件中没有任何编码的证据")
        }
        return found
    }

    /// The key to check it by, which must come from elsewhere: a file cannot vouch for itself. Where it shows another exchange of a key than
    /// was seen, that ends the command with the proof.
    func key(_ trust: LedgerTrust) throws(CommandError) -> VerifierKey {
        guard let key = try trust.known(url: nil) else { throw .noKeyKnown(path) }
        try KnownKeys.compare(document.keyRotations, with: key, at: path, isNamed: try trust.isNamed)
        return key
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
