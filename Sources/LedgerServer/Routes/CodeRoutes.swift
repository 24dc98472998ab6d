import Chains
import Codes
import Evidence
import HTTPTypes
import Hosting
import Ledger
import LedgerProtocol
import LedgerQuery
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
    private let lookups = CodeLookups()

    init(services: RouteServices) { self.services = services }

    var routes: [Route] {
        [
            .get(
                "/{key}/{value}", shapes: (services.host.codes.primaryKeys + Self.qualifiers).map { "/\($0)/**" },
                name: "code",
                parameters: ["lang", "linkType", "report"], gate: services.gates.heavy, isPrinted: true, answer: code),
            .get("/.well-known/gs1resolver", name: "resolver", gate: services.gates.light, answer: resolver),
            .get(
                "/check", name: "check", parameters: ["ledger", "code", "lang"], gate: services.gates.light,
                answer: check),
        ]
    }

    /// What may follow a key and begins no address: such a path is refused as one out of its order.
    private static let qualifiers = ["10", "21", "22", "235", "254", "8011", "8019", "8020"]

    private enum Form {
        case page, verdict, evidence, linkset
    }

    /// `GET /01/{gtin}/10/{lot}…`: what a code names, in the form that is asked for.
    private func code(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let accepted = AcceptedTypes(asked.headers[values: .accept])
        let form = accepted.best(of: [
            (Form.page, type: "text/html"), (.verdict, type: "application/json"),
            (.linkset, type: Reply.MediaType.linkset.rawValue), (.evidence, type: Evidence.mediaType),
        ])
        let language = try Self.language(asked)
        let code: CanonicalCode
        do throws(CodeError) {
            code = try services.host.codes.read(PrintedAddress(asked).written)
        } catch {
            guard form == .page else { throw Problem(error) }
            return .page(NoCodePage(error, language).html, status: 400)
        }
        if asked.query.text("report") != nil, services.host.reports != nil, form == .page {
            return ReportForm(services, code, asked, language).reply()
        }
        let links = links(of: code, asked)
        let wanted = asked.query.text("linkType")
        if let wanted, wanted != "linkset", wanted != "all" { return try resolved(wanted, links, asked) }
        if wanted != nil || form == .linkset {
            guard try await isKnown(code) else { throw .unknownCode(code) }
            // Who asks for the set by name and takes only JSON is given it as that.
            let isPlain = form == .verdict
            return .linkset(links, isPlain ? .json : .linkset)
        }
        let evidence = try await services.reading { () async throws(StoreError) in
            try await services.host.evidence(of: code, showingAbsence: true)
        }
        let headers = Self.headers + [("link", links.field())]
        switch form {
        case .page?: return page(code, evidence, asked, language, link: links.field())
        case .evidence?:
            guard !evidence.entries.isEmpty else { throw evidence.isComplete ? .unknownCode(code) : .indexBehind(code) }
            return Reply(.evidence, ByteBuffer(bytes: evidence.formatted()), headers: headers)
        case .verdict?, .linkset?, nil:
            let told = ToldVerdict(judgement(of: code, evidence))
            let isUnknown = told.document.verdict == .unknown
            return Reply(
                status: isUnknown ? 404 : 200, .json, ByteBuffer(bytes: told.json.formatted()), headers: headers)
        }
    }

    // MARK: Resolving

    private func links(of code: CanonicalCode, _ asked: RouteRequest) -> Linkset {
        let path = PrintedAddress(asked).path
        return Linkset(code: code, links: CodeLink.all(of: code, path: path), path: path, base: asked.base)
    }

    /// Whether anything stands under the code.
    private func isKnown(_ code: CanonicalCode) async throws(Problem) -> Bool {
        let size = services.published.treeSize
        return try await services.reading { () async throws(StoreError) in
            try await !services.host.reader.events(of: code, below: size, limit: 1).events.isEmpty
        }
    }

    /// The link of a type, or what there is to choose from.
    private func resolved(_ linkType: String, _ links: Linkset, _ asked: RouteRequest) throws(Problem) -> Reply {
        let relation = CodeLink.relation(of: linkType)
        let found = links.links.filter { $0.relation == relation }
        guard !found.isEmpty else {
            let known = Set(links.links.map { CodeLink.namespaces[2] + $0.relation }).sorted()
            throw Problem(
                .noSuchLink, en: "no link of type '\(linkType.printable)'; there are: \(known.joined(separator: ", "))",
                zh: "没有类型为“\(linkType.printable)”的链接；现有：\(known.joined(separator: ", "))",
                members: [("linkTypes", .strings(known))])
        }
        let choice = LinkChoice(
            among: found, AcceptedTypes(asked.headers[values: .accept]),
            AcceptedLanguages(asked.headers[values: .acceptLanguage]), language: asked.query.text("lang"))
        switch choice {
        case .one(let link):
            var own: Set<Substring> = ["linkType"]
            if link.language != nil { own.insert("lang") }
            let location = link.location(passingOn: PrintedAddress(asked).query(without: own))
            return Reply(
                status: 307, .text, ByteBuffer(string: "\(location)\n"),
                headers: Self.headers + [("location", location), ("link", links.field())])
        case .several(let several):
            let part = Linkset(code: links.code, links: several, path: links.path, base: links.base)
            return .linkset(part, .linkset, status: 300)
        }
    }

    /// `GET /.well-known/gs1resolver`: what this resolver can do (GS1-Conformant Resolver 1.2, description file).
    private func resolver(_ asked: RouteRequest) -> Reply {
        let document = JSONNode.object([
            ("name", .string("Yima: \(services.host.identity.signer.verifierKey.name)")),
            ("resolverRoot", .string(asked.base)),
            ("supportedPrimaryKeys", .strings(services.host.codes.primaryKeys)),
            (
                "supportedLinkType",
                .array([.object([("namespace", .string(CodeLink.namespaces[0])), ("prefix", .string("gs1:"))])])
            ),
            ("linkTypeDefaultCanBeLinkset", true),
        ])
        return Reply(.json, document.formatted(), caching: .brief)
    }

    // MARK: Another ledger

    /// `GET /check?ledger=…&code=…&lang=…`: a page whose script checks another host's ledger.
    private func check(_ asked: RouteRequest) throws(Problem) -> Reply {
        let language = try Self.language(asked)
        guard let written = asked.query.text("ledger") else { return .page(OtherLedgerPage(nil, language).html) }
        guard let base = Self.base(written) else {
            throw Problem(
                .malformedQuery, en: "parameter 'ledger' is no address of a host: https://trace.example.gov.cn",
                zh: "参数“ledger”不是主机地址：应如 https://trace.example.gov.cn")
        }
        let code = try services.readCode(asked.query).code
        let page = OtherLedgerPage(OtherLedgerPage.Question(base: base, subject: code.uri), language)
        return .page(page.html, connectingTo: base)
    }

    /// Scheme and host, as a policy may name them; nil where that is not all that is written.
    private static func base(_ written: String) -> String? {
        let text = written.hasSuffix("/") ? String(written.dropLast()) : written
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            return RouteRequest.isAuthority(String(text.dropFirst(scheme.count))) ? text : nil
        }
        return nil
    }

    private static let headers = [("cache-control", "no-store"), ("vary", "accept, accept-language")]

    static func language(_ asked: RouteRequest) throws(Problem) -> DrawingLanguage {
        let wanted = asked.headers[.acceptLanguage]?.lowercased() ?? ""
        // A shopper's telephone may ask for a third language: then English.
        return asked.query.text("lang").flatMap { DrawingLanguage(rawValue: $0) }
            ?? (wanted.hasPrefix("zh") ? .zh : .en)
    }

    private func judgement(of code: CanonicalCode, _ evidence: Evidence) -> EvidenceJudge.Judgement {
        let host = services.host
        return EvidenceJudge(
            key: host.identity.signer.verifierKey, definitions: host.definitions, codes: host.codes,
            schemes: host.schemes, now: host.identity.now()
        ).judge(code, written: code.uri, evidence: evidence, memory: memory)
    }

    private func page(
        _ code: CanonicalCode, _ evidence: Evidence, _ asked: RouteRequest, _ language: DrawingLanguage, link: String
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
                lookups: lookups.count(code.key, from: asked.askerAddress, at: services.host.identity.now())
                    .sentences(isOneThing: code.part("serial") != nil),
                witnesses: services.host.cosigned?.policy.cosigners.map(\.description) ?? [],
                takesReports: services.host.reports != nil),
            codes: services.host.codes,
            target: CodePage.Target(path: address.path, query: address.query(without: ["lang", "report"])), language)
        return .page(page.html, status: page.isKnown ? 200 : 404, headers: [("link", link)])
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

extension RouteRequest {
    /// Scheme and host under which the client knows this server, as far as it and the proxy before this server say; empty where they do not.
    var base: String {
        guard let authority, Self.isAuthority(authority), let forwarded = HTTPField.Name("x-forwarded-proto") else {
            return ""
        }
        return (headers[forwarded] == "https" ? "https://" : "http://") + authority
    }

    /// Whether it is a host by name or number, with a port or without, and nothing that means something in a policy, a link or a page.
    static func isAuthority(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "-.:[]".utf8.contains(byte)
            }
    }
}

extension Reply {
    fileprivate static func linkset(_ links: Linkset, _ type: MediaType, status: Int = 200) -> Reply {
        Reply(
            status: status, type, ByteBuffer(bytes: links.json.formatted()),
            headers: [
                ("cache-control", "no-store"), ("vary", "accept, accept-language"),
                ("link", links.field(isDocument: true)),
            ])
    }

    /// A page of ours: nothing in it but what it names itself, and nothing from elsewhere.
    /// - Parameter host: another than this one, from which its script may fetch.
    static func page(
        _ html: String, status: Int = 200, headers: [(name: String, value: String)] = [],
        connectingTo host: String = "'self'"
    ) -> Reply {
        Reply(
            status: status, .html, ByteBuffer(string: html),
            headers: [
                ("cache-control", "no-store"), ("vary", "accept, accept-language"),
                ("content-security-policy", contentPolicy(connectingTo: host)), ("referrer-policy", "no-referrer"),
            ] + headers)
    }

    private static func contentPolicy(connectingTo host: String) -> String {
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src \(host); form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'"
    }
}
