import Foundation
import FoundationNetworking
import Testing
import TransparencyLog

/// A ledger whose daemon is stopped for the exchange of its key.
private struct KeyRoom {
    let daemon: Daemon
    var folder: URL { daemon.tool.home.url(Daemon.data) }

    static func new(stateSeconds: Int = 0) async throws -> KeyRoom {
        KeyRoom(daemon: try await Daemon.begin(stateSeconds: stateSeconds))
    }

    func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    func write(_ text: String, to name: String) throws {
        let url = folder.appending(path: name)
        try Data(text.utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(at: folder.appending(path: name)) }

    func exchange(_ options: String...) async throws -> Tool.Outcome {
        try await daemon.tool.run("yimad", ["key", "rotate", "--ledger", "--data", Daemon.data] + options)
    }

    /// Whether the daemon starts, and what it says where it does not.
    func started() async throws -> Tool.Outcome? {
        do {
            try await daemon.start()
            return nil
        } catch {
            return try await daemon.yimad("run", "--data", Daemon.data, "--listen", "127.0.0.1:0")
        }
    }

    static func newest(_ daemon: Daemon, _ path: String = "/newest-checkpoint") async throws -> [UInt8] {
        let url = try #require(URL(string: daemon.url + path))
        let (data, response) = try await URLSession.shared.data(from: url)
        return (response as? HTTPURLResponse)?.statusCode == 200 ? [UInt8](data) : []
    }
}

@Suite("The host's keys are exchanged, and everybody who follows goes on")
struct KeyCommandTests {
    static let lot = LedgerCommandTests.lot

    private func record(_ rows: Range<Int>, with tool: Tool) async throws -> Tool.Outcome {
        let name = "rows-\(rows.lowerBound).csv"
        try tool.home.write(Scans.file(rows), to: name)
        return try await tool.yima("ingest", name)
    }

    /// Whether a command has nothing against the ledger. The lot breaks a rule of the trade, and its verdict is decided.
    private func isGood(_ done: Tool.Outcome, _ command: [String]) -> Bool {
        command[0] == "verify"
            ? [0, 1].contains(done.status) && !done.output.contains("PROOF-") : done.status == 0
    }

    /// Somebody who was never here, with his own memory.
    private func stranger(_ tool: Tool, _ name: String, _ url: String) -> Tool {
        var other = Tool(home: tool.home)
        other.environment = ["HOME": tool.home.url(name).path, "YIMA_JOURNAL": "none", "YIMA_LEDGER": url]
        return other
    }

    @Test(
        "Another key signs the ledger: devices, auditors, copies and evidence go on from the old one; what the old one signs counts no more"
    )
    func ledgerKey() async throws {
        let room = try await KeyRoom.new()
        let daemon = room.daemon
        let first = try daemon.verifierKey
        var device = try await daemon.device("dock-1")
        #expect(try await record(0..<3, with: device).status == 0)
        for command in [
            ["evidence", Self.lot, "-o", "old.yima"], ["audit"], ["mirror", "--to", "copy"], ["verify", Self.lot],
        ] {
            let done = try await device.run("yima", command)
            try #require(isGood(done, command), "\(command): \(done.output)\(done.errors)")
        }
        let running = try await room.exchange()
        #expect(
            running.status == 75 && running.errors.contains("in use"), "not while the daemon has it: \(running.errors)")
        try await daemon.stop()
        try daemon.copy(to: "stolen")
        let done = try await room.exchange("--reason", "定期更换")
        try #require(done.status == 0, "\(done.errors)")
        let second = try daemon.verifierKey
        #expect(done.output == second + "\n" && second != first)
        let retired = try #require(
            try FileManager.default.contentsOfDirectory(atPath: room.folder.path).first {
                $0.hasPrefix("ledger.key.retired-")
            })
        for name in ["ledger.key", retired] {
            let attributes = try FileManager.default.attributesOfItem(atPath: room.folder.appending(path: name).path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        try await daemon.start()
        device.environment["YIMA_LEDGER"] = daemon.url
        #expect(try await KeyRoom.newest(daemon, "/key-rotations") == Array(room.text("key-rotations").utf8))

        // The device, which pinned the first key; and those who read.
        let pushed = try await record(3..<6, with: device)
        #expect(pushed.status == 0 && pushed.errors.contains("has exchanged its key"), "\(pushed.errors)")
        for command in [
            ["push"], ["status"], ["audit"], ["verify", Self.lot], ["lookup", Self.lot], ["trace", Self.lot],
            ["mirror", "--to", "copy"], ["evidence", Self.lot, "-o", "new.yima"],
        ] {
            let done = try await device.run("yima", command)
            #expect(
                isGood(done, command) && !done.errors.contains("exchanged"), "\(command): \(done.output)\(done.errors)")
        }
        // The copy, by either key and with no network.
        for key in [first, second] {
            let copied = try await stranger(device, "auditor", "http://127.0.0.1:1").yima(
                "audit", "--data", "copy", "--ledger-key", key)
            #expect(copied.status == 0, "\(copied.output)\(copied.errors)")
        }
        // Whoever knows no more than the first key.
        let late = stranger(device, "late", daemon.url)
        for command in [["audit"], ["verify", Self.lot], ["mirror", "--to", "late-copy"]] {
            let done = try await late.run("yima", command + ["--ledger-key", first])
            #expect(isGood(done, command), "\(command): \(done.output)\(done.errors)")
        }
        // Evidence offline: of before by the old key, of after by either.
        let offline = stranger(device, "offline", "http://127.0.0.1:1")
        for (file, key, status) in [("old", first, 0), ("old", second, 2), ("new", first, 0), ("new", second, 0)] {
            let checked = try await offline.yima(
                "verify", "--proofs-only", "--evidence", "\(file).yima", "--ledger-key", key)
            #expect(checked.status == Int32(status), "\(file): \(checked.output)\(checked.errors)")
        }

        device.environment["YIMA_HONEST"] = daemon.url
        // A thief has the old key, and goes on with what he stole.
        let den = Tool()
        try FileManager.default.copyItem(at: daemon.tool.home.url("stolen"), to: den.home.url(Daemon.data))
        let thief = try await Daemon.serving(den)
        let act = try await thief.yimad(
            "operator", "add", "--data", Daemon.data, "--uscc", "91350100M00000027P", "--name", "x")
        try #require(act.status == 0, "\(act.errors)")
        device.environment["YIMA_LEDGER_KEY"] = first
        device.environment["YIMA_LEDGER"] = thief.url
        for command in [["audit"], ["verify", Self.lot], ["push"], ["mirror", "--to", "copy"]] {
            let done = try await device.run("yima", command)
            #expect(done.status == 2, "\(command): \(done.output)\(done.errors)")
        }
        // That another key signs there is no broken word of this ledger.
        let word = try await device.yima("status")
        #expect(word.status == 2 && !word.output.contains("BROKEN"), "\(word.output)\(word.errors)")
        // He exchanges it too: then the key itself has signed two successors.
        try await thief.stop()
        let other = try await den.run("yimad", ["key", "rotate", "--ledger", "--data", Daemon.data])
        try #require(other.status == 0, "\(other.errors)")
        try await thief.start()
        device.environment["YIMA_LEDGER"] = thief.url
        let told = try await device.yima("audit")
        #expect(told.status == 1 && told.errors.contains("exchanged for two others"), "\(told.errors)")
        let path = try #require(told.errors.firstMatch(of: #/kept in (\S+\.json)/#)?.1)
        let proven = try await offline.yima("verify", "--fork", String(path), "--ledger-key", first)
        #expect(proven.status == 1 && proven.output.contains("PROVEN"), "\(proven.output)\(proven.errors)")
        #expect(
            try await offline.yima(
                "verify", "--fork", String(path), "--ledger-key",
                "\(SignerKey.generate(name: Daemon.origin).verifierKey)"
            ).status == 2)
        try await filesOfThief(thief, first, second, device)
        try await metThiefFirst(thief, first, second, device)
        try await daemon.stop()
        // Whoever asks again has lost the answer.
        let repeated = try await room.exchange()
        #expect(repeated.status == 0 && repeated.output == second + "\n" && repeated.errors.contains("--again"))
        // A second exchange goes on from the first.
        let next = try await room.exchange("--again")
        #expect(next.status == 0 && next.output != second + "\n", "\(next.errors)")
        try await daemon.start()
        let twice = try await stranger(device, "late", daemon.url).yima("audit", "--ledger-key", first)
        #expect(twice.status == 0, "\(twice.output)\(twice.errors)")
        try await daemon.stop()
    }

    /// What the thief hands over is held against what was seen, by whichever key it is checked.
    private func filesOfThief(
        _ thief: Daemon, _ first: String, _ second: String, _ device: Tool
    ) async throws {
        let taken = try await stranger(device, "dupe", thief.url).yima(
            "evidence", Self.lot, "-o", "thief.yima", "--ledger-key", first)
        try #require(taken.status == 0, "\(taken.errors)")
        for options in [[], ["--proofs-only"]] {
            let told = try await device.run(
                "yima", ["verify", "--evidence", "thief.yima", "--ledger-key", first] + options)
            #expect(told.status == 1 && told.errors.contains("exchanged for two others"), "\(told.errors)")
            #expect(told.errors.contains("the proof is kept in"), "\(told.errors)")
        }
        // Whoever names the key that holds is told, and goes on: the file is another's.
        let named = try await device.yima("verify", "--evidence", "thief.yima", "--ledger-key", second)
        #expect(named.status == 2 && named.errors.contains("exchanged for two others"), "\(named.errors)")
    }

    /// Whoever met the thief's exchange first is told of the other one, and finds out by the key that he names.
    private func metThiefFirst(
        _ thief: Daemon, _ first: String, _ second: String, _ device: Tool
    ) async throws {
        let met = try await stranger(device, "victim", thief.url).yima("audit", "--ledger-key", first)
        #expect(met.status == 0, "\(met.errors)")
        try await thief.stop()
        let url = try #require(device.environment["YIMA_HONEST"])
        let victim = stranger(device, "victim", url)
        let told = try await victim.yima("audit", "--ledger-key", first)
        #expect(told.status == 1 && told.errors.contains("name that with --ledger-key"), "\(told.errors)")
        let chosen = try await victim.yima("audit", "--ledger-key", second)
        #expect(chosen.status == 0 && chosen.errors.contains("exchanged for two others"), "\(chosen.errors)")
        // As the hint says.
        let list = try #require(told.errors.firstMatch(of: #/move (\S+\.rotations) away/#)?.1)
        try FileManager.default.removeItem(atPath: String(list))
        #expect(try await victim.yima("audit", "--ledger-key", first).status == 0)
    }

    @Test("A store of before an exchange that was shown to others signs nothing, whatever is trusted of it")
    func olderStore() async throws {
        let room = try await KeyRoom.new()
        try await room.daemon.stop()
        let first = try room.daemon.verifierKey
        try room.daemon.copy(to: "before")
        let home = room.daemon.tool.home
        let backup = try await room.daemon.yimad("backup", "--data", Daemon.data, "--to", "old.sqlite")
        try #require(backup.status == 0, "\(backup.errors)")
        try #require(try await room.exchange().status == 0)
        let (second, key, shown) = (
            try room.daemon.verifierKey, try room.text("ledger.key"), try room.text("key-rotations")
        )
        // A backup over the newer directory: which of the two is amiss is said.
        let mixed = try await room.daemon.yimad("restore", "--data", Daemon.data, "--from", "old.sqlite")
        #expect(mixed.status == 77 && mixed.errors.contains("before an exchange"), "\(mixed.errors)")
        try room.remove("last-checkpoint")
        let trusted = try await room.daemon.yimad(
            "restore", "--data", Daemon.data, "--from", "old.sqlite", "--vkey", first, "--trust-store")
        #expect(trusted.status == 77 && trusted.errors.contains("an old copy"), "\(trusted.errors)")
        // The old store itself.
        try room.daemon.replace(by: "before")
        try room.write(shown, to: "key-rotations")
        let refused = try await room.daemon.yimad(
            "run", "--data", Daemon.data, "--listen", "127.0.0.1:0", "--trust-store")
        #expect(refused.status == 77 && refused.errors.contains("an old copy"), "\(refused.errors)")
        #expect(try await room.exchange().status == 77, "no second exchange of the key")
        #expect(!home.has("\(Daemon.data)/ledger.key.next"))
        // The same one again is none.
        try room.write(key, to: "ledger.key.next")
        let done = try await room.exchange()
        #expect(done.status == 0 && done.output == second + "\n", "\(done.errors)")
        #expect(try room.text("key-rotations") == shown)
        try await room.daemon.start()
        let audited = try await stranger(room.daemon.tool, "auditor", room.daemon.url).yima(
            "audit", "--ledger-key", first)
        #expect(audited.status == 0, "\(audited.errors)")
        try await room.daemon.stop()
    }

    @Test("What an exchange began with and what a killed one left is ended by the next command; no key is lost by it")
    func leftovers() async throws {
        let room = try await KeyRoom.new()
        try await room.daemon.stop()
        func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: room.folder.path) }
        // No process has this number.
        try room.write("x", to: "ledger.key.next.99999999.tmp")
        let foreign = try SignerKey.generate(name: "other.example/ledger")
        try room.write(foreign.encoded + "\n", to: "ledger.key.next")
        #expect(try await room.exchange("--overlap").status == 77, "not a key of another name")
        #expect(try !names().contains { $0.hasSuffix(".tmp") })
        let planted = try SignerKey.generate(name: Daemon.origin)
        try room.write(planted.encoded + "\n", to: "ledger.key.next")
        let begun = try await room.exchange("--overlap")
        #expect(begun.status == 0 && begun.errors.contains("was there already"), "\(begun.errors)")
        #expect(try names().contains("ledger.key.overlap"))
        // Asked once more, and without: then the old key does not go on.
        let ended = try await room.exchange()
        #expect(ended.status == 0 && ended.output == "\(planted.verifierKey)\n", "\(ended.errors)")
        #expect(try !names().contains("ledger.key.overlap"))
        #expect(try names().contains { $0.hasPrefix("ledger.key.retired-") })

        // A witness that exchanges its key twice has all three.
        let other = try SignerKey.generate(name: "other.example/ledger").verifierKey
        let added = try await room.daemon.yimad("witness", "add", "--data", Daemon.data, "--vkey", "\(other)")
        try #require(added.status == 0, "\(added.errors)")
        let firstKey = try room.text("witness.key")
        for _ in 0..<2 {
            let done = try await room.daemon.yimad(
                "key", "rotate", "--witness", "--overlap", "--data", Daemon.data)
            try #require(done.status == 0, "\(done.errors)")
        }
        let kept = try names().filter { $0.hasPrefix("witness.key.retired-") }
        #expect(try kept.map { try room.text($0) } == [firstKey])
        #expect(try names().contains("witness.key.overlap"))
    }

    @Test(
        "Whatever moment a crash chooses, no daemon starts with a key that does not hold, and the same command goes on",
        arguments: ["next key kept", "entry kept", "signed head not kept", "old key put aside", "new key in its place"])
    func crash(after step: String) async throws {
        let room = try await KeyRoom.new()
        try await room.daemon.stop()
        let first = try room.daemon.verifierKey
        try room.daemon.copy(to: "before")
        func before(_ name: String) throws -> String { try room.daemon.tool.home.text("before/\(name)") }
        try #require(try await room.exchange().status == 0)
        let (second, key) = (try room.daemon.verifierKey, try room.text("ledger.key"))
        let retired = try #require(
            try FileManager.default.contentsOfDirectory(atPath: room.folder.path).first {
                $0.hasPrefix("ledger.key.retired-")
            })
        // As each step leaves it.
        try room.write(before("ledger.vkey"), to: "ledger.vkey")
        if step != "new key in its place" {
            try room.write(before("ledger.key"), to: "ledger.key")
            try room.write(key, to: "ledger.key.next")
            if step != "old key put aside" { for name in [retired, "key-rotations"] { try room.remove(name) } }
        }
        if step == "signed head not kept" {
            try room.remove("last-checkpoint")
            try FileManager.default.copyItem(
                at: room.daemon.tool.home.url("before/last-checkpoint"),
                to: room.folder.appending(path: "last-checkpoint"))
        }
        let oldKey = try before("ledger.key")
        if step == "next key kept" {
            try room.daemon.replace(by: "before")
            try room.write(key, to: "ledger.key.next")
            // Nothing has happened to the ledger yet.
            try await room.daemon.start()
            try await room.daemon.stop()
        } else {
            let refused = try await room.daemon.yimad("run", "--data", Daemon.data, "--listen", "127.0.0.1:0")
            #expect(refused.status == 77, "\(refused.errors)")
            if step != "new key in its place" {
                #expect(refused.errors.contains("yimad key rotate --ledger"), "\(refused.errors)")
            }
            let checked = try await room.daemon.yimad("fsck", "--data", Daemon.data)
            #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
        }
        let done = try await room.exchange()
        #expect(done.status == 0, "\(done.errors)")
        #expect(try room.daemon.verifierKey == second, "the key that was made is the one that holds")
        #expect(try room.text("ledger.key") == key)
        #expect(!FileManager.default.fileExists(atPath: room.folder.appending(path: "ledger.key.next").path))
        try await room.daemon.start()
        let audited = try await stranger(room.daemon.tool, "auditor", room.daemon.url).yima(
            "audit", "--ledger-key", first)
        #expect(audited.status == 0, "\(audited.output)\(audited.errors)")
        try await room.daemon.stop()
        // An old key that is put back starts nothing, and exchanges nothing.
        try room.write(oldKey, to: "ledger.key")
        #expect(try await room.daemon.yimad("run", "--data", Daemon.data, "--listen", "127.0.0.1:0").status == 77)
        #expect(try await room.exchange().status == 77)
    }

    @Test("For a while both keys sign, for those who know no other than the old one")
    func overlap() async throws {
        let room = try await KeyRoom.new()
        try await room.daemon.stop()
        let first = try VerifierKey.parse(try room.daemon.verifierKey)
        try #require(try await room.exchange("--overlap").status == 0)
        let second = try VerifierKey.parse(try room.daemon.verifierKey)
        try await room.daemon.start()
        _ = try await room.daemon.device("dock-1")
        let both = try await KeyRoom.newest(room.daemon)
        for key in [first, second] { _ = try Checkpoint.open(note: both, key: key) }
        try await room.daemon.stop()
        try room.remove("ledger.key.overlap")
        try await room.daemon.start()
        _ = try await room.daemon.yimad(
            "operator", "add", "--data", Daemon.data, "--uscc", "91350100M00000027P", "--name", "x")
        let one = try await KeyRoom.newest(room.daemon)
        _ = try Checkpoint.open(note: one, key: second)
        #expect(throws: CheckpointError.self) { try Checkpoint.open(note: one, key: first) }
        try await room.daemon.stop()
        // No other key signs beside it.
        try room.write(SignerKey.generate(name: Daemon.origin).encoded + "\n", to: "ledger.key.overlap")
        #expect(try await room.daemon.yimad("run", "--data", Daemon.data, "--listen", "127.0.0.1:0").status == 77)
    }

    /// A ledger and a host that cosigns it.
    private func witnessed() async throws -> (ledger: KeyRoom, witness: Daemon, key: VerifierKey, device: Tool) {
        let room = try await KeyRoom.new()
        let witness = try await Daemon.begin(origin: "w.example/ledger")
        let added = try await witness.yimad(
            "witness", "add", "--data", Daemon.data, "--vkey", room.daemon.verifierKey)
        try #require(added.status == 0, "\(added.errors)")
        witness.keepsAddress()
        let key = try VerifierKey.parse(added.output.trimmingCharacters(in: .whitespacesAndNewlines))
        try await demand([key], of: room, at: witness)
        let device = try await room.daemon.device("dock-1")
        #expect(try await record(0..<2, with: device).status == 0)
        return (room, witness, key, device)
    }

    /// Any of these keys is enough.
    private func policy(_ keys: [VerifierKey], _ log: String, at url: String = "") -> String {
        let lines = keys.enumerated().map { "witness w\($0) \($1) \(url)".trimmingCharacters(in: .whitespaces) + "\n" }
        let names = keys.indices.map { "w\($0)" }.joined(separator: " ")
        return "log \(log)\n\(lines.joined())group g any \(names)\nquorum g\n"
    }

    private func demand(_ keys: [VerifierKey], of room: KeyRoom, at witness: Daemon) async throws {
        try room.daemon.tool.home.write(
            policy(keys, room.daemon.verifierKey, at: witness.url), to: "\(Daemon.data)/witness.policy")
        try await room.daemon.stop()
        room.daemon.keepsAddress()
        try await room.daemon.start()
    }

    private func untilCosigned(_ daemon: Daemon, by key: VerifierKey) async throws -> SignedCheckpoint {
        let own = try VerifierKey.parse(daemon.verifierKey)
        try await wait("the newest tree to be cosigned by \(key)") {
            guard let newest = try? Checkpoint.open(note: try await KeyRoom.newest(daemon), key: own),
                let note = try? await KeyRoom.newest(daemon, "/checkpoint"),
                let published = try? Checkpoint.open(note: note, key: own, cosigners: [key])
            else { return false }
            return published.checkpoint.treeSize == newest.checkpoint.treeSize
                && published.cosignatures.map(\.key) == [key]
        }
        return try Checkpoint.open(note: try await KeyRoom.newest(daemon, "/checkpoint"), key: own, cosigners: [key])
    }

    @Test("A witness cosigns the new key where it is shown the exchange, and neither before nor on anybody's word")
    func witnessOfExchange() async throws {
        var (room, witness, key, device) = try await witnessed()
        let daemon = room.daemon
        let first = try daemon.verifierKey
        let before = try await untilCosigned(daemon, by: key)
        let asker = try device.home.write(policy([key], first), to: "asker.policy")
        try await witness.stop()
        try await daemon.stop()
        try #require(try await room.exchange().status == 0)
        let second = try daemon.verifierKey
        try await daemon.start()
        device.environment["YIMA_LEDGER"] = daemon.url
        // What was published before is served still, by the key that holds.
        let published = try Checkpoint.open(
            note: try await KeyRoom.newest(daemon, "/checkpoint"), key: .parse(second), cosigners: [key])
        #expect(published.checkpoint == before.checkpoint && published.cosignatures == before.cosignatures)
        #expect(try await record(2..<4, with: device).status == 0)
        try await witness.start()
        struct Health: Decodable {
            struct Witnessing: Decodable {
                struct Witness: Decodable { let failure: String? }
                let witnesses: [Witness]
            }
            let witnessing: Witnessing?
        }
        try await wait("the witness to refuse") {
            let health = try? JSONDecoder().decode(
                Health.self, from: Data(await KeyRoom.newest(daemon, "/healthz")))
            return health?.witnessing?.witnesses.first?.failure?.contains("no known key") == true
        }
        let old = try await device.yima("verify", "--witness-policy", asker, Self.lot)
        #expect(isGood(old, ["verify"]), "as of what was cosigned: \(old.output)\(old.errors)")

        func add(_ vkey: String, _ options: String...) async throws -> Tool.Outcome {
            try await witness.tool.run("yimad", ["witness", "add", "--data", Daemon.data, "--vkey", vkey] + options)
        }
        #expect(try await add(second).status == 77)
        let rotations = try witness.tool.home.write(room.text("key-rotations"), to: "rotations")
        let foreign = "\(try SignerKey.generate(name: Daemon.origin).verifierKey)"
        #expect(try await add(foreign, "--rotations", rotations).status == 77)
        let spoilt = try witness.tool.home.write(
            room.text("key-rotations").replacingOccurrences(of: "key-rotated", with: "key-retated"), to: "spoilt")
        #expect(try await add(second, "--rotations", spoilt).status == 65)
        let added = try await add(second, "--rotations", rotations)
        #expect(added.status == 0 && added.output == "\(key)\n", "\(added.errors)")
        let after = try await untilCosigned(daemon, by: key)
        #expect(after.checkpoint.treeSize > before.checkpoint.treeSize)
        // A policy that names the ledger by its first key is met by what the second signs.
        let new = try await device.yima("verify", "--witness-policy", asker, Self.lot)
        #expect(isGood(new, ["verify"]), "\(new.output)\(new.errors)")
        // The old key is on the list no more.
        let listed = try await witness.yimad("witness", "list", "--data", Daemon.data)
        #expect(listed.output.contains(second) && !listed.output.contains(first), "\(listed.output)")
        try await daemon.stop()
        try await witness.stop()
    }

    @Test("A witness exchanges its key: both cosign for a while, and what the old one has cosigned stays good")
    func witnessKey() async throws {
        let (room, witness, first, device) = try await witnessed()
        let daemon = room.daemon
        _ = try await untilCosigned(daemon, by: first)
        let taken = try await device.yima("evidence", Self.lot, "--cosigned", "-o", "old.yima")
        try #require(taken.status == 0, "\(taken.errors)")
        // While its daemon runs.
        let done = try await witness.yimad("key", "rotate", "--witness", "--overlap", "--data", Daemon.data)
        try #require(done.status == 0, "\(done.errors)")
        let second = try VerifierKey.parse(done.output.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(second.name == first.name && second != first)
        #expect(try await record(2..<3, with: device).status == 0)
        _ = try await untilCosigned(daemon, by: first)
        // The policy names both, then the new one alone.
        try await demand([first, second], of: room, at: witness)
        #expect(try await record(3..<4, with: device).status == 0)
        for key in [first, second] { _ = try await untilCosigned(daemon, by: key) }
        try FileManager.default.removeItem(at: witness.tool.home.url("\(Daemon.data)/witness.key.overlap"))
        try await demand([second], of: room, at: witness)
        #expect(try await record(4..<5, with: device).status == 0)
        _ = try await untilCosigned(daemon, by: second)
        let now = try await device.yima("evidence", Self.lot, "--cosigned", "-o", "new.yima")
        try #require(now.status == 0, "\(now.errors)")
        for (keys, file, status) in [
            ([first], "old", 0), ([first, second], "old", 0), ([second], "old", 2), ([first, second], "new", 0),
            ([second], "new", 0), ([first], "new", 2),
        ] {
            let asker = try device.home.write(policy(keys, daemon.verifierKey), to: "asker.policy")
            let checked = try await device.run(
                "yima", ["verify", "--proofs-only", "--witness-policy", asker, "--evidence", "\(file).yima"])
            #expect(checked.status == Int32(status), "\(keys) \(file): \(checked.output)\(checked.errors)")
        }
        // Without its overlap the old key is put aside at once.
        let third = try await witness.yimad("key", "rotate", "--witness", "--data", Daemon.data)
        #expect(third.status == 0 && third.errors.contains("witness.key.retired-"), "\(third.errors)")
        try await daemon.stop()
        try await witness.stop()
    }
}
