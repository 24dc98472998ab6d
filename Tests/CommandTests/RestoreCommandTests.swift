import Foundation
import ProgramTesting
import Testing

@Suite("Backups, and a ledger on a new disk")
struct RestoreCommandTests {
    private static let guardFile = "apart/last-checkpoint"

    /// A ledger whose signed-head file lies apart, with three events, and its backup.
    private func ledger() async throws -> (tool: Tool, key: String, device: Tool) {
        let tool = Tool()
        let begun = try await tool.run(
            "yimad", ["init", "--data", Daemon.data, "--origin", Daemon.origin, "--guard", Self.guardFile])
        try #require(begun.status == 0, "\(begun.errors)")
        let daemon = try await Daemon.serving(tool, "--guard", Self.guardFile)
        let device = try await daemon.device("dock-1")
        try device.home.write(Scans.file(0..<3), to: "scans.csv")
        try #require(try await device.yima("ingest", "scans.csv").status == 0)
        let saved = try await daemon.yimad("backup", "--data", Daemon.data, "--to", "b.sqlite")
        try #require(saved.status == 0, "\(saved.errors)")
        try await daemon.stop()
        return (tool, begun.output.trimmingCharacters(in: .whitespacesAndNewlines), device)
    }

    /// Lets everything in the ledger's directory be lost, and gives its keys.
    private func lose(_ tool: Tool) throws -> [String: String] {
        let keys = try ["ledger.key", "admin.key"].map { ($0, try tool.home.text("\(Daemon.data)/\($0)")) }
        try FileManager.default.removeItem(at: tool.home.url(Daemon.data))
        return Dictionary(uniqueKeysWithValues: keys)
    }

    private func putBack(_ keys: [String: String], _ tool: Tool) throws {
        for (name, text) in keys {
            try tool.home.write(text, to: "\(Daemon.data)/\(name)")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: tool.home.url("\(Daemon.data)/\(name)").path)
        }
    }

    @Test(
        "a backup comes back onto a new disk with the published key; what is still missing is said, and the ledger goes on"
    )
    func newDisk() async throws {
        let (tool, key, device) = try await ledger()
        let keys = try lose(tool)
        let restore = ["restore", "--data", Daemon.data, "--from", "b.sqlite", "--guard", Self.guardFile]
        let without = try await tool.run("yimad", restore)
        #expect(without.status == 74)
        #expect(without.errors.contains("missing: the ledger's verifier key (ledger/ledger.vkey)"), "\(without.errors)")
        #expect(without.errors.contains("--vkey") && !without.errors.contains("signed-head"))
        #expect(!tool.home.has(Daemon.data))

        let restored = try await tool.run("yimad", restore + ["--vkey", key])
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(restored.errors.contains("restored: 7 entries from b.sqlite"), "\(restored.errors)")
        for lacking in [
            "ledger/ledger.key: the key that signs", "ledger/admin.key: the host's admin key is missing",
            "yima push --bring-again",
        ] {
            #expect(restored.errors.contains(lacking), "\(restored.errors)")
        }
        #expect(try tool.home.text("\(Daemon.data)/ledger.vkey") == key + "\n")
        let early = try await tool.run("yimad", ["run", "--data", Daemon.data, "--guard", Self.guardFile])
        #expect(
            early.status == 74 && early.errors.contains("the key that signs the ledger is missing"), "\(early.errors)")

        try putBack(keys, tool)
        let daemon = try await Daemon.serving(tool, "--guard", Self.guardFile)
        try device.home.write(Scans.file(3..<5), to: "more.csv")
        let pushed = try await device.yima("ingest", "--ledger", daemon.url, "more.csv")
        #expect(pushed.status == 0, "\(pushed.errors)")
        try await daemon.stop()
        let checked = try await tool.run("yimad", ["fsck", "--data", Daemon.data, "--guard", Self.guardFile])
        #expect(checked.status == 0, "\(checked.output)")

        // Now the backup lacks what was signed, on whichever disk.
        _ = try lose(tool)
        let old = try await tool.run("yimad", restore + ["--vkey", key])
        #expect(old.status == 77 && old.errors.contains("old copy"), "\(old.errors)")
        // And one that is another ledger's has another key.
        let other = try await tool.run("yimad", ["init", "--data", "other", "--origin", Daemon.origin])
        let foreign = try await tool.run(
            "yimad", restore + ["--vkey", other.output.trimmingCharacters(in: .whitespacesAndNewlines)])
        #expect(foreign.status == 77 && !tool.home.has("\(Daemon.data)/ledger.sqlite"), "\(foreign.errors)")
    }

    @Test(
        "where the signed-head file was lost too it is named, and begun anew only by whoever says that nothing was signed since"
    )
    func lostHead() async throws {
        let (tool, _, _) = try await ledger()
        let keys = try lose(tool)
        try FileManager.default.removeItem(at: tool.home.url("apart"))
        let restore = ["restore", "--data", Daemon.data, "--from", "b.sqlite", "--guard", Self.guardFile]
        let both = try await tool.run("yimad", restore)
        #expect(both.status == 74)
        #expect(
            both.errors.contains("ledger/ledger.vkey") && both.errors.contains("apart/last-checkpoint"),
            "\(both.errors)")
        // The signing key says which ledger it is, as well as the published line.
        try tool.home.write(try #require(keys["ledger.key"]), to: "signing.key")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: tool.home.url("signing.key").path)
        let one = try await tool.run("yimad", restore + ["--key", "signing.key"])
        #expect(one.status == 74 && one.errors.contains("apart/last-checkpoint"), "\(one.errors)")
        #expect(!one.errors.contains("verifier key"))
        let restored = try await tool.run("yimad", restore + ["--key", "signing.key", "--trust-store"])
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(tool.home.has(Self.guardFile) && tool.home.has("\(Daemon.data)/ledger.vkey"))
        let daemon = try await Daemon.serving(tool, "--guard", Self.guardFile, "--key", "signing.key")
        try await daemon.stop()
    }

    @Test("each piece of a ledger that is missing is named, and nobody is told to begin another one")
    func pieces() async throws {
        let (tool, key, _) = try await ledger()
        let options = ["--data", Daemon.data, "--guard", Self.guardFile]
        let cases: [(file: String, commands: [[String]], says: String)] = [
            (
                "\(Daemon.data)/ledger.vkey", [["run"], ["fsck"], ["operator", "list"], ["backup", "--to", "x"]],
                "the ledger's verifier key is missing"
            ),
            ("\(Daemon.data)/ledger.key", [["run"]], "the key that signs the ledger is missing"),
            (
                "\(Daemon.data)/ledger.sqlite", [["run"], ["fsck"], ["operator", "list"], ["backup", "--to", "x"]],
                "the ledger's store is missing"
            ),
            (
                "\(Daemon.data)/admin.key", [["operator", "add", "--uscc", "91350100M00000027P", "--name", "x"]],
                "the host's admin key is missing"
            ),
            (Self.guardFile, [["run"]], "the signed-head file is missing"),
        ]
        for (file, commands, says) in cases {
            try FileManager.default.moveItem(at: tool.home.url(file), to: tool.home.url("aside"))
            for command in commands {
                let takesGuard = ["run", "fsck"].contains(command[0])
                let outcome = try await tool.run("yimad", command + (takesGuard ? options : Array(options.prefix(2))))
                #expect([2, 74, 77].contains(outcome.status), "\(command): \(outcome.errors)")
                #expect(outcome.errors.contains("\(file): \(says)"), "\(command): \(outcome.errors)")
                #expect(!outcome.errors.contains("yimad init"), "\(command): \(outcome.errors)")
            }
            if file.hasSuffix("ledger.vkey") {
                // The signing key beside it tells what was in it.
                let outcome = try await tool.run("yimad", ["run"] + options)
                #expect(outcome.errors.contains("put the line back that its host published: \(key)\n"))
            }
            try FileManager.default.moveItem(at: tool.home.url("aside"), to: tool.home.url(file))
        }
        // Where everything but the signed-head file is gone there is a ledger all the same.
        _ = try lose(tool)
        let empty = try await tool.run("yimad", ["run"] + options)
        #expect(empty.errors.contains("yimad restore") && !empty.errors.contains("yimad init"), "\(empty.errors)")
        // And a store without the key that signed it is no place for another ledger.
        try FileManager.default.createDirectory(at: tool.home.url("half"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: tool.home.url("b.sqlite"), to: tool.home.url("half/ledger.sqlite"))
        let second = try await tool.run("yimad", ["init", "--data", "half", "--origin", Daemon.origin])
        #expect(second.status == 73 && second.errors.contains("there is a ledger already"), "\(second.errors)")
        #expect(tool.home.names.contains("half") && !tool.home.has("half/ledger.key"))
    }

    @Test(
        "where a ledger's keys lie without its store no other ledger is begun under them",
        arguments: [
            ["ledger.key"], ["admin.key"], ["ledger.key", "admin.key"],
        ])
    func keysAlone(_ kept: [String]) async throws {
        let tool = Tool()
        let options = ["init", "--data", Daemon.data, "--origin", Daemon.origin]
        try #require(try await tool.run("yimad", options).status == 0)
        let keys = try lose(tool).filter { kept.contains($0.key) }
        try FileManager.default.createDirectory(at: tool.home.url(Daemon.data), withIntermediateDirectories: true)
        try putBack(keys, tool)
        let second = try await tool.run("yimad", options)
        #expect(second.status == 73 && second.output.isEmpty, "\(second.output)")
        #expect(second.errors.contains("\(Daemon.data)/\(kept[0]): the key of a ledger lies here"), "\(second.errors)")
        #expect(second.errors.contains("yimad restore --data"), "\(second.errors)")
        let left = try FileManager.default.contentsOfDirectory(atPath: tool.home.url(Daemon.data).path)
        #expect(left.sorted() == kept.sorted())
        for (name, text) in keys { #expect(try tool.home.text("\(Daemon.data)/\(name)") == text) }
    }

    @Test("a directory keeps the newest backups under their dates, and the newest is restored")
    func folder() async throws {
        let (tool, key, _) = try await ledger()
        try FileManager.default.createDirectory(at: tool.home.url("copies"), withIntermediateDirectories: true)
        for name in [
            "ledger-20250101T000000Z.sqlite", "ledger-20250102T000000Z.sqlite", "ledger-notes.sqlite", "other",
        ] {
            try tool.home.write("old", to: "copies/\(name)")
        }
        let kept = try await tool.run("yimad", ["backup", "--data", Daemon.data, "--to", "copies", "--keep", "2"])
        #expect(kept.status == 0, "\(kept.errors)")
        let file = kept.output.trimmingCharacters(in: .newlines)
        #expect(file.wholeMatch(of: /copies\/ledger-20\d{6}T\d{6}Z\.sqlite/) != nil, "\(file)")
        #expect(tool.home.has(file))
        #expect(kept.errors.contains("copies/ledger-20250101T000000Z.sqlite: deleted"), "\(kept.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: tool.home.url("copies").path)
        #expect(names.count == 4 && names.contains("ledger-notes.sqlite") && names.contains("other"), "\(names)")
        #expect(!names.contains("ledger-20250101T000000Z.sqlite"))

        let restored = try await tool.run(
            "yimad",
            ["restore", "--data", "new", "--from", "copies", "--guard", Self.guardFile, "--vkey", key])
        #expect(restored.status == 0 && restored.errors.contains("from \(file)"), "\(restored.errors)")
        // Nothing is deleted where no backup was made, and a file is no directory.
        let lone = try await tool.run("yimad", ["backup", "--data", Daemon.data, "--to", "one.sqlite", "--keep", "2"])
        #expect(lone.status == 64 && !tool.home.has("one.sqlite"), "\(lone.errors)")
        #expect(
            try await tool.run("yimad", ["backup", "--data", "none", "--to", "copies", "--keep", "1"]).status == 74)
        #expect(tool.home.has(file))
    }
}
