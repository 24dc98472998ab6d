import Chains
import Draws
import EPCIS
import Evidence
import HTTPTypes
import HostState
import Hosting
import Ledger
import LedgerProtocol
import NIOCore
import StrictJSON
import TransparencyLog
import Values
import WebPages

/// Draws of inspections (双随机一公开): made public, with all by which anybody checks them.
struct DrawRoutes: RouteGroup {
    let services: RouteServices
    private let memory = DrawMemory()

    init(services: RouteServices) {
        self.services = services
    }

    /// Draws in a list.
    private static let listMax = 200

    private enum Format: String, CaseIterable {
        case html, json
    }

    var routes: [Route] {
        [
            .get("/draws", name: "draws", parameters: ["format", "lang"], gate: services.gates.query, answer: list),
            .get(
                "/draws/{office}/{word}", name: "draw", parameters: ["format", "lang"], gate: services.gates.heavy,
                answer: draw),
            .get(
                "/draws/{office}/{word}/evidence", name: "draw-evidence", parameters: ["under"],
                gate: services.gates.heavy, answer: evidence),
            .get(
                "/draws/{office}/{word}/seed", name: "draw-seed", gate: services.gates.heavy, answer: seed),
            .get(
                "/draws/{office}/{word}/files/{file}", name: "draw-file", parameters: ["publication"],
                gate: services.gates.heavy, answer: file),
            .post(
                "/draws/{office}/{word}/files/{file}", name: "bring-draw-file", gate: services.gates.heavy,
                body: RouteBody(mediaType: "text/plain", bytesMax: LineTree.bytesMax, admit: admit), answer: bring),
        ]
    }

    private func language(_ asked: RouteRequest) throws(Problem) -> DrawingLanguage {
        let wanted = asked.headers[.acceptLanguage]?.lowercased() ?? ""
        return try asked.query.word("lang", else: wanted.hasPrefix("en") ? .en : .zh)
    }

    private func page(_ html: String) -> Reply {
        Reply(
            .html, ByteBuffer(string: html),
            headers: [("cache-control", Reply.Caching.brief.rawValue), ("vary", "accept-language")])
    }

    private func document(_ record: DrawRecord, check: DrawCheck? = nil) -> DrawDocument {
        DrawDocument(
            record, officeName: services.published.registry.operators[record.name.uscc]?.name, check: check)
    }

    /// `GET /draws?format=html|json&lang=en|zh`: the newest draws that were committed to.
    private func list(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let format: Format = try asked.query.word("format", else: .html)
        let language = try language(asked)
        let host = services.host
        let records = try await services.reading { () async throws(StoreError) in
            try await host.drawRecords(limit: Self.listMax)
        }
        let draws = records.map { document($0) }
        switch format {
        case .json:
            let witnesses = host.cosigned?.policy.cosigners.map(\.description) ?? []
            return Reply(DrawsDocument(draws, registry: services.published.registry, witnesses: witnesses).json)
        case .html:
            return page(DrawsPage(draws, origin: host.identity.signer.name, language).html)
        }
    }

    /// `GET /draws/<office>/<word>?format=html|json&lang=en|zh`: one draw, checked by this host.
    private func draw(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let format: Format = try asked.query.word("format", else: .html)
        let language = try language(asked)
        let record = try await record(asked)
        let check = try await check(record)
        let document = document(record, check: check)
        switch format {
        case .json: return Reply(document.json)
        case .html:
            let host = services.host
            return page(
                DrawPage(
                    document, origin: host.identity.signer.name, treeSize: services.published.treeSize, language
                ).html)
        }
    }

    /// `GET /draws/<office>/<word>/evidence?under=newest|published`: the acts with what proves them.
    private func evidence(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let name = try name(asked)
        let host = services.host
        let tree: CosignedLedger.Tree =
            switch try asked.query.word("under", else: EvidenceQuestion.Under.newest) {
            case .newest: host.newestTree
            case .published: host.witnessed ?? host.newestTree
            }
        let evidence = try await services.reading { () async throws(StoreError) in
            try await host.evidence(of: name, asOf: tree)
        }
        guard !evidence.entries.isEmpty else { throw .unknown(name) }
        return Reply(.evidence, evidence.formatted(), caching: .none)
    }

    /// `GET /draws/<office>/<word>/seed`: what shows the seed.
    private func seed(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let record = try await record(asked)
        guard let commitment = record.commitment else { throw .unknown(record.name) }
        let host = services.host
        let proof = try await services.reading { () async throws(StoreError) in
            try await host.seedProof(ofCommitment: commitment.entry)
        }
        guard let proof else {
            throw Problem(
                .indexBehind, en: "no state of the index has come after the commitment yet", zh: "承诺之后尚无索引状态",
                retryAfterSeconds: 5)
        }
        return Reply(proof.json)
    }

    /// `GET /draws/<office>/<word>/files/<file>?publication=<n>`: one of its files, byte for byte; of the findings also what was published before.
    private func file(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let file = try file(in: asked)
        let publication = try publication(asked)
        let record = try await record(asked)
        let host = services.host
        guard let tree = LedgerHost.tree(of: file, in: record, publication: publication) else {
            throw .unknown(record.name)
        }
        let bytes = try await services.reading { () async throws(StoreError) in
            try await host.draws?.load(.file(tree.root))
        }
        guard let bytes else {
            throw Problem(
                .notFound, en: "the \(file.wording.en) was not brought yet", zh: "\(file.wording.zh)尚未送达")
        }
        return Reply(.text, bytes, caching: .brief)
    }

    /// Bringing needs no permission: what is brought must be what an office has committed to.
    private func admit(_ asked: RouteRequest) throws(Problem) -> JournalName? {
        _ = try name(asked)
        _ = try file(in: asked)
        guard services.host.draws != nil else {
            throw Problem(.keepsNoDraws, en: "this host keeps no files of draws", zh: "本主机不保存抽查文件")
        }
        return nil
    }

    /// `POST /draws/<office>/<word>/files/<file>`: takes one of its files.
    private func bring(_ asked: RouteRequest) async throws(Problem) -> Reply {
        let file = try file(in: asked)
        let record = try await record(asked)
        guard let newest = LedgerHost.tree(of: file, in: record) else { throw .unknown(record.name) }
        // What was published before may come late.
        let trees = file == .findings ? record.publications.map(\.act.findings) : [newest]
        guard let tree = LineTree(of: asked.body), trees.contains(tree) else {
            throw Problem(.notCommittedTo, DrawError.otherFile(file).wording)
        }
        // Everybody reads what lies here, and no command brings it: it is not kept, whatever committed to it.
        if let (line, number) = file.personalNumber(in: asked.body) {
            throw Problem(
                .notCommittedTo, en: "line \(line): \(number.wording.en)", zh: "第 \(line) 行：\(number.wording.zh)")
        }
        let draws = services.host.draws
        try await services.reading { () async throws(StoreError) in
            try await draws?.keep(asked.body, as: .file(tree.root))
        }
        return Reply(.object([("file", .string(file.rawValue)), ("root", .string(tree.root.base64))]))
    }

    // MARK: What is asked for

    private func parts(_ asked: RouteRequest) -> [Substring] {
        String(asked.path(after: "/draws/")).split(separator: "/", omittingEmptySubsequences: false)
    }

    private func name(_ asked: RouteRequest) throws(Problem) -> DrawName {
        let parts = parts(asked)
        guard parts.count >= 2, let name = DrawName(uscc: parts[0], word: parts[1]) else {
            throw Problem(
                .unknownDraw, en: "a draw is named by its office's USCC and a word", zh: "抽查以机关统一社会信用代码与名称指明")
        }
        return name
    }

    private func file(in asked: RouteRequest) throws(Problem) -> DrawFile {
        guard let last = parts(asked).last, let file = DrawFile(rawValue: String(last)) else {
            let words = DrawFile.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.notFound, en: "the files of a draw are \(words)", zh: "抽查文件有 \(words)")
        }
        return file
    }

    /// The number of a publication, from 1; nil where none is asked for.
    private func publication(_ asked: RouteRequest) throws(Problem) -> Int? {
        try asked.query.number("publication", in: 1...1_000_000).map { Int($0) }
    }

    private func record(_ asked: RouteRequest) async throws(Problem) -> DrawRecord {
        let name = try name(asked)
        let host = services.host
        let record = try await services.reading { () async throws(StoreError) in try await host.drawRecord(name) }
        guard record.commitment != nil || !record.refused.isEmpty else { throw .unknown(name) }
        return record
    }

    /// The host's own check of a draw, which is made again where something came since, or a file was brought.
    private func check(_ record: DrawRecord) async throws(Problem) -> DrawCheck {
        let host = services.host
        return try await services.reading { () async throws(StoreError) in
            let files = try await host.drawFiles(record)
            let proof: SeedProof? =
                if let commitment = record.commitment {
                    try await host.seedProof(ofCommitment: commitment.entry)
                } else { nil }
            return memory.check(
                record, proof: proof, files: files, earlier: try await host.earlierFindings(record),
                others: try await host.otherCommitments(of: record), key: host.identity.signer.verifierKey)
        }
    }
}

extension Problem {
    fileprivate static func unknown(_ name: DrawName) -> Problem {
        Problem(.unknownDraw, en: "nothing is on record of \(name)", zh: "没有 \(name) 的记录")
    }
}
