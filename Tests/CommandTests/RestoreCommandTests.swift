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

    /// The names in a directory of backups.
    private func names(_ tool: Tool) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: tool.home.url("copies").path).map { "copies/\($0)" })
    }

    private func backup(_ tool: Tool, keep: Int) async throws -> (file: String, errors: String) {
        let kept = try await tool.run(
            "yimad", ["backup", "--data", Daemon.data, "--to", "copies", "--keep", "\(keep)"])
        #expect(kept.status == 0, "\(kept.errors)")
        return (kept.output.trimmingCharacters(in: .newlines), kept.errors)
    }

    @Test("a directory keeps the newest backups, and the newest is restored, by what is in them")
    func folder() async throws {
        let (tool, key, _) = try await ledger()
        try FileManager.default.createDirectory(at: tool.home.url("copies"), withIntermediateDirectories: true)
        // Copies of before, whose dates only tell which of two alike is the older; and what has another name.
        for name in ["ledger-20250101T000000Z.sqlite", "ledger-20250102T000000Z.sqlite"] {
            try FileManager.default.copyItem(at: tool.home.url("b.sqlite"), to: tool.home.url("copies/\(name)"))
        }
        for name in ["ledger-notes.sqlite", "other"] { try tool.home.write("old", to: "copies/\(name)") }
        let (file, errors) = try await backup(tool, keep: 2)
        #expect(file.wholeMatch(of: /copies\/ledger-20\d{6}T\d{6}Z\.sqlite/) != nil, "\(file)")
        #expect(errors.contains("copies/ledger-20250101T000000Z.sqlite: deleted"), "\(errors)")
        #expect(
            try names(tool) == [
                file, "copies/ledger-20250102T000000Z.sqlite", "copies/ledger-notes.sqlite", "copies/other",
            ])

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
        let few = try await tool.run("yimad", ["backup", "--data", Daemon.data, "--to", "copies", "--keep", "-1"])
        #expect(few.status == 64 && few.errors.contains("--keep is at least 1"), "\(few.errors)")
    }

    @Test(
        "the copy just made is never deleted, whatever dates others bear: a copy made while the clock was ahead is the older one"
    )
    func clockAhead() async throws {
        let (tool, key, device) = try await ledger()
        try FileManager.default.createDirectory(at: tool.home.url("copies"), withIntermediateDirectories: true)
        let ahead = "copies/ledger-20991215T000000Z.sqlite"
        // Of the same entries: it counts as the older one.
        try FileManager.default.copyItem(at: tool.home.url("b.sqlite"), to: tool.home.url(ahead))
        let (first, _) = try await backup(tool, keep: 1)
        #expect(try names(tool) == [first])
        // And of fewer.
        try FileManager.default.moveItem(at: tool.home.url(first), to: tool.home.url("first.sqlite"))
        try FileManager.default.copyItem(at: tool.home.url("b.sqlite"), to: tool.home.url(ahead))
        let daemon = try await Daemon.serving(tool, "--guard", Self.guardFile)
        try device.home.write(Scans.file(3..<5), to: "more.csv")
        try #require(try await device.yima("ingest", "--ledger", daemon.url, "more.csv").status == 0)
        try await daemon.stop()
        let (second, _) = try await backup(tool, keep: 2)
        #expect(try names(tool) == [ahead, second])
        _ = try lose(tool)
        let restored = try await tool.run(
            "yimad",
            ["restore", "--data", Daemon.data, "--from", "copies", "--guard", Self.guardFile, "--vkey", key])
        #expect(restored.status == 0 && restored.errors.contains("entries from \(second)"), "\(restored.errors)")
        #expect(!restored.errors.contains("passed over"), "\(restored.errors)")
    }

    @Test("what is no copy of this ledger is neither counted nor deleted nor restored, and is named")
    func noCopies() async throws {
        let (tool, key, _) = try await ledger()
        let home = tool.home
        let other = try await tool.run("yimad", ["init", "--data", "other", "--origin", Daemon.origin])
        try #require(other.status == 0)
        try FileManager.default.createDirectory(at: home.url("copies"), withIntermediateDirectories: true)
        let (good, before) = ("copies/ledger-20250101T000000Z.sqlite", "copies/ledger-20250102T000000Z.sqlite")
        for file in [good, before] {
            try FileManager.default.copyItem(at: home.url("b.sqlite"), to: home.url(file))
        }
        let (empty, foreign, cut, text) = (
            "copies/ledger-20991215T000000Z.sqlite", "copies/ledger-20991216T000000Z.sqlite",
            "copies/ledger-20991217T000000Z.sqlite", "copies/ledger-20991218T000000Z.sqlite"
        )
        try home.write("", to: empty)
        try home.write("not a copy", to: text)
        try #require(try await tool.run("yimad", ["backup", "--data", "other", "--to", foreign]).status == 0)
        let whole = try Data(contentsOf: home.url("b.sqlite"))
        try home.write(whole.prefix(whole.count / 2), to: cut)
        let strangers = [empty, foreign, cut, text]

        let (file, errors) = try await backup(tool, keep: 2)
        #expect(try names(tool) == Set(strangers + [before, file]), "\(errors)")
        for stranger in strangers {
            #expect(errors.contains("\(stranger): neither counted nor deleted: "), "\(errors)")
        }
        _ = try lose(tool)
        let restore = [
            "restore", "--data", Daemon.data, "--from", "copies", "--guard", Self.guardFile, "--vkey", key,
        ]
        let restored = try await tool.run("yimad", restore)
        #expect(restored.status == 0 && restored.errors.contains("entries from \(file)"), "\(restored.errors)")
        for stranger in strangers {
            #expect(restored.errors.contains("\(stranger): passed over: "), "\(restored.errors)")
        }
        // A copy that is damaged where only its check sees it is passed over too, for the next newest.
        try FileManager.default.removeItem(at: home.url(Daemon.data))
        try damage(home.url(file))
        let next = try await tool.run("yimad", restore)
        #expect(next.status == 0 && next.errors.contains("entries from \(before)"), "\(next.errors)")
        #expect(next.errors.contains("\(file): passed over: "), "\(next.errors)")
        // Where there is no other the reason is the answer, and nothing is there.
        try FileManager.default.removeItem(at: home.url(Daemon.data))
        for name in try names(tool) where name != empty { try FileManager.default.removeItem(at: home.url(name)) }
        let none = try await tool.run("yimad", restore)
        #expect(none.status == 74 && none.errors.contains("no backup of a ledger"), "\(none.errors)")
    }

    /// Changes a byte of every enrolment in a copy, which stays a sound database.
    private func damage(_ file: URL) throws {
        var bytes = try Data(contentsOf: file)
        let word = Data("operator-enrolled".utf8)
        var range = bytes.startIndex..<bytes.endIndex
        var count = 0
        while let found = bytes.range(of: word, in: range) {
            bytes[found.lowerBound + 2] ^= 1
            range = found.upperBound..<bytes.endIndex
            count += 1
        }
        try #require(count > 0)
        try bytes.write(to: file)
    }

    @Test("a longer history under the ledger's name and another key is no reason to go back to an older copy")
    func longerNamesake() async throws {
        let (tool, key, _) = try await ledger()
        let home = tool.home
        try FileManager.default.createDirectory(at: home.url("copies"), withIntermediateDirectories: true)
        let (own, longer) = ("copies/ledger-20250101T000000Z.sqlite", "copies/ledger-20250102T000000Z.sqlite")
        try FileManager.default.copyItem(at: home.url("b.sqlite"), to: home.url(longer))
        let other = try await tool.run("yimad", ["init", "--data", "other", "--origin", Daemon.origin])
        try #require(try await tool.run("yimad", ["backup", "--data", "other", "--to", own]).status == 0)
        // For the other ledger, of one entry, the seven under its name are as after an exchange of its key.
        let named = other.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let refused = try await tool.run(
            "yimad", ["restore", "--data", "back", "--from", "copies", "--vkey", named, "--trust-store"])
        #expect(refused.status == 77 && refused.errors.contains("an exchange of the key"), "\(refused.errors)")
        #expect(!home.has("back/ledger.sqlite"))
        _ = key
    }

    @Test(
        "an init in the place of a lost ledger is refused by its signed-head file, which is named, and leaves nothing")
    func initBesideSignedHead() async throws {
        let (tool, key, _) = try await ledger()
        let home = tool.home
        _ = try lose(tool)
        try FileManager.default.createDirectory(at: home.url("empty"), withIntermediateDirectories: true)
        let head = try Data(contentsOf: home.url(Self.guardFile))
        for (data, origin) in [
            ("empty", Daemon.origin), ("empty", "other.example/x"), (Daemon.data, Daemon.origin),
        ] {
            let refused = try await tool.run(
                "yimad", ["init", "--data", data, "--origin", origin, "--guard", Self.guardFile])
            #expect(refused.status == 73 && refused.output.isEmpty, "\(refused.output)")
            #expect(
                refused.errors.contains(
                    "\(Self.guardFile): a ledger has signed here already: \(Daemon.origin), 7 entries"),
                "\(refused.errors)")
            #expect(
                refused.errors.contains("yimad restore --data \(data) --from FILE --guard \(Self.guardFile)"),
                "\(refused.errors)")
            #expect(!refused.errors.contains("there is a ledger already"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.url("empty").path).isEmpty)
        #expect(!home.has(Daemon.data))
        #expect(try Data(contentsOf: home.url(Self.guardFile)) == head)
        // One that cannot be read is no room for another either, and neither is a place where none can be.
        try home.write("x", to: "broken")
        let broken = try await tool.run(
            "yimad", ["init", "--data", "new", "--origin", "x.example/a", "--guard", "broken"])
        #expect(broken.status == 73 && broken.errors.contains("broken: is there already"), "\(broken.errors)")
        let below = try await tool.run(
            "yimad", ["init", "--data", "new", "--origin", "x.example/a", "--guard", "broken/head"])
        #expect(below.status == 73 && below.errors.contains("broken"), "\(below.errors)")
        let lone = try await tool.run("yimad", ["init", "--data", "none/new", "--origin", "x.example/a"])
        #expect(
            lone.status == 73 && lone.errors.contains("none/new: there is no directory none in which to make it"),
            "\(lone.errors)")
        #expect(!home.has("new") && !home.has("none"))
        // The true backup then comes back.
        let restored = try await tool.run(
            "yimad",
            ["restore", "--data", "empty", "--from", "b.sqlite", "--guard", Self.guardFile, "--vkey", key])
        #expect(restored.status == 0, "\(restored.errors)")
    }

    @Test("keys of another ledger that lie where one is restored are named, each with what belongs there")
    func strangers() async throws {
        let (tool, key, _) = try await ledger()
        let home = tool.home
        _ = try lose(tool)
        let begun = try await tool.run("yimad", ["init", "--data", Daemon.data, "--origin", Daemon.origin])
        let stranger = begun.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let restore = ["restore", "--data", Daemon.data, "--from", "b.sqlite", "--guard", Self.guardFile]
        let blind = try await tool.run("yimad", restore)
        #expect(blind.status == 77, "\(blind.errors)")
        #expect(
            blind.errors.contains("\(stranger), from \(Daemon.data)/ledger.vkey; where that file is not this ledger's"),
            "\(blind.errors)")
        #expect(blind.errors.contains("--vkey"), "\(blind.errors)")
        let restored = try await tool.run("yimad", restore + ["--vkey", key])
        #expect(restored.status == 0, "\(restored.errors)")
        for (file, way) in [
            ("ledger.vkey", "put this text there instead: \(key)"), ("ledger.key", "move it away"),
            ("admin.key", "move it away"),
        ] {
            #expect(
                restored.errors.split(separator: "\n").contains {
                    $0.contains("\(Daemon.data)/\(file) is not this ledger's") && $0.contains(way)
                }, "\(file): \(restored.errors)")
        }
        #expect(home.has("\(Daemon.data)/ledger.sqlite"))
    }

    @Test("where a backup cannot be written it is said in both languages, and what to do")
    func noRoom() async throws {
        let (tool, _, _) = try await ledger()
        var chinese = tool
        chinese.locale = "zh_CN.UTF-8"
        for (target, en, zh) in [
            ("none/b.sqlite", "there is no directory none", "没有目录 none"), ("b.sqlite", "exists already", "已存在"),
        ] {
            let backup = ["backup", "--data", Daemon.data, "--to", target]
            let refused = try await tool.run("yimad", backup)
            #expect(refused.status == 73 && refused.errors.contains(en), "\(refused.errors)")
            let said = try await chinese.run("yimad", backup)
            #expect(said.status == 73 && said.errors.contains(zh) && said.errors.contains("未生成备份"), "\(said.errors)")
            #expect(!said.errors.contains("the backup"), "\(said.errors)")
        }
    }
}
