import Codes
import Foundation
import LedgerTesting
import OracleTesting
import Rules
import StrictJSON
import Testing
import TransparencyLog
import Values

@testable import Evidence

/// What a verifier says of an evidence file, as far as the two must agree.
private struct Opinion: Hashable, CustomStringConvertible {
    /// 0 hold, 1 false, 2 unchecked, 65 no evidence file.
    let status: Int
    /// Nil where the verifier cannot read a code on the way.
    let isComplete: Bool?
    let asOf: String?
    /// `PROOF-1 [3, 7]`
    let falses: Set<String>
    /// The entries that are withheld, of each name.
    let unchecked: Set<[UInt64]>
    let definitions: [String: String]

    var description: String {
        "\(status) complete \(isComplete.map { "\($0)" } ?? "?") as of \(asOf ?? "-") \(falses.sorted()) \(unchecked) \(definitions)"
    }

    func agrees(with other: Opinion) -> Bool {
        if status == 65 || other.status == 65 { return status == other.status }
        return status == other.status && asOf == other.asOf && falses == other.falses && unchecked == other.unchecked
            && definitions == other.definitions
            && (isComplete == other.isComplete || isComplete == nil || other.isComplete == nil)
    }

    /// Yima's own.
    init(_ document: [UInt8], key: VerifierKey) {
        guard let read = try? EvidenceDocument.parse(document) else {
            self.init(status: 65, isComplete: nil, asOf: nil, falses: [], unchecked: [], definitions: [:])
            return
        }
        let report = ProofReport(read, key: key)
        let status =
            switch report.status {
            case .hold: 0
            case .isFalse: 1
            case .unchecked: 2
            }
        self.init(
            status: status, isComplete: report.isComplete, asOf: report.asOf.map { "\($0)" },
            falses: Set(report.reasons.compactMap { reason in reason.rule.map { "\($0) \(reason.entries)" } }),
            unchecked: Set(report.reasons.filter { !$0.isFalse }.map(\.entries)), definitions: report.definitions)
    }

    /// The second verifier's.
    init(_ answer: Answer) {
        let reasons = answer.reasons ?? []
        self.init(
            status: answer.status, isComplete: answer.complete, asOf: answer.asOf,
            falses: Set(reasons.compactMap { reason in reason.rule.map { "\($0) \(reason.entries)" } }),
            unchecked: Set(reasons.filter { $0.rule == nil }.map(\.entries)), definitions: answer.definitions ?? [:])
    }

    private init(
        status: Int, isComplete: Bool?, asOf: String?, falses: Set<String>, unchecked: Set<[UInt64]>,
        definitions: [String: String]
    ) {
        (self.status, self.isComplete, self.asOf) = (status, isComplete, asOf)
        (self.falses, self.unchecked, self.definitions) = (falses, unchecked, definitions)
    }

    struct Answer: Decodable {
        let status: Int
        let complete: Bool?
        let asOf: String?
        let reasons: [Reason]?
        let definitions: [String: String]?

        struct Reason: Decodable {
            let rule: String?
            let entries: [UInt64]
        }
    }
}

@Suite(
    "A second verifier, which shares nothing with this one, thinks the same of every evidence file",
    .enabled(if: Oracle.python != nil, "set YIMA_ORACLE_PYTHON to a Python with cryptography"),
    .timeLimit(.minutes(30)))
struct AgreementTests {
    private static let verifier = Oracle(Oracle.python, ["../verify_evidence.py", "--lines"])
    /// Spoilt documents that are judged; a whole round is 5,000 and more.
    private static let count =
        ProcessInfo.processInfo.environment["YIMA_AGREEMENT_MUTATIONS"].flatMap { Int($0) } ?? 500

    private static let seed =
        ProcessInfo.processInfo.environment["YIMA_AGREEMENT_SEED"].flatMap { UInt64($0) } ?? 2026

    private struct Question: Encodable {
        let key: String
        let evidence: String

        init(_ document: [UInt8], _ key: VerifierKey) {
            self.key = "\(key)"
            evidence = Base64.encode(document)
        }
    }

    /// Both opinions of each document, from one run of the other verifier.
    private func opinions(_ documents: [([UInt8], VerifierKey)]) async throws -> [(own: Opinion, other: Opinion)] {
        let answers = try await Self.verifier.answers(
            to: documents.map { Question($0.0, $0.1) }, as: Opinion.Answer.self)
        return zip(documents, answers).map { (Opinion($0.0, key: $0.1), Opinion($1)) }
    }

    /// Where the two do not agree, the document is kept for whoever looks into it.
    private func expectAgreement(_ documents: [([UInt8], VerifierKey)], _ said: String) async throws -> [Opinion] {
        let opinions = try await opinions(documents)
        for (place, (own, other)) in opinions.enumerated() where !own.agrees(with: other) {
            var kept = ""
            if let folder = ProcessInfo.processInfo.environment["YIMA_AGREEMENT_KEEP"] {
                let name = "\(said)-\(place)".replacing(" ", with: "-")
                kept = "\(folder)/\(name).yima"
                try Data(documents[place].0).write(to: URL(filePath: kept))
                try Data("\(documents[place].1)\n".utf8).write(to: URL(filePath: "\(folder)/\(name).vkey"))
            }
            Issue.record("\(said) \(place): yima says \(own), the other verifier \(other) \(kept)")
        }
        return opinions.map(\.own)
    }

    @Test("of ledgers on which much happened, and of such as no honest host writes")
    func good() async throws {
        let city = try await EvidenceCases.city()
        let found = try await expectAgreement(city.documents.map { ($0, city.key) }, "city")
        // The documents are not all of one sort.
        #expect(found.filter { $0.status == 0 && $0.isComplete == true }.count >= 3, "\(found)")
        #expect(found.contains { $0.status == 1 } && found.contains { !$0.definitions.isEmpty }, "\(found)")
        let hostile = try EvidenceCases.hostile()
        let spoilt = try await expectAgreement(
            hostile.flatMap { one in one.documents.map { ($0, one.key) } }, "hostile")
        #expect(Set(spoilt.flatMap(\.falses).map { $0.prefix(7) }) == ["PROOF-1", "PROOF-3", "PROOF-5"], "\(spoilt)")
        // Another ledger's key: nothing is known.
        let stranger = LedgerFixture(seed: 9).signer.verifierKey
        let unknown = try await expectAgreement(city.documents.map { ($0, stranger) }, "stranger")
        #expect(unknown.allSatisfy { $0.status == 2 })
    }

    @Test("of documents that were spoilt in every way")
    func spoilt() async throws {
        let city = try await EvidenceCases.city()
        var sources = [(city, 4)]
        for one in try EvidenceCases.hostile() { sources.append((one, 0)) }
        let weight = sources.count - 1
        var spoiler = EvidenceSpoiler(seed: Self.seed)
        var counts: [Int: Int] = [:]
        var (done, completes) = (0, 0)
        while done < Self.count {
            // So many at a time as a process is asked for.
            var documents: [([UInt8], VerifierKey)] = []
            for place in 0..<min(500, Self.count - done) {
                let source = place % 2 == 0 ? city : sources[1 + place / 2 % weight].0
                documents.append((try spoiler.spoilt(source.documents), source.key))
            }
            for opinion in try await expectAgreement(documents, "spoilt from \(done)") {
                counts[opinion.status, default: 0] += 1
                if opinion.isComplete == true { completes += 1 }
            }
            done += documents.count
        }
        // Of each sort there are some, or nothing was compared.
        #expect([0, 1, 2, 65].allSatisfy { counts[$0, default: 0] > Self.count / 100 }, "\(counts)")
        #expect(completes > 0)
    }

    @Test("of a name under which more stands than one page of the index shows")
    func pages() async throws {
        let long = try await EvidenceCases.long()
        let good = try await expectAgreement(long.documents.map { ($0, long.key) }, "long")
        #expect(good.allSatisfy { $0.status == 0 && $0.isComplete == true }, "\(good)")
        var spoiler = EvidenceSpoiler(seed: Self.seed)
        var documents: [([UInt8], VerifierKey)] = []
        for _ in 0..<max(20, Self.count / 50) {
            documents.append((try spoiler.withAnotherPage(long.documents[0]), long.key))
        }
        let found = try await expectAgreement(documents, "pages")
        #expect(found.contains { $0.status == 1 } && found.contains { $0.isComplete == false }, "\(found)")
    }

    @Test(
        "of keys, lists, roots and proofs of the index as a third program has them",
        .enabled(if: SharedData.isPresent, "the program lies in the shared data"))
    func index() async throws {
        let program = try #require(SharedData.directory).appending(path: "index/oracle.py").path
        let answer = try await Oracle(Oracle.python, ["index_agreement.py", program]).output(for: Data())
        struct Answer: Decodable {
            let proofs: Int
        }
        #expect(try JSONDecoder().decode(Answer.self, from: answer).proofs > 500)
    }

    @Test("what a verdict shows to be complete is complete by the proofs alone")
    func verdictsAskForMore() async throws {
        let city = try await EvidenceCases.city()
        var spoiler = EvidenceSpoiler(seed: 7)
        var shown = 0
        for round in 0..<300 {
            let document =
                round < city.documents.count ? city.documents[round] : try spoiler.spoilt(city.documents)
            guard case .single(let evidence)? = try? EvidenceDocument.parse(document),
                let code = try? CodeReader().read(evidence.subject)
            else { continue }
            let report = ProofReport(evidence, key: city.key)
            let judge = EvidenceJudge(key: city.key, now: Timestamp(milliseconds: 1_772_323_200_000))
            let verdict = judge.judge(code, written: evidence.subject, evidence: evidence).verdict
            guard report.status == .hold, verdict.completeness?.isShown == true, evidence.isComplete else { continue }
            shown += 1
            #expect(report.isComplete, "round \(round)")
        }
        #expect(shown > 3)
    }
}
