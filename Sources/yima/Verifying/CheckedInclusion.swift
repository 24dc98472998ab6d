import CommandSupport
import Evidence
import Ledger
import StrictJSON
import TransparencyLog
import Values

/// A `.tlog-proof` (C2SP tlog-proof) that somebody hands over beside an entry, checked with the ledger's key.
struct CheckedInclusion {
    let status: ExitStatus
    private let proof: InclusionProofFile
    private let entry: [UInt8]
    private let opened: SignedCheckpoint?
    /// Why it does not hold, or could not be checked.
    private let reason: Wording?

    init(
        path: String, entryFile: String, _ trust: LedgerTrust, policy: WitnessPolicy?
    ) throws(CommandError) {
        guard let entry = try ByteSource(path: entryFile).rest(bytesMax: LedgerEntry.bytesMax) else {
            throw CommandError(.badInput, at: Wording(entryFile), en: "too large for an entry", zh: "超过条目的最大长度")
        }
        self.entry = entry
        let bytes = try EvidenceFile.proofBytes(path)
        do throws(InclusionProofFileError) {
            proof = try InclusionProofFile.parse(bytes)
        } catch {
            throw CommandError(
                .badInput, at: Wording(path), en: "not a proof file: \(error.wording.en)",
                zh: "不是证明文件：\(error.wording.zh)")
        }
        guard let key = try trust.known(url: nil) else { throw .noKeyKnown(path) }
        (status, opened, reason) = Self.judged(proof, .leaf(entry), key, policy)
    }

    private static func judged(
        _ proof: InclusionProofFile, _ leafHash: MerkleHash, _ key: VerifierKey, _ policy: WitnessPolicy?
    ) -> (ExitStatus, SignedCheckpoint?, Wording?) {
        do throws(InclusionProofFileError) {
            let opened = try proof.verify(leafHash: leafHash, key: key, cosigners: policy?.cosigners ?? [])
            guard policy?.isSatisfied(by: opened.cosignatures) != false else {
                return (.undecided, opened, CheckpointError.quorumNotMet.wording)
            }
            return (.done, opened, nil)
        } catch {
            // Another ledger's proof says nothing of this one.
            if case .checkpoint(.notSignedByLog) = error { return (.undecided, nil, error.wording) }
            return (.violated, nil, error.wording)
        }
    }

    private var word: String {
        switch status {
        case .done: "hold"
        case .violated: "false"
        default: "unchecked"
        }
    }

    /// `{"proofs":"hold|false|unchecked","entry","kind","message","messageZh","checkpoint"}`.
    var json: JSONNode {
        .object([
            ("proofs", .string(word)), ("entry", .unsigned(proof.leafIndex)), ("kind", .string(kind)),
            ("message", reason.map { .string($0.en) } ?? .null), ("messageZh", reason.map { .string($0.zh) } ?? .null),
            (
                "checkpoint",
                opened.map { opened in
                    .object([
                        ("origin", .string(opened.checkpoint.origin)), ("size", .unsigned(opened.checkpoint.treeSize)),
                        ("root", .string(opened.checkpoint.root.base64)),
                        ("cosigned", .strings(opened.cosignatures.map(\.key.name))),
                    ])
                } ?? .null
            ),
        ])
    }

    /// What the entry's first line says that it is; empty where it is no entry of a ledger.
    private var kind: String {
        guard (try? LedgerEntry(parsing: entry)) != nil else { return "" }
        let line = entry.prefix { $0 != 0x0A }.split(separator: UInt8(ascii: " "))
        return line.count > 1 ? String(decoding: line[1], as: UTF8.self) : ""
    }

    var text: String {
        if let opened, status == .done {
            let size = opened.checkpoint.treeSize.grouped
            return Terminal.paint(said("the proof holds", "证明成立"), .green, .bold) + "  "
                + said(
                    "entry \(proof.leafIndex) of \(opened.checkpoint.origin.printable), which has signed \(size) entries",
                    "\(opened.checkpoint.origin.printable) 的第 \(proof.leafIndex) 条；该账本已签署 \(size) 条")
        }
        let (word, colour): (String, Terminal.Colour) =
            status == .violated
            ? (said("the proof is FALSE", "证明不成立"), .red) : (said("could not check", "无法核查"), .yellow)
        return Terminal.paint(word, colour, .bold) + "  " + (reason.map { said($0).printable } ?? "")
    }
}

extension EvidenceFile {
    /// A proof file's bytes; one that is too large is none.
    fileprivate static func proofBytes(_ path: String) throws(CommandError) -> [UInt8] {
        guard let bytes = try ByteSource(path: path).rest(bytesMax: 2 * SignedNote.byteCountMax) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large for a proof file", zh: "证明文件过大")
        }
        return bytes
    }
}
