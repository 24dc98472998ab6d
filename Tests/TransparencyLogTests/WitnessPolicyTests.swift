import Testing
import Values

@testable import TransparencyLog

struct WitnessPolicyTests {
    static let log = try! SignerKey(name: "example.com/log", seed: [UInt8](repeating: 99, count: 32))
    static let witnesses = (0..<6).map { number in
        CosignerKey(try! SignerKey(name: "w\(number).example", seed: [UInt8](repeating: UInt8(number), count: 32)))
    }

    /// The example of C2SP tlog-policy: two of X1…X3 and one of Y1…Y3.
    static let text: String = {
        let names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
        let lines = zip(names, witnesses).map { "witness \($0) \($1.verifierKey)\n" }
        return "log \(log.verifierKey) https://example.com/log\n\n" + lines[..<3].joined()
            + "group X-witnesses 2 X1 X2 X3\n" + lines[3...].joined() + "\tgroup  Y-witnesses\tany Y1 Y2 Y3 \n"
            + "  # 注释\ngroup X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
    }()

    @Test func `the quorum holds for exactly the sets of witnesses that the rule names`() throws {
        let policy = try WitnessPolicy.parse(Self.text)
        #expect(policy.logs.map(\.url) == ["https://example.com/log"])
        #expect(policy.witnesses.map(\.name) == ["X1", "X2", "X3", "Y1", "Y2", "Y3"])
        #expect(policy.cosigners == Self.witnesses.map(\.verifierKey))
        for set in 0..<64 {
            let signed = (0..<6).filter { set >> $0 & 1 == 1 }
                .map { VerifiedSignature(key: Self.witnesses[$0].verifierKey, time: 1) }
            let expected = (set & 7).nonzeroBitCount >= 2 && set >> 3 != 0
            #expect(policy.isSatisfied(by: signed) == expected, "\(set)")
            #expect(policy.isSatisfied(by: signed + signed) == expected, "a signature given twice counts once")
        }
    }

    @Test func `a stranger's signature or the log's own does not count for a witness`() throws {
        let policy = try WitnessPolicy.parse("witness w \(Self.witnesses[0].verifierKey)\nquorum w\n")
        #expect(!policy.isSatisfied(by: [VerifiedSignature(key: Self.witnesses[1].verifierKey, time: 1)]))
        #expect(!policy.isSatisfied(by: [VerifiedSignature(key: Self.log.verifierKey, time: nil)]))
        #expect(policy.isSatisfied(by: [VerifiedSignature(key: Self.witnesses[0].verifierKey, time: 1)]))
    }

    @Test func `no witness is demanded only where the policy says none`() throws {
        #expect(try WitnessPolicy.parse("quorum none\n").isSatisfied(by: []))
        #expect(try !WitnessPolicy.parse(Self.text).isSatisfied(by: []))
    }

    @Test func `a policy opens checkpoints of its logs that its quorum cosigned`() throws {
        let policy = try WitnessPolicy.parse(Self.text)
        let checkpoint = Checkpoint(origin: Self.log.name, edge: RightEdge(treeSize: 1, hashes: [leaf(0)])!)
        let note = try checkpoint.sign(with: Self.log)
        let cosigned = try note.adding([0, 2, 5].map { Self.witnesses[$0].sign(checkpoint, time: 3) })
        #expect(try policy.open(cosigned).cosignatures.count == 3)
        #expect(throws: CheckpointError.quorumNotMet) { try policy.open(note) }
        let stranger = try SignerKey.generate(name: "example.com/stranger")
        let strange = try Checkpoint(origin: stranger.name, edge: RightEdge()).sign(with: stranger)
        #expect(throws: CheckpointError.unknownLog(origin: stranger.name)) { try policy.open(strange) }
        let impostor = try SignerKey.generate(name: Self.log.name)
        #expect(throws: CheckpointError.notSignedByLog(name: Self.log.name)) {
            try policy.open(checkpoint.sign(with: impostor))
        }
    }

    @Test func `both keys of a log that changes its key are accepted`() throws {
        let new = try SignerKey.generate(name: Self.log.name)
        let policy = try WitnessPolicy.parse("log \(Self.log.verifierKey)\nlog \(new.verifierKey)\nquorum none\n")
        let checkpoint = Checkpoint(origin: Self.log.name, edge: RightEdge())
        for key in [Self.log, new] { #expect(try policy.open(checkpoint.sign(with: key)).key == key.verifierKey) }
    }

    @Test func `malformed policies are refused with their line`() {
        let w0 = "witness a \(Self.witnesses[0].verifierKey)\n"
        let w1 = "witness b \(Self.witnesses[1].verifierKey)\n"
        let log = "log \(Self.log.verifierKey)\n"
        let table: [(String, Int, PolicyError.Reason)] = [
            ("", 1, .noQuorum), ("# nothing\n\n", 2, .noQuorum), (w0 + "quorum a", 2, .unterminated),
            (w0 + "quorum a\nquorum a\n", 3, .secondQuorum), ("quorum a\n" + w0, 1, .unknownName("a")),
            ("quorum\n", 1, .wrongItemCount), (w0 + w1 + "quorum a b\n", 3, .wrongItemCount),
            (w0 + w0.replacing(" a ", with: " b "), 2, .duplicateKey), (log + log, 2, .duplicateKey),
            (w0 + w1.replacing(" b ", with: " a "), 2, .nameTaken("a")),
            (w0.replacing(" a ", with: " none "), 1, .nameTaken("none")),
            (w0 + "group a any a\n", 2, .nameTaken("a")), (w0 + "group g any a a\n", 2, .memberTwice("a")),
            (w0 + "group g any a\ngroup h any a\n", 3, .memberTwice("a")),
            (w0 + "group g any b\n", 2, .unknownName("b")),
            ("group g any g\n", 1, .unknownName("g")), (w0 + "group g any none\n", 2, .unknownName("none")),
            (w0 + "group g any\n", 2, .wrongItemCount), (w0 + "group g 0 a\n", 2, .invalidThreshold),
            (w0 + "group g 2 a\n", 2, .invalidThreshold), (w0 + "group g 01 a\n", 2, .invalidThreshold),
            (w0 + "group g most a\n", 2, .invalidThreshold), ("hello\n", 1, .unknownKeyword),
            ("Log x\n", 1, .unknownKeyword),
            ("log\n", 1, .wrongItemCount), ("log x\n", 1, .key(.malformed)),
            (log.replacing("log ", with: "witness a "), 1, .wrongKeyType(expected: .cosignature)),
            (w0.replacing("witness a ", with: "log "), 1, .wrongKeyType(expected: .ed25519)),
            (w0 + "\rquorum a\n", 2, .controlByte(0x0d)), ("# \u{7f}\n", 1, .controlByte(0x7f)),
        ]
        for (text, line, reason) in table {
            #expect(throws: PolicyError(line: line, reason: reason), "\(text)") { try WitnessPolicy.parse(text) }
        }
        #expect(throws: PolicyError(line: 1, reason: .tooLarge(byteCountMax: WitnessPolicy.byteCountMax))) {
            try WitnessPolicy.parse([UInt8](repeating: 0x0a, count: WitnessPolicy.byteCountMax + 1))
        }
    }

    @Test func `names and comments are opaque bytes`() throws {
        let key = Array(" \(Self.witnesses[0].verifierKey)\n".utf8)
        let text = Array("# ".utf8) + [0xff, 0x0a] + Array("witness ".utf8) + [0xfe] + key + Array("quorum ".utf8)
        #expect(throws: Never.self) { try WitnessPolicy.parse(text + [0xfe, 0x0a]) }
        #expect(throws: PolicyError.self) { try WitnessPolicy.parse(text + [0xfd, 0x0a]) }
    }

    @Test func `errors say where and what in both languages`() {
        let error = PolicyError(line: 7, reason: .key(.unsupportedType(6)))
        #expect(error.en == "line 7 of the policy: keys of type 06 are not supported")
        #expect(error.zh == "策略第 7 行：不支持类型为 06 的密钥")
        #expect("\(error)" == error.en)
    }
}
