import Codes
import EPCIS
import Evidence
import Foundation
import Hosting
import Ledger
import LedgerTesting
import OracleTesting
import StrictJSON
import Testing
import WebPages

@testable import LedgerServer
@testable import TransparencyLog

/// The script by which a browser checks what a page shows, in Node, against what `yima verify --evidence` says.
@Suite(
    "The page's script", .enabled(if: PageScript.node != nil || Oracle.areRequired, "there is no Node"),
    .timeLimit(.minutes(5)))
struct PageScriptTests {
    /// A lot that was made, stored and recalled; its device was revoked later. A second lot, whose device forked.
    private func ledger(_ server: TestServer) async throws {
        var device = server.fixture.device()
        device.record(LotEvent(id: "urn:uuid:1", minute: 1, action: "ADD", bizStep: "commissioning", kilograms: 500))
        device.record(LotEvent(minute: 2, action: "ADD", bizStep: "commissioning", lot: "B2", kilograms: 50))
        try await server.commit(device)
        var keeper = server.fixture.device(1, operator: 2)
        for note in server.fixture.enrolment(of: keeper) {
            _ = try await server.host.sequencer.append(adminNote: note)
        }
        let from = device.entries.count
        device.record(LotEvent(minute: 3, bizStep: "shipping", disposition: "in_transit", kilograms: 500))
        _ = try await server.host.sequencer.push(device.push(from: from))
        keeper.record(LotEvent(minute: 4, bizStep: "receiving", disposition: "in_progress", kilograms: 500))
        keeper.record(LotEvent(minute: 5, bizStep: "holding", disposition: "recalled"))
        try await server.commit(keeper)
        for act in [
            AdminAct.deviceRevoked(
                verifierKey: "\(keeper.signer.verifierKey)", from: server.fixture.clock.now(), reason: "遗失"),
            .roleGranted(
                uscc: server.fixture.uscc(2), role: GrantedRole("laboratory", scope: "35")!,
                from: server.fixture.enrolledFrom),
            .prefixAssigned(uscc: server.fixture.uscc(1), prefix: "690123456", from: server.fixture.enrolledFrom),
            .operatorRenamed(uscc: server.fixture.uscc(1), name: "新名", from: server.fixture.enrolledFrom),
        ] { _ = try await server.host.sequencer.append(adminNote: server.fixture.note(act)) }
        // The admin key is exchanged, and the new one grants something.
        _ = try await server.host.sequencer.append(adminNote: server.fixture.rotation)
        let granted = AdminAct.roleGranted(
            uscc: server.fixture.uscc(1), role: GrantedRole("carrier")!, from: server.fixture.enrolledFrom)
        _ = try await server.host.sequencer.append(
            adminNote: server.fixture.note(granted, signedBy: server.fixture.nextAdmin))
        try await server.covered()
    }

    @Test(
        "Sound evidence is green, also of a code of which nothing is on record; both for a lot and for what it stands in"
    )
    func sound() async throws {
        try await TestServer.with(committing: .atOnce) { server in
            try await ledger(server)
            var questions: [PageQuestion] = []
            for lot in ["A1", "B2", "NEVER"] {
                let evidence = try await server.evidence(LotEvent.lot(lot))
                let document = evidence.formatted()
                #expect(EvidenceWord(document, of: try server.code(LotEvent.lot(lot)), server.fixture) == .holds)
                questions.append(PageQuestion(document, server.fixture, subject: LotEvent.lot(lot)))
            }
            let answers = try await PageScript.answers(to: questions, as: PageAnswer.self)
            #expect(answers.map(\.state) == ["green", "green", "green"], "\(answers.map(\.said))")
            #expect(answers[0].names >= 5)
            // What is served says the same as what people read.
            let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Sources/WebPages/page/code.js")
            let readable = try await PageScript.answers(
                to: questions, script: [UInt8](Data(contentsOf: source)), as: PageAnswer.self)
            #expect(readable.map(\.state) == answers.map(\.state))
        }
    }

    @Test(
        "What a stranger wrote in great number ends no green, and is counted; nothing else may be hidden as a stranger's"
    )
    func flooded() async throws {
        try await TestServer.with(committing: .atOnce) { server in
            var stranger = server.fixture.device(1, operator: 9)
            for note in server.fixture.enrolment(of: stranger) {
                _ = try await server.host.sequencer.append(adminNote: note)
            }
            // Nothing of the goods is on the way to whoever receives it.
            var device = server.fixture.device()
            device.record(
                LotEvent(id: "urn:uuid:1", minute: 1, action: "ADD", bizStep: "commissioning", kilograms: 500))
            device.record(LotEvent(minute: 2, bizStep: "storing"))
            try await server.commit(device)
            let lot = LotEvent.lot("A1")
            for batch in 0..<5 {
                let outputs = (0..<900).map { "\"https://id.gs1.org/01/06901234567892/21/F\(batch)-\($0)\"" }
                stranger.record(
                    body: Array(
                        """
                        {"@context":\(YimaContext.text),"type":"TransformationEvent","eventTime":"2026-02-28T10:00:00.000Z",\
                        "eventTimeZoneOffset":"+08:00","inputQuantityList":[{"epcClass":"\(lot)"}],\
                        "outputEPCList":[\(outputs.joined(separator: ","))],"bizStep":"commissioning","disposition":"active"}
                        """.utf8))
            }
            for _ in 0..<700 { stranger.record(LotEvent(minute: 9, bizStep: "storing")) }
            try await server.commit(stranger)
            try await server.covered()
            let evidence = try await server.evidence(lot)
            #expect(evidence.unread.count == 1)
            func question(_ evidence: Evidence) -> PageQuestion {
                PageQuestion(evidence.formatted(), server.fixture, subject: lot)
            }
            var silent = evidence
            silent.unread = []
            let span = try #require(evidence.unread.first)
            var leaves = span.leafHashes
            leaves.swapAt(0, 1)
            var other = evidence
            other.unread = [
                UnreadSpan(
                    firstEntry: span.firstEntry, checkpointEntry: span.checkpointEntry, leafHashes: leaves,
                    proof: span.proof, journalProof: span.journalProof)
            ]
            // One more of his is hidden than may be.
            var more = evidence
            let first = try #require(
                evidence.entries.last {
                    $0.index < span.firstEntry && String(decoding: $0.bytes, as: UTF8.self).contains("storing")
                }?.index)
            more.entries.removeAll { $0.index == first }
            let questions = [evidence, silent, other, more].map(question)
            let answers = try await PageScript.answers(to: questions, as: PageAnswer.self)
            #expect(answers.map(\.state) == ["green", "grey", "red", "grey"], "\(answers.map(\.said))")
            let chinese = try await PageScript.answers(
                to: questions, script: PageAsset.scriptZh.bytes, as: PageAnswer.self)
            #expect(chinese.map(\.state) == answers.map(\.state))
        }
    }

    @Test(
        "A ledger that has exchanged its key is followed from the old one, and nothing that only the old one signs is believed"
    )
    func exchangedKey() async throws {
        try await TestServer.with(committing: .atOnce) { server in
            try await ledger(server)
            let (old, new) = (server.fixture.signer, server.fixture.nextSigner)
            let lot = LotEvent.lot("A1")
            let before = try await server.evidence(lot)
            // The exchange stands after all that is on record.
            let admin = server.fixture.nextAdmin
            var leaves = try await server.host.store.entries(0..<server.host.sequencer.treeSize)
            let entry = UInt64(leaves.count)
            leaves.append(
                LedgerEntry.adminBytes(note: server.fixture.ledgerRotation(from: old, to: new, admin: admin)))
            let tree = MemoryTree(leaves.map { .leaf($0) })
            func evidence(_ places: [UInt64], signedBy keys: [SignerKey]) throws -> Evidence {
                var evidence = before
                let known = Dictionary(uniqueKeysWithValues: before.entries.map { ($0.index, $0) })
                evidence.entries = try places.map { index in
                    let plan = try InclusionProof.nodes(leafIndex: index, treeSize: tree.treeSize)
                    return Evidence.ProvenEntry(
                        index: index, bytes: leaves[Int(index)],
                        proof: InclusionProof(plan, hashes: try tree.hashes(at: plan.nodes)).hashes,
                        journalProof: known[index]?.journalProof)
                }
                let text = Checkpoint(
                    origin: server.fixture.origin, treeSize: tree.treeSize, root: try tree.root(treeSize: tree.treeSize)
                ).text
                let note = try SignedNote.sign(text, with: keys[0]).adding(keys.dropFirst().map { $0.sign(text) })
                evidence.checkpoint = Array(note.formatted.utf8)
                return evidence
            }
            let quiet = before.entries.map(\.index)
            let all = quiet + [entry]
            func question(_ evidence: Evidence, by key: SignerKey) -> PageQuestion {
                PageQuestion(evidence.formatted(), server.fixture, subject: lot, key: key.verifierKey)
            }
            let (after, both) = (try evidence(all, signedBy: [new]), try evidence(all, signedBy: [old, new]))
            let stolen = try evidence(all, signedBy: [old])
            let silent = try evidence(quiet, signedBy: [old])
            let questions = [
                question(before, by: old), question(after, by: old), question(after, by: new), question(both, by: old),
                question(stolen, by: old), question(stolen, by: new), question(silent, by: new),
            ]
            let answers = try await PageScript.answers(to: questions, as: PageAnswer.self)
            #expect(
                answers.map(\.state) == ["green", "green", "green", "green", "grey", "grey", "grey"],
                "\(answers.map(\.said))")
        }
    }

    @Test(
        "Of 900 changed documents none is green that yima does not find whole, and none red in which yima finds nothing false"
    )
    func mutations() async throws {
        try await TestServer.with(committing: .atOnce) { server in
            try await ledger(server)
            var (questions, words): ([PageQuestion], [EvidenceWord]) = ([], [])
            for (number, lot) in ["A1", "B2", "NEVER"].enumerated() {
                let code = try server.code(LotEvent.lot(lot))
                let mutations = try EvidenceMutations(
                    try await server.evidence(LotEvent.lot(lot)).formatted(), seed: UInt64(number + 1))
                for _ in 0..<300 {
                    let document = mutations.next()
                    // A document that is no UTF-8 reaches no script.
                    guard String(validating: document, as: UTF8.self) != nil else { continue }
                    questions.append(PageQuestion(document, server.fixture, subject: code.uri))
                    words.append(EvidenceWord(document, of: code, server.fixture))
                }
            }
            #expect(questions.count >= 800)
            let answers = try await PageScript.answers(to: questions, as: PageAnswer.self)
            var counts: [String: Int] = [:]
            for (place, (answer, word)) in zip(answers, words).enumerated() {
                counts["\(word) \(answer.state)", default: 0] += 1
                let isRight =
                    switch answer.state {
                    case "green": word == .holds
                    case "red": word == .untrue
                    default: true
                    }
                #expect(isRight, "\(place): yima \(word), page \(answer.state): \(answer.said.first ?? "")")
            }
            // Nothing is shown by a script that never says anything.
            #expect(counts["untrue red", default: 0] > 200, "\(counts)")
            #expect(counts["open grey", default: 0] > 100, "\(counts)")
        }
    }

    @Test(
        "Of 300 ledgers that a host with the key has forged none is green that yima does not find whole, and none red that it does not find false"
    )
    func forged() async throws {
        try await TestServer.with(committing: .atOnce) { server in
            try await ledger(server)
            let code = try server.code(LotEvent.lot("A1"))
            let evidence = try await server.evidence(LotEvent.lot("A1"))
            let entries = try await server.host.store.entries(0..<(await server.host.sequencer.treeSize))
            var forger = Forger(evidence: evidence, entries: entries, fixture: server.fixture, seed: 11)
            let documents = try (0..<300).map { _ in try forger.next() }
            let answers = try await PageScript.answers(
                to: documents.map { PageQuestion($0, server.fixture, subject: code.uri) }, as: PageAnswer.self)
            var counts: [String: Int] = [:]
            for (place, (document, answer)) in zip(documents, answers).enumerated() {
                let word = EvidenceWord(document, of: code, server.fixture)
                counts["\(word) \(answer.state)", default: 0] += 1
                let isRight = answer.state == "green" ? word == .holds : answer.state == "grey" || word == .untrue
                #expect(isRight, "\(place): yima \(word), page \(answer.state): \(answer.said.first ?? "")")
            }
            #expect(counts["untrue red", default: 0] > 150, "\(counts)")
        }
    }

    private struct HashQuestion: Encodable {
        let kind = "hash"
        let message: String
    }

    private struct HashAnswer: Decodable {
        let sha256: String
    }

    private struct SignatureQuestion: Encodable {
        let kind = "signature"
        let key, message, signature: String
    }

    private struct SignatureAnswer: Decodable {
        let plain, native: Bool
    }

    @Test("Its signatures are libsodium's, also where they are spelled twice, of small order or cut")
    func signatures() async throws {
        var random = SplitMix64(seed: 7)
        var (questions, right): ([SignatureQuestion], [Bool]) = ([], [])
        func ask(_ key: [UInt8], _ message: [UInt8], _ signature: [UInt8]) {
            questions.append(
                .init(key: Hex.encode(key), message: Hex.encode(message), signature: Hex.encode(signature)))
            right.append(Ed25519.verify(signature, of: message, publicKey: key))
        }
        for length in 0..<24 {
            let secret = Ed25519SecretKey(seed: random.bytes(32))
            let message = random.bytes(length * 13)
            let signature = secret.sign(message)
            ask(secret.publicKey, message, signature)
            for place in [0, 31, 32, 63] {
                var changed = signature
                changed[place] ^= 1 << UInt8(length % 8)
                ask(secret.publicKey, message, changed)
            }
            ask(secret.publicKey, message, Self.withGroupOrder(signature))
            ask(secret.publicKey, message, Array(signature.dropLast()))
            ask(secret.publicKey, message + [0], signature)
            for small in Self.smallOrder {
                ask(small, message, signature)
                ask(small, message, small + [UInt8](repeating: 0, count: 32))
                ask(secret.publicKey, message, small + signature[32...])
            }
        }
        let answers = try await PageScript.answers(to: questions, as: SignatureAnswer.self)
        #expect(right.count { $0 } == 24)
        for (place, answer) in answers.enumerated() {
            #expect(answer.plain == right[place] && answer.native == right[place], "\(questions[place])")
        }
    }

    /// S + L, the same number to who does not look.
    private static func withGroupOrder(_ signature: [UInt8]) -> [UInt8] {
        let order = Hex.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010".utf8)!
        var (changed, carry) = (signature, 0)
        for place in 0..<32 {
            let sum = Int(signature[32 + place]) + Int(order[place]) + carry
            changed[32 + place] = UInt8(sum & 255)
            carry = sum >> 8
        }
        return changed
    }

    /// The points of small order, with their second spellings.
    private static let smallOrder = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ].map { Hex.decode($0.utf8)! }

    @Test("Its SHA-256 is everybody's, at every length around a block")
    func hashes() async throws {
        var random = SplitMix64(seed: 3)
        let messages = (0..<140).map { random.bytes($0) }
        let answers = try await PageScript.answers(
            to: messages.map { HashQuestion(message: Hex.encode($0)) }, as: HashAnswer.self)
        for (message, answer) in zip(messages, answers) {
            let wanted = message.withUnsafeBytes { MerkleHash.sha256($0) }
            #expect(answer.sha256 == Hex.encode(wanted.bytes))
        }
    }

    private struct GrowthQuestion: Encodable {
        struct Head: Encodable {
            let size: UInt64
            let root: String
        }

        let kind = "goesOn"
        let older, newer: Head
        let tiles: [String: String]
    }

    private struct GrowthAnswer: Decodable {
        let goesOn: Bool?
    }

    @Test("A ledger that goes on is told from one that changed its past, and from one whose tiles say nothing")
    func growth() async throws {
        var (tree, other) = (MemoryTree(), MemoryTree())
        var edges: [UInt64: (MerkleHash, MerkleHash)] = [:]
        var tiles: [UInt64: [String: String]] = [:]
        let sizes: [UInt64] = [1, 2, 3, 5, 8, 255, 256, 257, 300, 512, 700]
        for index in 0..<UInt64(700) {
            tree.append(.leaf("\(index)".utf8))
            other.append(.leaf("\(index == 1 ? 9 : index)".utf8))
            let size = index + 1
            guard sizes.contains(size) else { continue }
            edges[size] = (tree.root, other.root)
            tiles[size] = try Self.tiles(of: tree, size)
        }
        var (questions, right): ([GrowthQuestion], [Bool?]) = ([], [])
        for older in sizes {
            for newer in sizes {
                func head(_ size: UInt64, _ isOther: Bool = false) -> GrowthQuestion.Head {
                    .init(size: size, root: (isOther ? edges[size]!.1 : edges[size]!.0).base64)
                }
                questions.append(.init(older: head(older), newer: head(newer), tiles: tiles[newer]!))
                right.append(older <= newer)
                guard older > 1, older <= newer else { continue }
                questions.append(.init(older: head(older, true), newer: head(newer), tiles: tiles[newer]!))
                right.append(false)
                guard older < newer else { continue }
                questions.append(.init(older: head(older), newer: head(newer), tiles: [:]))
                right.append(nil)
                // Tiles that lead to another root than the signed one show nothing.
                questions.append(.init(older: head(older, true), newer: head(newer, true), tiles: tiles[newer]!))
                right.append(nil)
            }
        }
        let answers = try await PageScript.answers(to: questions, as: GrowthAnswer.self)
        for (place, answer) in answers.enumerated() {
            #expect(answer.goesOn == right[place], "\(questions[place].older.size) to \(questions[place].newer.size)")
        }
    }

    private static func tiles(of tree: MemoryTree, _ size: UInt64) throws -> [String: String] {
        var tiles: [String: String] = [:]
        var (level, width) = (UInt8(0), size)
        while width > 0 {
            for index in 0...((width - 1) >> 8) {
                let count = min(256, width - index << 8)
                let nodes = (0..<count).map { NodeCoordinate(level: level * 8, index: index << 8 + $0) }
                let bytes = try tree.hashes(at: nodes).flatMap(\.bytes)
                let tile = Tile(level: level, index: index, width: Int(count))!
                tiles["/\(tile.path)"] = Base64.encode(bytes)
            }
            width >>= 8
            level += 1
        }
        return tiles
    }
}

@Suite struct PackedScriptTests {
    @Test("The script is served without comments, and keeps what strings, templates and expressions say")
    func packed() {
        let text = String(decoding: PageAsset.script.bytes, as: UTF8.self)
        #expect(!text.contains("\n//") && text.hasPrefix("\"use strict\";"))
        #expect(text.contains("https://id.gs1.org/") && text.contains("FALSE: do not trust this page"))
        #expect(PageAsset.script.bytes.count < 49_000, "\(PageAsset.script.bytes.count)")
        #expect(PageAsset.scriptZh.bytes.count < 49_000, "\(PageAsset.scriptZh.bytes.count)")
        let zh = String(decoding: PageAsset.scriptZh.bytes, as: UTF8.self)
        #expect(zh.contains("不实：请勿相信本页") && !zh.contains("FALSE: do not trust") && !text.contains("请勿相信本页"))
        #expect(PageAsset.style.bytes.count < 6_000)
    }
}

/// A host that signs what it likes: entries changed, exchanged, doubled or told anew, with true proofs under a true signature.
struct Forger {
    let evidence: Evidence
    let entries: [[UInt8]]
    let fixture: LedgerFixture
    private var random: SplitMix64

    init(evidence: Evidence, entries: [[UInt8]], fixture: LedgerFixture, seed: UInt64) {
        (self.evidence, self.entries, self.fixture) = (evidence, entries, fixture)
        random = SplitMix64(seed: seed)
    }

    private mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

    mutating func next() throws -> [UInt8] {
        var forged = entries
        let shown = evidence.entries.map { Int($0.index) }
        let place = shown[below(shown.count)]
        var further: Evidence.ProvenEntry?
        switch below(7) {
        case 0: forged.swapAt(place, shown[below(shown.count)])
        case 1: forged[place] = forged[below(forged.count)]
        case 2: forged[place] = Array("yima/1 other\nnothing".utf8)
        case 3:
            // Once more at the end, with the proof that it had.
            forged.append(forged[place])
            further = .init(
                index: UInt64(forged.count - 1), bytes: forged[place], proof: [],
                journalProof: evidence.entries.first { $0.index == UInt64(place) }?.journalProof)
        case 4: forged[place].removeLast()
        default: forged[place][below(forged[place].count)] ^= 1 << UInt8(below(5))
        }
        var tree = MemoryTree()
        var edge = RightEdge()
        for entry in forged {
            tree.append(.leaf(entry))
            edge.append(.leaf(entry))
        }
        var document = evidence
        document.checkpoint = fixture.checkpoint(edge)
        document.entries = try (evidence.entries + [further].compactMap(\.self)).map { held in
            let plan = try InclusionProof.nodes(leafIndex: held.index, treeSize: edge.treeSize)
            return .init(
                index: held.index, bytes: forged[Int(held.index)],
                proof: InclusionProof(plan, hashes: try tree.hashes(at: plan.nodes)).hashes,
                journalProof: held.journalProof)
        }
        return document.formatted()
    }
}

/// The colours of the style sheet, as its variables have them.
@Suite struct PageColourTests {
    private func colours(_ scheme: Int) throws -> [String: [Double]] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/WebPages/page/code.css")
        let blocks = try String(contentsOf: file, encoding: .utf8).components(separatedBy: ":root {").dropFirst()
        let block = try #require(Array(blocks)[scheme].components(separatedBy: "}").first)
        var colours: [String: [Double]] = [:]
        for declaration in block.split(separator: ";") {
            let parts = declaration.split(separator: ":").map { $0.filter { !$0.isWhitespace } }
            guard parts.count == 2, parts[0].hasPrefix("--"), parts[1].hasPrefix("#") else { continue }
            let digits = parts[1].dropFirst().map { String($0) }
            let pairs =
                digits.count == 3
                ? digits.map { $0 + $0 } : stride(from: 0, to: 6, by: 2).map { digits[$0] + digits[$0 + 1] }
            colours[String(parts[0].dropFirst(2))] = pairs.map { Double(Int($0, radix: 16)!) / 255 }
        }
        return colours
    }

    /// WCAG 2.2, relative luminance.
    private func luminance(_ colour: [Double]) -> Double {
        let linear = colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    @Test("Text stands out from what is behind it at least 4.5 : 1, by day and by night", arguments: [0, 1])
    func contrast(_ scheme: Int) throws {
        let colours = try colours(scheme)
        let pairs = [
            ("ink", "bg"), ("soft", "bg"), ("link", "bg"), ("ok", "ok-bg"), ("warn", "warn-bg"), ("bad", "bad-bg"),
            ("grey", "grey-bg"), ("ink", "ok-bg"), ("ink", "warn-bg"), ("ink", "bad-bg"), ("ink", "grey-bg"),
            ("warn", "bg"),
            ("bad", "bg"), ("bg", "link"),
        ]
        for (front, back) in pairs {
            let (one, other) = (luminance(try #require(colours[front])), luminance(try #require(colours[back])))
            let ratio = (max(one, other) + 0.05) / (min(one, other) + 0.05)
            #expect(ratio >= 4.5, "\(front) on \(back): \(ratio)")
        }
    }
}
