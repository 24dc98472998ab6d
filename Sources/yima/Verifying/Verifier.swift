import Chains
import Codes
import CommandSupport
import Evidence
import Rules
import TransparencyLog
import Values

/// Takes evidence about codes and judges it on this machine: the ledger's own word for "valid" is never taken.
struct Verifier {
    let judge: EvidenceJudge
    var codes: CodeReader { judge.codes }

    init(options: VerdictOptions, settings: Settings, key: VerifierKey) throws(CommandError) {
        let definitions = try Definitions.load(settings.definitions(options.definitions))
        judge = EvidenceJudge(
            key: key, policy: try settings.witnessPolicy(options.witnessPolicy).map(Self.policy),
            definitions: definitions.rules, profiles: definitions.profiles, codes: definitions.codes, now: .now)
    }

    /// The proven evidence about a code and what is to be thought of it; nil where nothing is on record.
    func judgement(
        of code: CanonicalCode, written: String, from ledger: LedgerConnection
    ) async throws(CommandError) -> EvidenceJudge.Judgement? {
        guard let bytes = try await ledger.evidence(written) else { return nil }
        return judge.judge(code, written: written, evidence: try Self.parse(bytes, place: Wording(ledger.url)))
    }

    /// What is to be thought of a code: `unknown` where nothing is on record.
    func verdict(
        of code: CanonicalCode, written: String, from ledger: LedgerConnection
    ) async throws(CommandError) -> VerdictDocument {
        if let judgement = try await judgement(of: code, written: written, from: ledger) { return judgement.verdict }
        return VerdictDocument(code: written, chain: TraceWalk(subject: code).chain(), findings: [], checkpoint: nil)
    }

    static func parse(_ bytes: [UInt8], place: Wording) throws(CommandError) -> Evidence {
        do {
            return try Evidence.parse(bytes)
        } catch {
            let position = "\(error.line):\(error.column)"
            throw CommandError(
                .badInput, at: Wording(en: "\(place.en):\(position)", zh: "\(place.zh):\(position)"),
                en: "not an evidence file: \(error.wording.en)", zh: "不是证据文件：\(error.wording.zh)")
        }
    }

    static func policy(_ path: String) throws(CommandError) -> WitnessPolicy {
        guard let bytes = try ByteSource(path: path).rest(bytesMax: 1 << 20) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large", zh: "文件过大")
        }
        do {
            return try WitnessPolicy.parse(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw CommandError(
                .badInput, at: Wording(path), en: "not a witness policy: \(error.en)", zh: "不是见证策略：\(error.zh)")
        }
    }
}
