import Chains
import Codes
import Evidence
import Hosting
import Ledger
import LedgerProtocol
import LedgerQuery
import Pictures
import Rules
import TransparencyLog
import Values

/// Whole chains: drawn, judged, and to take away.
struct ChainRoutes: RouteGroup {
    let services: RouteServices
    /// Whose signatures hold: nearly all chains share their enrolments.
    private let memory = EvidenceMemory()

    init(services: RouteServices) {
        self.services = services
    }

    var routes: [Route] {
        [
            .get(
                "/trace", name: "trace", parameters: ["code", "direction", "format", "lang"],
                gate: services.gates.heavy, answer: trace),
            .get(
                "/evidence", name: "evidence", parameters: ["code", "absence", "under"], gate: services.gates.heavy,
                answer: evidence),
            .post(
                "/evidence", name: "evidence-batch", gate: services.gates.heavy, isOpen: true,
                body: RouteBody(mediaType: EvidenceQuestion.mediaType, bytesMax: EvidenceQuestion.bytesMax),
                answer: evidenceOfMany),
            .get(
                "/verify", name: "verify", parameters: ["code", "at", "as-of"], gate: services.gates.heavy,
                answer: verify),
        ]
    }

    private enum DrawingFormat: String, CaseIterable {
        case json, dot, svg, tree
    }

    /// `GET /trace?code=…&direction=up|down|both&format=json|dot|svg|tree&lang=en|zh`: the chain, drawn.
    private func trace(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let (written, code) = try services.readCode(asked.query)
        let direction: TraceDirection = try asked.query.word("direction", else: .both)
        let format: DrawingFormat = try asked.query.word("format", else: .json)
        let language: DrawingLanguage = try asked.query.word("lang", else: .en)
        let published = services.published
        let chain = try await services.reading { () async throws(StoreError) in
            try await services.host.reader.chain(
                of: code, direction: direction, treeSize: published.treeSize, registry: published.registry
            ).chain
        }
        guard !chain.isEmpty else { throw chain.isTruncated ? .indexBehind(code) : .unknownCode(code) }
        let graph = TraceGraph(chain, operatorNames: operatorNames(in: chain, of: published.registry))
        switch format {
        case .json: return Reply(graph.json)
        case .dot: return Reply(.dot, Array(graph.dot(language).utf8), caching: .none)
        case .svg:
            // What is wrong stands in the picture where it happened, as the command draws it.
            let judge = EvidenceJudge(
                key: services.host.identity.signer.verifierKey, definitions: services.host.definitions,
                codes: services.host.codes, now: services.host.identity.now())
            let verdict = try await services.reading { () async throws(StoreError) in
                try await services.host.judgement(of: code, written: written, by: judge, memory: memory).verdict
            }
            return Reply(.svg, Array(graph.svg(language, verdict: verdict).utf8), caching: .none)
        case .tree: return Reply(.text, Array(graph.tree(language).utf8), caching: .none)
        }
    }

    private enum Absence: String, CaseIterable {
        case told, shown
    }

    /// Under which checkpoint evidence stands: the newest there is, or the newest that the witness policy accepts. Where there is none of
    /// those yet, the newest says so by itself: it bears too few cosignatures.
    private func tree(under question: EvidenceQuestion.Under) -> CosignedLedger.Tree {
        switch question {
        case .newest: services.host.newestTree
        case .published: services.host.witnessed ?? services.host.newestTree
        }
    }

    /// `GET /evidence?code=…&absence=told|shown&under=newest|published`: everything needed to verify offline. That nothing is on record
    /// of a code is told as a problem; with `absence=shown` it is shown by the committed index, where the ledger has named one.
    private func evidence(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let (_, code) = try services.readCode(asked.query)
        let absence: Absence = try asked.query.word("absence", else: .told)
        let tree = tree(under: try asked.query.word("under", else: .newest))
        let evidence = try await services.reading { () async throws(StoreError) in
            try await services.host.evidence(of: code, showingAbsence: absence == .shown, asOf: tree)
        }
        guard !evidence.entries.isEmpty else { throw evidence.isComplete ? .unknownCode(code) : .indexBehind(code) }
        return Reply(.evidence, evidence.formatted(), caching: .none)
    }

    /// `POST /evidence`: the evidence about many codes in one document. A code that is unknown, cannot be read or for which there
    /// is no more room is told in it.
    private func evidenceOfMany(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let question: EvidenceQuestion
        do throws(EvidenceQuestion.Malformation) {
            question = try EvidenceQuestion(parsing: asked.body)
        } catch {
            throw Problem(.malformedQuestion, error.wording)
        }
        let tree = tree(under: question.under)
        let batch = try await services.reading { () async throws(StoreError) in
            try await services.host.evidence(of: question.codes, isAnswered: question.isAnswered, asOf: tree)
        }
        return Reply(.evidence, batch.formatted(), caching: .none)
    }

    /// `GET /verify?code=…&at=…&as-of=…`: the verdict that the evidence would give which a stranger would get. An unknown code is a verdict,
    /// not a problem.
    private func verify(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let (written, code) = try services.readCode(asked.query)
        let host = services.host
        let now = host.identity.now()
        let question = try asked.query.verdictQuestion(codes: host.codes, now: now)
        let judge = EvidenceJudge(
            key: host.identity.signer.verifierKey, definitions: host.definitions, codes: host.codes, now: now,
            question: question)
        let judgement = try await services.reading { () async throws(StoreError) in
            try await host.judgement(of: code, written: written, by: judge, memory: memory)
        }
        return Reply(ToldVerdict(judgement).json)
    }

    /// The names of the operators that a chain names: a province has more operators than any chain.
    private func operatorNames(in chain: Chain, of registry: Registry) -> [String: String] {
        let concerned = Set(chain.events.flatMap { [$0.operatorUSCC] + $0.sources + $0.destinations })
        var names: [String: String] = [:]
        for uscc in concerned { names[uscc] = registry.operators[uscc]?.name }
        return names
    }
}

extension QueryParameters {
    /// What `at` and `as-of` ask for.
    fileprivate func verdictQuestion(codes: CodeReader, now: Timestamp) throws(Problem) -> VerdictQuestion {
        var question = VerdictQuestion()
        if let text = text("as-of") {
            do throws(VerdictQuestion.MomentError) {
                question.asOf = try VerdictQuestion.moment(text, now: now)
            } catch {
                throw Problem.malformed(parameter: "as-of", error.wording)
            }
        }
        if let text = text("at") {
            do throws(PartyName.Malformation) {
                question.party = try PartyName(text, codes: codes)
            } catch {
                throw Problem.malformed(parameter: "at", error.wording)
            }
        }
        return question
    }
}

extension Problem {
    fileprivate static func malformed(parameter name: String, _ reason: Wording) -> Problem {
        Problem(.malformedQuery, en: "parameter '\(name)': \(reason.en)", zh: "参数“\(name)”：\(reason.zh)")
    }
}
