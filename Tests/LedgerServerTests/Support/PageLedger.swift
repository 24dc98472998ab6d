import Codes
import DerivedState
import Evidence
import Foundation
import Hosting
import Ledger
import LedgerTesting
import Logging
import OracleTesting
import Rules
import TransparencyLog
import Values
import VerifiableIndex
import WebPages

@testable import LedgerServer

extension IndexCommitting {
    /// A state of the index is named after everything that comes.
    static var atOnce: IndexCommitting {
        var limits = StateSchedule.Limits()
        (limits.entriesDue, limits.pauseMin) = (1, .zero)
        return IndexCommitting(runs: MemoryRunStore(), limits: limits)
    }
}

extension TestServer {
    /// Returns once a state of the index covers everything that was committed before.
    func covered() async throws {
        let size = await host.sequencer.treeSize
        while true {
            let end = await host.sequencer.treeSize
            if let stated = host.committedIndex?.stated, stated.entry + 1 == end, end >= size { return }
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    func code(_ written: String) throws -> CanonicalCode { try host.codes.read(written) }

    /// The evidence that a page is checked by.
    func evidence(_ written: String) async throws -> Evidence {
        try await host.evidence(of: code(written), showingAbsence: true)
    }
}

/// The page's script in Node.
struct PageScript {
    static let node = Oracle.program(named: "node")

    /// As it is served.
    static func answers<Answer: Decodable>(
        to questions: [some Encodable], script: [UInt8] = PageAsset.script.bytes, as answer: Answer.Type = Answer.self
    ) async throws -> [Answer] {
        let file = FileManager.default.temporaryDirectory.appending(path: "yima-page-\(UUID()).js")
        try Data(script).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await Oracle(node, ["page.js", file.path()], in: "page").answers(to: questions)
    }
}

/// A question whether evidence holds, and what the script says of it.
struct PageQuestion: Encodable {
    let kind = "check"
    let source: String
    let key: String
    let subject: String
    /// The browser's clock, in milliseconds.
    let now: Int64

    /// - Parameter key: that the browser knows; nil for the one that the ledger had first.
    init(_ document: [UInt8], _ fixture: LedgerFixture, subject: String, key known: VerifierKey? = nil) {
        now = fixture.clock.now().milliseconds
        source = String(decoding: document, as: UTF8.self)
        key = "\(known ?? fixture.signer.verifierKey)"
        self.subject = subject
    }

    private enum CodingKeys: String, CodingKey { case kind, source, key, subject, now }
}

struct PageAnswer: Decodable {
    let state: String
    let said: [String]
    let names: Int
}

/// What `yima verify --evidence` says of a document, as far as it concerns the document and not the goods.
enum EvidenceWord: String {
    /// Everything holds, and it is shown that nothing was left out.
    case holds
    /// It cannot be read, or something could not be checked or is not shown.
    case open
    /// A proof or a signature is false.
    case untrue

    init(_ document: [UInt8], of code: CanonicalCode, _ fixture: LedgerFixture) {
        guard let evidence = try? Evidence.parse(document) else {
            self = .open
            return
        }
        let verdict = EvidenceJudge(key: fixture.signer.verifierKey, now: fixture.clock.now())
            .judge(code, written: code.uri, evidence: evidence).verdict
        if verdict.findings.contains(where: { $0.severity == .violation && $0.rule.hasPrefix("PROOF-") }) {
            self = .untrue
        } else {
            let isWhole = verdict.completeness?.isShown == true && evidence.isComplete
            self = isWhole && verdict.checkpoint != nil && evidence.subject == code.uri ? .holds : .open
        }
    }
}
