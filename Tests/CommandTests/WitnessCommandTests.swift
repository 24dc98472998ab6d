import Foundation
import FoundationNetworking
import Glibc
import Synchronization
import Testing
import TransparencyLog

/// Hosts that witness each other's ledgers, each a daemon of its own.
private struct Province {
    let ledger: Daemon
    let hosts: [Daemon]
    /// The verifier keys of the hosts as witnesses.
    let keys: [VerifierKey]

    /// A ledger, and `count` other hosts that cosign it.
    static func begin(_ count: Int) async throws -> Province {
        let ledger = try await Daemon.begin(origin: "a.example/ledger")
        ledger.keepsAddress()
        var hosts: [Daemon] = []
        var keys: [VerifierKey] = []
        for number in 1...count {
            let host = try await Daemon.begin(origin: "w\(number).example/ledger")
            // In both ways: while its daemon runs, and without it.
            if number == 2 { try await host.stop() }
            let added = try await host.yimad("witness", "add", "--data", Daemon.data, "--vkey", ledger.verifierKey)
            try #require(added.status == 0, "\(added.errors)")
            keys.append(try VerifierKey.parse(added.output.trimmingCharacters(in: .whitespacesAndNewlines)))
            if number == 2 { try await host.start() }
            host.keepsAddress()
            hosts.append(host)
        }
        return Province(ledger: ledger, hosts: hosts, keys: keys)
    }

    /// Writes the policy of the ledger: `quorum` of its witnesses, each at its address.
    /// - Parameter urls: where they are reached, in their order; further ones are those of nobody.
    func demand(_ quorum: String, at urls: [String]) async throws {
        var keys = keys
        while keys.count < urls.count {
            keys.append(
                CosignerKey(try SignerKey.generate(name: "nobody\(keys.count).example")).verifierKey)
        }
        let lines = zip(keys, urls).enumerated().map { "witness w\($0 + 1) \($1.0) \($1.1)\n" }.joined()
        let names = (1...urls.count).map { "w\($0)" }.joined(separator: " ")
        try ledger.tool.home.write(
            "log \(ledger.verifierKey)\n\(lines)group g \(quorum) \(names)\nquorum g\n",
            to: "\(Daemon.data)/witness.policy")
        try await ledger.stop()
        try await ledger.start()
    }

    /// A policy file for askers, who need no addresses.
    func policy(_ quorum: String, of keys: [VerifierKey]) throws -> String {
        let lines = keys.enumerated().map { "witness w\($0.offset) \($0.element)\n" }.joined()
        let names = keys.indices.map { "w\($0)" }.joined(separator: " ")
        return try ledger.tool.home.write(
            "log \(ledger.verifierKey)\n\(lines)group g \(quorum) \(names)\nquorum g\n", to: "asker-\(quorum).policy")
    }

    /// What the ledger publishes; nil for nothing.
    func published() async throws -> SignedCheckpoint? {
        guard let bytes = try await ledger.fetch("/checkpoint") else { return nil }
        return try Checkpoint.open(note: [UInt8](bytes), key: .parse(ledger.verifierKey), cosigners: keys)
    }

    func size() async throws -> UInt64 {
        let bytes = try #require(try await ledger.fetch("/newest-checkpoint"))
        return try Checkpoint.open(note: [UInt8](bytes), key: .parse(ledger.verifierKey)).checkpoint.treeSize
    }

    /// Waits until the newest tree is published, cosigned by these witnesses at least.
    func untilPublished(by wanted: [Int], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let size = try await size()
        try await wait("\(size) entries to be published") {
            guard let published = try? await published() else { return false }
            return published.checkpoint.treeSize == size
                && wanted.allSatisfy { published.cosignatures.map(\.key).contains(keys[$0]) }
        }
    }

    struct Health: Decodable {
        struct Trouble: Decodable {
            let kind: String
            let message: String
        }
        struct Witnessing: Decodable {
            struct Witness: Decodable {
                let name: String
                let size: Int?
                let failure: String?
            }
            let publishedSize: Int?
            let notCosignedSince: String?
            let witnesses: [Witness]
        }
        let troubles: [Trouble]
        let witnessing: Witnessing?
    }

    func health() async throws -> Health {
        try JSONDecoder().decode(Health.self, from: try #require(try await ledger.fetch("/healthz")))
    }

    /// Records some events and pushes them.
    func record(_ rows: Range<Int>, from device: Tool) async throws {
        try device.home.write(Scans.file(rows), to: "scans-\(rows.lowerBound).csv")
        let done = try await device.yima("ingest", "--profile", "aquatic", "scans-\(rows.lowerBound).csv")
        try #require(done.status == 0, "\(done.errors)")
    }
}

extension Daemon {
    /// The body of a 200; nil for any other answer.
    fileprivate func fetch(_ path: String) async throws -> Data? {
        let (data, response) = try await URLSession.shared.data(from: try #require(URL(string: url + path)))
        return (response as? HTTPURLResponse)?.statusCode == 200 ? data : nil
    }
}

@Suite("Ledgers that witness each other") struct WitnessCommandTests {
    @Test("A ledger is published under the cosignatures of two hosts, while one is slow and a third is down")
    func published() async throws {
        let province = try await Province.begin(2)
        let slow = try LyingProxy(before: province.hosts[1].url) { _ in
            sleep(1)
            return .passOn
        }
        try await province.demand("2", at: [province.hosts[0].url, slow.url, "http://127.0.0.1:1"])
        let device = try await province.ledger.device("dock-1")
        try await province.record(0..<3, from: device)
        try await province.untilPublished(by: [0, 1])
        let health = try await province.health()
        #expect(health.witnessing?.witnesses.first { $0.name == "w3" }?.failure?.contains("refused") == true)
        #expect(health.troubles.map(\.kind) == [])

        // Who demands cosignatures is shown whose there are.
        struct Verdict: Decodable {
            struct Head: Decodable { let cosigned: [String] }
            let verdict: String
            let checkpoint: Head
        }
        let code = "(01)06901234567892(10)A0"
        func verify(_ policy: String?) async throws -> (verdict: Verdict, text: String) {
            let options = policy.map { ["--witness-policy", $0] } ?? []
            let outcome = try await device.run("yima", ["verify", "--json"] + options + [code])
            return (try JSONDecoder().decode(Verdict.self, from: outcome.outputBytes), outcome.output)
        }
        let demanded = try province.policy("all", of: province.keys)
        let both = try await verify(demanded).verdict
        #expect(both.checkpoint.cosigned.sorted() == ["w1.example/ledger/witness", "w2.example/ledger/witness"])
        let none = try await verify(nil).verdict
        #expect(none.checkpoint.cosigned == [])
        #expect(none.verdict == both.verdict)
        let stranger = CosignerKey(try SignerKey.generate(name: "stranger.example")).verifierKey
        let three = try province.policy("3", of: province.keys + [stranger])
        #expect(try await verify(three).text.contains("the witness policy is not met"))

        // Evidence that is taken away bears them too, and is checked without anybody.
        let taken = try await device.yima("evidence", code, "--cosigned", "-o", "goods.yima")
        try #require(taken.status == 0, "\(taken.errors)")
        func check(_ file: String, _ policy: String) async throws -> Tool.Outcome {
            try await device.run(
                "yima", ["verify", "--json", "--proofs-only", "--witness-policy", policy, "--evidence", file])
        }
        let good = try await check("goods.yima", demanded)
        #expect(good.status == 0, "\(good.output)")
        #expect(try await check("goods.yima", three).status == 2, "too few make nothing false")
        // A cosignature that was tampered with is false.
        let text = try device.home.text("goods.yima")
        let place = try #require(text.range(of: "w1.example/ledger/witness ")).upperBound
        let spot = text.index(place, offsetBy: 60)
        let other = text[spot] == "A" ? "B" : "A"
        try device.home.write(text.replacingCharacters(in: spot...spot, with: other), to: "false.yima")
        let lie = try await check("false.yima", demanded)
        #expect(lie.status == 1)
        #expect(lie.output.contains("PROOF-4"), "\(lie.output)")
        // One entry alone bears them as well.
        let entry = try await device.yima(
            "evidence", "--entry", "2", "--cosigned", "-o", "2.tlog-proof", "--entry-file", "2.entry")
        try #require(entry.status == 0, "\(entry.errors)")
        let proven = try await device.run(
            "yima",
            ["verify", "--evidence", "2.tlog-proof", "--entry-file", "2.entry", "--witness-policy", demanded])
        #expect(proven.status == 0, "\(proven.output)\(proven.errors)")
    }

    @Test("Without its witnesses a ledger goes on; what was published stays so over restarts, and it catches up")
    func away() async throws {
        let province = try await Province.begin(2)
        try await province.demand("all", at: province.hosts.map(\.url))
        let device = try await province.ledger.device("dock-1")
        try await province.record(0..<2, from: device)
        try await province.untilPublished(by: [0, 1])
        let before = try #require(try await province.published())
        for host in province.hosts { try await host.stop() }
        try await province.record(2..<5, from: device)
        #expect(try await province.size() > before.checkpoint.treeSize)
        try await wait("it to be told") { (try? await province.health().witnessing?.notCosignedSince) != nil }
        #expect(try await province.published()?.note == before.note)
        // A device that was acknowledged more than is published does not take that for a ledger that went back.
        for command in [["status"], ["push"], ["audit"], ["mirror", "--to", "copy"]] {
            let outcome = try await device.run("yima", command)
            #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        }
        #expect(try device.home.text("copy/checkpoint") == before.note.formatted, "a copy is of what is published")
        try await province.ledger.stop()
        try await province.ledger.start()
        #expect(try await province.published()?.note == before.note)
        let old = try await device.run(
            "yima",
            [
                "verify", "--json", "--witness-policy", province.policy("all", of: province.keys),
                "(01)06901234567892(10)A0",
            ])
        #expect(old.output.contains("\"size\":\(before.checkpoint.treeSize)"), "\(old.output)\(old.errors)")
        for host in province.hosts { try await host.start() }
        try await province.untilPublished(by: [0, 1])
    }

    @Test("Before anybody has cosigned nothing is published, and that is said")
    func nothingYet() async throws {
        let province = try await Province.begin(1)
        try await province.demand("all", at: ["http://127.0.0.1:1"])
        #expect(try await province.ledger.fetch("/checkpoint") == nil)
        #expect(try await province.ledger.fetch("/newest-checkpoint") != nil)
        let health = try await province.health()
        #expect(health.witnessing?.publishedSize == nil)
        #expect(health.witnessing?.notCosignedSince != nil)
    }

    @Test(
        "A ledger that is put back to an old copy and goes on otherwise is caught by its witness, with a proof for anybody"
    )
    func fork() async throws {
        let province = try await Province.begin(1)
        try await province.demand("all", at: province.hosts.map(\.url))
        let device = try await province.ledger.device("dock-1")
        try await province.record(0..<2, from: device)
        try await province.untilPublished(by: [0])
        try await province.ledger.stop()
        try province.ledger.copy(to: "old")
        try await province.ledger.start()
        try await province.record(2..<4, from: device)
        try await province.untilPublished(by: [0])
        let honest = try #require(try await province.published())
        // What it signed since is gone, together with what would have kept it from signing again.
        try await province.ledger.stop()
        try province.ledger.replace(by: "old")
        try await province.ledger.start()
        try await wait("the old copy to be noticed") {
            (try? await province.health().troubles.map(\.kind)) == ["witness-alarm"]
        }
        // Nobody who remembers has a part in what is written now.
        let other = ["--data", Daemon.data, "--uscc", "91350100M00000027P"]
        for act in [
            ["add", "--name", "a"], ["rename", "--name", "b"], ["rename", "--name", "c"], ["rename", "--name", "d"],
        ] {
            let done = try await province.ledger.tool.run("yimad", ["operator", act[0]] + other + act.dropFirst())
            try #require(done.status == 0, "\(done.errors)")
        }
        let size = try await province.size()
        #expect(size >= honest.checkpoint.treeSize)
        try await wait("the fork to be noticed") {
            (try? await province.health().troubles.contains { $0.message.contains("another history") }) == true
        }
        #expect(try await province.published()?.checkpoint.treeSize ?? 0 < honest.checkpoint.treeSize)
        let alarms = try FileManager.default.contentsOfDirectory(
            atPath: province.ledger.tool.home.url("\(Daemon.data)/alarms").path)
        var statuses: [Int32] = []
        for alarm in alarms {
            let checked = try await province.ledger.tool.yima(
                "verify", "--fork", "\(Daemon.data)/alarms/\(alarm)", "--ledger-key", province.ledger.verifierKey)
            statuses.append(checked.status)
        }
        #expect(statuses.contains(1), "one of them proves the fork")
        // The witness stands by what it cosigned.
        let hash = Checkpoint.originHash("a.example/ledger")
        let held = try #require(try await province.hosts[0].fetch("/\(hash)/checkpoint"))
        #expect(
            try Checkpoint.open(note: [UInt8](held), key: .parse(province.ledger.verifierKey)).checkpoint
                == honest.checkpoint)
    }

    @Test("A witness that dies between keeping and answering has kept, and is asked on from there")
    func killed() async throws {
        let province = try await Province.begin(1)
        let witness = province.hosts[0]
        let isFatal = Mutex(false)
        let process = try #require(witness.process)
        let proxy = try LyingProxy(before: witness.url) { _ in
            guard isFatal.withLock({ $0 }) else { return .passOn }
            return .changed { _ in
                // Its answer is there, so what it cosigned is kept; nobody gets it.
                kill(process, SIGKILL)
                return Data()
            }
        }
        try await province.demand("all", at: [proxy.url])
        let device = try await province.ledger.device("dock-1")
        try await province.untilPublished(by: [0])
        isFatal.withLock { $0 = true }
        try await province.record(0..<3, from: device)
        try await wait("the witness to be gone") { !witness.isRunning }
        isFatal.withLock { $0 = false }
        try await witness.died()
        let published = try await province.published()?.checkpoint.treeSize ?? 0
        #expect(try await published < province.size())
        try await witness.start()
        try await province.untilPublished(by: [0])
        #expect(try await province.health().troubles.isEmpty)
    }

    @Test("witness add, list and remove say what is so, and nothing lost is begun anew unasked")
    func commands() async throws {
        let host = try await Daemon.begin(origin: "w.example/ledger")
        let other = try SignerKey.generate(name: "other.example/ledger").verifierKey
        func witness(_ words: String...) async throws -> Tool.Outcome {
            try await host.tool.run("yimad", ["witness", words[0], "--data", Daemon.data] + words.dropFirst())
        }
        let none = try await witness("list", "--json")
        #expect(none.output == "{\"verifierKey\":null,\"logs\":[]}\n")
        #expect(try await host.fetch("/witness.vkey") == nil)
        let added = try await witness("add", "--vkey", "\(other)")
        #expect(added.status == 0, "\(added.errors)")
        let key = try VerifierKey.parse(added.output.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(key.name == "w.example/ledger/witness")
        #expect(key.type == .cosignature)
        #expect(added.errors.contains("cosigned from now on"))
        #expect(try await host.fetch("/witness.vkey") == Data("\(key)\n".utf8))
        let attributes = try FileManager.default.attributesOfItem(
            atPath: host.tool.home.url("\(Daemon.data)/witness.key").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let again = try await witness("add", "--vkey", "\(other)")
        #expect(again.output == added.output)
        #expect(again.errors.contains("already"))
        let listed = try await witness("list")
        #expect(listed.output == "nothing yet       \(other)\n")
        #expect(try await witness("add", "--vkey", host.verifierKey).status == 64)
        #expect(try await witness("add", "--vkey", "\(key)").status == 64)
        #expect(try await witness("add", "--vkey", "rubbish").status == 64)
        #expect(try await witness("remove", "--vkey", "\(other)").errors.contains("no longer"))
        #expect(try await witness("remove", "--vkey", "\(other)").errors.contains("was not"))
        #expect(try await witness("list").output.isEmpty)
        #expect(try await witness("add", "--vkey", "\(other)").status == 0)
        // What was cosigned is lost.
        let head = "\(Daemon.data)/witness/\(Checkpoint.originHash(other.name)).head"
        try FileManager.default.removeItem(at: host.tool.home.url(head))
        let lost = try await witness("add", "--vkey", "\(other)")
        #expect(lost.status == 77)
        #expect(lost.errors.contains("--begin-anew"))
        #expect(try await witness("list").output.hasPrefix("LOST"))
        #expect(try await witness("add", "--vkey", "\(other)", "--begin-anew").status == 0)
        #expect(try await witness("list").output.hasPrefix("nothing yet"))
        // Its key is not made a second time.
        try FileManager.default.removeItem(at: host.tool.home.url("\(Daemon.data)/witness.key"))
        #expect(try await witness("add", "--vkey", "\(other)").status == 74)
    }

    @Test("A policy that makes no sense keeps the daemon from starting, and is told with its line")
    func policies() async throws {
        let host = try await Daemon.begin(origin: "w.example/ledger")
        try await host.stop()
        let key = CosignerKey(try SignerKey.generate(name: "w1.example")).verifierKey
        let other = try SignerKey.generate(name: "other.example/ledger").verifierKey
        for (policy, says) in [
            ("quorum x\n", "witness.policy:1"), ("", "witness.policy:1"),
            ("witness a \(key) nowhere\nquorum a\n", "nowhere"), ("log \(other)\nquorum none\n", "other ledgers"),
            ("witness a \(key)\n\nquorum b\n", "witness.policy:3"),
        ] {
            try host.tool.home.write(policy, to: "\(Daemon.data)/witness.policy")
            let run = try await host.yimad("run", "--data", Daemon.data, "--listen", "127.0.0.1:0")
            #expect(run.status == 64 || run.status == 65, "\(run.errors)")
            #expect(run.errors.contains(says), "\(run.errors)")
        }
        try host.tool.home.write("{\"witnessPolicy\":\"elsewhere.policy\",\"cosignSeconds\":5}\n", to: "c.json")
        try host.tool.home.write("witness a \(key)\nquorum b\n", to: "elsewhere.policy")
        let checked = try await host.yimad("check-config", "c.json")
        #expect(checked.status == 65)
        #expect(checked.errors.contains("elsewhere.policy:2"))
        try host.tool.home.write("witness a \(key)\nquorum a\n", to: "elsewhere.policy")
        let good = try await host.yimad("check-config", "c.json")
        #expect(good.status == 0)
        #expect(good.output.contains("elsewhere.policy"))
    }

    @Test("A witness that is asked to cosigns by ML-DSA-44 too; who cannot check that is told, and takes it for no lie")
    func postQuantum() async throws {
        let first = try await Province.begin(1)
        let host = first.hosts[0]
        var blind = host.tool
        blind.environment["YIMA_LIBCRYPTO"] = "nowhere.so"
        let arguments = ["witness", "key", "--data", Daemon.data]
        let refused = try await blind.run("yimad", arguments + ["--ml-dsa"])
        #expect(refused.status == 77, "\(refused.errors)")
        #expect(refused.errors.contains("OpenSSL 3.5"))
        let alone = try await blind.run("yimad", arguments)
        #expect(alone.output == "\(first.keys[0])\n")
        // What follows needs such a library, as scripts/test brings one along.
        guard ProcessInfo.processInfo.environment["YIMA_LIBCRYPTO"]?.isEmpty == false else { return }
        let made = try await host.tool.run("yimad", arguments + ["--ml-dsa"])
        let keys = try made.output.split(separator: "\n").map { try VerifierKey.parse(String($0)) }
        #expect(keys.count == 2 && keys[0] == first.keys[0] && keys[1].type == .postQuantumCosignature)
        #expect(try await host.tool.run("yimad", arguments).output == made.output, "it is made once")

        let province = Province(ledger: first.ledger, hosts: first.hosts, keys: keys)
        try await province.demand("all", at: [host.url, host.url])
        var device = try await province.ledger.device("dock-1")
        try await province.record(0..<3, from: device)
        try await province.untilPublished(by: [0, 1])
        let code = "(01)06901234567892(10)A0"
        let policy = try province.policy("all", of: keys)
        let taken = try await device.yima("evidence", code, "--cosigned", "-o", "goods.yima")
        try #require(taken.status == 0, "\(taken.errors)")
        func check(_ file: String) async throws -> Tool.Outcome {
            try await device.run(
                "yima", ["verify", "--json", "--proofs-only", "--witness-policy", policy, "--evidence", file])
        }
        let good = try await check("goods.yima")
        #expect(good.status == 0, "\(good.output)\(good.errors)")
        let text = try device.home.text("goods.yima")
        // Of the two lines the one by ML-DSA-44, whichever came first: it alone is some 3,200 characters long.
        let place = try #require(
            text.ranges(of: "w1.example/ledger/witness ").map(\.upperBound).first {
                !text[$0...].prefix(3000).contains("\\")
            })
        let spot = text.index(place, offsetBy: 2000)
        let other = text[spot] == "A" ? "B" : "A"
        try device.home.write(text.replacingCharacters(in: spot...spot, with: other), to: "false.yima")
        let lie = try await check("false.yima")
        #expect(lie.status == 1)
        #expect(lie.output.contains("PROOF-4"), "\(lie.output)")
        device.environment["YIMA_LIBCRYPTO"] = "nowhere.so"
        for file in ["goods.yima", "false.yima"] {
            let unseen = try await check(file)
            #expect(unseen.status == 2, "\(unseen.output)")
            #expect(unseen.errors.contains("ML-DSA-44"), "\(unseen.errors)")
        }
    }
}
