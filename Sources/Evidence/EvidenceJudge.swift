public import Chains
public import Codes
public import Rules
public import TransparencyLog
public import Values

/// From an evidence file to a verdict: proofs first, then the rules of the trade over the proven events.
public struct EvidenceJudge: Sendable {
    public let key: VerifierKey
    public let policy: WitnessPolicy?
    public let definitions: TradeDefinitions
    /// What the ledger is said to have adopted: judged by where the evidence proves it.
    public let adopted: AdoptedTradeDefinitions?
    public let codes: CodeReader
    /// The schemes by which `codes` reads beside the built-in ones (`SchemeVersions.digest(of:)`): the names of an index that goes by others
    /// are not told from what is asked.
    public let schemes: MerkleHash
    public let now: Timestamp
    public let question: VerdictQuestion

    public init(
        key: VerifierKey, policy: WitnessPolicy? = nil, definitions: TradeDefinitions = .builtIn,
        adopted: AdoptedTradeDefinitions? = nil, codes: CodeReader = CodeReader(),
        schemes: MerkleHash = SchemeVersions.digest(of: [:]), now: Timestamp,
        question: VerdictQuestion = VerdictQuestion()
    ) {
        self.key = key
        self.policy = policy
        self.definitions = definitions
        self.adopted = adopted
        self.codes = codes
        self.schemes = schemes
        self.now = now
        self.question = question
    }

    /// The moment that is judged by.
    public var moment: Timestamp { question.asOf ?? now }

    /// Definition files that were taken from a ledger: its word alone makes none of them count.
    public struct AdoptedTradeDefinitions: Sendable {
        /// With these files in their places.
        public let definitions: TradeDefinitions
        /// SHA-256 of the files that are the ledger's, by name.
        public let digests: [String: String]

        public init(definitions: TradeDefinitions, digests: [String: String]) {
            self.definitions = definitions
            self.digests = digests
        }

        func isProven(by adopted: [String: String]) -> Bool {
            digests.allSatisfy { adopted[$0.key] == $0.value }
        }
    }

    /// What checking and judging a code's evidence gives.
    public struct Judgement: Sendable {
        public let verdict: VerdictDocument
        public let chain: Chain
        public let report: EvidenceReport
        /// What is false of the proofs, those of the index included.
        public var proofFindings: [Finding] { report.findings + indexFindings }
        /// What could not be checked of the proofs, or was withheld.
        public var proofDoubts: [Verdict.Doubt] { report.doubts + indexDoubts }
        var indexFindings: [Finding] = []
        var indexDoubts: [Verdict.Doubt] = []
        /// When the first clock runs out that may make another verdict of the same entries; nil where none runs.
        public let deadline: Timestamp?
    }

    /// Judges `code` by `evidence`, which must be about that code.
    /// - Parameters:
    ///   - written: the code as the person wrote it.
    ///   - memory: what was found out about other evidence already; it changes nothing of what is found.
    public func judge(
        _ code: CanonicalCode, written: String, evidence: Evidence, memory: EvidenceMemory = EvidenceMemory()
    ) -> Judgement {
        let report = EvidenceReport(evidence, key: key, policy: policy, memory: memory)
        return judge(code, written: written, evidence: evidence, report: report)
    }

    /// - Parameter report: on the same evidence.
    func judge(_ code: CanonicalCode, written: String, evidence: Evidence, report: EvidenceReport) -> Judgement {
        let doubts = Self.doubts(of: evidence, about: code)
        let walk = report.walk(of: code, codes: codes, asOf: question.asOf)
        let holder = question.party?.firm(in: walk, names: report.operatorNames)
        let chain = walk.chain(at: holder, by: report.registry)
        // Of false evidence, or another ledger's, nothing is complete.
        let check = completeness(of: chain, evidence, report)
        var judgement = judge(
            written: written, chain: chain, holder: holder, report: report, isComplete: evidence.isComplete,
            findings: check?.findings ?? [], doubts: doubts + (check?.doubts ?? []), completeness: check?.completeness)
        judgement.indexFindings = check?.findings ?? []
        judgement.indexDoubts = doubts + (check?.doubts ?? [])
        return judgement
    }

    /// Whoever was shown evidence about another code was shown nothing of his.
    static func doubts(of evidence: Evidence, about code: CanonicalCode) -> [Verdict.Doubt] {
        guard evidence.subject != code.uri else { return [] }
        return [
            .unchecked(Wording(en: "the evidence is about \(evidence.subject)", zh: "该证据针对的是 \(evidence.subject)"))
        ]
    }

    func completeness(of chain: Chain, _ evidence: Evidence, _ report: EvidenceReport) -> CompletenessCheck? {
        guard report.checkpoint != nil else { return nil }
        return CompletenessCheck(
            evidence, needed: { NeededNames(of: chain, number: $0, codes: codes) }, report: report, schemes: schemes,
            codes: codes, now: now, isHolder: { chain.custody.holds($0) })
    }

    /// - Parameters:
    ///   - walk: over the events of the report.
    ///   - known: its chain by the registry of the report, where nobody's portion is asked for and it is at hand.
    ///   - isComplete: false where something on record was left out.
    ///   - completeness: whether it is shown that nothing was.
    package func judge(
        written: String, walk: TraceWalk, known: Chain? = nil, report: EvidenceReport,
        isComplete: Bool, findings: [Finding] = [], doubts: [Verdict.Doubt] = [], completeness: Completeness? = nil
    ) -> Judgement {
        let holder = question.party?.firm(in: walk, names: report.operatorNames)
        return judge(
            written: written, chain: (holder == nil ? known : nil) ?? walk.chain(at: holder, by: report.registry),
            holder: holder, report: report, isComplete: isComplete, findings: findings, doubts: doubts,
            completeness: completeness)
    }

    /// - Parameters:
    ///   - holder: whose portion the chain was told for.
    private func judge(
        written: String, chain: Chain, holder: String?, report: EvidenceReport, isComplete: Bool,
        findings: [Finding], doubts: [Verdict.Doubt], completeness: Completeness?
    ) -> Judgement {
        let operatorNames = report.operatorNames
        let adopted = report.registry.adoptedDigests
        let definitions = self.adopted.flatMap { $0.isProven(by: adopted) ? $0.definitions : nil } ?? definitions
        let judge = Judge(
            definitions: definitions.rules, profiles: definitions.profiles, lists: definitions.lists,
            registers: definitions.registers.suspending(report.suspensions(asOf: question.asOf)), now: moment,
            operatorNames: operatorNames, enrolments: report.enrolments)
        var doubts =
            report.doubts + doubts
            + question.doubts(of: completeness, under: report.checkpoint, now: now)
        let overlooked = definitions.overlooked(in: chain, adopted: adopted)
        if !overlooked.isEmpty {
            let names = overlooked.joined(separator: ", ")
            doubts.append(
                .unchecked(
                    Wording(
                        en: "the ledger has adopted \(names), which is not at hand", zh: "账本所采纳的 \(names) 不在手边，未据以判定")))
        }
        let judgement = judge.judgement(of: chain)
        if !judgement.isWhole {
            doubts.append(.unchecked(Wording(en: "the check was given up before its end", zh: "核查中途被取消")))
        }
        let verdict = VerdictDocument(
            code: written, chain: chain, findings: report.findings + findings + judgement.findings, doubts: doubts,
            basis: VerdictBasis(
                asOf: moment, isRetrospective: question.asOf != nil,
                isComplete: isComplete && judgement.isWhole && report.checkpoint != nil,
                notJudged: judgement.notJudged, operatorNames: operatorNames),
            asked: question.party.map {
                AskedPortion($0, holder: holder, in: chain, operatorNames: operatorNames)
            },
            checkpoint: report.checkpoint.map(VerdictDocument.Checkpoint.init),
            definitions: definitions.used(in: chain, adopted: adopted), completeness: completeness)
        return Judgement(verdict: verdict, chain: chain, report: report, deadline: judgement.deadline)
    }
}

extension EvidenceReport {
    /// The chain of a code among the proven events.
    public func chain(
        of code: CanonicalCode, direction: TraceDirection = .both, codes: CodeReader = CodeReader()
    ) -> Chain {
        walk(of: code, direction: direction, codes: codes).chain(by: registry)
    }

    /// The walk of a code over the proven events.
    /// - Parameter asOf: what arrived later is not there.
    func walk(
        of code: CanonicalCode, direction: TraceDirection = .both, codes: CodeReader, asOf: Timestamp? = nil,
        limits: TraceLimits = TraceLimits()
    ) -> TraceWalk {
        let index = EventsByKey(
            events.lazy.filter { event in asOf.map { event.recordTime <= $0 } ?? true }, codes: codes)
        var walk = TraceWalk(subject: code, direction: direction, limits: limits, reader: codes)
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { break }
            for code in wanted { index.supply(&walk, code) }
        }
        return walk
    }
}

extension VerdictDocument.Checkpoint {
    public init(_ signed: SignedCheckpoint) {
        self.init(
            origin: signed.checkpoint.origin, size: signed.checkpoint.treeSize, root: signed.checkpoint.root.base64,
            cosigned: signed.cosignatures.map(\.key.name))
    }
}
