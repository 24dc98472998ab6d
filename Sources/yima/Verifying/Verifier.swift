import Chains
import Codes
import CommandSupport
import DeviceSync
import Evidence
import LedgerProtocol
import Rules
import TransparencyLog
import Values

/// Takes evidence about codes and judges it on this machine: the ledger's own word for "valid" is never taken.
struct Verifier {
    let judge: EvidenceJudge
    var codes: CodeReader { judge.codes }

    /// - Parameters:
    ///   - question: as it was read when the command began.
    ///   - adopted: what the ledger that is asked says it has adopted.
    init(
        options: VerdictOptions, settings: Settings, key: VerifierKey, question: VerdictQuestion = VerdictQuestion(),
        adopted: EvidenceJudge.AdoptedTradeDefinitions? = nil
    ) throws(CommandError) {
        let definitions = try Definitions.load(settings.definitions(options.definitions))
        judge = EvidenceJudge(
            key: key, policy: try settings.witnessPolicy(options.witnessPolicy).map(Self.policy),
            definitions: definitions.trade, adopted: adopted, codes: definitions.codes,
            schemes: SchemeVersions.digest(of: definitions.schemes), now: .now, question: question)
    }

    /// With what a code is judged of which there is no evidence.
    func basis(isComplete: Bool) -> VerdictBasis {
        VerdictBasis(
            asOf: judge.moment, isRetrospective: judge.question.asOf != nil, isComplete: isComplete)
    }

    /// What a ledger answered about a code.
    struct Answer {
        /// The proven evidence and what is to be thought of it; nil where the ledger says that nothing is on record.
        let judgement: EvidenceJudge.Judgement?
        /// What of this device's own acknowledged events is not in it.
        let lacking: AcknowledgedEvents.Lacking?
    }

    /// Takes the evidence about a code and checks it, and that it lacks nothing that the ledger acknowledged to this device.
    func answer(
        about code: CanonicalCode, written: String, from ledger: WatchedLedger
    ) async throws(CommandError) -> Answer {
        guard let taken = try await ledger.evidence(written, showingAbsence: true) else {
            return Answer(judgement: nil, lacking: await ledger.lacking(code, inEvidence: nil))
        }
        let judgement = judge.judge(code, written: written, evidence: taken.evidence)
        if [.invalid, .undecided].contains(judgement.verdict.verdict) {
            AnswerArchive.keep(
                taken.bytes,
                asFoundBy: ProofReport(taken.evidence, key: judge.key, policy: judge.policy, codes: codes))
        }
        return await answer(
            about: code, judgement, isComplete: taken.evidence.isComplete, subject: taken.evidence.subject,
            from: ledger)
    }

    /// An answer whose evidence was judged, and what it lacks.
    func answer(
        about code: CanonicalCode, _ judgement: EvidenceJudge.Judgement, isComplete: Bool, subject: String,
        from ledger: WatchedLedger
    ) async -> Answer {
        // A part of a chain, evidence about another code or of another ledger lacks what it lacks.
        let isWhole = isComplete && subject == code.uri && judgement.report.checkpoint != nil
        return Answer(
            judgement: judgement, lacking: isWhole ? await ledger.lacking(code, inEvidence: judgement.report) : nil)
    }

    /// What is to be thought of a code: `unknown` where nothing is on record.
    func verdict(
        of code: CanonicalCode, written: String, from ledger: WatchedLedger
    ) async throws(CommandError) -> ToldVerdict {
        verdict(try await answer(about: code, written: written, from: ledger), of: code, written: written)
    }

    /// What is to be thought of a code by an answer about it.
    func verdict(_ answer: Answer, of code: CanonicalCode, written: String) -> ToldVerdict {
        let verdict =
            answer.judgement?.verdict
            ?? VerdictDocument(
                code: written, chain: TraceWalk(subject: code).chain(), findings: [],
                doubts: judge.question.doubts(of: .unproven, under: nil, now: judge.now),
                basis: basis(isComplete: false),
                asked: judge.question.party.map { AskedPortion($0) }, checkpoint: nil, completeness: .unproven)
        guard let lacking = answer.lacking else { return ToldVerdict(verdict, by: answer.judgement?.report) }
        let finding = Finding(
            rule: "PROOF-6", severity: .violation, message: lacking.wording, entries: [],
            source: "RFC 9162, C2SP tlog-checkpoint")
        return ToldVerdict(verdict.adding(finding), by: answer.judgement?.report)
    }

    /// Reads a file that somebody handed over.
    static func parse(_ bytes: [UInt8], place: Wording) throws(CommandError) -> EvidenceDocument {
        do throws(LocatedError) {
            return try EvidenceDocument.parse(bytes)
        } catch {
            throw CommandError(
                .badInput, at: place.at(error), en: "not an evidence file: \(error.wording.en)",
                zh: "不是证据文件：\(error.wording.zh)")
        }
    }

    /// Reads a ledger's answer. One that makes no sense proves nothing of the goods: it could not be checked.
    static func parse(answer bytes: [UInt8], place: Wording) throws(CommandError) -> Evidence {
        do throws(LocatedError) {
            return try Evidence.parse(bytes)
        } catch {
            throw CommandError(
                .undecided, at: place.at(error), en: "could not check: the answer is not evidence: \(error.wording.en)",
                zh: "无法核查：应答不是证据：\(error.wording.zh)")
        }
    }

    static func policy(_ path: String) throws(CommandError) -> WitnessPolicy {
        guard let bytes = try ByteSource(path: path).rest(bytesMax: 1 << 20) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large", zh: "文件过大")
        }
        do {
            let policy = try WitnessPolicy.parse(String(decoding: bytes, as: UTF8.self))
            for witness in policy.uncheckable {
                Console.message(
                    said(
                        "note: \(path): \(witness.name.shown) cosigns by ML-DSA-44, which this machine cannot check (OpenSSL 3.5 or later): "
                            + "its cosignatures do not count here",
                        "注意：\(path)：\(witness.name.shown) 以 ML-DSA-44 联署，本机无法核验（需 OpenSSL 3.5 及以上），其联署在此不计"))
            }
            return policy
        } catch {
            throw CommandError(
                .badInput, at: Wording(path), en: "not a witness policy: \(error.en)", zh: "不是见证策略：\(error.zh)")
        }
    }
}

extension Wording {
    /// A file or address with the place in it where an error is.
    func at(_ error: LocatedError) -> Wording {
        Wording(en: "\(en):\(error.line):\(error.column)", zh: "\(zh):\(error.line):\(error.column)")
    }
}

extension VerdictOptions {
    /// Who demands cosignatures asks for the newest tree that has them; who demands none asks for the newest.
    func under(_ settings: Settings) -> EvidenceQuestion.Under {
        settings.witnessPolicy(witnessPolicy) == nil ? .newest : .published
    }
}
