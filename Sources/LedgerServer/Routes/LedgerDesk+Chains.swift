import Chains
import Evidence
import Hosting
import Ledger
import LedgerQuery
import Pictures
import Rules
import TransparencyLog

extension LedgerDesk {
    private enum DrawingFormat: String, CaseIterable {
        case json, dot, svg, tree
    }

    /// `GET /trace?code=…&direction=up|down|both&format=json|dot|svg|tree&lang=en|zh`: the chain, drawn.
    func trace(_ query: QueryParameters) async throws(Problem) -> Reply {
        let (_, code) = try readCode(query)
        let direction: TraceDirection = try query.word("direction", else: .both)
        let format: DrawingFormat = try query.word("format", else: .json)
        let language: DrawingLanguage = try query.word("lang", else: .en)
        let size = try await publishedSize()
        let chain = try await reading { () async throws(StoreError) in
            try await host.reader.chain(of: code, direction: direction, treeSize: size).chain
        }
        guard !chain.isEmpty else { throw .unknownCode(code) }
        let graph = TraceGraph(chain, operatorNames: await operatorNames(in: chain))
        return switch format {
        case .json: Reply(graph.json)
        case .dot: Reply(.dot, Array(graph.dot(language).utf8), caching: .none)
        case .svg: Reply(.svg, Array(graph.svg(language).utf8), caching: .none)
        case .tree: Reply(.text, Array(graph.tree(language).utf8), caching: .none)
        }
    }

    /// `GET /evidence?code=…`: everything needed to verify offline.
    func evidence(_ query: QueryParameters) async throws(Problem) -> Reply {
        let (_, code) = try readCode(query)
        let evidence = try await reading { () async throws(StoreError) in try await host.evidence(of: code) }
        guard !evidence.entries.isEmpty else { throw .unknownCode(code) }
        return Reply(.evidence, evidence.formatted(), caching: .none)
    }

    /// `GET /verify?code=…`: the verdict, drawn from the same evidence that a stranger would get. An unknown code is a
    /// verdict, not a problem.
    func verify(_ query: QueryParameters) async throws(Problem) -> Reply {
        let (written, code) = try readCode(query)
        let evidence = try await reading { () async throws(StoreError) in try await host.evidence(of: code) }
        let judge = EvidenceJudge(
            key: host.identity.signer.verifierKey, definitions: host.rules, profiles: host.profiles, codes: codes,
            now: host.identity.now())
        return Reply(judge.judge(code, written: written, evidence: evidence).verdict.json)
    }

    /// The names of the operators that a chain names: a province has more operators than any chain.
    private func operatorNames(in chain: Chain) async -> [String: String] {
        let operators = await host.sequencer.registry.operators
        let concerned = Set(chain.events.flatMap { [$0.operatorUSCC] + $0.sources + $0.destinations })
        var names: [String: String] = [:]
        for uscc in concerned { names[uscc] = operators[uscc]?.name }
        return names
    }
}
