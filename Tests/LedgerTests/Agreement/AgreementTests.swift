import Codes
import Foundation
import Hosting
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
    /// Entries of strangers that need not be shown, by who signed them.
    let unread: [String: Int]

    var description: String {
        "\(status) complete \(isComplete.map { "\($0)" } ?? "?") as of \(asOf ?? "-") \(falses.sorted()) \(unchecked) \(definitions)"
    }

    func agrees(with other: Opinion) -> Bool {
        if status == 65 || other.status == 65 { return status == other.status }
        return status == other.status && asOf == other.asOf && falses == other.falses && unchecked == other.unchecked
            && definitions == other.definitions && (unread == other.unread || isComplete != other.isComplete)
            && (isComplete == other.isComplete || isComplete == nil || other.isComplete == nil)
    }

    /// Yima's own.
    init(_ document: [UInt8], key: VerifierKey, policy: WitnessPolicy? = nil) {
        guard let read = try? EvidenceDocument.parse(document) else {
            self.init(status: 65, isComplete: nil, asOf: nil, falses: [], unchecked: [], definitions: [:], unread: [:])
            return
        }
        let report = ProofReport(read, key: key, policy: policy)
        let status =
            switch report.status {
            case .hold: 0
            case .isFalse: 1
            case .unchecked: 2
            }
        self.init(
            status: status, isComplete: report.isComplete, asOf: report.asOf.map { "\($0)" },
            falses: Set(report.reasons.compactMap { reason in reason.rule.map { "\($0) \(reason.entries)" } }),
            unchecked: Set(report.reasons.filter { !$0.isFalse }.map(\.entries)), definitions: report.definitions,
            unread: report.unread)
    }

    /// The second verifier's.
    init(_ answer: Answer) {
        let reasons = answer.reasons ?? []
        self.init(
            status: answer.status, isComplete: answer.complete, asOf: answer.asOf,
            falses: Set(reasons.compactMap { reason in reason.rule.map { "\($0) \(reason.entries)" } }),
            unchecked: Set(reasons.filter { $0.rule == nil }.map(\.entries)), definitions: answer.definitions ?? [:],
            unread: answer.unread ?? [:])
    }

    private init(
        status: Int, isComplete: Bool?, asOf: String?, falses: Set<String>, unchecked: Set<[UInt64]>,
        definitions: [String: String], unread: [String: Int]
    ) {
        self.unread = unread
        (self.status, self.isComplete, self.asOf) = (status, isComplete, asOf)
        (self.falses, self.unchecked, self.definitions) = (falses, unchecked, definitions)
    }

    struct Answer: Decodable {
        let status: Int
        let complete: Bool?
        let asOf: String?
        let reasons: [Reason]?
        let definitions: [String: String]?
        let unread: [String: Int]?

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
        let witnesses: [String]

        init(_ document: [UInt8], _ key: VerifierKey, witnesses: [VerifierKey] = []) {
            self.witnesses = witnesses.map { "\($0)" }
            self.key = "\(key)"
            evidence = Base64.encode(document)
        }
    }

    /// Both opinions of each document, from one run of the other verifier.
    private func opinions(
        _ documents: [([UInt8], VerifierKey)], witnesses: [VerifierKey] = []
    ) async throws -> [(own: Opinion, other: Opinion)] {
        let answers = try await Self.verifier.answers(
            to: documents.map { Question($0.0, $0.1, witnesses: witnesses) }, as: Opinion.Answer.self)
        return try zip(documents, answers).map { document, answer in
            let policy = try Self.policy(demanding: witnesses, of: document.1)
            return (Opinion(document.0, key: document.1, policy: policy), Opinion(answer))
        }
    }

    /// The policy that each of the witnesses has cosigned; nil for none.
    private static func policy(demanding witnesses: [VerifierKey], of log: VerifierKey) throws -> WitnessPolicy? {
        guard !witnesses.isEmpty else { return nil }
        let names = witnesses.indices.map { "w\($0)" }
        let lines =
            ["log \(log)"] + zip(names, witnesses).map { "witness \($0) \($1)" }
            + ["group each all \(names.joined(separator: " "))", "quorum each"]
        return try WitnessPolicy.parse(lines.map { $0 + "\n" }.joined())
    }

    /// Where the two do not agree, the document is kept for whoever looks into it.
    private func expectAgreement(
        _ documents: [([UInt8], VerifierKey)], _ said: String, witnesses: [VerifierKey] = []
    ) async throws -> [Opinion] {
        let opinions = try await opinions(documents, witnesses: witnesses)
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
        // A ledger that has exchanged its key, by the first: before, after, of many codes; and what a thief of the first makes of it.
        let exchanged = try await EvidenceCases.exchanged()
        let keys = try await expectAgreement(exchanged.documents.map { ($0, exchanged.key) }, "exchanged")
        #expect(keys.map(\.status) == [0, 0, 0, 2], "\(keys)")
        #expect(keys.prefix(3).allSatisfy { $0.isComplete == true }, "\(keys)")
        // Another ledger's key: nothing is known.
        let stranger = LedgerFixture(seed: 9).signer.verifierKey
        let unknown = try await expectAgreement(city.documents.map { ($0, stranger) }, "stranger")
        #expect(unknown.allSatisfy { $0.status == 2 })
    }

    @Test(
        "of chains of a city's trade, honest and spoilt; and what verdicts show to be complete is complete by the proofs alone"
    )
    func trade() async throws {
        let city = City(seed: 31)
        let chains = ChainKind.all.enumerated().filter { $0.offset % 6 == 0 }
            .map { $1.chain(in: city, number: $0) }
        let room = try await CityRoom.room(telling: chains, committing: .atOnce())
        try await room.covered()
        let key = room.fixture.signer.verifierKey
        let judge = EvidenceJudge(key: key, now: room.fixture.clock.now())
        var documents: [([UInt8], VerifierKey)] = []
        var shown = 0
        for question in chains.flatMap(\.questions) {
            guard let code = try? CodeReader().read(question.code) else { continue }
            let evidence = try await room.host.evidence(of: code, showingAbsence: true)
            documents.append((evidence.formatted(), key))
            let verdict = judge.judge(code, written: question.code, evidence: evidence).verdict
            guard verdict.completeness?.isShown == true else { continue }
            shown += 1
            #expect(ProofReport(evidence, key: key).isComplete, "\(question.code)")
        }
        #expect(documents.count > 30 && shown > 20, "\(documents.count) \(shown)")
        let (own, other) = try await opinions(documents).reduce(into: ([Opinion](), [Opinion]())) {
            $0.0.append($1.own)
            $0.1.append($1.other)
        }
        for (place, (own, other)) in zip(own, other).enumerated() where !own.agrees(with: other) {
            Issue.record("\(place): yima says \(own), the other verifier \(other)")
        }
        #expect(own.allSatisfy { $0.status == 0 })
        #expect(other.filter { $0.isComplete == true }.count > 10, "\(other)")
        await room.host.shutDown()
    }

    @Test("of documents that were spoilt in every way")
    func spoilt() async throws {
        let city = try await EvidenceCases.city()
        var sources = [(city, 4)]
        sources.append((try await EvidenceCases.exchanged(), 0))
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

    @Test("of who cosigned the ledger's checkpoint, where witnesses are demanded")
    func cosigned() async throws {
        let city = try await EvidenceCases.city()
        let witnesses = try (1...2).map {
            CosignerKey(try SignerKey(name: "witness.example/\($0)", seed: [UInt8](repeating: UInt8($0), count: 32)))
        }
        let tree = try JSONTree(city.documents[0])
        guard case .string(let note)? = tree["checkpoint"] else {
            Issue.record("no checkpoint")
            return
        }
        let signed = try SignedNote.parse(note)
        let checkpoint = try Checkpoint.parse(signed.text)
        func document(_ signatures: [NoteSignature]) throws -> [UInt8] {
            var tree = tree
            tree.set("checkpoint", to: .string(try signed.adding(signatures).formatted))
            return tree.bytes
        }
        let both = try document(witnesses.map { $0.sign(checkpoint, time: 1_772_323_200) })
        let other = Checkpoint(origin: checkpoint.origin, treeSize: checkpoint.treeSize + 1, root: checkpoint.root)
        var documents = [
            both, try document([witnesses[1].sign(checkpoint, time: 7)]), city.documents[0],
            try document([witnesses[0].sign(other, time: 7), witnesses[1].sign(checkpoint, time: 7)]),
        ]
        var spoiler = EvidenceSpoiler(seed: Self.seed)
        for _ in 0..<max(60, Self.count / 20) { documents.append(try spoiler.withAnotherCheckpoint(both)) }
        let found = try await expectAgreement(
            documents.map { ($0, city.key) }, "cosigned", witnesses: witnesses.map(\.verifierKey))
        // Too few make nothing false; a false one does.
        #expect(found.prefix(4).map(\.status) == [0, 2, 2, 1])
        #expect(found[1].falses.isEmpty && found[3].falses == ["PROOF-4 []"], "\(found)")

        // By ML-DSA-44 too, where this machine can sign so.
        guard let third = try? PostQuantumCosignerKey(name: "witness.example/3", seed: [UInt8](repeating: 3, count: 32))
        else { return }
        func line(_ checkpoint: Checkpoint) throws -> NoteSignature { try #require(third.cosign(checkpoint, time: 7)) }
        var spoilt = try line(checkpoint).signature
        spoilt[2000] ^= 1
        let posts = [
            try document([line(checkpoint)]), city.documents[0], try document([line(other)]),
            try document([NoteSignature(name: third.verifierKey.name, keyID: third.verifierKey.id, signature: spoilt)]),
            try document([
                NoteSignature(
                    name: third.verifierKey.name, keyID: third.verifierKey.id, signature: Array(spoilt.prefix(72)))
            ]),
        ]
        let seen = try await expectAgreement(
            posts.map { ($0, city.key) }, "post-quantum", witnesses: [third.verifierKey])
        #expect(seen.map(\.status) == [0, 2, 1, 1, 1], "\(seen)")
    }

    @Test("of what a stranger wrote in great number: counted, with its hashes, it ends nobody's completeness")
    func flooded() async throws {
        let flooded = try await StrangerCases.flooded()
        let found = try await expectAgreement(flooded.documents.map { ($0, flooded.key) }, "flooded")
        #expect(found.map(\.status) == [0, 2, 1, 1, 1, 0], "\(found)")
        #expect(found.map(\.isComplete) == [true, false, false, false, false, false], "\(found)")
        #expect(found[0].unread.values.reduce(0, +) > 800 && found[0].unread.count == 1, "\(found[0])")
        var spoiler = EvidenceSpoiler(seed: Self.seed)
        var documents: [([UInt8], VerifierKey)] = []
        for _ in 0..<max(20, Self.count / 50) {
            documents.append((try spoiler.spoilt([flooded.documents[0]]), flooded.key))
        }
        _ = try await expectAgreement(documents, "spoilt flood")
    }

    @Test(
        "of one whose entries are hidden as a stranger's: he must be one by what is shown, whatever the host says of him",
        arguments: StrangerCases.Kind.allCases)
    func hidden(_ kind: StrangerCases.Kind) async throws {
        let one = try await StrangerCases.make(kind)
        let found = try await expectAgreement(
            [one.whole, one.hiding].map { ($0.formatted(), one.key) }, "hidden \(kind)")
        #expect(found.map(\.status) == [0, kind.isStranger ? 0 : 2], "\(found)")
        #expect(found.map(\.isComplete) == [true, kind.isStranger], "\(found)")
        #expect(found[1].unread.values.reduce(0, +) == (kind.isStranger ? one.hiddenCount : 0), "\(found)")
        // So it is for the verdict: of whoever is no stranger something is withheld, though its hashes are there.
        let judge = EvidenceJudge(key: one.key, now: LedgerFixture().clock.now())
        for (evidence, isShown) in [(one.whole, true), (one.hiding, kind.isStranger)] {
            let verdict = judge.judge(one.item, written: "code", evidence: evidence).verdict
            #expect(verdict.completeness?.isShown == isShown, "\(String(describing: verdict.completeness))")
            #expect(isShown != verdict.doubts.contains { $0.wording.en.contains("withheld") }, "\(verdict.doubts)")
        }
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

    @Test("of every run of the index that a ledger ever named, made anew from its entries")
    func runs() async throws {
        struct Question: Encodable {
            let leaves: [String]
        }
        struct Answer: Decodable {
            let states: Int
            let runs: Int
            let names: Int
            let wrong: [String]
        }
        var leaves = try await EvidenceCases.city().leaves
        let state = try #require(leaves.lastIndex { String(decoding: $0, as: UTF8.self).hasPrefix("yima/1 index\n") })
        var questions = [Question(leaves: leaves.map { Base64.encode($0) })]
        // An event that another code was written into is not what the state was made of.
        let changed = try #require(leaves[..<state].firstIndex { $0.starts(with: "yima/1 event".utf8) })
        leaves[changed] = Array(String(decoding: leaves[changed], as: UTF8.self).replacing("/21/", with: "/21/9").utf8)
        questions.append(Question(leaves: leaves.map { Base64.encode($0) }))
        let answers = try await Oracle.python("index_runs.py").answers(to: questions, as: Answer.self)
        #expect(answers[0].wrong == [])
        #expect(answers[0].states > 5 && answers[0].runs > answers[0].states && answers[0].names > 20, "\(answers[0])")
        #expect(!answers[1].wrong.isEmpty)
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
