import Chains
import Codes
import Evidence
import HTTPTypes
import Hosting
import Ledger
import LedgerProtocol
import NIOCore
import Rules
import StrictJSON
import TransparencyLog
import Values
import WebPages

/// The address that is printed on a package (GS1 Digital Link): a page for people, other forms for programs.
struct CodeRoutes: RouteGroup {
    let services: RouteServices
    /// Whose signatures hold: nearly all codes share their enrolments.
    private let memory = EvidenceMemory()

    init(services: RouteServices) { self.services = services }

    var routes: [Route] {
        [
            .get(
                "/{key}/{value}", shapes: services.host.codes.primaryKeys.map { "/\($0)/**" }, name: "code",
                parameters: ["lang"], gate: services.gates.heavy, isPrinted: true, answer: code)
        ]
    }

    private enum Form {
        case page, verdict, evidence
    }

    /// `GET /01/{gtin}/10/{lot}…`: what a code names, in the form that is asked for.
    private func code(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let accepted = AcceptedTypes(asked.headers[values: .accept])
        let form = accepted.best(of: [
            (Form.page, type: "text/html"), (.verdict, type: "application/json"),
            (.evidence, type: Evidence.mediaType),
        ])
        let language = try Self.language(asked)
        let code: CanonicalCode
        do throws(CodeError) {
            code = try services.host.codes.read(PrintedAddress(asked).written)
        } catch {
            guard form == .page else { throw Problem(error) }
            return .page(NoCodePage(error, language).html, status: 400)
        }
        let evidence = try await services.reading { () async throws(StoreError) in
            try await services.host.evidence(of: code, showingAbsence: true)
        }
        switch form {
        case .page?: return page(code, evidence, asked, language)
        case .evidence?:
            guard !evidence.entries.isEmpty else { throw evidence.isComplete ? .unknownCode(code) : .indexBehind(code) }
            return Reply(.evidence, ByteBuffer(bytes: evidence.formatted()), headers: Self.headers)
        case .verdict?, nil:
            let told = ToldVerdict(judgement(of: code, evidence))
            let isUnknown = told.document.verdict == .unknown
            return Reply(
                status: isUnknown ? 404 : 200, .json, ByteBuffer(bytes: told.json.formatted()), headers: Self.headers)
        }
    }

    private static let headers = [("cache-control", "no-store"), ("vary", "accept, accept-language")]

    private static func language(_ asked: RouteRequest) throws(Problem) -> DrawingLanguage {
        let wanted = asked.headers[.acceptLanguage]?.lowercased() ?? ""
        // A shopper's telephone may ask for a third language: then English.
        return asked.query.text("lang").flatMap { DrawingLanguage(rawValue: $0) }
            ?? (wanted.hasPrefix("zh") ? .zh : .en)
    }

    private func judgement(of code: CanonicalCode, _ evidence: Evidence) -> EvidenceJudge.Judgement {
        let host = services.host
        return EvidenceJudge(
            key: host.identity.signer.verifierKey, definitions: host.definitions, codes: host.codes,
            now: host.identity.now()
        ).judge(code, written: code.uri, evidence: evidence, memory: memory)
    }

    private func page(
        _ code: CanonicalCode, _ evidence: Evidence, _ asked: RouteRequest, _ language: DrawingLanguage
    ) -> Reply {
        let registry = services.published.registry
        let key = services.host.identity.signer.verifierKey
        let owners = (code.issuerName.map { registry.prefixes.matching($0) } ?? []).filter(\.tenure.isOpen).map {
            registry.operators[$0.uscc]?.name ?? $0.uscc
        }
        let address = PrintedAddress(asked)
        let page = CodePage(
            code, judgement(of: code, evidence),
            host: CodePage.Host(
                origin: key.name, verifierKey: "\(key)", treeSize: services.published.treeSize, owners: owners,
                lookups: []),
            codes: services.host.codes,
            target: CodePage.Target(path: address.path, query: address.query(without: ["lang"])), language)
        return .page(page.html, status: page.isKnown ? 200 : 404)
    }
}

/// The path and query under which a code was printed.
struct PrintedAddress: Sendable {
    /// Without a slash at the end.
    let path: String
    private let fields: [Substring]

    init(_ asked: RouteRequest) {
        path = asked.path.hasSuffix("/") ? String(asked.path.dropLast()) : asked.path
        fields = (asked.queryText ?? "").split(separator: "&")
    }

    /// As the canonical domain would have it; what the label says beside it stands in the query by numbers.
    var written: String {
        let attributes = fields.filter { $0.utf8.first.map { (0x30...0x39).contains($0) } ?? false }
        return "https://id.gs1.org\(path)" + (attributes.isEmpty ? "" : "?" + attributes.joined(separator: "&"))
    }

    /// The fields of the query as they came, without those that were meant for this host.
    func query(without names: Set<Substring>) -> [String] {
        fields.filter { !names.contains($0.prefix { $0 != "=" }) }.map(String.init)
    }
}

extension Reply {
    /// A page of ours: nothing in it but what it names itself, and nothing from elsewhere.
    static func page(_ html: String, status: Int = 200, headers: [(name: String, value: String)] = []) -> Reply {
        Reply(
            status: status, .html, ByteBuffer(string: html),
            headers: [
                ("cache-control", "no-store"), ("vary", "accept, accept-language"),
                ("content-security-policy", contentPolicy), ("referrer-policy", "no-referrer"),
            ] + headers)
    }

    private static let contentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        + "frame-ancestors 'none'"
}
